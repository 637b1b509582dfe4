"""A stay in words, for the people of the association that puts the household up: what it is, what is missing, what
comes next and by when. Nobody else is told any of it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from housing_support.common.bounds import months_from
from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import day_and_month, long_date, relative_day, short_date
from housing_support.common.links import row_urls
from housing_support.common.mending import Mistake
from housing_support.common.numbers import days, integer
from partners.discretion import shown_person
from partners.models import User
from tenancies.models import Household, Stay, StayEvent, Tenancy
from tenancies.models.ends import EndReason
from tenancies.models.stays import ALERT_MONTHS, READINESS
from tenancies.reading.exits import exit_in_words
from tenancies.reading.masking import ShownAddress, shown_place
from tenancies.signals import candidacy_asked

Move, State = Stay.Move, Stay.State
# Within so many days, days are counted, not months.
COUNTED_IN_DAYS = 31
# What a household needs before it is proposed for a dwelling, by its column.
NEEDS = {name: capfirst(getattr(Stay._meta.get_field(name), "verbose_name")) for name in READINESS}  # noqa: B009
# The same, on a line of the list.
SHORT_NEEDS = {
    "unique_number_on": "numéro unique",
    "identity_on": "papiers",
    "resources_on": "ressources",
    "savings_on": "épargne",
    "assessment_on": "évaluation",
}
# As a sentence names them.
NAMES = {
    "unique_number_on": "le numéro unique",
    "identity_on": "les papiers d’identité",
    "resources_on": "les justificatifs de ressources",
    "savings_on": "l’épargne pour le dépôt de garantie",
    "assessment_on": "l’évaluation",
    "kind": "la nature du lieu",
    "place_in_words": "le lieu",
    "since": "l’entrée",
    "planned_end": "la fin prévue",
}
# The lease that a household leaves for, and what the end of its stay calls it.
DESTINATIONS = {
    Tenancy.Kind.DIRECT: Stay.Destination.LASTING_LEASE,
    Tenancy.Kind.SLIDING: Stay.Destination.SLIDING_LEASE,
    Tenancy.Kind.SUBLEASE: Stay.Destination.SLIDING_LEASE,
    Tenancy.Kind.YOUNG_1Y: Stay.Destination.YOUNG_1Y,
}


@dataclass(frozen=True)
class Badge:
    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Need:
    """Something that a household needs before it is proposed for a dwelling."""

    label: str
    on: datetime.date | None


@dataclass(frozen=True)
class Told:
    """A move of a stay, as its page says it."""

    at: datetime.datetime
    words: str
    who: str


@dataclass(frozen=True)
class ShownStay:
    stay: Stay
    place: ShownAddress
    badge: Badge
    facts: list[tuple[str, str]]
    next: str
    needs: list[Need]
    events: list[Told]

    @property
    def tone(self) -> str:
        """Of what comes next: it stands out when the last day, or the entry, is near."""
        return self.badge.tone if self.badge.tone in {"soon", "late"} else "info"


@dataclass(slots=True)
class ListedStay:
    """A line of the list."""

    stay: Stay
    url: str
    place: ShownAddress
    badge: Badge
    since: str
    until: str
    readiness: str


def stay_lines(stays: Iterable[Stay], today: datetime.date | None = None) -> list[ListedStay]:
    """Needs their households loaded; nothing is queried."""
    today, url_of = today or timezone.localdate(), row_urls("tenancies:household_stay")
    return [
        ListedStay(
            stay=stay,
            url=url_of(stay.household.public_id),
            place=shown_place(stay),
            badge=badge_of(stay, today),
            since=unbroken_date(stay.since),
            until=unbroken_date(stay.until or stay.latest_end),
            readiness="" if stay.state in Stay.OVER else readiness_in_words(stay),
        )
        for stay in stays
    ]


def unbroken_date(day: datetime.date) -> str:
    return f"{day_and_month(day)}\u00a0{day.year}"


@compiled
def stays_of(user: User, household: int) -> QuerySet[Stay]:
    """Of a case file, the latest first, with what happened: an association puts a household up once or twice."""
    events = StayEvent.objects.select_related("actor__organization").order_by("at", "pk")
    seen = Stay.objects.visible_to(user).filter(household=household).select_related("household")
    return seen.prefetch_related(Prefetch("events", events)).order_by("-since", "-pk")


def lease_after(household: Household) -> Tenancy | None:
    """The lease for which the household leaves, signed already: the first that runs or is to come."""
    return Tenancy.objects.not_over().filter(household=household).order_by("starts_on", "pk").first()


def candidacy_in_words(household: Household, user: User) -> str:
    """What happens next with the dwelling that it is proposed for; nothing when it is no candidate."""
    answers: list[tuple[Any, Any]] = candidacy_asked.send(Household, household=household, user=user)
    return next((words for _, words in answers if words), "")


def shown_stay(
    stay: Stay, reader: User, *, lease: Tenancy | None, candidacy: str = "", today: datetime.date | None = None
) -> ShownStay:
    """Needs its household and its events loaded."""
    today = today or timezone.localdate()
    return ShownStay(
        stay=stay,
        place=shown_place(stay),
        badge=badge_of(stay, today),
        facts=facts_of(stay, today),
        next=next_of(stay, lease=lease, candidacy=candidacy, today=today),
        needs=[Need(label, getattr(stay, name)) for name, label in NEEDS.items()],
        events=[told(event, reader) for event in stay.events.all()],
    )


def badge_of(stay: Stay, today: datetime.date) -> Badge:
    if stay.state == State.PLANNED:
        if stay.since > today:
            return Badge(f"Entrée prévue le {day_and_month(stay.since)}", "info", "calendar")
        return Badge("Entrée à confirmer", "soon", "clock-alert")
    if stay.state == State.ENDED:
        return Badge(f"Terminé le {short_date(stay.until)}", "", "circle-check")
    if stay.state == State.CANCELLED:
        return Badge("Annulé", "", "x")
    return Badge(term_in_words(stay, today), *tone_of(stay, today))


def term_in_words(stay: Stay, today: datetime.date) -> str:
    """« Fin dans 3 mois », « Fin dans 12 jours », « Fin dépassée de 5 jours »"""
    left = (stay.latest_end - today).days
    if Stay.TERM.is_late(stay, today):
        return f"Fin dépassée de {days(-left)}"
    if left <= COUNTED_IN_DAYS:
        return f"Fin {relative_day(stay.latest_end)}"
    months = next(number for number in range(1, 1_200) if months_from(today, number) >= stay.latest_end)
    return f"Fin dans {integer(months)}\u00a0mois"


def tone_of(stay: Stay, today: datetime.date) -> tuple[str, str]:
    """And its icon: the nearer its last day, the more it is seen."""
    if Stay.TERM.is_late(stay, today):
        return "late", "triangle-alert"
    *_, last = ALERT_MONTHS
    if stay.latest_end <= months_from(today, last):
        return "soon", "clock-alert"
    announced = stay.latest_end <= months_from(today, ALERT_MONTHS[0])
    return ("info", "clock") if announced else ("ok", "bed")


def facts_of(stay: Stay, today: datetime.date) -> list[tuple[str, str]]:
    is_to_come = stay.state == State.PLANNED
    facts = [
        ("Nature", stay.get_kind_display()),
        ("Entrée prévue" if is_to_come else "Entrée", long_date(stay.since)),
    ]
    if stay.state in Stay.OPEN:
        left = (stay.latest_end - today).days
        told = f"encore {days(left)}" if left > 0 else "dépassée" if left < 0 else "aujourd’hui"
        facts += [
            ("Fin prévue", long_date(stay.planned_end)),
            ("Fin au plus tard", long_date(stay.latest_end) + ("" if is_to_come else f" ({told})")),
        ]
    if stay.extension_reason:
        facts.append(("Prolongé pour", stay.get_extension_reason_display()))
    if stay.state == State.ENDED:
        facts += [
            ("Sortie", long_date(stay.until)),
            ("Motif", exit_in_words(stay.end_reason)),
            ("Destination", stay.get_destination_display()),
        ]
    return facts


def next_of(stay: Stay, *, lease: Tenancy | None, candidacy: str, today: datetime.date) -> str:
    """What is to be done, and by when; nothing of a stay that is over."""
    if stay.state not in Stay.OPEN:
        return ""
    if stay.state == State.PLANNED:
        if stay.since > today:
            return f"Le ménage est attendu le {long_date(stay.since)}\u00a0: confirmez son entrée ce jour-là."
        return (
            f"Le ménage était attendu le {long_date(stay.since)}\u00a0: confirmez son entrée, ou corrigez-en la date."
        )
    if lease and lease.starts_on <= today:
        return (
            f"Le ménage a un bail depuis le {long_date(lease.starts_on)}\u00a0: terminez ce séjour quand il est parti."
        )
    if lease:
        return f"Le bail du ménage commence le {long_date(lease.starts_on)}\u00a0: terminez ce séjour à son départ."
    if Stay.TERM.is_late(stay, today):
        return f"Le dernier jour était le {long_date(stay.latest_end)}\u00a0: terminez ce séjour, ou prolongez-le."
    by = long_date(stay.planned_end if stay.planned_end >= today else stay.latest_end)
    if candidacy:
        return f"Candidature en cours\u00a0: {candidacy}. Fin du séjour le {by}."
    if stay.missing:
        return f"À réunir avant de proposer ce ménage\u00a0: {missing_in_words(stay)}. Fin du séjour le {by}."
    return f"Tout est prêt pour proposer ce ménage pour un logement. Fin du séjour le {by}."


def missing_in_words(stay: Stay) -> str:
    """« le numéro unique, l’épargne pour le dépôt de garantie et l’évaluation »"""
    return listed(stay.missing)


def readiness_in_words(stay: Stay) -> str:
    """« 3 sur 5, manque épargne, évaluation », for a line of a list."""
    if not stay.missing:
        return "Tout est prêt"
    there = len(READINESS) - len(stay.missing)
    if not there:
        return "Rien n’est encore prêt"
    return f"{there} sur {len(READINESS)}, manque {', '.join(SHORT_NEEDS[name] for name in stay.missing)}"


def listed(names: Iterable[str]) -> str:
    *others, last = [NAMES[name] for name in names]
    return f"{', '.join(others)} et {last}" if others else last


def what_is_left(stay: Stay) -> str:
    """What follows once readiness was noted."""
    if not stay.missing:
        return "Tout est prêt\u00a0: vous pouvez proposer ce ménage pour un logement."
    return f"Reste à réunir\u00a0: {missing_in_words(stay)}."


def told(event: StayEvent, reader: User) -> Told:
    actor = event.actor
    return Told(event.at, event_in_words(event), shown_person(actor, actor.organization if actor else None, reader))


def event_in_words(event: StayEvent) -> str:
    facts: dict[str, Any] = event.facts
    match event.move:
        case "RECORD":
            is_planned = event.to_state == State.PLANNED
            return f"Séjour enregistré\u00a0: entrée {'prévue ' if is_planned else ''}le {day_of(facts['since'])}"
        case Move.ENTER:
            return f"Entrée confirmée le {day_of(facts['since'])}"
        case Move.CORRECT:
            changed = facts["corrected"]
            return f"Séjour corrigé\u00a0: {listed(changed)}" if changed else "Séjour relu, sans changement"
        case Move.NOTE:
            parts = [("Noté", facts["noted"]), ("corrigé", facts["corrected"])]
            said = "\u00a0; ".join(f"{word}\u00a0: {listed(names)}" for word, names in parts if names)
            return (said[:1].upper() + said[1:]) or "Préparation relue, sans changement"
        case Move.EXTEND:
            reason = Stay.ExtensionReason(facts["reason"]).label.lower()
            return f"Prolongé du {day_of(facts['before'])} au {day_of(facts['until'])}\u00a0: {reason}"
        case Move.TAKE_BACK:
            return f"Prolongation annulée, fin le {day_of(facts['until'])}\u00a0: {mistake(facts)}"
        case Move.END:
            left = f"Terminé le {day_of(facts['on'])}\u00a0: {EndReason(facts['reason']).label.lower()}"
            return f"{left}, {Stay.Destination(facts['destination']).label.lower()}"
        case Move.RESUME | Move.CANCEL:
            return f"{Move(event.move).label}\u00a0: {mistake(facts)}"
    return Move(event.move).label


def mistake(facts: dict[str, Any]) -> str:
    label = Mistake(facts["reason"]).label
    return label[:1].lower() + label[1:]


def day_of(text: str) -> str:
    return long_date(datetime.date.fromisoformat(text))
