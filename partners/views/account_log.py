from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.filters import AccountEventFilter
from partners.reading.account_events import detail_of
from partners.requests import SignedInRequest
from partners.roles import Right


@require_safe
@requires(Right.READ_ACCESS_LOG)
def account_log(request: SignedInRequest) -> HttpResponse:
    """Sign-ins, searches, refusals and changes of rights of one's own organization."""
    filters = AccountEventFilter(request.GET, user=request.user)
    rows = filters.rows.select_related("account", "by")
    page = keyset_page(rows, key=("-at", "-pk"), request=request, size=50)
    return render(
        request,
        "partners/account_log.html",
        {"filters": filters, "page": page, "rows": [(event, detail_of(event)) for event in page.rows]},
    )
