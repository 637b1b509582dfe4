import datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pagination import keyset_page
from partners.forms.notifications import NotificationsForm
from partners.models import Letter, Notification
from partners.reading.notifications import lines_of
from partners.requests import SignedInRequest
from partners.services.notifications import mark_all_read, mark_read


@require_safe
def notifications(request: SignedInRequest) -> HttpResponse:
    """What somebody was told, the newest first."""
    own = Notification.objects.of(request.user)
    page = keyset_page(own, key=("-created_at", "-pk"), request=request, with_count=False)
    context = {"page": page, "lines": lines_of(page.rows, request.user), "seen_at": timezone.now().isoformat()}
    return render(request, "partners/notifications.html", context)


@require_POST
def open_notification(request: SignedInRequest, public_id) -> HttpResponse:
    """Follow it: it is read from then on. One that no longer says anything leads back to the list."""
    notification = get_object_or_404(Notification.objects.of(request.user), public_id=public_id)
    mark_read(notification=notification)
    [line] = lines_of([notification], request.user)
    return redirect(line.url or "partners:notifications")


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    count = mark_all_read(recipient=request.user, until=moment_of(request.POST.get("until", "")))
    if count:
        confirm(request, "Tout est marqué comme lu.", "Aucun message n’en parlera plus.")
    else:
        confirm(request, "Tout était déjà lu.", "Rien n’a changé.")
    return redirect("partners:notifications")


def moment_of(text: str) -> datetime.datetime:
    """When the page was opened; now, when it does not say."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return moment if moment and timezone.is_aware(moment) else timezone.now()


@require_http_methods(["GET", "POST"])
def choose(request: SignedInRequest) -> HttpResponse:
    """How one is written to, and when not."""
    form = NotificationsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        confirm(request, "Vos choix sont enregistrés.", "Ils valent pour les prochains messages.")
        return redirect("partners:choose_notifications")
    return render(request, "partners/choose_notifications.html", {"form": form})


@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    """In the demonstration, the e-mails that would have left; anywhere else, no such page."""
    if not settings.DEMO_MODE:
        raise Http404
    page = keyset_page(Letter.objects.all(), key=("-at", "-pk"), request=request)
    return render(request, "partners/letters.html", {"page": page})
