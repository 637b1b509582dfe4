import contextlib
import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import is_valid_path, resolve
from pghistory.middleware import HistoryMiddleware

from housing_support.common import text
from housing_support.logs import pattern_of
from partners.models import User
from partners.roles import Right
from partners.services.account_events import record_refusal
from partners.sessions import has_proved_second_factor, is_enrolled, why_over

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
)

# C0 controls and DEL, save tabulation and ends of lines; PostgreSQL refuses NUL, nobody types the others.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ENCODED_CONTROL_CHARACTERS = re.compile(r"%(0[0-8bcef]|1[0-9a-f]|7f)", re.IGNORECASE)

# What somebody without a second factor may open: the pages that set one up, and the way out.
ENROLMENT_VIEWS = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
    }
)


def private_responses(get_response: Callable) -> Callable:
    """Case files stay out of shared and browser caches; the page asks for no device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def wrong_method_page(get_response: Callable) -> Callable:
    """An address that only takes forms, opened as a page: one of ours, that leads to the page of its form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render_to_string("405.html", {"page": page_above(request.path)})
        return HttpResponse(page, status=405, headers={"Allow": response.headers["Allow"]})

    return middleware


def page_above(path: str) -> str:
    """Where the form of an act stands: the page of what the address is about, else the list above it."""
    about = resolve(path).kwargs
    above = ["/".join(path.split("/")[:length]) + "/" for length in range(2, path.count("/"))]
    kwargs = {each: resolve(each).kwargs for each in above if is_valid_path(each)}
    own = [each for each in kwargs if kwargs[each] == about]
    return next(iter(own or [each for each in reversed(kwargs) if not kwargs[each]]), "/")


def readable_input(get_response: Callable) -> Callable:
    """Refuse, before anything reads it, what no page of ours sends: control characters in the address or in a cookie
    (400), and a body larger than any accepted file (413)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            CONTROL_CHARACTERS.search(request.path)
            or ENCODED_CONTROL_CHARACTERS.search(request.META.get("QUERY_STRING", ""))
            or any(CONTROL_CHARACTERS.search(value) for value in request.COOKIES.values())
        ):
            return HttpResponse(render_to_string("400.html"), status=400)
        if length_of_body(request) > settings.IMPORT_MAX_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


class KnownUserMiddleware(AuthenticationMiddleware):
    """Everything asks who is there: the user is read at once, where Django's own stands behind a proxy that each of
    hundreds of looks at it goes through."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = get_user(request)


def affordable_body(get_response: Callable) -> Callable:
    """Refuse, before anything reads it, a body larger than a form from whoever may give no file, or than the files that
    they may give (413). It asks the session itself: anybody may invent a cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = length_of_body(request)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and length > most_bytes_of(request.user):
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


def refusals_on_record(get_response: Callable) -> Callable:
    """Who tried what their role does not open is in the log that their organization's ADMIN reads."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A form from a page that was open too long is refused before anybody looks at a right.
        is_forged = not getattr(request, "csrf_processing_done", False)
        if response.status_code == 403 and isinstance(request.user, User) and not is_forged:
            record_refusal(account=request.user, page=pattern_of(request))
        return response

    return middleware


def length_of_body(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        # Django reads nothing of such a request.
        return 0


def most_bytes_of(user: User | AnonymousUser) -> int:
    """The largest body that this user has a reason to send. A document somewhat too large is refused by its page, which
    says by how much."""
    if not isinstance(user, User):
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if user.may(Right.IMPORT_DWELLINGS):
        return settings.IMPORT_MAX_BYTES
    gives_documents = user.may(Right.WRITE_JOURNAL)
    return 2 * settings.DOCUMENT_MAX_BYTES if gives_documents else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def visible_input(get_response: Callable) -> Callable:
    """Nothing reads an invisible character, wherever it was typed: no form has to think of it, nor any view that looks
    at what was sent before a form does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.GET = text.visible_input(request.GET)  # type: ignore[assignment] # Django's stub wants its own class
        if request.method == "POST":
            # When the sender left half-way, Django leaves nothing to read.
            with contextlib.suppress(UnreadablePostError):
                request.POST = text.visible_input(request.POST)  # type: ignore[assignment]
        return get_response(request)

    return middleware


class EndingRequest(HttpRequest):
    """`session_ended` says why the session that it came with is over, if it is."""

    session_ended: str | None


class ProtectedAccessMiddleware(LoginRequiredMiddleware):
    """Closed by default: an anonymous visitor is sent to sign in, a session left idle or open too long ends, and
    outside the demonstration somebody without a second factor is sent to set one up. A session that did not prove the
    one that its account has, because it is older, ends."""

    def process_request(self, request: EndingRequest) -> None:
        request.session_ended = None
        if request.user.is_authenticated and (reason := why_over(request.session)):
            logout(request)
            request.session_ended = reason

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args, view_kwargs
    ) -> HttpResponseBase | None:
        response = super().process_view(request, view_func, view_args, view_kwargs)
        if response or not request.user.is_authenticated or not getattr(view_func, "login_required", True):
            return response
        if settings.DEMO_MODE or has_proved_second_factor(request):
            return None
        if is_enrolled(request.user):
            logout(request)
            return super().handle_no_permission(request, view_func)
        match = request.resolver_match
        return None if match and match.view_name in ENROLMENT_VIEWS else redirect("mfa_index")

    def handle_no_permission(  # type: ignore[override] # every request went through `process_request`
        self, request: EndingRequest, view_func: Callable
    ) -> HttpResponseRedirect:
        """The sign-in page, which comes back here afterwards and says why the session ended."""
        response = super().handle_no_permission(request, view_func)
        if not request.session_ended:
            return response
        url, _, query = response.url.partition("?")
        parameters = QueryDict(query, mutable=True)
        parameters["ended"] = request.session_ended
        return HttpResponseRedirect(f"{url}?{parameters.urlencode(safe='/')}")


class AuditContextMiddleware(HistoryMiddleware):
    """Who changed what, from which page: attached by the database triggers to every row of the history."""

    def get_context(self, request: HttpRequest) -> dict:
        return {"user": request.user.pk if request.user.is_authenticated else None, "url": request.path}
