"""Around every view: what a form sent is kept unless its act was done, and the act is done once."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render, resolve_url

from housing_support.common.confirmations import confirm
from housing_support.common.forms import SeenMixin
from housing_support.drafts.subjects import readable
from housing_support.drafts.words import classes_named, typed_words
from partners.requests import SignedInRequest
from tenancies.models import Draft
from tenancies.services import drafts

ASKED = frozenset({drafts.SUBMISSION, drafts.SENT_AGAIN, "csrfmiddlewaretoken"})

logger = logging.getLogger(__name__)

REFUSED = frozenset({400, 403, 404, 405})
TOO_LONG = "Ce texte est trop long pour être gardé\u00a0: raccourcissez-le."
ALREADY_DONE = "C’était déjà enregistré\u00a0: votre second envoi n’a rien ajouté."


def keep_what_was_sent(get_response: Callable) -> Callable:
    """A form whose act was not done, whatever the reason (a session that ended, a failure, somebody who was faster),
    waits as its author's draft. A page that its author may not open keeps nothing.

    It stands outside the middleware that closes the site. The way to the sign-in page then leads back to the form's
    page, whatever the address it was sent to.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or getattr(request, "is_done", False) or response.status_code in REFUSED:
            return response
        if response.status_code == 200:
            return response
        draft = keep(request)
        if draft and is_sent_to_sign_in(response):
            return back_to(draft.page, response)
        return response

    return middleware


def keep(request: HttpRequest) -> Draft | None:
    """What was sent, as the draft of the person to whom its form was shown; nothing when the stamp is not ours."""
    place = drafts.place_of(request.POST)
    if place is None:
        return None
    try:
        owner = drafts.owner_of(place)
        return drafts.keep_typing(user=owner, place=place, data=request.POST) if owner else None
    except drafts.DraftTooLongError:
        return None
    except Error:
        # The error page gives it back to its author.
        logger.exception("what was typed could not be kept")
        return None


def is_sent_to_sign_in(response: HttpResponse) -> bool:
    sign_in = resolve_url(settings.LOGIN_URL)
    return response.status_code == 302 and urlsplit(response.headers["Location"]).path == sign_in


def back_to(page: str, response: HttpResponse) -> HttpResponse:
    url, _, query = response.headers["Location"].partition("?")
    parameters = QueryDict(query, mutable=True)
    parameters["next"] = page
    response.headers["Location"] = f"{url}?{parameters.urlencode(safe='/')}"
    return response


class SentOnceMiddleware:
    """An act asked for twice is done once: the second sending of the same words leads where the first one led, and
    other words are shown beside the first before anything is written.

    The view runs in the transaction that holds the submission's identifier. It stands last: the view is its own.
    """

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: SignedInRequest, view: Callable, args, kwargs) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        place, submission_id = drafts.place_of(request.POST), drafts.submission_of(request.POST)
        if place is None or submission_id is None or request.path.startswith("/drafts/"):
            return None
        if place.owner != str(request.user.public_id):
            keep(request)
            return render(request, "drafts/of_somebody_else.html", status=409)
        try:
            drafts.content_of(request.POST)
        except drafts.DraftTooLongError:
            # The form says what is too long, field by field; there is nothing that a second sending could repeat.
            return None
        if "save_draft" in request.POST:
            return keep_for_later(request, place)
        sending = drafts.Sending(request.user, place, request.POST, submission_id)
        with transaction.atomic():
            known = drafts.known_of(sending)
            try:
                first = drafts.sent_before(sending, known)
            except drafts.SubmissionElsewhereError:
                return render(request, "drafts/sent_elsewhere.html", words_of(sending), status=409)
            if first and (is_same(first, sending) or not changes_what_is_recorded(place)):
                return sent_again(request, sending, first)
            response = view(request, *args, **kwargs)
            if is_done(request, response):
                request.is_done = True
                drafts.note_sent(sending, known, location=response.headers.get("Location", ""))
        return response


def is_done(request: SignedInRequest, response: HttpResponse) -> bool:
    """Whether the act was done: its view leads elsewhere and warns of nothing, or has said so itself."""
    if getattr(request, "is_done", False):
        return True
    queued = getattr(messages.get_messages(request), "_queued_messages", [])
    return response.status_code == 302 and all(message.level < messages.WARNING for message in queued)


def changes_what_is_recorded(place: drafts.Place) -> bool:
    """Such a form compares by itself what its page showed with what is recorded, and asks."""
    return any(
        issubclass(form, SeenMixin) or "version" in getattr(form, "base_fields", {})
        for form in classes_named(place.form)
    )


def keep_for_later(request: SignedInRequest, place: drafts.Place) -> HttpResponse:
    drafts.keep_typing(user=request.user, place=place, data=request.POST)
    request.is_done = True
    confirm(request, "Brouillon enregistré.", "Vous le retrouverez ici et à l’accueil, sur tous vos appareils.")
    return redirect(place.page)


def is_same(first: Draft, sending: drafts.Sending) -> bool:
    return first.submission_id == sending.submission_id and first.data == sending.content


def words_of(sending: drafts.Sending) -> dict:
    place = sending.place
    typed = Draft(form=place.form, title=place.title, data=sending.content)
    return {"title": place.title, "page": place.page, "typed": typed_words(typed)}


def sent_again(request: SignedInRequest, sending: drafts.Sending, first: Draft) -> HttpResponse:
    request.is_done = True
    if is_same(first, sending):
        messages.info(request, ALREADY_DONE)
        return HttpResponseRedirect(first.location)
    # What was sent is read again only by somebody who may still read whom it is about.
    may_read = bool(readable(sending.user, [first]))
    context = words_of(sending) | {
        "first": first,
        "first_words": typed_words(first) if may_read else [],
        "is_same": first.data == sending.content,
        "sent": [(name, value) for name, values in sending.data.lists() if name not in ASKED for value in values],
        "next_submission": drafts.next_submission(sending.place, sending.submission_id),
    }
    return render(request, "drafts/sent_again.html", context, status=409)
