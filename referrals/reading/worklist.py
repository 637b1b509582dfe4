"""What waits for an adviser, by next act: her home and her page of referrals show the same rows."""

from django.db.models import Exists, OuterRef, QuerySet

from housing_support.common.compiled_queries import compiled
from partners.models import User
from referrals.models import Meeting, Mobilisation, Referral, ReferralQuerySet

# What their lines read.
DWELLING = ("door", "floor", "staircase", "building", "street_number", "street_name", "address_complement")
REFERRAL = (
    *("public_id", "reference", "state", "urgency", "author", "precision", "new_household", "sent_at"),
    *("screened_at", "screening_due_on", "meeting_due_on", "household__name", "household__is_protected"),
    *(f"dwelling__{name}" for name in DWELLING),
)
OF_REFERRAL = ("public_id", "reference", "new_household", "household__name")
MEETING = ("state", "planned_at", "place", *(f"referral__{name}" for name in OF_REFERRAL))
REQUEST = (
    *("state", "requested_at", "answered_at", "answer_due_on", "reminded_at", "questioned_on", "place_expected_on"),
    *("organization__short_name", *(f"referral__{name}" for name in OF_REFERRAL)),
)


def waiting_for(user: User) -> ReferralQuerySet:
    seen = Referral.objects.visible_to(user).select_related("household", "dwelling").only(*REFERRAL)
    return seen.order_by("meeting_due_on", "pk")


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
    return planned.select_related("referral__household").only(*MEETING).order_by("planned_at", "pk")


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
    return own.select_related("referral__household", "organization").only(*REQUEST).order_by("answered_at", "pk")


@compiled
def requests_sent(user: User) -> QuerySet[Mobilisation]:
    own = Mobilisation.objects.visible_to(user).unsettled().filter(referral__adviser=user.pk)
    return own.select_related("referral__household", "organization").only(*REQUEST).order_by("answer_due_on", "pk")
