"""What a URL says encrypted, because URLs end in logs, histories and bookmarks: a search, which names
somebody, and the place where a page of a list stops.

A search is sent by POST and leads by `url_of_search` to the URL of its results, which `search_of` reads:

    if request.method == "POST":
        return redirect(url_of_search(request, filters=("state",)))
    search = search_of(request)

That URL can be loaded again and come back to; it is legible to its author alone, for as long as a session may last.
"""

import base64
import functools
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, QueryDict

from housing_support.common.text import on_one_line

FIELD = "q"
PARAMETER = "search"


@dataclass(frozen=True)
class Search:
    """`is_lost`: the URL holds a search that has expired or is somebody else's; `components/lost_search.html`."""

    text: str = ""
    is_lost: bool = False


def url_of_search(request: HttpRequest, *, filters: tuple[str, ...] = ()) -> str:
    """Where the search that was sent leads: the same page, the text encrypted, `filters` in clear."""
    query = QueryDict(mutable=True)
    for name in filters:
        if value := on_one_line(request.POST.get(name, "")):
            query[name] = value
    if text := on_one_line(request.POST.get(FIELD, "")):
        query[PARAMETER] = search_token(text, user=request.user)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def search_of(request: HttpRequest) -> Search:
    token = request.GET.get(PARAMETER, "")
    if not token:
        return Search()
    content = unseal(token, purpose="search", seconds=settings.SESSION_ABSOLUTE_SECONDS)
    if not isinstance(content, list) or content[0] != request.user.pk:
        return Search(is_lost=True)
    return Search(text=content[1])


def search_token(text: str, *, user: AbstractBaseUser | AnonymousUser) -> str:
    return seal([user.pk, text], purpose="search")


@functools.cache
def cipher(purpose: str, secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{secret}".encode()).digest()))


def seal(value: Any, *, purpose: str) -> str:
    """A token of that value, for a URL: nobody reads it, nor uses it for another purpose."""
    plain = json.dumps(value, cls=PreciseEncoder)
    return cipher(purpose, settings.SECRET_KEY).encrypt(plain.encode()).decode().rstrip("=")


def unseal(token: str, *, purpose: str, seconds: int | None = None) -> Any:
    """What `seal` was given; None when the token is not ours, or older than `seconds`."""
    try:
        padded = (token + "=" * (-len(token) % 4)).encode()
        return json.loads(cipher(purpose, settings.SECRET_KEY).decrypt(padded, ttl=seconds))
    except (InvalidToken, ValueError):
        return None


class PreciseEncoder(DjangoJSONEncoder):
    """Django's own cuts microseconds, and rows between two milliseconds would be skipped."""

    def default(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else super().default(value)
