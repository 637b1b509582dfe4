from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from tenancies.services import drafts


def keep_expired_forms(get_response: Callable) -> Callable:
    """A long form sent after its session has expired is kept as its author's draft, on the way to the sign-in page.

    It stands outside the middleware that closes the site, and changes nothing of its answer.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and is_sent_to_sign_in(response):
            token = request.POST.get(drafts.OWNER_FIELD)
            if token:
                drafts.save_expired(token=token, data=request.POST, max_age=settings.SESSION_ABSOLUTE_SECONDS)
        return response

    return middleware


def is_sent_to_sign_in(response: HttpResponse) -> bool:
    sign_in = resolve_url(settings.LOGIN_URL)
    return response.status_code == 302 and response.headers["Location"].split("?")[0] == sign_in
