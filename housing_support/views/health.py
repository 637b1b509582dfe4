from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from housing_support.common.jobs import nobody_works_since


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For the load balancer: this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def worker_health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the installation: 503 while e-mails or imports wait and no worker takes them. Apart from the
    other, since pages are served without one."""
    since = nobody_works_since()
    if since is None:
        return HttpResponse("ok", content_type="text/plain")
    return HttpResponse(f"nobody works since {since.isoformat()}", content_type="text/plain", status=503)
