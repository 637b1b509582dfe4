"""Which partners may be asked to help, those whose expertise answers the household's needs first."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import long_date
from partners.models import Convention, Expertise, FundedAction, User
from referrals.models import Meeting, Mobilisation, Referral
from referrals.models.reasons import expertises_for, readable_reasons
from referrals.reading.links import has_respondent
from tenancies.models import Consent, FollowUp, Tenancy

COUNT_CAP = 100
# Its last answers, of which those that took the household in.
ANSWERS = 20
ACCEPTED = (Mobilisation.State.ACCEPTED, Mobilisation.State.ENDED)
DECLINED, EXPIRED = Mobilisation.State.DECLINED, Mobilisation.State.EXPIRED


# What a household said of a partner, as a sentence goes on.
SAID: dict[str, str] = {
    Consent.State.GIVEN: "a donné son accord",
    Consent.State.REFUSED: "a refusé",
    Consent.State.LATER: "a demandé à répondre plus tard",
    Consent.State.WITHDRAWN: "a retiré son accord",
}


@dataclass(frozen=True)
class Partner:
    """A convention's association as the adviser chooses among them."""

    convention: Convention
    fits: bool
    is_asked: bool
    is_following: bool
    follow_up_count: int
    # Of this referral, the last time it was asked.
    declined_at: datetime.datetime | None = None
    expired_at: datetime.datetime | None = None
    referral: uuid.UUID | None = None
    # Of another referral of the same household, the last time.
    refused_before: datetime.datetime | None = None
    # Of its follow-ups, those in the household's own commune; of its requests, those that wait for a place, and how the
    # last ones were answered.
    near_count: int = 0
    commune: str = ""
    waiting_count: int = 0
    answers: Sequence[str] = ()
    places_left: int | None = None
    # What the household says of it today.
    consent: Consent | None = None
    # Whether somebody there has an account that may answer; it is asked by a link otherwise.
    has_respondent: bool = True

    @property
    def code(self) -> str:
        """As the form sends it."""
        return str(self.convention.public_id)

    @property
    def name(self) -> str:
        return self.convention.association.short_name

    @property
    def about(self) -> str:
        """What it can do, and why it cannot be asked or what it carries already."""
        if self.is_asked or self.is_following:
            reason = "déjà sollicité" if self.is_asked else "suit déjà ce ménage"
            return f"{self.expertises} · {reason}{self.refusal}{self.word}{self.way}"
        return f"{' · '.join(filter(None, (self.expertises, *self.load)))}{self.refusal}{self.word}{self.way}"

    @property
    def load(self) -> list[str]:
        """What it carries, where, what room is left, and how it answered before."""
        told = [self.caseload]
        if self.near_count:
            told.append(f"dont {capped(self.near_count)} à {self.commune}")
        if self.places_left is not None:
            plural = "s" if self.places_left > 1 else ""
            told.append(f"{self.places_left or 'aucune'}\u00a0place{plural} libre{plural}")
        if self.waiting_count:
            plural = "s" if self.waiting_count > 1 else ""
            told.append(f"{capped(self.waiting_count)}\u00a0demande{plural} sur sa liste d’attente")
        if self.answers:
            told.append(past_answers(self.answers))
        return told

    @property
    def word(self) -> str:
        """What the household said of it, as long as that leads to a question."""
        if not self.consent or self.is_asked:
            return ""
        return f" · le ménage {SAID[self.consent.state]} le {long_date(self.consent.on)}"

    @property
    def way(self) -> str:
        """How it is asked, when that is not as usual."""
        return " · sans compte, joint par lien" if self.is_available and not self.has_respondent else ""

    @property
    def refusal(self) -> str:
        if self.is_asked:
            return ""
        if self.expired_at:
            return f" · n’a pas répondu, demande terminée le {long_date(self.expired_at)}"
        if self.declined_at:
            return f" · a refusé le {long_date(self.declined_at)}"
        before = self.refused_before
        return f" · a refusé ce ménage le {long_date(before)}, pour un autre signalement" if before else ""

    @property
    def is_available(self) -> bool:
        return not self.is_asked and not self.is_following

    @property
    def expertises(self) -> str:
        return ", ".join(Expertise(code).label for code in self.convention.association.shown_expertises)

    @property
    def caseload(self) -> str:
        count = self.follow_up_count
        if count == COUNT_CAP:
            return f"{COUNT_CAP}\u00a0suivis en cours ou plus"
        return f"{count or 'aucun'}\u00a0suivi{'s' if count > 1 else ''} en cours"


def past_answers(states: Sequence[str]) -> str:
    """« a accepté 2 de ses 3 dernières demandes »"""
    number, accepted = len(states), sum(state in ACCEPTED for state in states)
    if number == 1:
        return "a accepté sa dernière demande" if accepted else "n’a pas accepté sa dernière demande"
    last = f"de ses {number}\u00a0dernières demandes"
    return f"a accepté {accepted} {last}" if accepted else f"n’a accepté aucune {last}"


def capped(count: int) -> str:
    return f"{COUNT_CAP} ou plus" if count == COUNT_CAP else str(count)


@compiled
def conventions_to_mobilise(user: User, landlord: int, household: int) -> QuerySet[Any]:
    """The landlord's conventions in force for tenants in place, each with `is_following` and
    `running_follow_ups`."""
    running = FollowUp.objects.running()
    following = running.filter(
        household=household, organization=OuterRef("association"), measure__action=OuterRef("action")
    )
    # Counting stops at the cap: a large association's follow-ups are not read through for one line of text.
    counted = running.filter(convention=OuterRef("pk")).order_by().values("pk")[:COUNT_CAP]
    return (
        Convention.objects.in_force()
        .filter(landlord=landlord, action__objective=FundedAction.Objective.MAINTENANCE)
        .select_related("association", "action")
        .annotate(
            is_following=Exists(following),
            running_follow_ups=ArraySubquery(counted),
            has_respondent=has_respondent("association"),
        )
    )


@compiled
def partners_to_suggest(user: User, landlord: int, household: int) -> QuerySet[Any]:
    """The same, with what tells one partner from another: where it works already, what waits for a place there, what it
    answered before, of this household too. Where a protected household lives is told by no number."""
    running = FollowUp.objects.running().filter(convention=OuterRef("pk"), household__is_protected=False)
    home = Tenancy.objects.running().filter(household=household, household__is_protected=False)
    home = home.order_by("-starts_on", "-pk")
    commune = Subquery(home.values("dwelling__residence__commune_code")[:1])
    neighbours = Tenancy.objects.running().filter(dwelling__residence__commune_code=commune)
    near = running.filter(Exists(neighbours.filter(household=OuterRef("household")))).order_by().values("pk")
    asked = Mobilisation.objects.filter(organization=OuterRef("association"), convention__landlord=landlord)
    answered = asked.settled().exclude(state=Mobilisation.State.WITHDRAWN).order_by("-pk").values("state")
    refused = asked.filter(state=DECLINED, referral__household=household).order_by("-answered_at", "-pk")
    return conventions_to_mobilise(user, landlord, household).annotate(
        near_follow_ups=ArraySubquery(near[:COUNT_CAP]),
        home_commune=Subquery(home.values("dwelling__residence__commune_name")[:1]),
        waiting_requests=ArraySubquery(asked.waitlisted().order_by().values("pk")[:COUNT_CAP]),
        last_answers=ArraySubquery(answered[:ANSWERS]),
        last_refusal=Subquery(refused.values("answered_at")[:1]),
    )


def confirmed_needs(referral: Referral, meetings: Iterable[Meeting]) -> list[str]:
    """What the last meeting held confirmed, else what was spotted. `meetings` come the latest first."""
    held = (meeting.needs for meeting in meetings if meeting.state == Meeting.State.HELD and meeting.needs)
    return next(held, referral.reasons)


def places_left(convention: Any) -> int | None:
    """Of those that the convention promises today; none where it promises no number of them."""
    promised = convention.reserved_dwellings
    return max(0, promised - len(convention.running_follow_ups)) if promised else None


def partners_for(
    referral: Referral,
    *,
    user: User,
    meetings: Iterable[Meeting],
    mobilisations: Iterable[Mobilisation],
    consents: Iterable[Consent],
) -> list[Partner]:
    """Every partner that may be asked, for an adviser: those that fit the needs first, whoever refused, or never
    answered, last, then those that carry least."""
    fitting = set(expertises_for(readable_reasons(confirmed_needs(referral, meetings), user)))
    mobilisations = list(mobilisations)
    asked = {mobilisation.organization_id for mobilisation in mobilisations if mobilisation.state in Mobilisation.OPEN}
    declined = {each.organization_id: each.answered_at for each in mobilisations if each.state == DECLINED}
    expired = {each.organization_id: each.answered_at for each in mobilisations if each.state == EXPIRED}
    said = {each.organization_id: each for each in consents}
    partners = [
        Partner(
            convention=convention,
            fits=bool(fitting & set(convention.association.shown_expertises)),
            is_asked=convention.association_id in asked,
            is_following=convention.is_following,
            follow_up_count=len(convention.running_follow_ups),
            declined_at=declined.get(convention.association_id),
            expired_at=expired.get(convention.association_id),
            referral=referral.public_id,
            refused_before=convention.last_refusal,
            near_count=len(convention.near_follow_ups),
            commune=convention.home_commune or "",
            waiting_count=len(convention.waiting_requests),
            answers=convention.last_answers,
            places_left=places_left(convention),
            consent=said.get(convention.association_id),
            has_respondent=convention.has_respondent,
        )
        for convention in partners_to_suggest.rows(
            user, given={"landlord": referral.landlord_id, "household": referral.household_id}
        )
    ]
    return sorted(partners, key=lambda each: (not each.fits, bool(each.refusal), each.follow_up_count))
