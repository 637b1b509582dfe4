from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.sealed_links import search_of, url_of_search
from housing_support.search.finding import find
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.account_events import record_search
from tenancies.reading.search import is_long_enough


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEARCH)
def search(request: SignedInRequest) -> HttpResponse:
    """Households and referrals that answer what was typed in the top bar, sent by POST."""
    if request.method == "POST":
        return redirect(url_of_search(request))
    search = search_of(request)
    found = find(request.user, search.text)
    # A name may be a single letter.
    is_too_short = not found and not is_long_enough(search.text)
    if not is_too_short:
        record_search(account=request.user, results=found.count)
    return render(request, "search/search.html", {"search": search, "found": found, "is_too_short": is_too_short})
