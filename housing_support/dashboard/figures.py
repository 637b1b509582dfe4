"""What is counted. A figure is a queryset that begins with what the reader may see; its number and the list behind it
come from that queryset, so they cannot differ.

The unit is the household (`ménage`), counted once per figure however many measures or partners it has.

- *Supported* (« ménages accompagnés », question 1 of the manager): a measure of the programme began for it, whether it
  still runs or has ended. It is what the targets of the programme promise: the entries since its first day.
- *Caseload* (« file active », question 2): a measure of the programme runs today.

For an association both are limited to its own part in them, whether or not the case file is still open to it: its
totals do not fall when a follow-up ends. The list says then that the case file is closed to it, not whose it is.

Small numbers: a figure opens its list, so it is shown to those alone who may read each row of it, and needs no hiding;
what tells a health matter (the reason « Addiction ») is left out for whoever does not read it, whatever its number.
Partners mobilised for tenants in place are not named to whoever does not read social content (`partners.discretion`),
nor are the reasons of a referral told: the numbers of such a convention, and of a reason, open no list for them.
Where households live some months after their support is told from five of them on; to the association that supported
them, whose case files have closed to it, without any list. Averages of levels of autonomy, whose rows a manager may
not read one by one, take at least five households too (`dashboard.autonomy`).
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery, among
from housing_support.common.pagination import COUNT_CAP
from housing_support.dashboard.counting import Capped
from housing_support.dashboard.scope import Scope
from partners.discretion import names_partners
from partners.models import User
from partners.roles import Right
from referrals.models import Candidacy, Mobilisation, Referral, ReferralOutcome, ReferralQuerySet
from referrals.models.candidacies import CandidacyQuerySet
from referrals.models.mobilisations import MobilisationQuerySet
from referrals.models.reasons import Reason, readable_reasons
from referrals.models.results import AFTER_MONTHS as MONTHS_AFTER_REFERRALS
from referrals.reading.delays import STEPS, with_step
from tenancies.models import FollowUp, Household, LaterSituation, Reservation, SupportMeasure
from tenancies.models.later_situations import AFTER_MONTHS, LaterSituationQuerySet
from tenancies.models.reservations import ReservationQuerySet
from tenancies.models.support import FollowUpQuerySet, SupportMeasureQuerySet
from tenancies.stock.places import with_vacant_days


class Kind(StrEnum):
    """What the rows of a figure are, and so how its list shows them."""

    HOUSEHOLDS = "households"
    FOLLOW_UPS = "follow_ups"
    REFERRALS = "referrals"
    MOBILISATIONS = "mobilisations"
    RESERVATIONS = "reservations"
    CANDIDACIES = "candidacies"


@dataclass(frozen=True)
class Figure:
    """`found` gives its rows, from the reader and from what `given_for` takes out of a scope; for households, what
    tells that they belong to it. `splits` are the parts whose number and list may be asked for alone."""

    title: str
    kind: Kind
    found: Callable[..., QuerySet]
    splits: tuple[str, ...] = ()
    # What is late today is late whenever it began: no programme limits it.
    is_of_today: bool = False
    # Read of households whose case files have closed to the association: it is told the number, and opens no list.
    is_of_landlord: bool = False
    # What is learnt by social work (`ReferralOutcome.visible_to`): the others are told the number, and open no list.
    is_of_social_work: bool = False
    # What a landlord waits for is what an association has to do.
    title_of_association: str = ""
    # How long after their support; figures that differ by nothing else are counted by one statement.
    months: int | None = None

    def title_for(self, user: User) -> str:
        return self.title if user.organization.is_landlord else self.title_of_association or self.title

    def rows(self, user: User, **given) -> QuerySet:
        """Those of its list."""
        found = self.found(user, **given)
        if self.kind == Kind.HOUSEHOLDS:
            is_open = Exists(Household.objects.visible_to(user).filter(pk=OuterRef("pk")))
            return Household.objects.filter(pk__in=found.values("household")).annotate(is_open=is_open)
        return found


def given_for(figure: Figure, scope: Scope, split: str = "", value: Any = None) -> dict[str, Any]:
    """What the figures of its kind are told of a scope, or of one part of it: identifiers and moments, so that their
    SQL is the same for all readers of a role."""
    if figure.is_of_today:
        return {}
    if figure.kind == Kind.REFERRALS:
        return scope.moments | ({split: value} if split else {})
    part = scope.narrowed(split, value) if split else scope
    if figure.months:
        return {"supporting": part.supporting_ids, "months": [figure.months]}
    return (
        {"supporting": part.supporting_ids} if figure.kind == Kind.HOUSEHOLDS else {"conventions": part.convention_ids}
    )


SHOWN_STATES = tuple(state for state in Referral.State.values if state != Referral.State.DRAFT)


def split_values(scope: Scope, split: str) -> dict[str, Any]:
    """What a list may be narrowed to by this reader: the word in its address, and the value in the database."""
    match split:
        case "objective":
            return {objective: objective for objective in scope.objectives}
        case "action":
            return {str(action.number): action.pk for action in scope.actions}
        case "convention":
            return {str(convention.public_id): convention.pk for convention in scope.named_conventions}
        case "state":
            return {state: state for state in SHOWN_STATES}
        case "reason":
            return {reason.value: reason.value for reason in readable_reasons(Reason.values, scope.user)}
    raise ValueError(split)


def opens_list(scope: Scope, split: str) -> bool:
    """Whether this reader may read the rows of a part, and not their number alone."""
    return split != "reason" or names_partners(scope.user)


# Households


def support(user: User, supporting: list[int]) -> SupportMeasureQuerySet | FollowUpQuerySet:
    """What tells that a household was supported, running or ended: a measure under one of the actions `supporting` or,
    for an association, its own part in one, under one of its conventions."""
    if user.organization.is_landlord:
        return SupportMeasure.objects.visible_to(user).filter(among("action", supporting))
    own = FollowUp.objects.filter(organization=user.organization_id)
    return own.filter(among("convention", supporting))


def running_support(user: User, supporting: list[int]) -> SupportMeasureQuerySet | FollowUpQuerySet:
    found = support(user, supporting)
    return found.filter(measure__ended_on=None) if isinstance(found, FollowUpQuerySet) else found.running()


def known_after(user: User, supporting: list[int], months: list[int]) -> LaterSituationQuerySet:
    """What tells where a household lived so many months after its support, when that was recorded. An association reads
    the number of those that it supported."""
    rows = LaterSituation.objects.known().filter(among("months", months))
    if user.organization.is_landlord:
        of_its_actions = rows.filter(among("measure__action", supporting), landlord=user.organization_id)
        return of_its_actions.visible_to(user)
    own = FollowUp.objects.filter(organization=user.organization_id, measure=OuterRef("measure"))
    return rows.filter(Exists(own.filter(among("convention", supporting))))


def housed_after(user: User, supporting: list[int], months: list[int]) -> LaterSituationQuerySet:
    """Those among them that had a home."""
    return known_after(user, supporting, months).housed()


# Follow-ups


def follow_ups(user: User, conventions: list[int]) -> FollowUpQuerySet:
    """The part of the associations in the measures of the programme, running or ended."""
    return FollowUp.objects.visible_to(user).filter(among("convention", conventions))


def carried(user: User, conventions: list[int]) -> FollowUpQuerySet:
    """The same, for averages that name nobody: an association's own, in case files that closed to it since, too."""
    if user.organization.is_landlord:
        return follow_ups(user, conventions)
    return FollowUp.objects.filter(among("convention", conventions), organization=user.organization_id)


def late(user: User, conventions: list[int]) -> FollowUpQuerySet:
    return follow_ups(user, conventions).late()


def on_time(user: User, conventions: list[int]) -> FollowUpQuerySet:
    return follow_ups(user, conventions).on_time()


def unassigned(user: User, conventions: list[int]) -> FollowUpQuerySet:
    return follow_ups(user, conventions).unassigned()


# Referrals and mobilisations


def referrals(
    user: User, starts_at: datetime.datetime, ends_at: datetime.datetime, state: str = "", reason: str = ""
) -> ReferralQuerySet:
    """Those sent during the programme; drafts are their authors' own business."""
    sent = Referral.objects.visible_to(user).sent().filter(sent_at__gte=starts_at, sent_at__lt=ends_at)
    if state:
        sent = sent.filter(state=state)
    if reason:
        sent = sent.filter(reasons__contains=[reason])
    return sent


def settled_after(months: int, *, is_held: bool) -> Callable[..., ReferralQuerySet]:
    """Of those sent during the programme and closed since, those of which it is known whether the difficulty came back
    so many months after; or those where it did not."""

    def found(user: User, starts_at: datetime.datetime, ends_at: datetime.datetime) -> ReferralQuerySet:
        known = ReferralOutcome.objects.known().filter(referral=OuterRef("pk"), months=months)
        if is_held:
            known = known.filter(outcome=ReferralOutcome.Outcome.HOLDS)
        return referrals(user, starts_at, ends_at).filter(Exists(known), state=Referral.State.CLOSED)

    return found


def late_meetings(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).meeting_late()


def mobilisations(user: User, conventions: list[int]) -> MobilisationQuerySet:
    return Mobilisation.objects.visible_to(user).filter(among("convention", conventions))


def waiting_answers(user: User, conventions: list[int]) -> MobilisationQuerySet:
    return mobilisations(user, conventions).pending()


def late_answers(user: User, conventions: list[int]) -> MobilisationQuerySet:
    return mobilisations(user, conventions).late()


def unanswered(user: User, conventions: list[int]) -> MobilisationQuerySet:
    return mobilisations(user, conventions).expired()


# Reserved dwellings


def reserved(user: User, conventions: list[int]) -> ReservationQuerySet:
    """The dwellings reserved under conventions of the programme."""
    return Reservation.objects.visible_to(user).filter(among("convention", conventions))


def on_the_way(user: User, conventions: list[int]) -> ReservationQuerySet:
    return reserved(user, conventions).on_the_way()


def places_used(user: User, conventions: list[int]) -> ReservationQuerySet:
    return reserved(user, conventions).on(timezone.localdate())


def vacant(user: User, conventions: list[int]) -> QuerySet[Any]:
    return with_vacant_days(reserved(user, conventions)).filter(vacant_days__gt=0)


def housed(user: User, supporting: list[int]) -> ReservationQuerySet:
    """What tells that a household came in by a reserved dwelling: the reservation whose lease was signed."""
    scope = "convention__action" if user.organization.is_landlord else "convention"
    return Reservation.objects.visible_to(user).let().filter(among(scope, supporting))


def candidacies(user: User, conventions: list[int]) -> CandidacyQuerySet:
    return Candidacy.objects.visible_to(user).filter(among("announcement__convention", conventions))


def step(code: str) -> Callable[..., QuerySet]:
    """The candidacies that took a step, and so those whose days its median is of."""
    return lambda user, conventions: with_step(candidacies(user, conventions), code)


FIGURES: dict[str, Figure] = {
    "supported": Figure("Ménages accompagnés depuis le début", Kind.HOUSEHOLDS, support, ("objective", "action")),
    "caseload": Figure("Ménages suivis aujourd’hui", Kind.HOUSEHOLDS, running_support, ("objective", "action")),
    "late": Figure("Visites en retard", Kind.FOLLOW_UPS, late, ("convention", "action")),
    "on-time": Figure("Visites dans les délais", Kind.FOLLOW_UPS, on_time, ("convention", "action")),
    "unassigned": Figure("Suivis sans référent", Kind.FOLLOW_UPS, unassigned),
    "referrals": Figure("Signalements", Kind.REFERRALS, referrals, ("state", "reason")),
    "late-meetings": Figure("Rencontres en retard", Kind.REFERRALS, late_meetings, is_of_today=True),
    "waiting-answers": Figure(
        "Réponses attendues", Kind.MOBILISATIONS, waiting_answers, title_of_association="Demandes à traiter"
    ),
    "late-answers": Figure("Réponses en retard", Kind.MOBILISATIONS, late_answers),
    # Their case files are not the association's to read: it finds them among its requests.
    "unanswered": Figure("Demandes restées sans réponse", Kind.MOBILISATIONS, unanswered, is_of_landlord=True),
    "housed": Figure("Ménages entrés par un logement réservé", Kind.HOUSEHOLDS, housed, ("action",)),
    "on-the-way": Figure("Logements réservés dont le bail est à signer", Kind.RESERVATIONS, on_the_way, ("action",)),
    "places-used": Figure("Places utilisées", Kind.RESERVATIONS, places_used, ("convention",)),
    "vacant": Figure("Jours vacants des logements réservés", Kind.RESERVATIONS, vacant, ("action",)),
    **{
        f"{code}-{months}": Figure(
            f"{title}, {months}\u00a0mois après", Kind.HOUSEHOLDS, found, is_of_landlord=True, months=months
        )
        for months in AFTER_MONTHS
        for code, title, found in (
            ("housed-after", "Ménages toujours logés", housed_after),
            ("known-after", "Ménages dont la situation est connue", known_after),
        )
    },
    **{
        f"{code}-{months}": Figure(
            f"{title}, {months}\u00a0mois après",
            Kind.REFERRALS,
            settled_after(months, is_held=is_held),
            is_of_social_work=True,
        )
        for months in MONTHS_AFTER_REFERRALS
        for code, title, is_held in (
            ("settled-after", "Signalements dont la difficulté n’est pas revenue", True),
            ("settled-known", "Signalements dont les suites sont connues", False),
        )
    },
    **{code: Figure(each.title, Kind.CANDIDACIES, step(code), ("action",)) for code, each in STEPS.items()},
}


def figures_for(user: User) -> dict[str, Figure]:
    """Those that mean something to this reader. Referrals are the landlord's: an association sees what is asked of it
    through mobilisations."""
    hidden: set[str] = set()
    if not (user.may(Right.MANAGE_RESERVATIONS) or user.may(Right.PROPOSE_CANDIDATE)):
        hidden.add(Kind.CANDIDACIES)
    if not user.may(Right.READ_REFERRALS):
        hidden.add(Kind.REFERRALS)
        if not user.may(Right.ANSWER_MOBILISATION):
            hidden.add(Kind.MOBILISATIONS)
    return {
        code: figure
        for code, figure in FIGURES.items()
        if figure.kind not in hidden
        and (user.organization.is_landlord or not figure.is_of_landlord)
        and (user.may(Right.MEET_HOUSEHOLD) or not figure.is_of_social_work)
    }


class Part(NamedTuple):
    """A figure, or what of it falls under one value of a split."""

    code: str
    split: str = ""
    value: Any = None


def counted(user: User, found: Callable[..., QuerySet], kind: Kind | None, **given) -> QuerySet:
    """The identifiers of the rows of a figure, each once, in an order that begins where most of them are."""
    rows = found(user, **given)
    match kind:
        case Kind.HOUSEHOLDS:
            # The newest first: those of a running programme, before the years that went by.
            return rows.order_by("-household_id").values_list("household_id").distinct()
        case Kind.REFERRALS:
            return rows.order_by("-sent_at").values_list("pk")
    return rows.order_by().values_list("pk")


COUNTED = CompiledQuery(counted)


def count_each(scope: Scope, parts: list[Part]) -> list[Capped]:
    """One query, whatever their number."""
    return count_with_waiting(scope, parts, None)[0]


def count_with_waiting(scope: Scope, parts: list[Part], waiting: CompiledQuery | None) -> tuple[list[Capped], int]:
    """The same, and how many acts the navigation tells of. The objective of a single action is counted with it, the
    same rows once."""
    shown = [FIGURES[part.code] for part in parts]
    given = [given_for(figure, scope, part.split, part.value) for figure, part in zip(shown, parts, strict=True)]
    keys = [(figure.found, repr(values)) for figure, values in zip(shown, given, strict=True)]
    asked = {
        key: {"choices": {"found": figure.found, "kind": figure.kind}, "given": values}
        for key, figure, values in zip(keys, shown, given, strict=True)
    }
    if waiting:
        asked[waiting, ""] = {"choices": {"found": waiting, "kind": None}, "given": {}}
    numbers = COUNTED.counts(scope.user, [*asked.values()], limit=COUNT_CAP + 1)
    number_of = dict(zip(asked, numbers, strict=True))
    return [Capped.of(number_of[key]) for key in keys], number_of[waiting, ""] if waiting else 0
