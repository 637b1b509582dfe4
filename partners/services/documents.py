from django.db import transaction

from housing_support.common.documents.content import Content
from housing_support.common.documents.storage import stored
from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.exceptions import RightMissingError
from partners.models import Convention, ConventionDocument, User
from partners.roles import Right


@transaction.atomic
def add_convention_document(*, convention: Convention, user: User, kind: str, file: Content) -> ConventionDocument:
    """Keep a file that both parties read: once, however often its form is sent."""
    require_own(convention, user)
    locked = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
    given = {"convention": locked, "author": user, "kind": kind}
    known = ConventionDocument.objects.filter(**given, sha256=file.sha256).first()
    if known:
        return known
    with stored(file) as name:
        return ConventionDocument.objects.create(**given, **ConventionDocument.described(file, name))


@transaction.atomic
def cancel_convention_document(
    *, document: ConventionDocument, user: User, reason: str, note: str = ""
) -> ConventionDocument:
    """Give it to nobody any more; it stays on the page of its convention, struck through.

    Raises `MendingRefusedError` when it is cancelled already."""
    require_own(document.convention, user)
    locked = ConventionDocument.with_cancelled.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.is_cancelled:
        raise MendingRefusedError(Obstacle.CANCELLED)
    locked.mark_cancelled(by=user, reason=reason, note=note)
    return locked


def require_own(convention: Convention, user: User) -> None:
    user.require(Right.MANAGE_CONVENTIONS)
    if convention.landlord_id != user.organization_id:
        raise RightMissingError(Right.MANAGE_CONVENTIONS)
