from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from housing_support.home.worklists import sections_for
from partners.requests import SignedInRequest
from partners.roles import Right, Role


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for this user today."""
    user = request.user
    return render(
        request,
        "home/home.html",
        {
            "sections": sections_for(user),
            "today": timezone.localdate(),
            "may_report": user.may(Right.LOG_REFERRAL),
            "is_caretaker": user.role == Role.CARETAKER,
            "reads_dashboard": user.may(Right.READ_DASHBOARD),
        },
    )
