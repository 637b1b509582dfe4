"""What was done of a lease once it was signed, what is missing and what follows, in words for both sides."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils import timezone

from housing_support.common.dates import long_date, short_date
from housing_support.common.numbers import euros
from tenancies.models import FollowUp, Reservation, Tenancy
from tenancies.models.tenancies import ENTRY, EXIT, IN_ORDER, out_of_order

# Of what is older nothing was noted, or it would be there: nobody is asked for it any more.
RECENT_DAYS = 90
# Each day of a lease, as a sentence names it.
NAMES = {
    "starts_on": "le premier jour du bail",
    "ends_on": "la fin du bail",
    "signed_by_landlord_on": "la signature du bailleur",
    "signed_by_household_on": "la signature du ménage",
    "deposit_cents": "le dépôt de garantie",
    "deposit_paid_on": "le versement du dépôt",
    "insured_until": "la fin de l’assurance",
    "entry_inventory_on": "l’état des lieux d’entrée",
    "keys_given_on": "la remise des clés",
    "exit_inventory_on": "l’état des lieux de sortie",
    "keys_returned_on": "le retour des clés",
    "end_reason": "le motif de sortie",
}


def part_begun_with(tenancy: Tenancy) -> FollowUp | None:
    """The running part of the association for which the dwelling of this lease was reserved: both began with the
    signature. None once it has ended, or when the dwelling was reserved for nobody."""
    reserved = Reservation.objects.let().filter(dwelling=tenancy.dwelling_id, household=tenancy.household_id)
    running = FollowUp.objects.running().filter(household=tenancy.household_id)
    return running.filter(convention__in=reserved.values("convention")).order_by("pk").first()


def is_left_with_lease(part: FollowUp) -> bool:
    """Whether a part that began with a lease ends when the lease is cancelled: nobody has visited the household yet."""
    return not part.visits.exists()


def moves_a_joint(tenancy: Tenancy, *, starts_on: datetime.date, ends_on: datetime.date | None) -> bool:
    """Whether these days would part a lease from the one that it takes over from, or from the one that took over."""
    if tenancy.follows_id and starts_on != tenancy.starts_on:
        return True
    return ends_on != tenancy.ends_on and tenancy.followed_by.exists()


@dataclass(frozen=True)
class Step:
    """As `components/steps.html` draws it; `follows` is what is to be done as long as it is not."""

    label: str
    date: str
    follows: str
    state: Literal["done", "current", "to_come"]


@dataclass(frozen=True)
class Progress:
    title: str
    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def follows(self) -> str:
        return next((step.follows for step in self.steps if step.state == "current"), "")


def progress_of(
    tenancy: Tenancy, *, shows_amount: bool, is_taken_over: bool = False, today: datetime.date | None = None
) -> list[Progress]:
    """Of its entry, then of its exit once its end is known; nothing of a lease that is cancelled, and no exit where
    another lease of the same dwelling took over, or may yet."""
    today = today or timezone.localdate()
    if tenancy.is_cancelled:
        return []
    # The term of a lease of one year is no departure yet.
    is_leaving = tenancy.ends_on is not None and not Tenancy.ONE_YEAR.is_waiting(tenancy)
    found = []
    if (not is_leaving and is_recent(tenancy.starts_on, today)) or is_noted(tenancy, ENTRY):
        steps = entry_steps(tenancy, shows_amount=shows_amount, today=today)
        found.append(Progress("Entrée dans les lieux", in_turn(steps)))
    has_left = is_leaving and not is_taken_over
    if tenancy.ends_on and has_left and (is_recent(tenancy.ends_on, today) or is_noted(tenancy, EXIT)):
        found.append(Progress("Sortie des lieux", in_turn(exit_steps(tenancy, today=today))))
    return found


def is_recent(day: datetime.date, today: datetime.date) -> bool:
    return (today - day).days <= RECENT_DAYS


def is_noted(tenancy: Tenancy, facts: Iterable[str]) -> bool:
    return any(getattr(tenancy, name) not in (None, "") for name in facts)


def in_turn(steps: list[Step]) -> list[Step]:
    """The first that is missing is the one that follows."""
    first = next((step for step in steps if step.state != "done"), None)
    return [replace(step, state="current") if step is first else step for step in steps]


def entry_steps(tenancy: Tenancy, *, shows_amount: bool, today: datetime.date) -> list[Step]:
    first = f", à partir du {long_date(tenancy.starts_on)}" if tenancy.starts_on > today else ""
    return [
        dated("Signature du bailleur", tenancy.signed_by_landlord_on, "le bailleur signe le bail"),
        dated("Signature du ménage", tenancy.signed_by_household_on, "le ménage signe le bail"),
        deposit(tenancy, shows_amount=shows_amount),
        insurance(tenancy, is_late=tenancy.is_insurance_late(today)),
        dated("État des lieux d’entrée", tenancy.entry_inventory_on, f"l’état des lieux d’entrée{first}"),
        dated("Remise des clés", tenancy.keys_given_on, f"les clés sont remises au ménage{first}"),
    ]


def exit_steps(tenancy: Tenancy, *, today: datetime.date) -> list[Step]:
    last = f", le {long_date(tenancy.ends_on)}" if tenancy.ends_on and tenancy.ends_on >= today else ""
    return [
        dated("État des lieux de sortie", tenancy.exit_inventory_on, f"l’état des lieux de sortie{last}"),
        dated("Clés rendues", tenancy.keys_returned_on, f"le ménage rend les clés{last}"),
        step("Motif de sortie", "", "le motif de sortie est à choisir", is_done=bool(tenancy.end_reason)),
    ]


def dated(label: str, day: datetime.date | None, follows: str) -> Step:
    return step(label, f"le {short_date(day)}" if day else "", follows, is_done=day is not None)


def deposit(tenancy: Tenancy, *, shows_amount: bool) -> Step:
    """Its amount tells the rent: nothing of it where the address is masked."""
    cents, paid_on = tenancy.deposit_cents, tenancy.deposit_paid_on
    amount = euros(cents) if shows_amount and cents else ""
    if cents == 0:
        words = "aucun"
    elif paid_on:
        words = ", ".join(filter(None, [amount, f"versé le {short_date(paid_on)}"]))
    else:
        words = f"{amount} à verser" if amount else ""
    is_done = cents == 0 or paid_on is not None
    return step("Dépôt de garantie", words, "le ménage verse le dépôt de garantie", is_done=is_done)


def insurance(tenancy: Tenancy, *, is_late: bool) -> Step:
    label, follows = "Assurance habitation", "le ménage apporte son attestation d’assurance"
    if tenancy.insured_until is None:
        return step(label, "", follows, is_done=False)
    day = short_date(tenancy.insured_until)
    words = f"expirée le {day}" if is_late else f"jusqu’au {day}"
    return step(label, words, f"{follows} suivante", is_done=not is_late)


def step(label: str, words: str, follows: str, *, is_done: bool) -> Step:
    return Step(label, words, follows, "done" if is_done else "to_come")


def named(facts: Iterable[str]) -> str:
    """« la signature du bailleur, la remise des clés »"""
    return ", ".join(NAMES[name] for name in facts)


def contradictions(tenancy: Tenancy, changed: Mapping[str, Any]) -> dict[str, str]:
    """What is said at each of the days that somebody is changing when it contradicts another of the lease."""
    days = {name: changed.get(name, getattr(tenancy, name)) for pair in IN_ORDER for name in pair}
    said: dict[str, str] = {}
    for earlier, later in out_of_order(days):
        if later in changed:
            words = f"Indiquez un jour qui ne précède pas {NAMES[earlier]}, le {long_date(days[earlier])}."
            said.setdefault(later, words)
        else:
            said.setdefault(earlier, f"Indiquez un jour qui ne suit pas {NAMES[later]}, le {long_date(days[later])}.")
    return said
