from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pghistory.middleware import HistoryMiddleware

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
)


def private_responses(get_response: Callable) -> Callable:
    """Case files stay out of shared and browser caches; the page asks for no device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def database_outage(get_response: Callable) -> Callable:
    """Answer a kind 503 while the database cannot be reached; the next request tries again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError) and not is_reachable():
            return render(request, "503.html", status=503)
        return None

    middleware.process_exception = process_exception
    return middleware


def is_reachable() -> bool:
    connection.close()
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


class ProtectedAccessMiddleware(LoginRequiredMiddleware):
    """Closed by default: an anonymous visitor is sent to sign in."""


class AuditContextMiddleware(HistoryMiddleware):
    """Who changed what, from which page: attached by the database triggers to every row of the history."""

    def get_context(self, request: HttpRequest) -> dict:
        return {"user": request.user.pk if request.user.is_authenticated else None, "url": request.path}
