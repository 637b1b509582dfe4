"""Whoever guesses passwords waits longer and longer, and keeps nobody else out.

Tries are counted for one account from one address and, more loosely, for that account from anywhere and for that
address whatever the account: how many, in `ACCOUNT_RATE_LIMITS`. A browser that has signed in to the account before,
which a signed cookie proves, is counted by itself: what others try elsewhere does not reach it.
"""

import logging
import secrets
import time

from allauth.account.signals import password_reset
from allauth.core.internal import ratelimit
from allauth.mfa.signals import authentication_failed
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from partners.models import User

logger = logging.getLogger(__name__)

APP = "allauth.account"
SALT = "partners.guessing"
FROM_DEVICE = "password_from_device"
FROM_ADDRESS = "password_from_address"
FROM_ANYWHERE = "password_from_anywhere"
OF_ANY_ACCOUNT = "password_of_any_account"
# On a shared computer several people sign in.
MOST_ACCOUNTS = 20


class TooManyTriesError(Exception):
    """`seconds`: how long to wait before the next try is heard."""

    def __init__(self, seconds: float):
        self.seconds = seconds


def begin_try(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage:
    """Count a try before its password is looked at, so that a hundred at once are a hundred; the right one is taken
    back by `.rollback()`. Raises `TooManyTriesError`."""
    return count_try(request, counters_of(request, email))


def count_try(request: HttpRequest, counters: list[tuple[str, str]]) -> ratelimit.RateLimitUsage:
    """Count it everywhere or nowhere, by pairs of an action of `ACCOUNT_RATE_LIMITS` and of what it is counted for;
    `.rollback()` takes it back. Raises `TooManyTriesError`."""
    usage = ratelimit.RateLimitUsage(usage=[])
    for action, key in counters:
        counted = ratelimit.consume(request, app=APP, action=action, key=key)
        if counted is None:
            usage.rollback()
            raise TooManyTriesError(wait_for(request, action, key))
        usage.usage += counted.usage
    return usage


def counters_of(request: HttpRequest, email: str) -> list[tuple[str, str]]:
    account = email.lower()
    if device := devices_of(request).get(mark_of(account)):
        return [(FROM_DEVICE, device)]
    address = ratelimit.get_ip(request)
    return [(FROM_ADDRESS, f"{account} {address}"), (OF_ANY_ACCOUNT, address), (FROM_ANYWHERE, account)]


def wait_for(request: HttpRequest, action: str, key: str) -> float:
    """Until the oldest tries that fill each of its rates are forgotten."""
    now = time.time()
    waits = [0.0]
    for rate in ratelimit.get_rates(app=APP, action=action):
        tries = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key), [])
        if len(tries) >= rate.amount:
            waits.append(tries[rate.amount - 1] + rate.duration - now)
    return max(waits)


@receiver(password_reset)
def forget_tries(sender, request: HttpRequest, user: User, **kwargs) -> None:
    """Who reads the account's e-mail and has just chosen its password is not guessing."""
    for action, key in counters_of(request, user.email):
        if action != OF_ANY_ACCOUNT:
            ratelimit.clear(request, app=APP, action=action, key=key)


# For whoever watches the logs


def log_refusal(request: HttpRequest, email: str, why: str) -> None:
    """In the logs: neither the password nor the address typed, but the mark that all tries at one account share."""
    logger.warning("sign-in refused, %s: account %s, from %s", why, mark_of(email), ratelimit.get_ip(request))


@receiver(authentication_failed)
def log_second_factor(sender, request: HttpRequest, user: User, **kwargs) -> None:
    log_refusal(request, user.email, "wrong second factor")


# Known browsers


def mark_of(email: str) -> str:
    """What the cookie and the logs hold of an account: of no use to whoever reads it."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:16]


def devices_of(request: HttpRequest) -> dict[str, str]:
    """The accounts that signed in from this browser, and the name under which its tries at each are counted."""
    try:
        return signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=settings.DEVICE_COOKIE_AGE
        )
    except signing.BadSignature:
        return {}


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Once the whole sign-in is done, second factor included."""
    known, mark = devices_of(request), mark_of(email)
    device = known.pop(mark, None) or secrets.token_urlsafe(12)
    latest = dict([*known.items(), (mark, device)][-MOST_ACCOUNTS:])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(latest, salt=SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
