from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.models import Convention, Expertise, Invitation, Organization, Programme, User
from partners.requests import SignedInRequest
from partners.roles import Right


@require_safe
@requires(Right.READ_PARTNERS)
def partners(request: SignedInRequest) -> HttpResponse:
    """With whom one's organization works, for what, and under which conventions today."""
    organizations = Organization.objects.visible_to(request.user).exclude(pk=request.user.organization_id)
    to_be_joined = Organization.objects.to_be_joined(request.user).filter(pk=OuterRef("pk"))
    page = keyset_page(
        organizations.annotate(is_to_be_joined=Exists(to_be_joined)), key=("short_name", "pk"), request=request
    )
    invited = _first_persons(page.rows)
    context = {
        "page": page,
        "partners": [
            {
                "organization": organization,
                "expertises": _labels(organization),
                "conventions": found,
                "invited": invited.get(organization.pk),
            }
            for organization, found in _with_conventions(page.rows, request.user)
        ],
        "programmes": Programme.objects.visible_to(request.user).select_related("landlord"),
        "can_manage": request.user.may(Right.MANAGE_CONVENTIONS),
    }
    return render(request, "partners/partners.html", context)


def _labels(organization: Organization) -> list[str]:
    return [Expertise(code).label for code in organization.expertises]


def _first_persons(organizations: list[Any]) -> dict[int, Invitation]:
    """Who was invited by the reader's organization to open the space of each of these that nobody has joined."""
    unjoined = [organization.pk for organization in organizations if organization.is_to_be_joined]
    waiting = Invitation.objects.waiting().filter(organization__in=unjoined).with_message_state()
    return {invitation.organization_id: invitation for invitation in waiting}


def _with_conventions(organizations: list[Organization], user: User) -> list[tuple[Organization, list[Convention]]]:
    """Each partner with its conventions in force, whichever side of them it is on: one query."""
    in_force = Convention.objects.visible_to(user).in_force().for_list()
    side = "association" if user.organization.is_landlord else "landlord"
    by_partner: dict[int, list[Convention]] = {}
    for convention in in_force.filter(**{f"{side}__in": [organization.pk for organization in organizations]}):
        by_partner.setdefault(getattr(convention, f"{side}_id"), []).append(convention)
    return [(organization, by_partner.get(organization.pk, [])) for organization in organizations]
