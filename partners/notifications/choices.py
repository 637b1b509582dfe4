"""How each person wants to be told: by kind, and when they are left in peace."""

import datetime
from collections.abc import Iterable

from partners.models import NotificationChoice, QuietHours, User
from partners.notifications.kinds import KINDS, Kind


def channels_of(kind: Kind, recipients: Iterable[User]) -> dict[int, str]:
    """By the key of each recipient. What is urgent leaves at once, whoever reads it."""
    channels = {recipient.pk: str(kind.default) for recipient in recipients}
    if not kind.is_urgent:
        chosen = NotificationChoice.objects.filter(kind=kind.code, user__in=channels)
        channels |= dict(chosen.values_list("user", "channel"))
    return channels


def kinds_to_choose(user: User) -> list[Kind]:
    """Those that the role of `user` may be told, and that leave when the person likes."""
    return [kind for kind in KINDS.values() if kind.right and not kind.is_urgent and user.may(kind.right)]


def quiet_hours_of(user_id: int) -> QuietHours:
    return QuietHours.objects.filter(pk=user_id).first() or QuietHours(pk=user_id)


def wakes_at(user_id: int, moment: datetime.datetime) -> datetime.datetime:
    """When an e-mail that is ready at `moment` may leave: the one rule of quiet hours."""
    return quiet_hours_of(user_id).end_after(moment)
