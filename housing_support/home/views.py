from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from housing_support.home import (
    administrator,
    adviser,
    caretaker,
    coordinator,
    manager,
    rental_officer,
    social_worker,
)
from housing_support.home.sections import Section
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right, Role

SECTIONS: dict[str, Callable[[User], Iterator[Section]]] = {
    Role.SOCIAL_WORKER: social_worker.sections,
    Role.COORDINATOR: coordinator.sections,
    Role.ADVISER: adviser.sections,
    Role.RENTAL_OFFICER: rental_officer.sections,
    Role.CARETAKER: caretaker.sections,
    Role.MANAGER: manager.sections,
    Role.ADMIN: administrator.sections,
}


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


def sections_for(user: User) -> list[Section]:
    """Those that hold something, in the order in which to take them up."""
    return [section for section in SECTIONS[user.role](user) if section.lines]
