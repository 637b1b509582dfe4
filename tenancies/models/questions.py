"""A question about something that somebody recorded or asked for: asked, answered, resolved. Without a text it is a
mark: to be looked at again.

One machine for all. What a question is about is a model of its own, in the application that knows it: it says who reads
it, who is asked and by whom they are replaced once they have left.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from housing_support.common.moves import TransitionNotAllowedError
from partners.authority import may_mend
from partners.exceptions import RightMissingError
from partners.models import Organization, User
from partners.models.users import UserQuerySet
from partners.roles import RIGHTS, Right
from tenancies.models.audience import Audience, AudienceModel, AudienceQuerySet
from tenancies.models.households import Household
from tenancies.models.journal import JournalEntry
from tenancies.models.support import FollowUp


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Each model says it of its own."""
        raise NotImplementedError

    def asked(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=Question.State.ASKED)

    def running(self) -> Self:
        return self.filter(state__in=[Question.State.ASKED, Question.State.ANSWERED])

    def answered(self) -> Self:
        """Those whose answer waits to be read by whoever asked."""
        return self.filter(state=Question.State.ANSWERED)


class Question(Mendable):
    class State(models.TextChoices):
        ASKED = "ASKED", "Question posée"
        ANSWERED = "ANSWERED", "Réponse donnée"
        RESOLVED = "RESOLVED", "Résolue"
        CANCELLED = "CANCELLED", "Annulée"

    class Move(models.TextChoices):
        CORRECT = "CORRECT", "Question corrigée"
        ANSWER = "ANSWER", "Réponse donnée"
        CORRECT_ANSWER = "CORRECT_ANSWER", "Réponse corrigée"
        RESOLVE = "RESOLVE", "Question résolue"
        REOPEN = "REOPEN", "Question reprise"
        CANCEL = "CANCEL", "Question annulée, posée par erreur"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField("état", max_length=10, choices=State, default=State.ASKED)
    # Empty: what it is about is to be looked at again.
    text = models.TextField("question", max_length=2000, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("posée le", default=timezone.now)
    # The organization of whoever asked, and that of whoever is asked.
    asking = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    answering = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.TextField("réponse", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    # By whoever gave it: nobody writes in another's name.
    answer_corrected_at = models.DateTimeField("réponse corrigée le", null=True, editable=False)
    # Nobody, when what it was about is settled without it.
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    resolved_at = models.DateTimeField("résolue le", null=True, blank=True)

    objects: "models.Manager[Any]"
    with_cancelled: "models.Manager[Any]"

    machine: moves.Machine

    class Meta:
        abstract = True
        ordering = ["asked_at", "pk"]
        constraints = [
            within_bounds(moments=["asked_at", "answered_at", "resolved_at"]),
            mended_in_full(),
            models.CheckConstraint(
                name="%(class)s_answer_is_signed",
                condition=Q(answered_at=None, answered_by=None, answer="", answer_corrected_at=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & (Q(text="") | ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="%(class)s_is_answered_in_its_state",
                condition=Q(state="ASKED", answered_at=None)
                | Q(state="ANSWERED", answered_at__isnull=False)
                | Q(state__in=["RESOLVED", "CANCELLED"]),
            ),
            models.CheckConstraint(
                name="%(class)s_end_is_dated",
                condition=(Q(state="RESOLVED", resolved_at__isnull=False) | ~Q(state="RESOLVED") & Q(resolved_at=None))
                & (Q(state="CANCELLED", cancelled_at__isnull=False) | ~Q(state="CANCELLED") & Q(cancelled_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def is_mark(self) -> bool:
        """« À revoir » and nothing else."""
        return not self.text

    # What each model says of its subject.

    @property
    def known_household(self) -> Household:
        raise NotImplementedError

    @property
    def is_about_what_runs(self) -> bool:
        """Whether what it is about may still change: its case file is open, the request waits for its answer."""
        raise NotImplementedError

    def lock_subject(self) -> None:
        """What stands above is locked first, in the order in which its own acts do."""

    def asking_people(self) -> UserQuerySet:
        """Those who are told of the answer."""
        raise NotImplementedError

    def answering_people(self) -> UserQuerySet:
        """Those who are told of the question."""
        raise NotImplementedError


@dataclass(frozen=True)
class WhoAsked:
    """Whoever asked, `alone`, or those who answer for their team too."""

    right: Right
    alone: bool = False

    def check(self, user: User, row: Any) -> None:
        user.require(self.right)
        is_theirs = may_mend(user, author=row.asked_by_id, organization=row.asking_id)
        if not is_theirs or (self.alone and row.asked_by_id != user.pk):
            raise RightMissingError(self.right)

    def __str__(self) -> str:
        others = "" if self.alone else f", or a colleague with `{Right.MEND_FOR_COLLEAGUES}`"
        return f"whoever asked, with `{self.right}`{others}"


@dataclass(frozen=True)
class WhoAnswers:
    """Anybody but whoever asked, in the organization that is asked: who is told of it is another question."""

    right: Right

    def check(self, user: User, row: Any) -> None:
        user.require(self.right)
        if row.answering_id != user.organization_id or row.asked_by_id == user.pk:
            raise RightMissingError(self.right)

    def __str__(self) -> str:
        return f"`{self.right}` in the organization that is asked, but whoever asked"


@dataclass(frozen=True)
class WhoAnswered:
    right: Right

    def check(self, user: User, row: Any) -> None:
        user.require(self.right)
        if row.answering_id != user.organization_id or row.answered_by_id != user.pk:
            raise RightMissingError(self.right)

    def __str__(self) -> str:
        return f"whoever answered, with `{self.right}`"


def question_machine(*, asks: Right, answers: Right, loads: Sequence[str]) -> moves.Machine:
    """The moves of a question, whatever it is about: who holds `asks` puts it, who holds `answers` is asked."""
    State, Move = Question.State, Question.Move
    runs = [moves.Need("its subject running", lambda row: row.is_about_what_runs, TransitionNotAllowedError)]
    asked = WhoAsked(asks)
    return moves.Machine(
        moves.Move(Move.CORRECT, {State.ASKED: [State.ASKED]}, by=WhoAsked(asks, alone=True), needs=runs),
        moves.Move(Move.ANSWER, {State.ASKED: [State.ANSWERED]}, by=WhoAnswers(answers), needs=runs),
        moves.Move(Move.CORRECT_ANSWER, {State.ANSWERED: [State.ANSWERED]}, by=WhoAnswered(answers), needs=runs),
        # Of what was answered otherwise, too.
        moves.Move(Move.RESOLVE, moves.from_each((State.ASKED, State.ANSWERED), State.RESOLVED), by=asked, needs=runs),
        # Back to where it was: whether it had an answer.
        moves.Move(Move.REOPEN, {State.RESOLVED: [State.ASKED, State.ANSWERED]}, by=asked, needs=runs),
        moves.Move(Move.CANCEL, moves.from_each((State.ASKED, State.ANSWERED), State.CANCELLED), by=asked, needs=runs),
        loads=loads,
    )


# Who stands in for somebody who has left: the worker in charge of the household for the same organization, and those
# who answer for its team.

LEADS = RIGHTS[Right.MEND_FOR_COLLEAGUES]


def stands_for(user: User, person: str, organization: str, household: str, right: Right) -> Q:
    """Whether `user` is the `person` of that path or, once nobody there holds `right` in that name any more, stands in
    for them: `people_standing_for`, of many rows."""
    if not user.may(right):
        return Q(pk=None)
    still_there = User.objects.holding(right).filter(pk=OuterRef(person), organization=OuterRef(organization))
    replaces = Q(**{organization: user.organization_id}) & ~Q(Exists(still_there))
    if user.role not in LEADS:
        carried = FollowUp.objects.running().filter(worker=user.pk, household=OuterRef(household))
        replaces &= Q(Exists(carried))
    return Q(**{person: user.pk}) | replaces


def people_standing_for(person: User | None, organization: int, household: Household, right: Right) -> UserQuerySet:
    """That person or, once they hold `right` there no more, those who stand in for them."""
    holders = User.objects.filter(organization=organization).holding(right).order_by("pk")
    if person and holders.filter(pk=person.pk).exists():
        return holders.filter(pk=person.pk)
    carriers = FollowUp.objects.running().filter(household=household, organization=organization)
    return holders.filter(Q(role__in=LEADS) | Q(pk__in=carriers.values("worker")))


class EntryQuestionQuerySet(AudienceQuerySet, QuestionQuerySet):  # type: ignore[override] # of both
    def visible_to(self, user: User) -> Self:
        """Those about an entry that `user` reads and that stands, as far as it was read when they were asked: an entry
        that is given other readers since tells them nothing of what was said before."""
        entries = JournalEntry.objects.open_to_questions_of(user).filter(pk=OuterRef("entry"))
        return self.readable_by(user).filter(Exists(entries))

    def to_answer(self, user: User) -> Self:
        """Those that wait for this very person."""
        path = "author", "answering", "entry__household"
        waiting = self.visible_to(user).asked().filter(answering=user.organization_id, entry__household__closed_on=None)
        return waiting.filter(stands_for(user, *path, Right.WRITE_JOURNAL)).exclude(asked_by=user.pk)

    def to_resolve(self, user: User) -> Self:
        """Those of this very person that were answered."""
        path = "asked_by", "asking", "entry__household"
        told = self.visible_to(user).answered()
        told = told.filter(asking=user.organization_id, entry__household__closed_on=None)
        return told.filter(stands_for(user, *path, Right.WRITE_JOURNAL))


EntryQuestionManager = StandingManager.from_queryset(EntryQuestionQuerySet)


@tracked(exclude=["text", "answer", "cancellation_note"])
class EntryQuestion(Question, AudienceModel):
    """About a visit, a note, or any line of the timeline that somebody left there: its author and their organization
    are those of that entry, and so is its audience as it was when the question was asked."""

    household_path = "entry__household"

    entry = models.ForeignKey(JournalEntry, on_delete=models.CASCADE, related_name="questions")

    objects = EntryQuestionManager()  # type: ignore[assignment,misc] # a manager that does more
    with_cancelled = EntryQuestionQuerySet.as_manager()

    machine = question_machine(
        asks=Right.WRITE_JOURNAL, answers=Right.WRITE_JOURNAL, loads=("entry__household", "author")
    )

    class Meta(Question.Meta):
        verbose_name = "question sur une entrée"
        verbose_name_plural = "questions sur des entrées"
        indexes = [
            models.Index(fields=["answering"], condition=Q(state="ASKED"), name="entry_question_to_answer"),
            models.Index(fields=["asking"], condition=Q(state="ANSWERED"), name="entry_question_to_resolve"),
        ]

    @property
    def known_household(self) -> Household:
        return self.entry.household

    @property
    def is_about_what_runs(self) -> bool:
        return self.entry.household.closed_on is None

    def asking_people(self) -> UserQuerySet:
        return self.reading(self.asked_by, self.asking_id)

    def answering_people(self) -> UserQuerySet:
        return self.reading(self.author, self.answering_id)

    def reading(self, person: User | None, organization: int) -> UserQuerySet:
        people = people_standing_for(person, organization, self.entry.household, Right.WRITE_JOURNAL)
        is_social = Audience.SOCIAL in {self.audience, self.entry.audience}
        return people.holding(Right.READ_SOCIAL_CONTENT) if is_social else people
