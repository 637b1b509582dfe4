"""What an adviser is in charge of, and hands over on leaving (`partners.charges`)."""

from django.db.models import QuerySet

from housing_support.common.dates import short_date, short_moment
from partners.charges import Charge, Description
from partners.models import User
from partners.roles import Right
from referrals.models import Meeting, Referral
from referrals.services.meetings import name_adviser


def referrals_of(account: User) -> QuerySet[Referral]:
    """With their meetings: the one that is planned goes along."""
    carried = Referral.objects.open().carried_by(account).select_related("household")
    return carried.prefetch_related("meetings").order_by("meeting_due_on", "pk")


def described(referrals: list[Referral], reader: User) -> list[Description]:
    """By the name of the household for whoever may read the referral, else by its reference alone."""
    asked = [referral.pk for referral in referrals]
    readable = set(Referral.objects.visible_to(reader).filter(pk__in=asked).values_list("pk", flat=True))
    return [description(referral, is_named=referral.pk in readable) for referral in referrals]


def description(referral: Referral, *, is_named: bool) -> Description:
    facts = [f"envoyé le {short_date(referral.sent_at)}"]
    for meeting in referral.meetings.all():
        if meeting.state == Meeting.State.PLANNED:
            facts.append(f"rencontre fixée {short_moment(meeting.planned_at)}")
    name = f"{referral.household_name} · {referral.reference}"
    return Description(name if is_named else f"Signalement {referral.reference}", " · ".join(facts))


REFERRALS = Charge(
    code="referral",
    title="Signalements suivis",
    right=Right.MEET_HOUSEHOLD,
    held_by=referrals_of,
    describe=described,
    hand_over=name_adviser,
)


def count_unsent(account: User) -> int:
    return Referral.objects.drafts_of(account).count()
