"""What is kept of what accounts do, on behalf of services and views that have checked their own right."""

import datetime
from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Manager
from django.dispatch import Signal, receiver
from django.utils import timezone

from partners.models import AccountEvent, Organization, User
from partners.notifications import notify
from partners.notifications.kinds import READER_COMES
from partners.roles import RIGHTS, Right
from partners.sessions import STRONG_FACTORS

Kind = AccountEvent.Kind
LIFE = datetime.timedelta(days=365)
SAME_REFUSAL = datetime.timedelta(minutes=10)


def record(*, account: User, kind: AccountEvent.Kind, by: User | None = None, **facts: int | str) -> AccountEvent:
    return AccountEvent.objects.create(
        account=account, organization=account.organization, by=by if by != account else None, kind=kind, facts=facts
    )


def tell_of_reader(event: AccountEvent) -> None:
    """Whoever lets somebody read case files is seen by the others who manage accounts there."""
    if event.facts["role"] in RIGHTS[Right.READ_CASE_FILES]:
        notify(READER_COMES, about=event, at=event.at)


def record_search(*, account: User, results: int) -> None:
    """That somebody was looked for, and how many were found: never the words, which name somebody."""
    record(account=account, kind=Kind.SEARCHED, results=results)


def record_refusal(*, account: User, page: str) -> None:
    """`page` is the pattern of its address. Once for a few minutes of trying again."""
    since = timezone.now() - SAME_REFUSAL
    same = AccountEvent.objects.filter(account=account, at__gt=since, kind=Kind.REFUSED, facts={"page": page})
    if not same.exists():
        record(account=account, kind=Kind.REFUSED, page=page)


def forget_old_events() -> int:
    """Return how many went."""
    return forget_before(timezone.now() - LIFE, AccountEvent.objects)


def forget_before(moment: datetime.datetime, log: Manager) -> int:
    """Of a log that is found by organization and moment: one organization after the other, each by its index."""
    return sum(
        log.filter(organization=organization, at__lt=moment).delete()[0]
        for organization in Organization.objects.order_by("pk").values_list("pk", flat=True)
    )


@receiver(user_logged_in)
def record_sign_in(sender: Any, user: User, **kwargs: Any) -> None:
    record(account=user, kind=Kind.SIGNED_IN)


@receiver(user_logged_out)
def record_sign_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user:
        record(account=user, kind=Kind.SIGNED_OUT)


@receiver([password_changed, password_reset])
def record_new_password(sender: Any, user: User, **kwargs: Any) -> None:
    record(account=user, kind=Kind.PASSWORD_CHANGED)


@receiver(email_changed)
def record_new_address(sender: Any, user: User, **kwargs: Any) -> None:
    record(account=user, kind=Kind.EMAIL_CHANGED)


@receiver([authenticator_added, authenticator_removed])
def record_factor(sender: Any, user: User, authenticator: Authenticator, signal: Signal, **kwargs: Any) -> None:
    if authenticator.type in STRONG_FACTORS:
        record(account=user, kind=Kind.FACTOR_ADDED if signal is authenticator_added else Kind.FACTOR_REMOVED)
