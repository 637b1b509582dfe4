"""What a session remembers about its sign-in: when, since when it is idle, whether it proved a second factor.

The keys are written at sign-in, whatever the way in (password, passkey, demonstration): a session without them is over.
"""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from partners.models import User

SIGNED_IN_AT = "signed_in_at"
ACTIVE_AT = "active_at"
SECOND_FACTOR = "second_factor"
# The digest of the invitation whose link this browser followed, until its account exists.
INVITATION = "invitation"

# The time of the last request is written at most this often: a page is read far more than a session is written.
ACTIVITY_STEP_SECONDS = 300

# Recovery codes open an account whose telephone is lost; alone, they are no second factor.
STRONG_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@receiver(user_logged_in)
def remember_sign_in(sender, request: HttpRequest, **kwargs) -> None:
    now = int(time.time())
    request.session[SIGNED_IN_AT] = now
    request.session[ACTIVE_AT] = now


@receiver(authenticator_added)
def prove_by_enrolment(sender, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs) -> None:
    """Who has just added a telephone or a key holds it. The other sessions, which proved nothing of it, end."""
    if authenticator.type in STRONG_FACTORS:
        request.session[SECOND_FACTOR] = True
        for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
            session.end()


def why_over(session: SessionBase) -> str | None:
    """`idle` or `absolute` when the session has passed a limit; otherwise None, and its activity is noted."""
    now = int(time.time())
    if now - session.get(SIGNED_IN_AT, 0) >= settings.SESSION_ABSOLUTE_SECONDS:
        return "absolute"
    active_at = session.get(ACTIVE_AT, 0)
    if now - active_at >= settings.SESSION_IDLE_SECONDS:
        return "idle"
    if now - active_at >= ACTIVITY_STEP_SECONDS:
        session[ACTIVE_AT] = now
    return None


def signed_in_recently(session: SessionBase, seconds: int) -> bool:
    return time.time() - session.get(SIGNED_IN_AT, 0) < seconds


def has_proved_second_factor(request: HttpRequest) -> bool:
    """Whether this session gave a second factor: at its sign-in, or by adding one. A yes is kept: the next pages ask
    no more."""
    if request.session.get(SECOND_FACTOR):
        return True
    records = get_authentication_records(request, request.user)
    if not any(record["method"] == "mfa" for record in records):
        return False
    request.session[SECOND_FACTOR] = True
    return True


def is_enrolled(user: User) -> bool:
    """Whether the user has a telephone or a key."""
    return is_mfa_enabled(user, STRONG_FACTORS)


def end_sessions_of(user: User) -> None:
    """Close every session of `user`, on all machines."""
    for session in UserSession.objects.filter(user=user):
        session.end()
