"""What the page of a referral reads of it, each by one statement written once."""

import uuid
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from housing_support.common.compiled_queries import compiled
from housing_support.common.mending import Obstacle
from housing_support.common.numbers import file_size
from partners.models import User
from partners.roles import Right
from referrals.models import (
    Meeting,
    MeetingAddition,
    Mobilisation,
    MobilisationResult,
    Referral,
    ReferralEvent,
    ReferralPhoto,
)
from referrals.reading.links import has_respondent
from referrals.reading.questions import asked_on_requests
from tenancies.models import Household, Person


@compiled
def referral_asked_for(user: User, public_id: uuid.UUID) -> QuerySet[Referral]:
    """With `opens_case_file`: whether `user` may read the household's, `members`, of whom it is composed,
    `has_photos`, and `twins`, which it goes on for."""
    opened = Household.objects.visible_to(user).filter(pk=OuterRef("household"))
    persons = Person.objects.filter(household=OuterRef("household")).order_by("pk")
    members = ArraySubquery(persons.values(told=JSONObject(role="role", birth_year="birth_year")))
    seen = Referral.objects.visible_to(user).filter(public_id=public_id)
    seen = seen.select_related("household", "author", "adviser__organization", "dwelling", "duplicate_of")
    same = Referral.objects.filter(duplicate_of=OuterRef("pk")).order_by("pk")
    twins = ArraySubquery(same.values(told=JSONObject(reference="reference", public_id="public_id")))
    has_photos = Exists(ReferralPhoto.with_cancelled.filter(referral=OuterRef("pk")))
    return seen.annotate(opens_case_file=Exists(opened), members=members, has_photos=has_photos, twins=twins)  # type: ignore[no-redef] # declared for those who read it


@compiled
def photos_of(user: User, referral: int) -> QuerySet[ReferralPhoto]:
    """Those that `user` reads, taken away or not."""
    photos = ReferralPhoto.with_cancelled.readable_by(user).filter(referral=referral)
    return photos.order_by("recorded_at", "pk")


def photos_shown(referral: Referral, user: User) -> list[tuple[ReferralPhoto, str]]:
    """Each with « JPEG, 1,2 Mo »: one query where there are some."""
    photos = photos_of.rows(user, given={"referral": referral.pk}) if referral.has_photos else []
    return [(each, f"{each.get_content_type_display()}, {file_size(each.size)}") for each in photos]


def may_cancel_agreement(user: User, referral: Referral, question: str) -> bool:
    """Whether an agreement noted by error is this user's to take back, while the referral is open."""
    is_given = getattr(referral, question) == Referral.Agreement.GIVEN
    is_allowed = Referral.machine.allows(referral, Referral.Move.CANCEL_AGREEMENT) and referral.household_id is not None
    return user.may(Right.MEET_HOUSEHOLD) and is_given and is_allowed


def obstacle_to_correcting_diagnosis(meeting: Meeting) -> Obstacle | None:
    """Once the household wants no help, what was written of its health is forgotten: nothing is written again."""
    if meeting.is_cancelled:
        return Obstacle.CANCELLED
    return None if meeting.diagnosis and meeting.is_recent() else Obstacle.TOO_LATE


def obstacle_to_correcting_meeting(meeting: Meeting) -> Obstacle | None:
    """When and where a meeting was held. Needs its referral loaded."""
    if meeting.is_cancelled:
        return Obstacle.CANCELLED
    if meeting.referral.closed_at:
        return Obstacle.REFERRAL_OVER
    return None if meeting.is_recent() else Obstacle.TOO_LATE


def obstacle_to_cancelling_meeting(meeting: Meeting) -> Obstacle | None:
    """A partner is asked once a household was met: what rests on its only meeting is taken back first. Needs its
    referral loaded."""
    if meeting.is_cancelled:
        return Obstacle.CANCELLED
    if meeting.referral.closed_at:
        return Obstacle.REFERRAL_OVER
    if Meeting.objects.filter(referral=meeting.referral, state=Meeting.State.HELD).exclude(pk=meeting.pk).exists():
        return None
    asked = set(meeting.referral.mobilisations.values_list("state", flat=True))
    if asked & {Mobilisation.State.ACCEPTED, Mobilisation.State.ENDED}:
        return Obstacle.PARTNER_CAME
    return Obstacle.PARTNER_ASKED if asked & {*Mobilisation.UNSETTLED} else None


@compiled
def advisers(user: User) -> QuerySet[User]:
    """Her colleagues who meet households, among whom she says who meets this one."""
    return User.objects.colleagues_of(user).holding(Right.MEET_HOUSEHOLD).by_name()


@compiled
def cancelled_meetings_about(user: User, referral: int) -> QuerySet[Meeting]:
    """With `is_readable`, and `is_completed`: those that were recorded by error."""
    is_completed = Exists(MeetingAddition.objects.filter(meeting=OuterRef("pk")))
    found = Meeting.with_cancelled.filter(referral=referral, cancelled_at__isnull=False).with_readability(user)
    found = found.select_related("organization", "corrected_by", "cancelled_by").order_by("-held_at", "-pk")
    return found.annotate(is_completed=is_completed)  # type: ignore[no-redef] # declared for those who read it


@compiled
def meetings_about(user: User, referral: int) -> QuerySet[Meeting]:
    """With `is_readable`: whether their diagnosis and decisions are for `user`, and `is_completed`."""
    is_completed = Exists(MeetingAddition.objects.filter(meeting=OuterRef("pk")))
    found = Meeting.objects.filter(referral=referral).with_readability(user).annotate(is_completed=is_completed)  # type: ignore[no-redef] # declared for those who read it
    return found.select_related("adviser", "organization", "corrected_by")


@compiled
def additions_to(user: User, referral: int) -> QuerySet[MeetingAddition]:
    """What was added to the diagnoses, as far as `user` reads it."""
    additions = MeetingAddition.objects.readable_by(user).filter(meeting__referral=referral)
    return additions.select_related("author", "organization").order_by("written_at", "pk")


@compiled
def mobilisations_for(user: User, referral: int) -> QuerySet[Mobilisation]:
    """With `has_respondent`: whether somebody of the partner has an account that may answer; `told`, its results."""
    results = MobilisationResult.objects.filter(mobilisation=OuterRef("pk")).order_by("pk")
    told = ArraySubquery(results.values(said=JSONObject(problem="problem", result="result")))
    asked: QuerySet[Any] = Mobilisation.objects.filter(referral=referral).annotate(told=told)  # type: ignore[no-redef] # declared for those who read it
    asked = asked.annotate(has_respondent=has_respondent("organization"), asked=asked_on_requests(user))
    return asked.select_related("organization", "convention", "follow_up__worker", "link").order_by("pk")


@compiled
def events_of(user: User, referral: int) -> QuerySet[ReferralEvent]:
    return ReferralEvent.objects.filter(referral=referral).select_related("actor__organization").order_by("-at", "-pk")
