import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.compiled_queries import compiled, count_each
from housing_support.common.links import row_urls
from housing_support.common.pagination import COUNT_CAP, compiled_page, extent
from partners.decorators import requires
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right, Role
from referrals.filters import ReferralFilter
from referrals.models import Referral, ReferralQuerySet
from referrals.reading.doors import shown_author, subject_of
from referrals.reading.presentation import (
    Status,
    answer_status,
    reasons_of,
    screening_status,
    status_of,
    with_awaited_answers,
)
from referrals.reading.worklist import (
    meetings_to_hold,
    requests_sent,
    to_close,
    to_meet,
    to_mobilise,
    to_screen,
    unanswered,
)

WORKLIST_LENGTH = 10
UrlOf = Callable[[uuid.UUID], str]


@dataclass(slots=True)
class Row:
    """The words of one line of the list, `author` and `reasons` being empty for a caretaker, who reads no name."""

    referral: Referral
    url: str
    name: str
    about: str
    status: Status
    reasons: str = ""
    author: str = ""


def seen_by(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).select_related("household", "dwelling")


# The names that the template gives them.
WORKLIST = {
    "to_screen": to_screen,
    "to_meet": to_meet,
    "meetings": meetings_to_hold,
    "to_mobilise": to_mobilise,
    "to_close": to_close,
    "unanswered": unanswered,
    "requests": requests_sent,
}


@compiled
def sent_by_caretaker(user: User) -> QuerySet[Referral]:
    return seen_by(user)


@require_safe
@requires(Right.READ_REFERRALS)
def worklist(request: SignedInRequest) -> HttpResponse:
    """What waits for the adviser, by next act; for the others, the list."""
    if not request.user.may(Right.MEET_HOUSEHOLD):
        return referral_list(request)
    user = request.user
    context: dict[str, Any] = {name: group.rows(user, limit=WORKLIST_LENGTH) for name, group in WORKLIST.items()}
    is_done = not any(context.values())
    counts = count_each(user, [(group, {}) for group in WORKLIST.values()], limit=COUNT_CAP + 1)
    context |= {f"more_{name}": extent(WORKLIST_LENGTH, count) for name, count in zip(WORKLIST, counts, strict=True)}
    url_of = row_urls("referrals:detail")
    for referral in [*context["to_screen"], *context["to_meet"], *context["to_mobilise"], *context["to_close"]]:
        referral.url = url_of(referral.public_id)
    for about in [*context["meetings"], *context["unanswered"], *context["requests"]]:
        about.url = url_of(about.referral.public_id)
    for referral in context["to_screen"]:
        referral.status = screening_status(referral)
        referral.subject = subject_of(referral, user)
    for referral in context["to_meet"]:
        referral.status = status_of(referral, (), user)
        referral.subject = subject_of(referral, user)
    for asked in context["requests"]:
        asked.status = answer_status(asked, user)
    return render(request, "referrals/worklist.html", context | {"is_done": is_done})


@require_safe
@requires(Right.READ_REFERRALS)
def referral_list(request: SignedInRequest) -> HttpResponse:
    """All the referrals one may see, the latest first. A caretaker reads what became of their own, nothing else."""
    user, url_of = request.user, row_urls("referrals:detail")
    if user.role == Role.CARETAKER:
        page = compiled_page(sent_by_caretaker, user, key=("-pk",), request=request)
        rows = [worded(referral, status_of(referral, (), user), user, url_of) for referral in page.rows]
        context: dict[str, Any] = {"filters": None, "rows": rows}
    else:
        filters = ReferralFilter(request.GET, user=user)
        page = filters.page(request)
        found = with_awaited_answers(page.rows, user)
        context = {"filters": filters, "rows": [row_of(referral, user, url_of) for referral in found]}
    context |= {
        "page": page,
        "is_caretaker": user.role == Role.CARETAKER,
        "has_worklist": user.may(Right.MEET_HOUSEHOLD),
    }
    return render(request, "referrals/referral_list.html", context)


def row_of(referral: Referral, user: User, url_of: UrlOf) -> Row:
    row = worded(referral, status_of(referral, referral.awaited_answers, user), user, url_of)
    row.reasons = ", ".join(reason.label for reason in reasons_of(referral, user))
    row.author = shown_author(referral, user)
    return row


def worded(referral: Referral, status: Status, user: User, url_of: UrlOf) -> Row:
    urgent = " · urgent" if referral.urgency == Referral.Urgency.URGENT else ""
    return Row(
        referral=referral,
        url=url_of(referral.public_id),
        name=subject_of(referral, user),
        about=f"{referral.reference}{urgent}",
        status=status,
    )
