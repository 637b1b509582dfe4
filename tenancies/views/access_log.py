from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.models import CaseFileAccess


@require_safe
@requires(Right.READ_ACCESS_LOG)
def access_log(request: SignedInRequest) -> HttpResponse:
    """Who of one's own organization opened which case file, and why: a reference, never a name nor an address."""
    accesses = CaseFileAccess.objects.filter(organization=request.user.organization_id)
    rows = accesses.select_related("user", "household")
    page = keyset_page(rows, key=("-at", "-pk"), request=request, size=50)
    return render(
        request,
        "tenancies/access_log.html",
        {"page": page, "rows": [(row, row.why(request.user)) for row in page.rows]},
    )
