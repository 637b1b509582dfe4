"""The documents of a convention, as either party reads them."""

from dataclasses import dataclass

from django.urls import reverse

from housing_support.common.numbers import file_size
from partners.models import Convention, ConventionDocument, User
from partners.reading.mending import Mending, menders_of, mending_of


@dataclass(frozen=True)
class DocumentLine:
    document: ConventionDocument
    about: str
    mending: Mending
    url: str
    cancel_url: str
    # Both parties read them all.
    who: str = ""
    readers: str = ""
    correct_url: str = ""


def documents_of(convention: Convention, *, reader: User, can_manage: bool) -> list[DocumentLine]:
    """The latest first, cancelled ones too: a convention has a few."""
    documents = list(ConventionDocument.with_cancelled.visible_to(reader).filter(convention=convention))
    people = menders_of(documents)
    lines = []
    for document in documents:
        place = [convention.public_id, document.public_id]
        is_open = can_manage and not document.is_cancelled
        mending = mending_of(
            document,
            reader=reader,
            who=lambda person: f"{person.full_name}, {person.organization.short_name}",
            people=people,
            reads_text=True,
        )
        url = "" if document.is_cancelled else reverse("partners:convention_document", args=place)
        cancel_url = reverse("partners:cancel_convention_document", args=place) if is_open else ""
        about = f"{document.get_content_type_display()}, {file_size(document.size)}"
        lines.append(DocumentLine(document, about, mending, url, cancel_url))
    return lines
