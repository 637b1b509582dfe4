"""A dwelling that is announced and its candidates, in words for each side."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import day_and_month, long_date
from housing_support.common.numbers import agreed, euros
from partners.models import ConventionTerms, LandlordParameters, User
from referrals.models import Announcement, AnnouncementEvent, Candidacy
from referrals.models.announcements import MOST_CANDIDATES
from referrals.models.candidacies import CandidacyQuerySet
from referrals.reading.checks.ceilings import FUNDING_OF_CODE, check_income
from referrals.reading.checks.check import Check, amount
from referrals.reading.checks.effort import Cost, check_effort
from referrals.reading.checks.households import Occupants
from referrals.reading.checks.occupancy import check_occupancy
from referrals.reading.checks.unique_number import check_unique_number
from referrals.reading.presentation import Status
from tenancies.models import Dwelling, Household, Reservation
from tenancies.models.dwellings import floor_in_words
from tenancies.reading.likely import likely_households
from tenancies.reading.masking import MASKED, address_of
from tenancies.reading.search import find

NO_BREAK = "\u00a0"
MOST_LIKELY = 10
State = Candidacy.State


# The lists


@compiled
def reservations_to_announce(user: User) -> QuerySet[Reservation]:
    held = Reservation.objects.visible_to(user).filter(state=Reservation.State.HELD)
    return held.filter(ends_on__gte=timezone.localdate()).for_list().order_by("starts_on", "pk")


@compiled
def reservations_to_announce_now(user: User) -> QuerySet[Reservation]:
    """Those whose dwelling is free by the time its candidates would be awaited, were it announced today: the others
    wait on the whole list."""
    today = timezone.localdate()
    terms = ConventionTerms.objects.on(today).filter(convention=OuterRef("convention"))
    # Before its convention begins, it is free later than that.
    delay = Coalesce(Subquery(terms.values("candidate_delay_days")[:1]), Value(0))
    awaited_on = ExpressionWrapper(Value(today) + delay, DateField())
    held = Reservation.objects.visible_to(user).filter(state=Reservation.State.HELD, ends_on__gte=today)
    return held.filter(starts_on__lte=awaited_on).for_list().order_by("starts_on", "pk")


@compiled
def running_announcements(user: User) -> QuerySet[Announcement]:
    return Announcement.objects.visible_to(user).running().for_list()


@compiled
def past_announcements(user: User) -> QuerySet[Announcement]:
    return Announcement.objects.visible_to(user).over().for_list()


@compiled
def announcements_to_answer(user: User) -> QuerySet[Announcement]:
    return Announcement.objects.visible_to(user).to_answer().for_worklist().order_by("answer_due_on", "pk")


@compiled
def late_announcements(user: User) -> QuerySet[Announcement]:
    return Announcement.objects.visible_to(user).late().for_worklist().order_by("answer_due_on", "pk")


@compiled
def files_to_check(user: User) -> QuerySet[Candidacy]:
    return Candidacy.objects.visible_to(user).to_check().for_worklist().order_by("proposed_at", "pk")


@compiled
def running_files(user: User) -> QuerySet[Any]:
    """For the association: those of which the landlord asks a piece first, as `turn` says, then those that wait for it,
    for the committee or for the household."""
    running = Candidacy.objects.visible_to(user).running().for_worklist().select_related("offer")
    turn = Case(When(state=State.INCOMPLETE, then=0), default=1, output_field=SmallIntegerField())
    return running.annotate(turn=turn).order_by("turn", "proposed_at", "pk")


def candidates_of(announcement: Announcement, user: User) -> list[Candidacy]:
    """Those at work first, by the rank that their association wishes."""
    rows: CandidacyQuerySet = Candidacy.objects.visible_to(user).filter(announcement=announcement)
    found = rows.select_related("household", "offer").order_by("rank_wished", "pk")
    candidates = sorted(found, key=lambda candidacy: candidacy.ended_at is not None)
    for candidacy in candidates:
        candidacy.announcement = announcement
    return candidates


def free_ranks(candidates: list[Candidacy]) -> list[int]:
    taken = {each.rank_wished for each in candidates if each.ended_at is None}
    return [rank for rank in range(1, MOST_CANDIDATES + 1) if rank not in taken]


# Whom an association may propose


def candidate_households(user: User) -> QuerySet[Household]:
    """Its own, which no landlord houses yet, with `is_candidate`: proposed for a dwelling already."""
    own = Household.objects.visible_to(user).filter(landlord=None, opened_by=user.organization_id, closed_on=None)
    running = Candidacy.objects.running().filter(household=OuterRef("pk"))
    return own.annotate(is_candidate=Exists(running)).prefetch_related("persons")


@compiled
def likely_candidates(user: User) -> QuerySet[Household]:
    """Those who wait for a dwelling, the longest first."""
    waiting = candidate_households(user).exclude(candidacies__in=Candidacy.objects.running())
    return waiting.order_by("opened_on", "pk")


def find_candidates(user: User, text: str) -> tuple[Household, ...]:
    return find(user, text, findable=candidate_households).households


def alike(user: User, **described) -> list[Household]:
    """Households of the association that may be the one described, as `likely_households` takes it."""
    return list(likely_households(user, findable=candidate_households, **described))


# The dwelling


@dataclass(frozen=True)
class ShownDwelling:
    """What this reader reads of a dwelling that is announced: its address unless the landlord keeps it, or the dwelling
    is that of a protected household."""

    title: str
    place: str
    facts: tuple[tuple[str, str], ...]


def dwelling_title(announcement: Announcement, user: User) -> str:
    """What a line says of it."""
    if is_dwelling_masked(announcement):
        return f"Logement · {MASKED}"
    dwelling = announcement.reservation.dwelling
    where = dwelling.street_address if is_address_told(announcement, user) else dwelling.commune_name
    return f"{dwelling.typology or 'Logement'} · {where}"


def shown_dwelling(announcement: Announcement, user: User) -> ShownDwelling:
    title = dwelling_title(announcement, user)
    if is_dwelling_masked(announcement):
        # Nothing else of it either: a floor or a rent would tell which one it is.
        return ShownDwelling(title, MASKED, ())
    dwelling = announcement.reservation.dwelling
    commune = f"{dwelling.postal_code} {dwelling.commune_name}".strip()
    parts = [dwelling.residence.name, dwelling.place, commune] if is_address_told(announcement, user) else [commune]
    return ShownDwelling(title, ", ".join(filter(None, parts)), (*costs_of(announcement), *facts_of(dwelling)))


def is_dwelling_masked(announcement: Announcement) -> bool:
    reservation = announcement.reservation
    return bool(reservation.household and address_of(reservation.household, reservation.dwelling).is_masked)


def is_address_told(announcement: Announcement, user: User) -> bool:
    return user.organization_id == announcement.landlord_id or announcement.shown == Announcement.Shown.ADDRESS


def costs_of(announcement: Announcement) -> tuple[tuple[str, str], ...]:
    told = [
        ("Réservé à partir du", long_date(announcement.reservation.starts_on)),
        ("Loyer", a_month(announcement.rent_euros)),
        ("Charges", a_month(announcement.charges_euros)),
    ]
    if announcement.flat_amounts_euros:
        told.append(("Eau et chauffage individuels", a_month(announcement.flat_amounts_euros)))
    return tuple(told)


def facts_of(dwelling: Dwelling) -> tuple[tuple[str, str], ...]:
    district = {True: "Oui", False: "Non", None: ""}[dwelling.in_priority_district]
    told = (
        ("Typologie", dwelling.typology),
        ("Surface", f"{dwelling.living_area_m2}{NO_BREAK}m²" if dwelling.living_area_m2 else ""),
        ("Étage", capfirst(floor_in_words(dwelling.floor))),
        ("Énergie (DPE)", dwelling.energy_class),
        ("Financement", FUNDING_OF_CODE.get(dwelling.funding_code, "")),
        ("Quartier prioritaire", district),
    )
    return tuple((term, value) for term, value in told if value)


def a_month(whole_euros: int) -> str:
    return f"{euros(whole_euros * 100)} par mois" if whole_euros else f"0{NO_BREAK}€"


# The sheet


def sheet_of(candidacy: Candidacy) -> list[tuple[str, str]]:
    return [
        ("Composition", composition_of(candidacy)),
        ("Numéro unique", candidacy.unique_number or "Non indiqué"),
        ("Revenu fiscal de référence", amount(candidacy.income_euros, "Non indiqué")),
        ("Ressources par mois", amount(candidacy.resources_euros, "Non indiquées")),
        ("Aide au logement estimée", amount(candidacy.benefit_euros, "Non indiquée")),
    ]


def composition_of(candidacy: Candidacy) -> str:
    parts = [f"{candidacy.adults}{NO_BREAK}{agreed('adultes', candidacy.adults)}"]
    if candidacy.dependants:
        parts.append(f"{candidacy.dependants}{NO_BREAK}{agreed('personnes', candidacy.dependants)} à charge")
    return ", ".join(parts) + (", jeune ménage" if candidacy.is_young_couple else "")


def effort_limit_of(announcement: Announcement) -> int:
    """In per cent, as its landlord has set it: one query, for all the candidates of a page."""
    return LandlordParameters.of(announcement.landlord_id).effort_limit_percent


def checks_of(candidacy: Candidacy, *, effort_limit: int) -> list[Check]:
    """Needs the announcement and its dwelling loaded."""
    announcement, dwelling = candidacy.announcement, candidacy.announcement.reservation.dwelling
    who = Occupants(candidacy.adults, candidacy.dependants, candidacy.is_young_couple)
    cost = Cost(announcement.rent_euros, announcement.charges_euros, announcement.flat_amounts_euros)
    return [
        check_unique_number(candidacy.unique_number),
        check_income(
            candidacy.income_euros,
            who,
            year=timezone.localdate().year,
            commune_code=dwelling.commune_code,
            funding_code=dwelling.funding_code,
        ),
        check_effort(cost, benefit=candidacy.benefit_euros, resources=candidacy.resources_euros, limit=effort_limit),
        check_occupancy(who.persons, rooms=dwelling.rooms, area=dwelling.living_area_m2),
    ]


def warnings_in_words(candidacy: Candidacy, *, effort_limit: int) -> str:
    count = sum(check.is_warning for check in checks_of(candidacy, effort_limit=effort_limit))
    return f"{count}{NO_BREAK}{agreed('points', count)} à vérifier" if count else "Rien à signaler"


# Where they stand


def announcement_status(announcement: Announcement, user: User) -> Status:
    """Needs `for_worklist`."""
    is_landlord = user.organization_id == announcement.landlord_id
    due = day_and_month(announcement.answer_due_on)
    match announcement.state:
        case Announcement.State.OPEN if announcement.is_late():
            return Status(f"En retard depuis le {due}", "late")
        case Announcement.State.OPEN:
            return Status(f"Candidats attendus avant le {due}" if is_landlord else f"À répondre avant le {due}", "soon")
        case Announcement.State.ANSWERED:
            count = announcement.running_candidates
            return Status(f"{count}{NO_BREAK}{agreed('candidats', count)} sur {MOST_CANDIDATES}", "info")
        case Announcement.State.SETTLED if is_lease_cancelled(announcement):
            return Status("Bail annulé", "soon")
        case Announcement.State.SETTLED:
            return Status("Logement loué", "ok")
    return Status(announcement.get_state_display(), "")


def announcement_next(announcement: Announcement, candidates: list[Candidacy], user: User) -> str:
    """What happens next, and by when; `candidates` are those of `candidates_of`."""
    is_landlord = user.organization_id == announcement.landlord_id
    due, association = long_date(announcement.answer_due_on), announcement.association.short_name
    match announcement.state:
        case Announcement.State.OPEN if announcement.is_late():
            told = f"Les candidats étaient attendus avant le {due}"
            wait = f"{association} peut encore en proposer" if is_landlord else "vous pouvez encore en proposer"
            return f"{told}\u00a0: {wait}, tant que l’annonce n’est pas retirée."
        case Announcement.State.OPEN if is_landlord:
            return f"{association} propose jusqu’à {MOST_CANDIDATES}\u00a0candidats avant le {due}."
        case Announcement.State.OPEN:
            return f"Proposez jusqu’à {MOST_CANDIDATES}\u00a0candidats avant le {due}, ou dites que vous n’en avez pas."
        case Announcement.State.ANSWERED if furthest := _furthest(candidates):
            # « 7 déc. » ends the sentence already.
            return f"{furthest.household}\u00a0: {candidacy_step(furthest, user).removesuffix('.')}."
        case Announcement.State.ANSWERED if is_landlord:
            return "Vérifiez chaque dossier\u00a0: la commission examine ceux qui sont complets."
        case Announcement.State.ANSWERED:
            return "Le bailleur vérifie chaque dossier, puis la commission examine ceux qui sont complets."
        case Announcement.State.NO_CANDIDATE:
            reason = announcement.get_no_candidate_reason_display().lower()
            told = f"{association} n’a personne à proposer\u00a0: {reason}."
            return f"{told} Annoncez-le de nouveau, ou libérez la réservation." if is_landlord else told
        case Announcement.State.SETTLED if is_lease_cancelled(announcement):
            told = "Le bail, signé par erreur, a été annulé\u00a0: "
            again = (
                "réservez ce logement de nouveau" if is_landlord else "le bailleur peut réserver ce logement de nouveau"
            )
            return f"{told}{again}, puis {'annoncez-le' if is_landlord else 'l’annoncer'}."
        case Announcement.State.SETTLED:
            return "Le bail est signé."
    return "Le bailleur a repris ce logement\u00a0: plus rien n’est attendu."


def is_lease_cancelled(announcement: Announcement) -> bool:
    return announcement.reservation.release_reason == Reservation.ReleaseReason.LEASE_CANCELLED


# Each state for the landlord, then for the association: the words, their tone, what follows.
WORDS: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    State.PROPOSED: (
        ("Dossier à vérifier", "soon", "Dites si le dossier est complet, ou ce qui manque."),
        ("Dossier chez le bailleur", "info", "Le bailleur vérifie le dossier et vous dit s’il est complet."),
    ),
    State.ELIGIBLE: (
        ("Dossier complet", "ok", "La prochaine commission l’examine."),
        ("Dossier complet", "ok", "La prochaine commission l’examine."),
    ),
    State.INCOMPLETE: (
        ("Pièces demandées", "info", "L’association envoie les pièces, puis corrige la fiche."),
        ("Pièces à envoyer", "soon", "Envoyez les pièces au bailleur, puis corrigez la fiche\u00a0: il la relit."),
    ),
    State.EXAMINED: (
        ("Examiné en commission", "info", "La décision de la commission décide de la suite."),
        ("Examiné en commission", "info", "Le bailleur vous dit la décision de la commission."),
    ),
    State.OFFERED: (
        ("Offre envoyée", "info", "Le ménage répond dans le délai de l’offre\u00a0: son silence vaut refus."),
        (
            "Logement offert au ménage",
            "soon",
            "Le ménage répond dans le délai de l’offre\u00a0: son silence vaut refus.",
        ),
    ),
    State.ACCEPTED: (
        ("Offre acceptée", "ok", "Le bail est à signer."),
        ("Offre acceptée", "ok", "Le bailleur fait signer le bail."),
    ),
}


def _furthest(candidates: list[Candidacy]) -> Candidacy | None:
    """The candidate from whom, or for whom, the next act is awaited, once the committee has spoken."""
    order = (State.ACCEPTED, State.OFFERED, State.EXAMINED)
    seen = [each for each in candidates if each.ended_at is None and each.state in order]
    return min(seen, key=lambda each: order.index(each.state), default=None)


def candidacy_status(candidacy: Candidacy, user: User) -> Status:
    if has_lost_its_lease(candidacy):
        return Status("Bail annulé", "soon")
    if candidacy.state in WORDS:
        word, tone, _ = _words(candidacy, user)
        return Status(word, tone)
    return Status(candidacy.get_state_display(), "")


def candidacy_next(candidacy: Candidacy, user: User) -> str:
    if candidacy.ended_at is None:
        return _words(candidacy, user)[2]
    if has_lost_its_lease(candidacy):
        return f"Bail signé par erreur, puis annulé. Candidature close le {long_date(candidacy.ended_at)}."
    return f"{candidacy.get_end_reason_display()}, le {long_date(candidacy.ended_at)}."


def has_lost_its_lease(candidacy: Candidacy) -> bool:
    return candidacy.end_reason == Candidacy.EndReason.LEASE and is_lease_cancelled(candidacy.announcement)


def _words(candidacy: Candidacy, user: User) -> tuple[str, str, str]:
    for_landlord, for_association = WORDS[candidacy.state]
    return for_association if user.organization_id == candidacy.association_id else for_landlord


def candidacy_step(candidacy: Candidacy, user: User) -> str:
    """What happens next, with the last day to answer an offer: needs the offer loaded."""
    if candidacy.state == State.OFFERED:
        return f"le ménage répond avant la fin du {day_and_month(candidacy.offer.expires_on)}"
    told = candidacy_next(candidacy, user)
    return f"{told[0].lower()}{told[1:]}".removesuffix(".")


def missing_in_words(candidacy: Candidacy) -> list[str]:
    return [Candidacy.Missing(code).label for code in candidacy.missing]


# What happened


def history_of(announcement: Announcement, candidates: list[Candidacy]) -> list[tuple[AnnouncementEvent, str]]:
    """The latest first; `candidates` are those whose names its reader reads."""
    names = {each.pk: each.household.name for each in candidates}
    names_of_facts = {str(each.public_id): each.household.name for each in candidates}
    told = []
    for event in announcement.events.select_related("actor").order_by("-at", "-pk"):
        # What it follows from is told already.
        if event.move in (Announcement.Move.FREE, Announcement.Move.COME_BACK):
            continue
        name = names.get(event.candidacy_id or 0) or names_of_facts.get(event.facts.get("candidacy", ""))
        told.append((event, f"{name} · {event_words(event)}" if name else event_words(event)))
    return told


def event_words(event: AnnouncementEvent) -> str:
    kind = Announcement if event.candidacy_id is None else Candidacy
    word = str(kind.Move(event.move).label)
    reason = event.facts.get("reason")
    if reason is None:
        return word
    reasons = Announcement.NoCandidateReason if kind is Announcement else Candidacy.EndReason
    return f"{word}\u00a0: {reasons(reason).label.lower()}"
