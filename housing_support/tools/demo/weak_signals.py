"""What the landlord noticed of late, by the services themselves: one that waits, one that was seen."""

import random

from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import Partnership
from tenancies.models import FollowUp, SignalReceipt, WeakSignal
from tenancies.services.weak_signals import see_signal, send_signal

Kind, Action = WeakSignal.Kind, SignalReceipt.Action


def build_weak_signals(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    users = partnership.users
    parts = FollowUp.objects.running().filter(worker=users["maya"], household__landlord=partnership.landlord)
    first, second = parts.select_related("household").order_by("started_on", "pk")[:2]
    for household, kind, days_ago in ((first.household, Kind.NO_ACCESS, 1), (second.household, Kind.UNPAID, 6)):
        day = clock.working_day(days_ago)
        with acting_at(clock.moment(day, 16, 10), chance=chance):
            signal = send_signal(household=household, user=users["paul"], kind=kind, occurred_on=day)
    with acting_at(clock.moment(clock.working_day(4), 9, 15), chance=chance):
        see_signal(receipt=signal.receipts.get(), user=users["maya"], action=Action.CALL)
