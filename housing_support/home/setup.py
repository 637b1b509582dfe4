"""« Mise en route »: what a landlord has to do before its first referral can be followed. Read from what is there: the
list shortens by itself, and is gone once all is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from housing_support.common.compiled_queries import compiled
from partners.models import Convention, Organization, Programme, User
from partners.roles import Right, Role
from tenancies.models import Dwelling


@dataclass(frozen=True)
class Step:
    """`url`: the page that does it, for those who may."""

    label: str
    text: str
    is_done: bool
    url: str


@compiled
def begun(user: User) -> QuerySet[Any]:
    """The landlord, with what it has already: nothing for an association."""
    members = User.objects.active().filter(organization=OuterRef("pk"))
    partners = User.objects.active().filter(organization__conventions_as_association__landlord=OuterRef("pk"))
    return (
        Organization.objects.landlords()
        .filter(pk=user.organization_id)
        .annotate(
            has_manager=Exists(members.filter(role=Role.MANAGER)),
            has_adviser=Exists(members.filter(role=Role.ADVISER)),
            has_dwellings=Exists(Dwelling.objects.filter(landlord=OuterRef("pk"))),
            has_programme=Exists(Programme.objects.filter(landlord=OuterRef("pk"))),
            has_convention=Exists(Convention.objects.filter(landlord=OuterRef("pk"))),
            has_partner=Exists(partners),
        )
    )


def setup_steps(user: User) -> list[Step]:
    """For whoever sets the landlord up, its managers and its ADMIN; empty when nothing is left to do."""
    if not user.organization.is_landlord or not user.may(Right.INVITE):
        return []
    [landlord] = begun.rows(user)
    steps = list(_steps(landlord, user))
    return [] if all(step.is_done for step in steps) else steps


def _steps(landlord: Any, user: User) -> Iterator[Step]:
    def step(label: str, text: str, right: Right, url_name: str, *, is_done: bool) -> Step:
        may = user.may(right)
        return Step(
            label,
            text if may else "Par une personne qui a le rôle Responsable.",
            is_done,
            reverse(url_name) if may else "",
        )

    yield step(
        "Inviter les premiers collègues",
        "Au moins une personne Responsable et une conseillère sociale (CESF).",
        Right.INVITE,
        "partners:invite",
        is_done=landlord.has_manager and landlord.has_adviser,
    )
    yield step(
        "Importer le patrimoine",
        "Les logements, depuis le fichier RPLS.",
        Right.IMPORT_DWELLINGS,
        "tenancies:stock_import_create",
        is_done=landlord.has_dwellings,
    )
    yield step(
        "Enregistrer le programme",
        "Ses dates, l’aide de l’État et ses actions.",
        Right.MANAGE_CONVENTIONS,
        "partners:create_programme",
        is_done=landlord.has_programme,
    )
    yield step(
        "Signer une première convention",
        "L’association est enregistrée et sa première personne invitée du même coup.",
        Right.MANAGE_CONVENTIONS,
        "partners:create_convention",
        is_done=landlord.has_convention,
    )
    yield step(
        "Accueillir un premier partenaire",
        "Quand quelqu’un de l’association a créé son compte\u00a0; sinon, invitez de nouveau.",
        Right.READ_PARTNERS,
        "partners:partners",
        is_done=landlord.has_partner,
    )
