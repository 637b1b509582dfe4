from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.filters import AccessFilter


@require_safe
@requires(Right.READ_ACCESS_LOG)
def access_log(request: SignedInRequest) -> HttpResponse:
    """Who of one's own organization opened which case file, and why: a reference, never a name nor an address."""
    filters = AccessFilter(request.GET, user=request.user)
    rows = filters.rows.select_related("user", "household")
    page = keyset_page(rows, key=("-at", "-pk"), request=request, size=50)
    return render(
        request,
        "tenancies/access_log.html",
        {"filters": filters, "page": page, "rows": [(row, row.why(request.user)) for row in page.rows]},
    )
