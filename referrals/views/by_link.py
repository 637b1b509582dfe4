"""What a partner without an account reads and answers, by the link to its one request.

No session of ours is opened: a signed cookie of its own says which link this browser followed and, once its code was
typed, until when its request is open there. What the link opens is asked of the database each time. An unknown, used,
withdrawn or expired link answers one page, whatever the reason.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.numbers import a_while
from partners.exceptions import TransitionNotAllowedError
from partners.guessing import TooManyTriesError, count_try
from referrals.forms import DeclineForm
from referrals.forms.links import BearerAccountForm, CodeForm
from referrals.models import Mobilisation, RequestLink
from referrals.models.links import Bearer
from referrals.models.reasons import readable_reasons
from referrals.reading.links import may_be_invited
from referrals.reading.request_sheet import asked_about
from referrals.reading.suggestions import confirmed_needs
from referrals.services import links, mobilisations

COOKIE, SALT = settings.REQUEST_LINK_COOKIE_NAME, "referrals.by_link"
WRONG_CODE = "Ce code n’est pas le bon, ou il ne sert plus\u00a0: relisez le message, ou demandez un autre code."
TOO_MANY_CODES = "Trop de codes ont été demandés\u00a0: réessayez dans {}."
NO_LONGER_OPEN = "Cette demande n’attend plus de réponse."


@dataclass(frozen=True)
class Visit:
    """`is_usable`: its request waits for an answer still. `is_proved`: the code was typed in this browser, lately."""

    bearer: Bearer
    is_usable: bool
    is_proved: bool
    is_code_sent: bool

    @property
    def link(self) -> RequestLink:
        return self.bearer.link

    @property
    def is_open(self) -> bool:
        return self.is_usable and self.is_proved

    @property
    def is_answered(self) -> bool:
        return self.is_proved and self.link.state == RequestLink.State.ANSWERED


def visit_of(request: HttpRequest) -> Visit | None:
    """None, for whoever followed no link, or one that opens nothing to them."""
    try:
        held = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=settings.REQUEST_LINK_SECONDS)
    except signing.BadSignature:
        return None
    bearer = links.bearer_of(held["link"])
    # Sent again, the link has another token: whoever followed the former one follows the new one.
    if bearer is None or bearer.link.token_digest[:16] != held["mark"]:
        return None
    is_usable = RequestLink.objects.usable().filter(pk=bearer.link.pk).exists()
    is_proved = time.time() - held.get("proved_at", 0) < settings.REQUEST_LINK_SECONDS
    visit = Visit(bearer, is_usable, is_proved, is_code_sent=held.get("code_sent", False))
    return visit if is_usable or visit.is_answered else None


def remember(response: HttpResponse, link: RequestLink, **said: object) -> HttpResponse:
    held = {"link": str(link.public_id), "mark": link.token_digest[:16], **said}
    response.set_cookie(
        COOKIE,
        signing.dumps(held, salt=SALT),
        max_age=settings.REQUEST_LINK_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def over(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/by_link/over.html", status=410)


def opened(view: Callable[[HttpRequest, Bearer], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """For an act on the request: given whoever holds the link, once the code was typed; the page says the rest."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        visit = visit_of(request)
        if visit is None or not visit.is_open:
            return redirect("referrals:by_link")
        return view(request, visit.bearer)

    return checked


@login_not_required
@require_safe
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the message. The token goes no further: neither the address bar, nor the history of the next page,
    nor a Referer tells it. Nothing is read yet: a mail server follows links too."""
    link = RequestLink.objects.usable().filter(token_digest=links.digest_of(token)).first()
    if link is None:
        return over(request)
    response = remember(redirect("referrals:by_link"), link)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_safe
def by_link(request: HttpRequest) -> HttpResponse:
    """Before the code, neutral words; then the sheet; then what was answered."""
    visit = visit_of(request)
    if visit is None:
        return over(request)
    if visit.is_answered:
        return render_answered(request, visit.bearer)
    if not visit.is_proved:
        return render_code(request, visit)
    return render_sheet(request, visit.bearer)


@login_not_required
@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if visit is None or not visit.is_usable:
        return redirect("referrals:by_link")
    counters = [("code_of_link", str(visit.link.public_id)), ("codes_from_address", ratelimit.get_ip(request))]
    try:
        count_try(request, counters)
    except TooManyTriesError as error:
        messages.warning(request, TOO_MANY_CODES.format(a_while(error.seconds)))
        return redirect("referrals:by_link")
    links.send_code(visit.link)
    follows = f"Il est valable {int(links.CODE_VALID.total_seconds() // 60)}\u00a0minutes."
    confirm(request, f"Un code part à {visit.link.masked_email}.", follows)
    return remember(redirect("referrals:by_link"), visit.link, code_sent=True)


@login_not_required
@require_POST
def check_code(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if visit is None or not visit.is_usable:
        return redirect("referrals:by_link")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render_code(request, visit, form)
    try:
        counted = count_try(request, [("code_tries_from_address", ratelimit.get_ip(request))])
    except TooManyTriesError as error:
        form.add_error("code", f"Trop d’essais\u00a0: réessayez dans {a_while(error.seconds)}.")
        return render_code(request, visit, form)
    if not links.try_code(visit.link, form.cleaned_data["code"]):
        form.add_error("code", WRONG_CODE)
        return render_code(request, visit, form)
    counted.rollback()
    return remember(redirect("referrals:by_link"), visit.link, proved_at=int(time.time()))


@login_not_required
@require_POST
@opened
def accept(request: HttpRequest, bearer: Bearer) -> HttpResponse:
    try:
        mobilisations.accept(mobilisation=bearer.link.mobilisation, user=bearer)
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_OPEN)
    return redirect("referrals:by_link")


@login_not_required
@require_POST
@opened
def decline(request: HttpRequest, bearer: Bearer) -> HttpResponse:
    form = DeclineForm(request.POST, mobilisation=bearer.link.mobilisation, user=bearer)
    if not form.is_valid():
        return render_sheet(request, bearer, form)
    try:
        form.save()
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_OPEN)
    return redirect("referrals:by_link")


@login_not_required
@require_POST
def ask_account(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if visit is None or not visit.is_answered:
        return redirect("referrals:by_link")
    form = BearerAccountForm(request.POST, bearer=visit.bearer)
    if form.is_valid() and (invitation := form.save(base_url=request.build_absolute_uri("/"))):
        follows = "Ouvrez-la et choisissez votre mot de passe."
        confirm(request, f"L’invitation part à {invitation.email}.", follows)
        return redirect("referrals:by_link")
    return render_answered(request, visit.bearer, form)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On a shared computer: this browser forgets the link."""
    response = redirect("referrals:by_link")
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def render_code(request: HttpRequest, visit: Visit, form: CodeForm | None = None) -> HttpResponse:
    """Whom the link was sent to is told by halves: to whoever has it."""
    return render(
        request,
        "referrals/by_link/code.html",
        {"email": visit.link.masked_email, "form": form or (CodeForm() if visit.is_code_sent else None)},
    )


def render_sheet(request: HttpRequest, bearer: Bearer, form: DeclineForm | None = None) -> HttpResponse:
    """What a coordinator reads before answering, with a line in the access log; nothing of the case file."""
    links.note_reading(bearer)
    asked = bearer.link.mobilisation
    household, facts = asked_about(asked)
    return render(
        request,
        "referrals/by_link/sheet.html",
        {
            "asked": asked,
            "household": household,
            "facts": facts,
            "reasons": readable_reasons(confirmed_needs(asked.referral, asked.referral.meetings.all()), bearer),
            "decline_form": form or DeclineForm(mobilisation=asked, user=bearer),
        },
    )


def render_answered(request: HttpRequest, bearer: Bearer, form: BearerAccountForm | None = None) -> HttpResponse:
    asked = bearer.link.mobilisation
    may_ask = may_be_invited(bearer)
    return render(
        request,
        "referrals/by_link/answered.html",
        {
            "asked": asked,
            "is_accepted": asked.state == Mobilisation.State.ACCEPTED,
            "email": bearer.link.email,
            "form": (form or BearerAccountForm(bearer=bearer)) if may_ask else None,
        },
    )
