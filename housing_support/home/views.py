from collections.abc import Callable, Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from housing_support.common.pagination import compiled_page
from housing_support.home import (
    administrator,
    adviser,
    caretaker,
    coordinator,
    manager,
    rental_officer,
    social_worker,
)
from housing_support.home.sections import Section, Worklist, counted, own_drafts, shown
from housing_support.home.setup import setup_steps
from housing_support.navigation import links_for
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right, Role
from referrals.reading.doors import usual_addresses

WORKLISTS: dict[str, Callable[[User], Iterator[Worklist]]] = {
    Role.SOCIAL_WORKER: social_worker.worklists,
    Role.COORDINATOR: coordinator.worklists,
    Role.ADVISER: adviser.worklists,
    Role.RENTAL_OFFICER: rental_officer.worklists,
    Role.CARETAKER: caretaker.worklists,
    Role.MANAGER: manager.worklists,
    Role.ADMIN: administrator.worklists,
}


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for this user today."""
    user = request.user
    sections, waiting = sections_for(user)
    return render(
        request,
        "home/home.html",
        {
            "navigation": links_for(user, request.path, waiting=waiting),
            "setup": setup_steps(user),
            "sections": [section for section in sections if section.lines],
            "further": [section for section in sections if not section.lines],
            "today": timezone.localdate(),
            "may_report": user.may(Right.LOG_REFERRAL),
            "may_report_door": user.may(Right.REPORT_DOOR),
            "usual_addresses": usual_addresses(user) if user.may(Right.REPORT_DOOR) else [],
            "reads_dashboard": user.may(Right.READ_DASHBOARD),
        },
    )


def sections_for(user: User) -> tuple[list[Section], int]:
    """Those that hold something, in the order in which to take them up, and how many acts the navigation tells of."""
    worklists = [worklist for worklist in WORKLISTS[user.role](user) if worklist.on_home]
    drafts = own_drafts(user)
    counts, waiting = counted(worklists, user)
    return [*([drafts] if drafts.lines else []), *shown(worklists, counts, user)], waiting


@require_safe
def worklist(request: SignedInRequest, code: str) -> HttpResponse:
    """All the rows of a worklist of one's role."""
    user = request.user
    asked = next((each for each in WORKLISTS[user.role](user) if each.code == code), None)
    if asked is None:
        raise Http404
    page = compiled_page(asked.rows, user, key=asked.key, request=request, given=asked.given)
    context = {"title": asked.title, "page": page, "lines": asked.lines(page.rows)}
    return render(request, "home/worklist.html", context)
