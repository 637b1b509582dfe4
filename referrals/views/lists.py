import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.compiled_queries import compiled
from housing_support.common.links import row_urls
from housing_support.common.pagination import compiled_page
from partners.decorators import requires
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right, Role
from referrals.filters import ReferralFilter
from referrals.models import Meeting, Mobilisation, Referral, ReferralQuerySet
from referrals.reading.presentation import Status, plain_status, reasons_of, status_of, with_awaited_answers

WORKLIST_LENGTH = 10
UrlOf = Callable[[uuid.UUID], str]


@dataclass(slots=True)
class Row:
    """The words of one line of the list, `author` and `reasons` being empty for a caretaker."""

    referral: Referral
    url: str
    name: str
    about: str
    status: Status
    reasons: str = ""
    author: str = ""


def seen_by(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).select_related("household")


def waiting_for(user: User) -> ReferralQuerySet:
    return seen_by(user).order_by("meeting_due_on", "pk")


@compiled
def to_meet(user: User) -> QuerySet[Referral]:
    return waiting_for(user).awaiting_meeting()


@compiled
def meetings_to_hold(user: User) -> QuerySet[Meeting]:
    seen = Meeting.objects.filter(referral__in=Referral.objects.visible_to(user))
    planned = seen.filter(adviser=user.pk, state=Meeting.State.PLANNED)
    return planned.select_related("referral__household").order_by("planned_at", "pk")


@compiled
def to_mobilise(user: User) -> QuerySet[Referral]:
    return waiting_for(user).awaiting_partner().carried_by(user).with_refusals()


@compiled
def requests_sent(user: User) -> QuerySet[Mobilisation]:
    own = Mobilisation.objects.visible_to(user).pending().filter(requested_by=user.pk)
    return own.select_related("referral__household", "organization").order_by("answer_due_on", "pk")


# The names that the template gives them.
WORKLIST = {
    "to_meet": to_meet,
    "meetings": meetings_to_hold,
    "to_mobilise": to_mobilise,
    "requests": requests_sent,
}


@compiled
def sent_by_caretaker(user: User) -> QuerySet[Referral]:
    return seen_by(user).sent()


@require_safe
@requires(Right.READ_REFERRALS)
def worklist(request: SignedInRequest) -> HttpResponse:
    """What waits for the adviser, by next act; for the others, the list."""
    if not request.user.may(Right.MEET_HOUSEHOLD):
        return referral_list(request)
    user = request.user
    shown = {name: group.rows(user, limit=WORKLIST_LENGTH + 1) for name, group in WORKLIST.items()}
    return render(
        request,
        "referrals/worklist.html",
        {name: rows[:WORKLIST_LENGTH] for name, rows in shown.items()}
        | {f"more_{name}": len(rows) > WORKLIST_LENGTH for name, rows in shown.items()}
        | {"is_done": not any(shown.values())},
    )


@require_safe
@requires(Right.READ_REFERRALS)
def referral_list(request: SignedInRequest) -> HttpResponse:
    """All the referrals one may see, the latest first. A caretaker reads what became of their own, nothing else."""
    user, url_of = request.user, row_urls("referrals:detail")
    if user.role == Role.CARETAKER:
        page = compiled_page(sent_by_caretaker, user, key=("-pk",), request=request)
        context: dict[str, Any] = {"filters": None, "rows": [plain_row(referral, url_of) for referral in page.rows]}
    else:
        filters = ReferralFilter(request.GET, user=user)
        page = filters.page(request)
        rows = with_awaited_answers(page.rows, user)
        context = {"filters": filters, "rows": [row_of(referral, user, url_of) for referral in rows]}
    context |= {
        "page": page,
        "is_caretaker": user.role == Role.CARETAKER,
        "has_worklist": user.may(Right.MEET_HOUSEHOLD),
    }
    return render(request, "referrals/referral_list.html", context)


def plain_row(referral: Referral, url_of: UrlOf) -> Row:
    return worded(referral, plain_status(referral), url_of)


def row_of(referral: Referral, user: User, url_of: UrlOf) -> Row:
    row = worded(referral, status_of(referral, referral.awaited_answers, user), url_of)
    row.reasons = ", ".join(reason.label for reason in reasons_of(referral, user))
    row.author = referral.author.full_name
    return row


def worded(referral: Referral, status: Status, url_of: UrlOf) -> Row:
    urgent = " · urgent" if referral.urgency == Referral.Urgency.URGENT else ""
    return Row(
        referral=referral,
        url=url_of(referral.public_id),
        name=referral.household_name,
        about=f"{referral.reference}{urgent}",
        status=status,
    )
