"""What somebody does with their own notifications, and how they want to be told: nobody else does it for them."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from partners.models import Notification, NotificationChoice, QuietHours, User
from partners.notifications.kinds import KINDS

# Longer than anything waits for an answer.
KEPT_FOR = datetime.timedelta(days=365)


def mark_read(*, notification: Notification) -> None:
    """Once for all: nothing makes it unread again, and it is read on every machine."""
    Notification.objects.unread().filter(pk=notification.pk).update(read_at=timezone.now())


def mark_all_read(*, recipient: User, until: datetime.datetime) -> int:
    """Those that were there at `until`, when the page was opened: what came since has not been seen."""
    seen = Notification.objects.of(recipient).unread().filter(created_at__lte=until)
    return seen.update(read_at=timezone.now())


@transaction.atomic
def choose_channels(
    *,
    recipient: User,
    channels: Mapping[str, str],
    begins: datetime.time | None,
    ends: datetime.time | None,
    at_weekends: bool,
) -> None:
    """How `recipient` is written to from now on, by code of kind, and when not."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=recipient.pk)
    for code, channel in channels.items():
        if channel == KINDS[code].default:
            NotificationChoice.objects.filter(user=recipient, kind=code).delete()
        else:
            NotificationChoice.objects.update_or_create(user=recipient, kind=code, defaults={"channel": channel})
    QuietHours.objects.update_or_create(
        user=recipient, defaults={"begins": begins, "ends": ends, "at_weekends": at_weekends}
    )


def forget_old_notifications() -> int:
    old = Notification.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]
