"""What the worklists of all roles are made of. Rules are those of the querysets: here they are only worded.

A section shows at most `LENGTH` lines and leads to its full list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from housing_support.common.compiled_queries import CompiledQuery, compiled
from housing_support.common.dates import day_and_month, relative_day
from partners.discretion import is_unnamed, shown_name
from partners.models import User
from referrals.models import Mobilisation, Referral, ReferralQuerySet
from tenancies.models import FollowUp
from tenancies.models.support import FollowUpQuerySet

LENGTH = 5


@dataclass(frozen=True)
class Line:
    title: str
    text: str
    url: str
    badge: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]
    all_url: str = ""
    has_more: bool = False


def section(title: str, found: Iterable, line: Callable[..., Line], all_url: str = "") -> Section:
    """`found` holds one row more than a section shows when there are more."""
    rows = list(found)
    return Section(title, tuple(line(row) for row in rows[:LENGTH]), all_url, len(rows) > LENGTH)


def first(query: CompiledQuery, user: User, **given) -> list:
    return query.rows(user, limit=LENGTH + 1, given=given)


def list_url(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def figure_url(code: str) -> str:
    return reverse("dashboard_figure", args=[code])


# Follow-ups


def follow_ups_of(user: User) -> FollowUpQuerySet:
    return FollowUp.objects.visible_to(user).select_related("household").order_by("visit_due_on", "pk")


def visit_line(follow_up: FollowUp, badge: str, tone: str, text: str = "") -> Line:
    last = follow_up.last_visit_on
    told = f"dernière visite {relative_day(last)}" if last else "aucune visite encore"
    return Line(
        title=follow_up.household.name,
        text=f"{follow_up.household.reference} · {text or told}",
        url=reverse("tenancies:household", args=[follow_up.household.public_id]),
        badge=badge,
        tone=tone,
    )


def late_visit(follow_up: FollowUp, *, is_named: bool = True) -> Line:
    """The day is the convention's own: it is not told of an unnamed partner."""
    due = f", due le {day_and_month(follow_up.visit_due_on)}" if is_named else ""
    return visit_line(follow_up, f"En retard{due}", "late")


# Referrals


def referrals_of(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).select_related("household").order_by("meeting_due_on", "pk")


@compiled
def referral_drafts(user: User) -> QuerySet[Referral]:
    return Referral.objects.drafts_of(user).select_related("household").order_by("-pk")


def referral_draft(referral: Referral) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · écrit {relative_day(referral.created_at)}",
        url=reverse("referrals:edit", args=[referral.public_id]),
        badge=referral.get_state_display(),
    )


def sent_referral(referral: Referral, *, badge: str, tone: str) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · envoyé {relative_day(referral.sent_at)}",
        url=reverse("referrals:detail", args=[referral.public_id]),
        badge=badge,
        tone=tone,
    )


def meeting_to_fix(referral: Referral) -> Line:
    is_late = referral.is_late()
    due = day_and_month(referral.meeting_due_on)
    badge = f"En retard, due le {due}" if is_late else f"Avant le {due}"
    return sent_referral(referral, badge=badge, tone="late" if is_late else "soon")


@compiled
def late_answers_to(user: User) -> QuerySet[Mobilisation]:
    late = Mobilisation.objects.visible_to(user).late()
    return late.select_related("referral__household", "organization").order_by("answer_due_on", "pk")


def late_answers(user: User) -> Section:
    def line(mobilisation: Mobilisation) -> Line:
        partner = shown_name(mobilisation.organization, user)
        due = "" if is_unnamed(user) else f", attendue le {day_and_month(mobilisation.answer_due_on)}"
        return Line(
            title=mobilisation.referral.household_name,
            text=f"{mobilisation.referral.reference} · {partner}",
            url=reverse("referrals:detail", args=[mobilisation.referral.public_id]),
            badge=f"En retard{due}",
            tone="late",
        )

    return section("Réponses en retard", first(late_answers_to, user), line, figure_url("late-answers"))
