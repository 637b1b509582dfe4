"""What waits for somebody, in one e-mail a day: how many of each kind, and nothing of any."""

from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from housing_support.common.numbers import integer
from partners.models import Email, Notification, User
from partners.notifications.choices import wakes_at
from partners.notifications.emails import queue_email
from partners.notifications.kinds import KINDS


def send_digests() -> int:
    """Write to each person for whom something waits, once a day, at the first call out of their quiet hours."""
    waiting = Notification.objects.for_digest().filter(recipient=OuterRef("pk"))
    people = User.objects.active().filter(Exists(waiting)).order_by("pk").values_list("pk", flat=True)
    return sum(_send_digest(pk) for pk in list(people))


@transaction.atomic
def _send_digest(user_id: int) -> bool:
    """Whether one was queued. Two at once follow one another, by the row of the person; the key of the e-mail holds the
    day besides."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    now = timezone.now()
    event = f"DIGEST:{user.pk}:{timezone.localdate(now)}"
    is_told = Email.objects.filter(recipient=user, event=event).exists()
    if is_told or not user.is_active or wakes_at(user.pk, now) > now:
        return False
    waiting = dict(Notification.objects.of(user).for_digest().values_list("pk", "kind"))
    if not waiting:
        return False
    counts = Counter(waiting.values())
    context = {
        "lines": [f"{KINDS[code].label}\u00a0: {integer(count)}" for code, count in sorted(counts.items())],
        "url": f"{settings.BASE_URL}{reverse('partners:notifications')}",
    }
    email = queue_email(
        event=event,
        address=user.email,
        subject=" ".join(render_to_string("emails/digest_subject.txt", context).splitlines()),
        body=render_to_string("emails/digest.txt", context),
        recipient=user,
    )
    Notification.objects.filter(pk__in=waiting).update(email=email)
    return True
