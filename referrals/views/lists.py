from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.links import row_url
from housing_support.common.pagination import EMPTY_PAGE, compiled_page
from partners.decorators import requires
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right, Role
from referrals.filters import ReferralFilter, filtered
from referrals.models import Meeting, Mobilisation, Referral, ReferralQuerySet
from referrals.models.reasons import readable_reasons
from referrals.reading.presentation import Status, plain_status, status_of, with_awaited_answers

WORKLIST_LENGTH = 10


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


# Each reads the columns that its line shows.
SENT = ("public_id", "reference", "state", "urgency", "sent_at", "meeting_due_on", "household__name")
LISTED = (*SENT, "reasons", "author__first_name", "author__last_name", "author__email")
OF_REFERRAL = ("referral__public_id", "referral__reference", "referral__household__name")
MEETING = ("planned_at", "place", *OF_REFERRAL)
REQUEST = ("state", "requested_at", "answer_due_on", "organization__short_name", *OF_REFERRAL)


def seen_by(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).select_related("household").only(*SENT)


def waiting_for(user: User) -> ReferralQuerySet:
    return seen_by(user).order_by("meeting_due_on", "pk")


WORKLIST = {
    "to_meet": CompiledQuery(lambda user: waiting_for(user).awaiting_meeting()),
    "meetings": CompiledQuery(
        lambda user: (
            Meeting.objects.filter(
                referral__in=Referral.objects.visible_to(user), adviser=user.pk, state=Meeting.State.PLANNED
            )
            .select_related("referral__household")
            .only(*MEETING)
            .order_by("planned_at", "pk")
        )
    ),
    "to_mobilise": CompiledQuery(lambda user: waiting_for(user).awaiting_partner().carried_by(user).with_refusals()),
    "requests": CompiledQuery(
        lambda user: (
            Mobilisation.objects.visible_to(user)
            .pending()
            .filter(requested_by=user.pk)
            .select_related("referral__household", "organization")
            .only(*REQUEST)
            .order_by("answer_due_on", "pk")
        )
    ),
}
OF_CARETAKER = CompiledQuery(lambda user: seen_by(user).sent())


def listed(user: User, chosen: tuple[tuple[str, str], ...]) -> QuerySet[Referral]:
    """What the list shows to `user` under the filters `chosen`, which are known to be valid."""
    shown = seen_by(user).sent().select_related("household", "author").only(*LISTED)
    return filtered(shown, user=user, chosen=dict(chosen))


ALL = CompiledQuery(listed)


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
    user = request.user
    if user.role == Role.CARETAKER:
        page = compiled_page(OF_CARETAKER, user, key=("-pk",), request=request)
        context: dict[str, Any] = {"form": None, "rows": [plain_row(referral) for referral in page.rows]}
    else:
        form = ReferralFilter(request.GET, user=user)
        chosen = form.chosen
        page = EMPTY_PAGE if chosen is None else compiled_page(ALL, user, key=("-pk",), request=request, chosen=chosen)
        rows = with_awaited_answers(page.rows, user)
        context = {"form": form, "rows": [row_of(referral, user) for referral in rows]}
    context |= {
        "page": page,
        "is_caretaker": user.role == Role.CARETAKER,
        "has_worklist": user.may(Right.MEET_HOUSEHOLD),
    }
    return render(request, "referrals/referral_list.html", context)


def plain_row(referral: Referral) -> Row:
    return worded(referral, plain_status(referral))


def row_of(referral: Referral, user: User) -> Row:
    row = worded(referral, status_of(referral, referral.awaited_answers, user))
    row.reasons = ", ".join(reason.label for reason in readable_reasons(referral.reasons, user))
    row.author = referral.author.full_name
    return row


def worded(referral: Referral, status: Status) -> Row:
    urgent = " · urgent" if referral.urgency == Referral.Urgency.URGENT else ""
    return Row(
        referral=referral,
        url=row_url("referrals:detail", referral.public_id),
        name=referral.household_name,
        about=f"{referral.reference}{urgent}",
        status=status,
    )
