"""What a partner asks before it answers a request for help."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from housing_support.common.audit import tracked
from housing_support.common.mending import StandingManager
from partners.models import User
from partners.models.users import UserQuerySet
from partners.roles import Right
from referrals.models.mobilisations import Mobilisation
from tenancies.models import Household
from tenancies.models.questions import Question, QuestionQuerySet, people_standing_for, question_machine, stands_for


class RequestQuestionQuerySet(QuestionQuerySet):
    def visible_to(self, user: User) -> Self:
        """For the landlord, its social workers alone, as what is expected of the partner; for the association, those
        who answer, as long as its request is open to them."""
        if user.organization.is_landlord and not user.may(Right.READ_SOCIAL_CONTENT):
            return self.none()
        requests = Mobilisation.objects.visible_to(user)
        if not user.organization.is_landlord:
            requests = requests.open_to(user)
        return self.filter(Exists(requests.filter(pk=OuterRef("mobilisation"))))

    def to_answer(self, user: User) -> Self:
        """Those that wait for this very person, in charge of the referral."""
        path = "mobilisation__referral__adviser", "answering", "mobilisation__referral__household"
        waiting = self.visible_to(user).asked().filter(answering=user.organization_id)
        return waiting.filter(stands_for(user, *path, Right.MEET_HOUSEHOLD))


RequestQuestionManager = StandingManager.from_queryset(RequestQuestionQuerySet)


@tracked(exclude=["text", "answer", "cancellation_note"])
class RequestQuestion(Question):
    mobilisation = models.ForeignKey(Mobilisation, on_delete=models.CASCADE, related_name="questions")

    objects = RequestQuestionManager()
    with_cancelled = RequestQuestionQuerySet.as_manager()

    machine = question_machine(
        asks=Right.ANSWER_MOBILISATION,
        answers=Right.MEET_HOUSEHOLD,
        loads=("mobilisation__referral__household", "mobilisation__referral__adviser"),
    )

    class Meta(Question.Meta):
        verbose_name = "question sur une demande"
        verbose_name_plural = "questions sur des demandes"
        constraints = [
            *Question.Meta.constraints,
            models.CheckConstraint(
                name="requestquestion_has_a_text",
                condition=~Q(text=""),
                violation_error_message="Écrivez votre question.",
            ),
        ]
        indexes = [
            models.Index(fields=["answering"], condition=Q(state="ASKED"), name="request_question_to_answer"),
        ]

    @property
    def known_household(self) -> Household:
        return self.mobilisation.referral.known_household

    @property
    def is_about_what_runs(self) -> bool:
        return self.mobilisation.state == Mobilisation.State.REQUESTED

    def lock_subject(self) -> None:
        Mobilisation.machine.lock(self.mobilisation)

    def asking_people(self) -> UserQuerySet:
        return people_standing_for(self.asked_by, self.asking_id, self.known_household, Right.ANSWER_MOBILISATION)

    def answering_people(self) -> UserQuerySet:
        adviser = self.mobilisation.referral.adviser
        return people_standing_for(adviser, self.answering_id, self.known_household, Right.MEET_HOUSEHOLD)
