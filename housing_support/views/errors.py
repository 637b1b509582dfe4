import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from housing_support.common.moves import TransitionNotAllowedError
from housing_support.drafts.middleware import keep
from tenancies.services.drafts import NOT_KEPT, place_of

LONG_VALUE = 40


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that was open too long, or from elsewhere."""
    draft = keep(request)
    return render(request, "403_csrf.html", {"page": draft.page if draft else ""}, status=403)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Any uncaught exception, of a view or of a middleware. While the database cannot be reached: a kind 503 that
    heals by itself, since the next request tries again. Neither page reads the session, which may be what failed; both
    give back the form that was sent, for nothing else may have kept it.

    A move that is no longer possible is no failure: somebody was faster, and what was typed waits as a draft."""
    sent = {"sent": sent_back(request), "path": request.path}
    if isinstance(sys.exception(), TransitionNotAllowedError):
        return HttpResponse(render_to_string("409.html", sent), status=409)
    if isinstance(sys.exception(), OperationalError | InterfaceError) and not database_is_reachable():
        return HttpResponse(render_to_string("503.html", sent), status=503, headers={"Retry-After": "30"})
    return HttpResponseServerError(render_to_string("500.html", sent))


def sent_back(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Names and values of a form of ours, and which of them a person would want to read; nothing of other forms."""
    if request.method != "POST" or place_of(request.POST) is None:
        return []
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value, len(value) > LONG_VALUE and name not in NOT_KEPT) for name, value in fields]


def database_is_reachable() -> bool:
    connection.close()
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
