"""What the logs say: which page did what, never a word of anybody.

A refusal (403, 404, 409…) is a line. A failure has its trace, without the messages of its exceptions: they quote what
somebody typed, or what the database holds. An address is told by its pattern: it may hold the token of an invitation.
"""

import logging
import traceback
from collections.abc import Iterator
from copy import copy
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve

FIRST_FAILURE = 500


class WordlessFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # The other handlers keep theirs.
        record = copy(record)
        record.exc_text = None
        if getattr(record, "status_code", FIRST_FAILURE) < FIRST_FAILURE:
            record.exc_info = None
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            path = as_django_logs(request.path)
            record.args = tuple(pattern_of(request) if each == path else each for each in record.args)
        return super().format(record)

    def formatException(self, exc_info: Any) -> str:
        return "\n".join(
            "".join(traceback.format_tb(each.__traceback__)) + name_of(each) for each in chain(exc_info[1])
        )


def as_django_logs(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


def pattern_of(request: HttpRequest) -> str:
    """« /households/<uuid:public_id>/ »."""
    try:
        return f"/{(request.resolver_match or resolve(request.path_info)).route}"
    except Resolver404:
        return "an address that leads nowhere"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """What was raised, then what it was raised from or beside."""
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def name_of(error: BaseException) -> str:
    """Its class and, of what PostgreSQL refuses, the code and the constraint, which name no value."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    facts = (getattr(error, "pgcode", None), getattr(getattr(error, "diag", None), "constraint_name", None))
    return " ".join(filter(None, (name, *facts)))
