import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import short_moment
from housing_support.home.sections import (
    Line,
    Section,
    first,
    late_answers,
    list_url,
    meeting_to_fix,
    referrals_of,
    section,
)
from partners.models import User
from referrals.models import Meeting, Referral


def sections(user: User) -> Iterator[Section]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tonight = today + datetime.timedelta(days=1)
    to_meet_url = list_url("referrals:list", state=Referral.State.SENT)
    met_url = list_url("referrals:list", state=Referral.State.MET)
    yield section("Rencontres du jour", first(meetings, user, before=tonight), meeting, list_url("referrals:worklist"))
    yield section("Rencontres à fixer", first(meetings_to_fix, user), meeting_to_fix, to_meet_url)
    yield section("Partenaires à mobiliser", first(partners_to_find, user), partner_to_find, met_url)
    yield late_answers(user)


@compiled
def meetings(user: User, before: datetime.datetime) -> QuerySet[Meeting]:
    """Those that the adviser has to hold today, or held without saying so."""
    planned = Meeting.objects.filter(adviser=user.pk, state=Meeting.State.PLANNED, planned_at__lt=before)
    return planned.select_related("referral__household").order_by("planned_at", "pk")


@compiled
def meetings_to_fix(user: User) -> QuerySet[Referral]:
    return referrals_of(user).awaiting_meeting()


@compiled
def partners_to_find(user: User) -> QuerySet[Referral]:
    return referrals_of(user).awaiting_partner()


def meeting(planned: Meeting) -> Line:
    is_past = timezone.localdate(planned.planned_at) < timezone.localdate()
    return Line(
        title=planned.referral.household_name,
        text=f"{short_moment(planned.planned_at)} · {planned.get_place_display().lower()}",
        url=reverse("referrals:detail", args=[planned.referral.public_id]),
        badge="À enregistrer" if is_past else "Aujourd’hui",
        tone="soon" if is_past else "info",
    )


def partner_to_find(referral: Referral) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · ménage rencontré",
        url=reverse("referrals:detail", args=[referral.public_id]),
        badge=referral.get_state_display(),
        tone="soon",
    )
