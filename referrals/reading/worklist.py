"""What waits for an adviser, by next act: her home and her page of referrals show the same rows."""

from django.db.models import Exists, OuterRef, QuerySet

from housing_support.common.compiled_queries import compiled
from partners.models import User
from referrals.models import Meeting, Mobilisation, Referral, ReferralQuerySet


def waiting_for(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).select_related("household", "dwelling").order_by("meeting_due_on", "pk")


@compiled
def to_screen(user: User) -> QuerySet[Referral]:
    return waiting_for(user).awaiting_screening().order_by("screening_due_on", "pk")


@compiled
def to_meet(user: User) -> QuerySet[Referral]:
    return waiting_for(user).awaiting_meeting().screened()


@compiled
def meetings_to_hold(user: User) -> QuerySet[Meeting]:
    seen = Meeting.objects.filter(referral__in=Referral.objects.visible_to(user))
    planned = seen.filter(adviser=user.pk, state=Meeting.State.PLANNED)
    return planned.select_related("referral__household").order_by("planned_at", "pk")


@compiled
def to_mobilise(user: User) -> QuerySet[Referral]:
    return waiting_for(user).awaiting_partner().carried_by(user).with_refusals()


@compiled
def without_adviser(user: User) -> QuerySet[Referral]:
    return waiting_for(user).without_adviser()


@compiled
def to_close(user: User) -> QuerySet[Referral]:
    return waiting_for(user).awaiting_closing().carried_by(user)


@compiled
def unanswered(user: User) -> QuerySet[Mobilisation]:
    """The requests that ended without an answer, until another partner is asked; where nobody else was asked, the
    referral itself waits for a partner."""
    later = Mobilisation.objects.filter(referral=OuterRef("referral"), requested_at__gt=OuterRef("answered_at"))
    own = (
        Mobilisation.objects.visible_to(user)
        .expired()
        .filter(~Exists(later), referral__adviser=user.pk, referral__closed_at=None)
    )
    own = own.exclude(referral__state=Referral.State.MET)
    return own.select_related("referral__household", "organization").order_by("answered_at", "pk")


@compiled
def requests_sent(user: User) -> QuerySet[Mobilisation]:
    own = Mobilisation.objects.visible_to(user).unsettled().filter(referral__adviser=user.pk)
    return own.select_related("referral__household", "organization").order_by("answer_due_on", "pk")
