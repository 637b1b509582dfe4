"""« Mise en route »: what an organization has to do before a first household can be followed. Read from what is there:
the list shortens by itself, and is gone once all is done."""

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
    """`page`: the name of the page that does it, for those who may."""

    label: str
    text: str
    is_done: bool
    page: str

    @property
    def url(self) -> str:
        return reverse(self.page) if self.page else ""


@compiled
def begun(user: User) -> QuerySet[Any]:
    """The user's organization, with what it has already."""
    members = User.objects.active().filter(organization=OuterRef("pk"))
    partners = User.objects.active().filter(organization__conventions_as_association__landlord=OuterRef("pk"))
    return Organization.objects.filter(pk=user.organization_id).annotate(
        has_manager=Exists(members.filter(role=Role.MANAGER)),
        has_adviser=Exists(members.filter(role=Role.ADVISER)),
        has_coordinator=Exists(members.filter(role=Role.COORDINATOR)),
        has_dwellings=Exists(Dwelling.objects.filter(landlord=OuterRef("pk"))),
        has_programme=Exists(Programme.objects.filter(landlord=OuterRef("pk"))),
        has_convention=Exists(Convention.objects.binding().filter(landlord=OuterRef("pk"))),
        has_partner=Exists(partners),
    )


def setup_steps(user: User) -> list[Step]:
    """For whoever sets the organization up, its ADMIN and the managers of a landlord; empty when nothing is left."""
    if not (user.may(Right.DESCRIBE_ORGANIZATION) or user.may(Right.MANAGE_CONVENTIONS)):
        return []
    [organization] = begun.rows(user)
    steps = list(_landlord_steps(organization, user) if organization.is_landlord else _association_steps(organization))
    return [] if all(step.is_done for step in steps) else steps


def _landlord_steps(landlord: Any, user: User) -> Iterator[Step]:
    def step(label: str, text: str, page: str, *, is_done: bool) -> Step:
        """What a manager does."""
        if user.may(Right.MANAGE_CONVENTIONS):
            return Step(label, text, is_done, page)
        return Step(label, "Par une personne qui a le rôle Responsable.", is_done, "")

    yield Step(
        "Inviter les premiers collègues",
        "Au moins une personne Responsable et une conseillère sociale (CESF).",
        landlord.has_manager and landlord.has_adviser,
        "partners:invite",
    )
    yield step(
        "Importer le patrimoine",
        "Les logements, depuis le fichier RPLS.",
        "tenancies:stock_import_create",
        is_done=landlord.has_dwellings,
    )
    yield step(
        "Enregistrer le programme",
        "Ses dates, l’aide de l’État et ses actions.",
        "partners:create_programme",
        is_done=landlord.has_programme,
    )
    yield step(
        "Signer une première convention",
        "L’association est enregistrée et sa première personne invitée du même coup.",
        "partners:create_convention",
        is_done=landlord.has_convention,
    )
    yield step(
        "Accueillir un premier partenaire",
        "Quand quelqu’un de l’association a créé son compte\u00a0; sinon, invitez de nouveau.",
        "partners:partners",
        is_done=landlord.has_partner,
    )


def _association_steps(association: Any) -> Iterator[Step]:
    yield Step(
        "Vérifier votre organisme",
        "Son nom, ses coordonnées et ses compétences, qu’un bailleur a enregistrés.",
        association.declared_expertises is not None,
        "partners:organization",
    )
    yield Step(
        "Inviter les premiers collègues",
        "Au moins une personne Coordinateur, qui répond aux demandes des bailleurs.",
        association.has_coordinator,
        "partners:invite",
    )
