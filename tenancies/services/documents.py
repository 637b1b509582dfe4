from django.db import transaction

from housing_support.common.documents.content import Content
from housing_support.common.documents.storage import stored
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import CaseFileDocument, Household
from tenancies.models.audience import audiences_open_to
from tenancies.reading.mending import (
    may_cancel_document,
    may_correct_document,
    obstacle_to_cancelling_document,
    obstacle_to_correcting_document,
)
from tenancies.services.access import require_no, require_open_case_file
from tenancies.services.journal import require_audience


@transaction.atomic
def add_document(*, household: Household, user: User, audience: str, kind: str, file: Content) -> CaseFileDocument:
    """Keep a file in a case file, for the audience chosen: once, however often its form is sent.

    Raises `TransitionNotAllowedError` when the case file is closed."""
    require_open_case_file(household=household, user=user, right=Right.WRITE_JOURNAL)
    require_audience(audience, *audiences_open_to(user))
    locked = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if locked.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.reference} is closed")
    given = {"household": locked, "author": user, "audience": audience, "kind": kind}
    known = CaseFileDocument.objects.filter(**given, sha256=file.sha256).first()
    if known:
        return known
    with stored(file) as name:
        return CaseFileDocument.objects.create(
            **given, organization=user.organization, **CaseFileDocument.described(file, name)
        )


@transaction.atomic
def correct_document(*, document: CaseFileDocument, user: User, audience: str, kind: str) -> CaseFileDocument:
    """Let its author say better what a document is, or who reads it. Another file is another document.

    Raises `MendingRefusedError` when it can no longer be corrected."""
    locked = begin_mending(document, user)
    if not may_correct_document(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    require_no(obstacle_to_correcting_document(locked))
    require_audience(audience, *audiences_open_to(user))
    locked.mark_corrected(by=user, audience=audience, kind=kind)
    return locked


@transaction.atomic
def cancel_document(*, document: CaseFileDocument, user: User, reason: str, note: str = "") -> CaseFileDocument:
    """Give it to nobody any more; it stays in the list, struck through.

    Raises `MendingRefusedError` when it is cancelled already, or its case file closed."""
    locked = begin_mending(document, user)
    if not may_cancel_document(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    require_no(obstacle_to_cancelling_document(locked))
    locked.mark_cancelled(by=user, reason=reason, note=note)
    return locked


def begin_mending(document: CaseFileDocument, user: User) -> CaseFileDocument:
    """The document locked, for somebody who reads it."""
    require_open_case_file(household=document.household, user=user, right=Right.WRITE_JOURNAL)
    documents = CaseFileDocument.with_cancelled
    if not documents.readable_by(user).filter(pk=document.pk).exists():
        raise RightMissingError(Right.WRITE_JOURNAL)
    return documents.select_related("household").select_for_update(of=("self",)).get(pk=document.pk)
