"""Nobody is entered twice: a colleague or an association that may be known already is offered first."""

import pytest
from django.urls import reverse

from partners.models import Convention, Invitation, Organization
from partners.reading.likely import likely_associations
from partners.roles import Role
from tests.factories.partners import (
    ConventionFactory,
    FundedActionFactory,
    InvitationFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.partners.test_conventions import NEW_ASSOCIATION, TERMS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def admin():
    return UserFactory(role=Role.ADMIN, first_name="Alix", last_name="Adam", email="alix@bailleur.example")


# A colleague

KNOWN = ("Nadia-Inès", "Belkacem")
DESCRIBED = [
    ("Nadia Inès", "BELKACEM", True),
    ("Belkacem", "Ines Nadia", True),
    ("Nadia-Inès", "Belkasem", True),
    ("Nadia", "Belkacem", False),
    ("Nora", "Bellamy", False),
]


def test_a_colleague_alike_is_offered_then_invited_all_the_same(client, admin):
    first_name, last_name = KNOWN
    UserFactory(organization=admin.organization, first_name=first_name, last_name=last_name, is_active=False)
    InvitationFactory(organization=admin.organization, first_name="Anaïs", last_name="Le Goff")
    # Those of another organization are nobody here.
    UserFactory(first_name="Nora", last_name="Bellamy")
    client.force_login(admin)
    url = reverse("partners:invite")
    role = Role.ADMIN.value

    def send(first_name, last_name, **more):
        sent = {"first_name": first_name, "last_name": last_name, "email": "n@bailleur.example", "role": role}
        return client.post(url, sent | more)

    for first_name, last_name, is_offered in [*DESCRIBED, ("anais", "legoff", True)]:
        if not is_offered:
            assert send(first_name, last_name).status_code == 302
            Invitation.objects.filter(email="n@bailleur.example").delete()
            continue
        response = send(first_name, last_name)
        assert response.status_code == 200, (first_name, last_name)
        assert len(response.context["form"].alike) == 1
    assert "Compte désactivé" in send("Ines Nadia", "Belkacem").text
    assert 'value="Ines Nadia"' in send("Ines Nadia", "Belkacem").text
    assert not Invitation.objects.filter(email="n@bailleur.example").exists()

    assert send("Ines Nadia", "Belkacem", is_another="on").status_code == 302
    assert Invitation.objects.filter(email="n@bailleur.example").count() == 1


def test_an_address_of_the_team_is_said_at_its_field_with_whose_it_is(client, admin):
    UserFactory(organization=admin.organization, first_name="Zoé", last_name="Zola", email="zz@bailleur.example")
    client.force_login(admin)

    sent = {"first_name": "Other", "last_name": "Name", "email": "ZZ@bailleur.example", "role": Role.ADMIN.value}
    response = client.post(reverse("partners:invite"), sent | {"is_another": "on"})

    assert response.context["form"].errors == {
        "email": ["Cette adresse a déjà un compte ou une invitation en attente."]
    }
    assert "Zoé Zola" in response.text
    assert '<button class="button" type="submit" name="is_another"' not in response.text
    # What was answered once holds while the rest is put right.
    again = client.post(
        reverse("partners:invite"), sent | {"first_name": "Zola", "last_name": "Zoe", "email": "", "is_another": "on"}
    )
    assert list(again.context["form"].errors) == ["email"]


# An association

ALIKE = [
    ({"name": "Union Cepiere-Robert Monnier"}, True),
    ({"name": "Monnier Robert (Cépière)"}, True),
    ({"name": "Association Cépière Robert Monier"}, True),
    ({"name": "Robert Monnier"}, True),
    ({"short_name": "U.C.R.M."}, True),
    ({"name": "Autre", "siren": "732829320"}, True),
    ({"name": "Autre", "siret": "73282932000074"}, True),
    ({"name": "Autre", "email": "quelquun@ucrm.example"}, True),
    ({"name": "Autre", "email": "ucrm.toulouse@gmail.com"}, False),
    ({"name": "Union des amis"}, False),
    ({"name": "Association pour les familles"}, False),
    ({}, False),
]


def test_an_association_alike_is_offered_among_partners_alone():
    ucrm = OrganizationFactory(
        name="Association Union Cépière Robert Monnier", short_name="UCRM", siren="732829320", email=""
    )
    UserFactory(organization=ucrm, role=Role.COORDINATOR, email="c@ucrm.example")
    manager = UserFactory(organization=ConventionFactory(association=ucrm).landlord, role=Role.MANAGER)
    elsewhere = UserFactory(organization=OrganizationFactory(is_landlord=True), role=Role.MANAGER)
    nothing = dict.fromkeys(("name", "short_name", "siren", "siret", "email"), "")

    assert {
        repr(described): likely_associations(manager, **nothing | described) == [ucrm] for described, _ in ALIKE
    } == {repr(described): is_offered for described, is_offered in ALIKE}
    # Whoever has no convention with it is told nothing: it is as if it were not there.
    assert all(not likely_associations(elsewhere, **nothing | described) for described, _ in ALIKE)


def test_the_association_that_is_known_takes_what_was_typed(client):
    known = OrganizationFactory(name="Association Espoir 31", short_name="Espoir 31", siren="552100554")
    landlord = ConventionFactory(association=known).landlord
    manager = UserFactory(organization=landlord, role=Role.MANAGER)
    action = FundedActionFactory(programme__landlord=landlord)
    client.force_login(manager)
    url = reverse("partners:create_convention")
    sent = NEW_ASSOCIATION | TERMS | {"action": action.pk, "association": "", "new-name": "L’Espoir 31"}

    asked = client.post(url, sent)
    assert asked.status_code == 200
    assert asked.context["association_form"].alike == [known]
    assert not Convention.objects.filter(action=action).exists()

    client.post(url, sent | {"is_it": known.pk})
    assert Convention.objects.get(action=action).association == known
    assert not Invitation.objects.exists()

    Convention.objects.filter(action=action).delete()
    client.post(url, sent | {"new-is_another": "on"})
    assert Convention.objects.get(action=action).association == Organization.objects.get(siren="732829320")
