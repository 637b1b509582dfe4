from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.search.finding import SHORTEST, Found, clean, find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Households and referrals that answer what was typed in the top bar."""
    text = clean(request.GET.get("q", ""))
    is_too_short = len(text) < SHORTEST
    found = Found() if is_too_short else find(request.user, text)
    return render(request, "search/search.html", {"text": text, "found": found, "is_too_short": is_too_short})
