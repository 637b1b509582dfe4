"""« Notre organisme »: an association says itself what it is; what is about health asks the landlord's word too."""

import pytest
from django.apps import apps
from django.contrib.messages import SUCCESS, Message
from django.urls import reverse
from pytest_django.asserts import assertMessages

from partners.models import Expertise, Organization
from partners.roles import Role
from referrals.models.reasons import Reason, readable_reasons
from tests.factories.partners import ConventionFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("partners:organization")
SENT = {
    "name": "Espoir 31",
    "short_name": "Espoir",
    "siret": "",
    "phone": "05.61.00.00.00",
    "email": "contact@espoir.example",
    "expertises": ["MEDIATION"],
}
HEALTH, BUDGET = [Expertise.ADDICTION], [Expertise.BUDGET]


@pytest.fixture
def admin(client):
    admin = UserFactory(role=Role.ADMIN, organization__expertises=BUDGET, organization__name="Mal écrit")
    client.force_login(admin)
    return admin


def test_an_association_says_what_it_is_beside_what_was_registered(client, admin):
    asked = client.get(PAGE)

    response = client.post(PAGE, SENT)

    assert "Ces lignes sont celles d’un bailleur." in asked.text
    assert asked.context["form"]["expertises"].value() == BUDGET
    assertMessages(
        response,
        [Message(SUCCESS, "Votre organisme est enregistré. Vos partenaires le lisent ainsi dès maintenant.")],
    )
    admin.organization.refresh_from_db()
    organization = admin.organization
    assert (organization.name, organization.phone) == ("Espoir 31", "05 61 00 00 00")
    assert (organization.expertises, organization.declared_expertises) == (BUDGET, [Expertise.MEDIATION])
    confirmed = client.get(PAGE).text
    assert "Ces lignes sont celles d’un bailleur." not in confirmed
    assert "Un bailleur a enregistré&nbsp;: Budget et accès aux droits." in confirmed


def test_partners_read_what_it_says(client, admin):
    convention = ConventionFactory(association=admin.organization)
    client.post(PAGE, SENT)
    client.force_login(UserFactory(organization=convention.landlord, role=Role.MANAGER))

    page = client.get(reverse("partners:partners")).text

    assert "Espoir 31" in page
    assert "Conflits de voisinage, médiation" in page
    assert "Budget et accès aux droits" not in page


def test_a_landlord_has_no_expertises(client):
    admin = UserFactory(landlord_staff=True, role=Role.ADMIN)
    client.force_login(admin)

    page = client.get(PAGE)
    client.post(PAGE, SENT)

    assert "expertises" not in page.context["form"].fields
    assert "Ces lignes sont celles d’un bailleur." not in page.text
    admin.organization.refresh_from_db()
    assert (admin.organization.name, admin.organization.declared_expertises) == ("Espoir 31", None)


def test_an_empty_name_changes_nothing(client, admin):
    response = client.post(PAGE, SENT | {"name": " "})

    assert response.context["form"].errors == {"name": ["Indiquez le nom de votre organisme."]}
    assert 'value="contact@espoir.example"' in response.text
    admin.organization.refresh_from_db()
    assert admin.organization.name == "Mal écrit"


@pytest.mark.parametrize(
    ("registered", "declared", "reads", "tells"),
    [
        (HEALTH, None, True, True),
        (HEALTH, HEALTH, True, True),
        # One word alone opens nothing, and is enough to hide.
        (HEALTH, BUDGET, False, True),
        (HEALTH, [], False, True),
        (BUDGET, HEALTH, False, True),
        (BUDGET, None, False, False),
        (BUDGET, BUDGET, False, False),
    ],
)
def test_health_asks_for_both_words(registered, declared, reads, tells):
    worker = UserFactory(organization__expertises=registered, organization__declared_expertises=declared)

    assert worker.organization.answers(HEALTH) == reads
    assert (Reason.ADDICTION in readable_reasons([Reason.ADDICTION], worker)) == reads
    assert worker.organization.tells_of_health == tells


def test_only_who_manages_it_is_offered_the_page(client, admin):
    offered = {}
    for role in (Role.ADMIN, Role.COORDINATOR):
        client.force_login(UserFactory(organization=admin.organization, role=role))
        offered[role] = PAGE in client.get(reverse("partners:partners")).text

    assert offered == {Role.ADMIN: True, Role.COORDINATOR: False}


# What a landlord registered


@pytest.fixture
def convention(client):
    convention = ConventionFactory(association__expertises=BUDGET, association__declared_expertises=[])
    client.force_login(UserFactory(organization=convention.landlord, role=Role.MANAGER))
    return convention


def expertises_page(association):
    return reverse("partners:expertises", args=[association.public_id])


def test_a_landlord_corrects_what_it_registered_and_leaves_a_trace(client, convention):
    association, page = convention.association, expertises_page(convention.association)
    assert page in client.get(reverse("partners:partners")).text

    asked = client.get(page)
    response = client.post(page, {"expertises": HEALTH, "seen": asked.context["form"]["seen"].value()})

    assert asked.context["form"]["expertises"].value() == BUDGET
    assert "Elle dit elle-même&nbsp;: aucune compétence." in asked.text
    assertMessages(
        response,
        [
            Message(
                SUCCESS,
                f"Les compétences enregistrées pour {association.name} sont corrigées. "
                "Les partenaires proposés pour un ménage en tiennent compte dès maintenant.",
            )
        ],
    )
    association.refresh_from_db()
    assert (association.expertises, association.declared_expertises) == (HEALTH, [])
    history = apps.get_model("partners", "OrganizationHistory").objects.filter(pgh_obj=association)
    assert history.latest("pgh_id").expertises == HEALTH


@pytest.mark.parametrize(("registered", "is_offered"), [(BUDGET, False), (HEALTH, True)])
def test_nobody_opens_health_in_the_name_of_another_landlord(client, convention, registered, is_offered):
    """What is registered already may be left, or taken away."""
    association, page = convention.association, expertises_page(convention.association)
    association.expertises = registered
    association.save()
    ConventionFactory(association=association)

    choices = dict(client.get(page).context["form"].fields["expertises"].choices)
    response = client.post(page, {"expertises": HEALTH})

    assert (Expertise.ADDICTION in choices) == is_offered
    assert (response.status_code == 302) == is_offered
    association.refresh_from_db()
    assert association.expertises == registered


def test_what_a_colleague_corrected_meanwhile_is_shown(client, convention):
    association, page = convention.association, expertises_page(convention.association)
    seen = client.get(page).context["form"]["seen"].value()
    client.post(page, {"expertises": ["MEDIATION"], "seen": seen})

    response = client.post(page, {"expertises": HEALTH, "seen": seen})

    assert response.status_code == 200
    association.refresh_from_db()
    assert association.expertises == [Expertise.MEDIATION]


def test_one_sees_one_s_own_organization_before_any_convention(admin):
    assert list(Organization.objects.visible_to(admin)) == [admin.organization]
