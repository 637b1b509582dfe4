"""The link by which a partner without an account reads one request and answers it."""

import datetime
import hashlib
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from partners.exceptions import FirstPersonSettledError, TransitionNotAllowedError
from partners.models import Email, Invitation, Organization, User
from partners.notifications import notify
from partners.notifications.emails import withdraw as withdraw_email
from partners.notifications.kinds import REQUEST_LINK, REQUEST_LINK_CODE, REQUEST_LINK_OVERDUE
from partners.services.invitations import invite_by_link
from referrals.exceptions import AgreementMissingError, PartnerHasAccountsError, TooManyLinksError
from referrals.models import Mobilisation, RequestLink
from referrals.models.links import Bearer
from referrals.reading.links import may_be_answered_by_account, may_be_invited
from tenancies.models import Consent
from tenancies.services.journal import log_opening_by_link

# Of one landlord in twenty-four hours, those sent again included.
MOST_A_DAY = 50
CODE_DIGITS = 6
CODE_VALID = datetime.timedelta(minutes=10)
CODE_TRIES = 5


def digest_of(token: str) -> str:
    """What the table keeps of a link's token: of no use to whoever reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def send_link(*, mobilisation: Mobilisation, user: User, email: str, base_url: str) -> RequestLink:
    """Send, to the address of a partner where nobody may answer, the link to its request; sent again, to this address
    or another, the former one stops working.

    Raises `PartnerHasAccountsError` when somebody of the partner may answer, `AgreementMissingError` when the household
    took its word back, `TransitionNotAllowedError` once the request waits no more, and `TooManyLinksError`."""
    Mobilisation.ADVISER.check(user, mobilisation)
    asked = Mobilisation.machine.lock(mobilisation)
    if asked.state != Mobilisation.State.REQUESTED:
        raise TransitionNotAllowedError(f"{asked.pk} waits for no answer")
    if may_be_answered_by_account(asked.organization_id):
        raise PartnerHasAccountsError(asked.organization_id)
    agreed = Consent.objects.given().filter(household=asked.referral.household_id, organization=asked.organization_id)
    if not agreed.exists():
        raise AgreementMissingError(f"{asked.pk} is not agreed to")
    _require_room(asked.referral.landlord)
    token, now = secrets.token_urlsafe(32), timezone.now()
    sent: dict[str, Any] = {
        "email": email.lower(),
        "token_digest": digest_of(token),
        "sent_by": user,
        "sent_at": now,
        "expires_at": now + datetime.timedelta(days=settings.REQUEST_LINK_VALID_DAYS),
        "opened_at": None,
        "read_at": None,
        "code_digest": "",
        "code_expires_at": None,
        "code_tries": 0,
    }
    former = RequestLink.objects.filter(mobilisation=asked).first()
    if former is None:
        link = RequestLink.objects.create(mobilisation=asked, **sent)
    else:
        locked = RequestLink.machine.begin(former, RequestLink.Move.RESEND, user)
        _withdraw_messages(locked)
        link = RequestLink.machine.finish(locked, RequestLink.Move.RESEND, actor=user, ended_at=None, **sent)
    address = base_url.rstrip("/") + reverse("referrals:follow_link", args=[token])
    [link.message] = notify(REQUEST_LINK, about=link, at=link.expires_at, link=address)
    link.save(update_fields=["message"])
    return link


@transaction.atomic
def withdraw_link(*, link: RequestLink, user: User) -> RequestLink:
    """The request goes on waiting; its link opens nothing any more."""
    locked = RequestLink.machine.begin(link, RequestLink.Move.WITHDRAW, user)
    _withdraw_messages(locked)
    return RequestLink.machine.finish(locked, RequestLink.Move.WITHDRAW, actor=user, **_over())


def end_link_of(mobilisation: Mobilisation, *, bearer: Bearer | None = None) -> None:
    """The request waits no more: its link ends with it, used up when `bearer` answered by it. Called in the transaction
    of that answer, or of that end."""
    move = RequestLink.Move.ANSWER if bearer else RequestLink.Move.END
    for link in RequestLink.objects.filter(mobilisation=mobilisation):
        locked = RequestLink.machine.lock(link)
        if RequestLink.machine.allows(locked, move):
            _withdraw_messages(locked)
            RequestLink.machine.finish(locked, move, actor=None, **_over())


def remind_by_link(mobilisation: Mobilisation) -> None:
    """Remind whoever was sent the link of a request, where nobody has an account; of its secret the table keeps a
    digest alone, so that they are told which message holds it. Called in the transaction that reminds the partner."""
    if may_be_answered_by_account(mobilisation.organization_id):
        return
    for link in RequestLink.objects.usable().filter(mobilisation=mobilisation):
        link.mobilisation = mobilisation
        notify(REQUEST_LINK_OVERDUE, about=link, at=timezone.now())


@transaction.atomic
def send_code(link: RequestLink) -> None:
    """Send a new code to the address of a usable link, in the place of the one before. How many may be asked for is
    counted by whoever calls."""
    locked = RequestLink.machine.lock(link)
    code, now = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}", timezone.now()
    locked.code_digest, locked.code_expires_at, locked.code_tries = _code_digest(locked, code), now + CODE_VALID, 0
    locked.save(update_fields=["code_digest", "code_expires_at", "code_tries"])
    _withdraw_codes(locked)
    notify(REQUEST_LINK_CODE, about=locked, at=now, code=code)


@transaction.atomic
def try_code(link: RequestLink, code: str) -> bool:
    """Whether this is the code that was sent last. Each try is counted before it is compared, and the right one serves
    once."""
    locked = RequestLink.machine.lock(link)
    now = timezone.now()
    if not locked.code_digest or locked.code_expires_at <= now or locked.code_tries >= CODE_TRIES:
        return False
    locked.code_tries += 1
    is_right = constant_time_compare(locked.code_digest, _code_digest(locked, code))
    if is_right:
        locked.code_digest, locked.code_expires_at, locked.code_tries = "", None, 0
        locked.opened_at = locked.opened_at or now
    locked.save(update_fields=["code_digest", "code_expires_at", "code_tries", "opened_at"])
    return is_right


@transaction.atomic
def note_reading(bearer: Bearer) -> None:
    """Keep that the sheet was read by the link: in the access log of the case file, and on the request's page."""
    asked = bearer.link.mobilisation
    log_opening_by_link(
        household=asked.referral.known_household, organization=bearer.organization, address=bearer.link.email
    )
    RequestLink.objects.filter(pk=bearer.link.pk).update(read_at=timezone.now())


@transaction.atomic
def invite_bearer(*, bearer: Bearer, first_name: str, last_name: str, job_title: str, base_url: str) -> Invitation:
    """Invite whoever answered by the link, at its very address, as a coordinator of the association, in the name of
    whoever sent it. Raises what `invite` raises, and `FirstPersonSettledError` where somebody works already."""
    Organization.objects.select_for_update(no_key=True).get(pk=bearer.organization_id)
    if not may_be_invited(bearer):
        raise FirstPersonSettledError(bearer.organization_id)
    return invite_by_link(
        sent_by=bearer.link.sent_by,
        association=bearer.organization,
        email=bearer.link.email,
        first_name=first_name,
        last_name=last_name,
        job_title=job_title,
        base_url=base_url,
    )


def _require_room(landlord: Organization) -> None:
    """Once it is locked: two people who send at the same moment do not pass the limit."""
    Organization.objects.select_for_update(no_key=True).get(pk=landlord.pk)
    a_day_ago = timezone.now() - datetime.timedelta(days=1)
    if RequestLink.objects.links_sent(by=landlord, since=a_day_ago).count() >= MOST_A_DAY:
        raise TooManyLinksError(landlord.pk)


def _code_digest(link: RequestLink, code: str) -> str:
    """Six digits are guessed from their mere digest: it takes the secret key besides."""
    return salted_hmac("referrals.request_link", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def _over() -> dict[str, Any]:
    return {"ended_at": timezone.now(), "code_digest": "", "code_expires_at": None, "code_tries": 0}


def _withdraw_messages(link: RequestLink) -> None:
    withdraw_email(link.message)
    _withdraw_codes(link)


def _withdraw_codes(link: RequestLink) -> None:
    """A code that still waits to leave serves no more."""
    for waiting in Email.objects.queued().filter(event__startswith=f"{REQUEST_LINK_CODE.code}:{link.pk}:"):
        withdraw_email(waiting)


def bearer_of(public_id: uuid.UUID | str) -> Bearer | None:
    """Whoever holds this link, usable or answered, with all that its pages read."""
    links = RequestLink.objects.select_related(
        "sent_by",
        "mobilisation__organization",
        "mobilisation__convention__action",
        "mobilisation__convention__landlord",
        "mobilisation__requested_by",
        "mobilisation__referral__landlord",
        "mobilisation__referral__adviser",
        "mobilisation__referral__household",
    )
    link = links.filter(public_id=public_id).first()
    return Bearer(link) if link else None
