"""The documents of a case file, as one reader may read them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from housing_support.common.numbers import file_size
from partners.discretion import shown_person
from partners.models import User
from partners.reading.mending import Mending, menders_of, mending_of
from tenancies.models import CaseFileDocument, Household
from tenancies.models.audience import Audience, AudienceModel
from tenancies.reading.mending import (
    may_cancel_document,
    may_correct_document,
    obstacle_to_cancelling_document,
    obstacle_to_correcting_document,
)


@dataclass(frozen=True)
class DocumentLine:
    document: CaseFileDocument
    about: str
    who: str
    # Whose it is to read, when not everybody's.
    readers: str
    mending: Mending
    url: str
    correct_url: str
    cancel_url: str


def documents_for(user: User, household: Household) -> QuerySet[CaseFileDocument]:
    """Those that `user` reads, cancelled ones too."""
    documents = CaseFileDocument.with_cancelled.readable_by(user).filter(household=household)
    return documents.select_related("author", "organization")


def document_lines(
    documents: list[CaseFileDocument], *, household: Household, reader: User, named: Collection[int], opens: bool
) -> list[DocumentLine]:
    """One query where something was mended. They open unless a protected address may be read in them."""
    people = menders_of(documents)
    return [line_for(each, household, reader, named, people, opens) for each in documents]


def line_for(
    document: CaseFileDocument,
    household: Household,
    reader: User,
    named: Collection[int],
    people: dict[int | None, User],
    opens: bool,
) -> DocumentLine:
    document.household = household
    place = [household.public_id, document.public_id]
    may_correct = may_correct_document(reader, document) and not obstacle_to_correcting_document(document)
    may_cancel = may_cancel_document(reader, document) and not obstacle_to_cancelling_document(document)
    return DocumentLine(
        document=document,
        about=f"{document.get_content_type_display()}, {file_size(document.size)}",
        who=shown_person(document.author, document.organization, reader, named),
        readers=readers_of(document),
        mending=mending_of(
            document,
            reader=reader,
            who=lambda person: shown_person(person, person.organization, reader, named),
            people=people,
            reads_text=True,
            is_masculine=True,
        ),
        url=reverse("tenancies:document", args=place) if opens and not document.is_cancelled else "",
        correct_url=reverse("tenancies:document_correct", args=place) if may_correct else "",
        cancel_url=reverse("tenancies:document_cancel", args=place) if may_cancel else "",
    )


def readers_of(written: AudienceModel) -> str:
    match Audience(written.audience):
        case Audience.SHARED:
            return ""
        case Audience.SOCIAL:
            return "Travailleurs sociaux du dossier"
        case Audience.ORGANIZATION:
            organization = written.organization
            return f"Équipe {organization.short_name}" if organization else ""
        case Audience.AUTHOR:
            return "Vous seul"
