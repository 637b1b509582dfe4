from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def bare(request: HttpRequest) -> HttpResponse:
    """What every signed-in page costs before it does anything: the unit of the measures."""
    return HttpResponse(request.user.email, content_type="text/plain")


@require_safe
def layout(request: HttpRequest) -> HttpResponse:
    """The frame of every page, with nothing in it."""
    return render(request, "layout/base.html")
