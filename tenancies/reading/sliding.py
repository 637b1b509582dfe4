"""Where a household stands on the way to its own lease, in words for the two parties of a sliding lease."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from housing_support.common.compiled_queries import among, compiled
from housing_support.common.dates import long_date, short_date
from partners.discretion import MOBILISATION
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import FollowUp, PeriodicReview, ReviewWord, SlidingLease, Tenancy
from tenancies.reading.leases import Step, dated, in_turn, step

Move, State = SlidingLease.Move, SlidingLease.State


def may_sublet(household: int) -> QuerySet[Organization]:
    """The associations that follow a household which they brought: only these rent in its stead. A partner mobilised
    for a tenant in place is not to be named."""
    following = FollowUp.objects.running().filter(household=household)
    brought = following.exclude(convention__action__objective=MOBILISATION)
    return Organization.objects.filter(pk__in=brought.values("organization")).order_by("short_name")


OVER = "\u00a0: à renouveler"


@compiled
def reviews_of(user: User, *, lease: int) -> QuerySet[PeriodicReview]:
    """For a party of that sliding lease: the last first."""
    return PeriodicReview.objects.filter(sliding=lease).order_by("-due_on", "-pk")


@compiled
def words_of(user: User, *, lease: int) -> QuerySet[ReviewWord]:
    """The same, of what the two sides said."""
    return ReviewWord.objects.filter(review__sliding=lease).select_related("organization").order_by("pk")


@dataclass(frozen=True)
class ShownWord:
    word: ReviewWord
    side: str

    @property
    def levels(self) -> list[tuple[str, str]]:
        word = self.word
        return [
            ("Loyer", word.get_rent_display()),
            ("Occupation du logement", word.get_occupation_display()),
            ("Parties communes", word.get_common_parts_display()),
            ("Voisinage", word.get_neighbours_display()),
            ("Avis", word.get_opinion_display()),
        ]


@dataclass(frozen=True)
class ShownReview:
    review: PeriodicReview
    words: list[ShownWord]


class ShownSliding:
    """A sliding lease and one of its parties. What may be done is asked here once, for buttons and pages alike."""

    def __init__(self, sliding: SlidingLease, reader: User, today: datetime.date | None = None) -> None:
        self.sliding, self.reader = sliding, reader
        self.today = today or timezone.localdate()
        words: dict[int, list[ShownWord]] = defaultdict(list)
        for word in words_of.rows(reader, given={"lease": sliding.pk}):
            words[word.review_id].append(ShownWord(word, word.organization.short_name))
        reviews = [
            ShownReview(review, words[review.pk]) for review in reviews_of.rows(reader, given={"lease": sliding.pk})
        ]
        self.held = [each for each in reviews if each.review.held_on]
        self.waiting = next((each for each in reviews if not each.review.held_on), None)

    @property
    def is_open(self) -> bool:
        return self.sliding.state in SlidingLease.OPEN and self.sliding.tenancy.ends_on is None

    @property
    def is_landlord(self) -> bool:
        own = self.sliding.tenancy.household.landlord_id
        return self.reader.may(Right.MANAGE_TENANCIES) and self.reader.organization_id == own

    @property
    def is_association(self) -> bool:
        return self.reader.may(Right.RECORD_VISIT) and self.reader.organization_id == self.sliding.association_id

    def may(self, move: SlidingLease.Move) -> bool:
        return self.is_landlord and self.is_open and SlidingLease.machine.allows(self.sliding, move)

    @property
    def may_give_word(self) -> bool:
        waits = self.waiting is not None and self.sliding.state == State.TRIAL
        return self.is_open and waits and (self.is_landlord or self.is_association)

    @property
    def has_given_word(self) -> bool:
        return self.waiting is not None and self.reader.organization_id in self._sides

    @property
    def may_conclude(self) -> bool:
        return self.may(Move.CONCLUDE) and self.waiting is not None and not self._awaited

    @property
    def may_reopen(self) -> bool:
        return self.may(Move.REOPEN) and bool(self.held) and not (self.waiting and self.waiting.words)

    @property
    def may_correct(self) -> bool:
        return self.may(Move.CORRECT)

    @property
    def may_tell(self) -> bool:
        return self.may(Move.TELL)

    @property
    def may_extend(self) -> bool:
        return self.may(Move.EXTEND)

    @property
    def may_slide(self) -> bool:
        return self.may(Move.SLIDE)

    @property
    def _awaited(self) -> list[Organization]:
        """Whose word the review that waits still lacks. An association that has left the case file gives none."""
        lease = self.sliding
        sides = [lease.tenancy.household.landlord, lease.association if lease.association_takes_part else None]
        return [side for side in sides if side and side.pk not in self._sides]

    @property
    def _sides(self) -> set[int]:
        return {each.word.organization_id for each in self.waiting.words} if self.waiting else set()

    @property
    def facts(self) -> list[tuple[str, str]]:
        lease = self.sliding
        until = f"jusqu’au {long_date(lease.approval_until)}"
        return [
            ("Locataire du bailleur", lease.association.short_name),
            ("Bail de l’association", f"signé le {long_date(lease.head_lease_on)}"),
            ("Sous-location", f"signée le {long_date(lease.sublease_on)}"),
            ("Convention tripartite", f"signée le {long_date(lease.agreement_on)}"),
            ("Agrément", f"{lease.approval_number}, {until}{OVER if self._is_approval_over else ''}"),
            ("Période d’examen", f"jusqu’au {long_date(lease.term_on)}"),
        ]

    @property
    def _is_approval_over(self) -> bool:
        return SlidingLease.APPROVAL.is_late(self.sliding, self.today)

    @property
    def steps(self) -> list[Step]:
        """The way to the household's own lease."""
        return in_turn(list(self._steps()))

    def _steps(self) -> Iterator[Step]:
        lease = self.sliding
        yield dated("Sous-location", lease.sublease_on, "")
        for each in reversed(self.held):
            words = f"le {short_date(each.review.held_on)}, {each.review.get_conclusion_display().lower()}"
            yield step("Examen", words, "", is_done=True)
        if lease.state == State.TRIAL and self.waiting:
            yield step(
                "Examen", f"avant le {short_date(self.waiting.review.due_on)}", self._review_follows, is_done=False
            )
        told, is_slid = lease.prefect_told_on, lease.state == State.SLID
        # A lease that slid in time has nothing to be told of.
        if told or not is_slid:
            words = f"le {short_date(told)}" if told else f"avant le {short_date(lease.notice_due_on)}"
            follows = f"le bailleur informe le préfet avant le {long_date(lease.notice_due_on)}"
            yield step("Préfet informé", words, follows, is_done=told is not None)
        slid_on = lease.tenancy.ends_on if is_slid else None
        yield dated("Bail au nom du ménage", slid_on, "le bail glisse au nom du ménage")

    @property
    def _review_follows(self) -> str:
        missing = [side.short_name for side in self._awaited]
        if missing:
            return f"avis attendu de {' et de '.join(missing)}"
        if self.sliding.association_takes_part:
            return "le bailleur conclut l’examen"
        return f"le bailleur conclut l’examen, sans l’avis de {self.sliding.association}, qui ne suit plus ce ménage"

    @property
    def follows(self) -> str:
        """What happens next and by when."""
        lease = self.sliding
        if lease.state == State.PROPOSED:
            return "le bail glisse au nom du ménage\u00a0: le bailleur en enregistre le premier jour"
        if lease.state == State.DECLINED:
            return (
                "le bailleur prolonge la période d’examen, ou la sous-location se termine avant le "
                f"{long_date(lease.term_on)}"
            )
        if lease.state == State.TRIAL and self.waiting:
            return f"{self._review_follows}, avant le {long_date(self.waiting.review.due_on)}"
        return ""


def shown_sliding(leases: list[int], reader: User) -> dict[int, ShownSliding]:
    """By lease, those that `reader` is a party of."""
    found = described.rows(reader, given={"leases": leases})
    return {each.tenancy_id: ShownSliding(each, reader) for each in found}


@compiled
def described(user: User, *, leases: list[int]) -> QuerySet[SlidingLease]:
    seen = SlidingLease.objects.visible_to(user).filter(among("tenancy", leases))
    return seen.for_its_page().order_by("pk")


def undescribed(tenancies: Iterable[Tenancy], *, described: Collection[int]) -> set[int]:
    """Of these sliding leases, those that run and whose documents are not noted; their landlord sees all that are."""
    running = {each.pk for each in tenancies if not each.is_cancelled and each.ends_on is None}
    return running - {*described}


@dataclass(frozen=True)
class Due:
    """What of a sliding lease comes first: in words, its day, and whether that is over."""

    words: str
    day: datetime.date
    is_late: bool


# By the column of each deadline.
WORDS = {
    "review_due_on": "Examen",
    "notice_due_on": "Préfet à informer",
    "term_on": "Fin de la période d’examen",
    "approval_until": "Fin de l’agrément",
}


def first_due(sliding: SlidingLease) -> Due:
    """Of a row of `to_follow`."""
    waiting = [deadline for deadline, _ in SlidingLease.DEADLINES if deadline.is_waiting(sliding)]
    days = [(getattr(sliding, each.column), each) for each in waiting if getattr(sliding, each.column)]
    day, deadline = min(days, key=lambda found: found[0])
    return Due(WORDS[deadline.column], day, deadline.is_late(sliding))
