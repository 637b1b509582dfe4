import uuid
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.forms.organizations import OrganizationForm, RegisteredExpertisesForm
from partners.models import Convention, Expertise, Invitation, Organization, Programme, User
from partners.reading.places import with_places
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
        "can_describe": request.user.may(Right.DESCRIBE_ORGANIZATION),
    }
    return render(request, "partners/partners.html", context)


def _labels(organization: Organization) -> list[str]:
    return [Expertise(code).label for code in organization.shown_expertises]


def _first_persons(organizations: list[Any]) -> dict[int, Invitation]:
    """Who was invited by the reader's organization to open the space of each of these that nobody has joined."""
    unjoined = [organization.pk for organization in organizations if organization.is_to_be_joined]
    waiting = Invitation.objects.waiting().filter(organization__in=unjoined).with_message_state()
    return {invitation.organization_id: invitation for invitation in waiting}


def _with_conventions(
    organizations: list[Organization], user: User
) -> list[tuple[Organization, list[tuple[Convention, str]]]]:
    """Each partner with its conventions in force and their places, whichever side of them it is on: two queries."""
    in_force = Convention.objects.visible_to(user).in_force().for_list()
    side = "association" if user.organization.is_landlord else "landlord"
    by_partner: dict[int, list[tuple[Convention, str]]] = {}
    theirs = in_force.filter(**{f"{side}__in": [organization.pk for organization in organizations]})
    for convention, places in with_places(theirs):
        by_partner.setdefault(getattr(convention, f"{side}_id"), []).append((convention, places))
    return [(organization, by_partner.get(organization.pk, [])) for organization in organizations]


@require_http_methods(["GET", "POST"])
@requires(Right.DESCRIBE_ORGANIZATION)
def own(request: SignedInRequest) -> HttpResponse:
    """« Notre organisme »: how it is called and reached, and what it does, as it says itself."""
    # Another object than the organization of the user of the request, which the form's check would change.
    organization = Organization.objects.get(pk=request.user.organization_id)
    form = OrganizationForm(request.POST or None, instance=organization, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        confirm(request, "Votre organisme est enregistré.", "Vos partenaires le lisent ainsi dès maintenant.")
        return redirect("partners:organization")
    context = {"form": form, "organization": organization, "registered": _registered_otherwise(organization)}
    return render(request, "partners/organization.html", context)


def _registered_otherwise(organization: Organization) -> list[str]:
    """What a landlord registered of it, when it says something else."""
    same = set(organization.expertises) == set(organization.shown_expertises)
    return [] if same else [Expertise(code).label for code in organization.expertises]


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def expertises(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the reader's landlord registered of an association, beside what it says itself."""
    associations = Organization.objects.visible_to(request.user).associations()
    association = get_object_or_404(associations, public_id=public_id)
    form = RegisteredExpertisesForm(request.POST or None, association=association, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        done = f"Les compétences enregistrées pour {association.name} sont corrigées."
        confirm(request, done, "Les partenaires proposés pour un ménage en tiennent compte dès maintenant.")
        return redirect("partners:partners")
    declared = association.declared_expertises
    context = {
        "form": form,
        "association": association,
        "declared": None if declared is None else [Expertise(code).label for code in declared],
    }
    return render(request, "partners/expertises.html", context)
