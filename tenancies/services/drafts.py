"""What a user types in a long form is kept on the server as it is typed, and comes back when the form opens again."""

import uuid

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from partners.models import User
from partners.roles import Right
from tenancies.models import Draft

OWNER_FIELD = "draft_owner"
SALT = "tenancies.drafts"
RIGHT_OF_FORM: dict[str, Right] = {Draft.Form.VISIT: Right.RECORD_VISIT, Draft.Form.REFERRAL: Right.LOG_REFERRAL}
NOT_KEPT = frozenset({"csrfmiddlewaretoken", OWNER_FIELD, "save_draft"})
MAXIMUM_CHARACTERS = 100_000


class DraftTooLongError(Exception):
    """More text than any of our forms takes."""


def save_draft(*, user: User, form: str, target: uuid.UUID, data: QueryDict) -> Draft:
    """Keep everything that was sent of a form, in place of what was kept before."""
    user.require(RIGHT_OF_FORM[form])
    kept = {name: values for name, values in data.lists() if name not in NOT_KEPT}
    if sum(len(value) for values in kept.values() for value in values) > MAXIMUM_CHARACTERS:
        raise DraftTooLongError
    draft, _ = Draft.objects.update_or_create(
        user=user, form=form, target=target, defaults={"data": kept, "updated_at": timezone.now()}
    )
    return draft


def find_draft(*, user: User, form: str, target: uuid.UUID) -> Draft | None:
    return Draft.objects.filter(user=user, form=form, target=target).first()


def drop_draft(*, user: User, form: str, target: uuid.UUID) -> None:
    Draft.objects.filter(user=user, form=form, target=target).delete()


def initial_from(draft: Draft, *, several: tuple[str, ...] = ()) -> dict:
    """The draft as a form's `initial`; the fields named in `several` take lists."""
    return {name: values if name in several else values[-1] for name, values in draft.data.items() if values}


def owner_token(*, user: User, form: str, target: uuid.UUID) -> str:
    """For a hidden field of the form: says whose draft it is, should it be sent after the session has expired."""
    return signing.dumps([str(user.public_id), str(form), str(target)], salt=SALT, compress=True)


def save_expired(*, token: str, data: QueryDict, max_age: int) -> Draft | None:
    """Keep a form sent without a session as the draft of the user it was shown to; nothing when the token is wrong."""
    try:
        public_id, form, target = signing.loads(token, salt=SALT, max_age=max_age)
    except signing.BadSignature:
        return None
    user = User.objects.active().filter(public_id=public_id).first()
    if user is None or not user.may(RIGHT_OF_FORM[form]):
        return None
    return save_draft(user=user, form=form, target=uuid.UUID(target), data=data)
