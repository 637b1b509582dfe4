from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.requests import SignedInRequest


@require_safe
def bare(request: SignedInRequest) -> HttpResponse:
    """What every signed-in page costs before it does anything: the unit of the measures."""
    return HttpResponse(request.user.email, content_type="text/plain")


@require_safe
def layout(request: SignedInRequest) -> HttpResponse:
    """The frame of every page, with nothing in it."""
    return render(request, "layout/base.html")
