"""What a partner says of its work once it is over, and what the landlord learns some months later."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import long_date
from housing_support.common.mending import CORRECTION_DAYS
from partners.models import User
from partners.roles import Right
from referrals.models import Meeting, Mobilisation, MobilisationResult, Referral, ReferralOutcome
from referrals.models.reasons import HEALTH_REASONS, Reason, may_read
from referrals.reading.suggestions import confirmed_needs
from tenancies.models.ends import CHOSEN

# What a result is about, where it is no problem of the list.
WHOLE = "Ce qui vous était demandé"


def results_wanted_from(user: User) -> QuerySet[Mobilisation]:
    """The requests of which the user's association may say what came, some days after their end: it has left the case
    file, which it ended itself. Whoever was sent away has nothing to tell."""
    since = timezone.localdate() - datetime.timedelta(days=CORRECTION_DAYS)
    ended = Mobilisation.objects.visible_to(user).filter(
        state=Mobilisation.State.ENDED,
        organization=user.organization_id,
        follow_up__ended_on__gte=since,
        follow_up__end_reason__in=CHOSEN,
    )
    return ended.exclude(referral__sharing=Referral.Agreement.REFUSED)


@compiled
def results_to_say(user: User) -> QuerySet[Mobilisation]:
    """Of which nothing was said yet."""
    said = MobilisationResult.objects.filter(mobilisation=OuterRef("pk"))
    wanted = results_wanted_from(user).filter(~Exists(said))
    return wanted.select_related("referral__landlord", "follow_up").order_by("follow_up__ended_on", "pk")


def problems_of(asked: Mobilisation, user: User) -> list[str]:
    """Those that were shared with the association, none of health; the whole request, where there was no other."""
    meetings = asked.referral.meetings.filter(state=Meeting.State.HELD).order_by("-planned_at", "-pk")
    needs = confirmed_needs(asked.referral, meetings)
    problems = [str(each) for each in Reason if each in needs and each not in HEALTH_REASONS and may_read(each, user)]
    return problems or [""]


def problem_in_words(problem: str) -> str:
    return Reason(problem).label if problem else WHOLE


def result_in_words(problem: str, result: str) -> str:
    """« Budget, impayés : mieux », for the landlord's social workers."""
    about = Reason(problem).label if problem else "Ce qui était demandé"
    return f"{about}\u00a0: {MobilisationResult.Result(result).label.lower()}"


@dataclass(frozen=True)
class OutcomeLine:
    title: str
    words: str
    url: str
    act: str


@compiled
def outcomes_of(user: User, referral: int) -> QuerySet[ReferralOutcome]:
    rows = ReferralOutcome.objects.visible_to(user).filter(referral=referral)
    return rows.select_related("recorded_by", "corrected_by").order_by("months")


@compiled
def outcomes_to_ask(user: User) -> QuerySet[ReferralOutcome]:
    asked = ReferralOutcome.objects.visible_to(user).filter(landlord=user.organization_id).to_ask()
    return asked.select_related("referral__household").order_by("due_on", "pk")


def outcome_lines(referral: Referral, user: User) -> list[OutcomeLine]:
    """One query, of a referral that is closed."""
    if referral.state != Referral.State.CLOSED or not user.may(Right.MEET_HOUSEHOLD):
        return []
    return [outcome_line(row, referral) for row in outcomes_of.rows(user, given={"referral": referral.pk})]


def outcome_line(row: ReferralOutcome, referral: Referral) -> OutcomeLine:
    words = f"à demander le {long_date(row.due_on)}"
    if row.recorded_on and row.recorded_by:
        words = (
            f"{row.get_outcome_display()}, recueilli le {long_date(row.recorded_on)} par {row.recorded_by.full_name}"
        )
    if row.corrected_at and row.corrected_by:
        words += f"\u00a0; corrigé le {long_date(row.corrected_at)} par {row.corrected_by.full_name}"
    may = row.is_asked()
    return OutcomeLine(
        title=f"{row.months}\u00a0mois après",
        words=words,
        url=reverse("referrals:outcome", args=[referral.public_id, row.public_id]) if may else "",
        act="Corriger" if row.recorded_on else "Dire ce qu’il en est",
    )
