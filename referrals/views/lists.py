from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.decorators import requires
from partners.models import User
from partners.pagination import keyset_page
from partners.roles import Right, Role
from referrals.filters import ReferralFilter
from referrals.models import Meeting, Mobilisation, Referral
from referrals.presentation import Status, plain_status, status_of
from referrals.reasons import Reason, readable_reasons

WORKLIST_LENGTH = 10


@dataclass(frozen=True)
class Row:
    referral: Referral
    status: Status
    reasons: list[Reason]


@require_safe
@requires(Right.READ_REFERRALS)
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits for the adviser, by next act; for the others, the list."""
    if not request.user.may(Right.MEET_HOUSEHOLD):
        return referral_list(request)
    user = request.user
    seen = Referral.objects.visible_to(user).select_related("household")
    meetings = Meeting.objects.filter(referral__in=Referral.objects.visible_to(user), state=Meeting.State.PLANNED)
    requests = Mobilisation.objects.visible_to(user).pending().filter(requested_by=user)
    groups = {
        "to_meet": seen.awaiting_meeting().order_by("meeting_due_on", "pk"),
        "meetings": meetings.filter(adviser=user).select_related("referral__household").order_by("planned_at", "pk"),
        "to_mobilise": seen.awaiting_partner().carried_by(user).with_refusals().order_by("meeting_due_on", "pk"),
        "requests": requests.select_related("referral__household", "organization").order_by("answer_due_on", "pk"),
    }
    shown = {name: list(rows[: WORKLIST_LENGTH + 1]) for name, rows in groups.items()}
    return render(
        request,
        "referrals/worklist.html",
        {name: rows[:WORKLIST_LENGTH] for name, rows in shown.items()}
        | {f"more_{name}": len(rows) > WORKLIST_LENGTH for name, rows in shown.items()}
        | {"is_done": not any(shown.values())},
    )


@require_safe
@requires(Right.READ_REFERRALS)
def referral_list(request: HttpRequest) -> HttpResponse:
    """All the referrals one may see, the latest first. A caretaker reads what became of their own, nothing else."""
    user = request.user
    sent = Referral.objects.visible_to(user).sent().select_related("household")
    if user.role == Role.CARETAKER:
        page = keyset_page(sent, key=("-pk",), request=request)
        context = {"filterset": None, "rows": [Row(referral, plain_status(referral), []) for referral in page.rows]}
    else:
        asked = Mobilisation.objects.select_related("organization").order_by("pk")
        shown = sent.select_related("author").prefetch_related(Prefetch("mobilisations", asked))
        filterset = ReferralFilter(request.GET, queryset=shown, request=request)
        page = keyset_page(filterset.rows, key=("-pk",), request=request)
        context = {"filterset": filterset, "rows": [row_of(referral, user) for referral in page.rows]}
    context |= {
        "page": page,
        "is_caretaker": user.role == Role.CARETAKER,
        "has_worklist": user.may(Right.MEET_HOUSEHOLD),
    }
    return render(request, "referrals/referral_list.html", context)


def row_of(referral: Referral, user: User) -> Row:
    return Row(
        referral=referral,
        status=status_of(referral, referral.mobilisations.all(), user),
        reasons=readable_reasons(referral.reasons, user),
    )
