from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.models import Convention, Expertise, Organization, Programme, User
from partners.requests import SignedInRequest
from partners.roles import Right


@require_safe
@requires(Right.READ_PARTNERS)
def partners(request: SignedInRequest) -> HttpResponse:
    """With whom one's organization works, for what, and under which conventions today."""
    page = keyset_page(
        Organization.objects.visible_to(request.user).exclude(pk=request.user.organization_id),
        key=("short_name", "pk"),
        request=request,
    )
    context = {
        "page": page,
        "partners": [
            {"organization": organization, "expertises": _labels(organization), "conventions": found}
            for organization, found in _with_conventions(page.rows, request.user)
        ],
        "programmes": Programme.objects.visible_to(request.user).select_related("landlord"),
        "can_manage": request.user.may(Right.MANAGE_CONVENTIONS),
    }
    return render(request, "partners/partners.html", context)


def _labels(organization: Organization) -> list[str]:
    return [Expertise(code).label for code in organization.expertises]


def _with_conventions(organizations: list[Organization], user: User) -> list[tuple[Organization, list[Convention]]]:
    """Each partner with its conventions in force, whichever side of them it is on: one query."""
    in_force = Convention.objects.visible_to(user).in_force().for_list()
    side = "association" if user.organization.is_landlord else "landlord"
    by_partner: dict[int, list[Convention]] = {}
    for convention in in_force.filter(**{f"{side}__in": [organization.pk for organization in organizations]}):
        by_partner.setdefault(getattr(convention, f"{side}_id"), []).append(convention)
    return [(organization, by_partner.get(organization.pk, [])) for organization in organizations]
