"""« Mise en route », on the home page of whoever sets a landlord up."""

import pytest
from django.urls import reverse

from housing_support.home.setup import setup_steps
from partners.roles import Role
from tests.factories.partners import ConventionFactory, FundedActionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, ResidenceFactory

pytestmark = pytest.mark.django_db

STEPS = [
    "Inviter les premiers collègues",
    "Importer le patrimoine",
    "Enregistrer le programme",
    "Signer une première convention",
    "Accueillir un premier partenaire",
]


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def manager(landlord):
    return UserFactory(organization=landlord, role=Role.MANAGER)


def to_do(user):
    return [step.label for step in setup_steps(user) if not step.is_done]


def test_the_list_shortens_with_what_is_done_and_is_gone_at_the_end(landlord, manager):
    left = [to_do(manager)]

    UserFactory(organization=landlord, role=Role.ADVISER)
    left.append(to_do(manager))
    DwellingFactory(residence=ResidenceFactory(landlord=landlord))
    left.append(to_do(manager))
    action = FundedActionFactory(programme__landlord=landlord)
    left.append(to_do(manager))
    association = ConventionFactory(action=action).association
    left.append(to_do(manager))
    UserFactory(organization=association, role=Role.ADMIN)

    assert left == [STEPS, STEPS[1:], STEPS[2:], STEPS[3:], STEPS[4:]]
    assert setup_steps(manager) == []


def test_what_other_landlords_have_counts_for_nothing(manager):
    other = ConventionFactory()
    UserFactory(organization=other.association, role=Role.ADMIN)
    UserFactory(organization=other.landlord, role=Role.ADVISER)
    DwellingFactory()

    assert to_do(manager) == STEPS


def test_whoever_left_counts_for_nothing(landlord, manager):
    UserFactory(organization=landlord, role=Role.ADVISER, is_active=False)

    assert to_do(manager)[0] == STEPS[0]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_each_item_leads_to_a_page_that_its_reader_may_open(client, landlord, role):
    client.force_login(UserFactory(organization=landlord, role=role))

    steps = client.get(reverse("home")).context["setup"]

    opened = {step.label: client.get(step.url).status_code for step in steps if step.url}
    expected = STEPS if role == Role.MANAGER else STEPS[:1]
    assert opened == dict.fromkeys(expected, 200)
    assert [step.text for step in steps if not step.url] == (
        [] if role == Role.MANAGER else ["Par une personne qui a le rôle Responsable."] * 4
    )


def test_it_stands_alone_where_nothing_else_waits(client, manager):
    client.force_login(manager)

    page = client.get(reverse("home")).text

    assert "Mise en route" in page
    assert "Tout est à jour" not in page


@pytest.mark.parametrize("role", [Role.ADVISER, Role.RENTAL_OFFICER, Role.CARETAKER])
def test_colleagues_who_set_nothing_up_do_not_read_it(landlord, role):
    assert setup_steps(UserFactory(organization=landlord, role=role)) == []


def test_the_first_person_of_an_association_says_what_it_is_and_lets_the_coordinator_in(client):
    admin = UserFactory(role=Role.ADMIN)
    client.force_login(admin)
    left = [to_do(admin)]

    admin.organization.declared_expertises = []
    admin.organization.save()
    left.append(to_do(admin))
    opened = [client.get(step.url).status_code for step in setup_steps(admin)]
    UserFactory(organization=admin.organization, role=Role.COORDINATOR)

    assert left == [["Vérifier votre organisme", STEPS[0]], STEPS[:1]]
    assert opened == [200, 200]
    assert setup_steps(admin) == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SOCIAL_WORKER])
def test_other_members_of_an_association_do_not_read_it(role):
    assert setup_steps(UserFactory(role=role)) == []


def test_it_costs_one_query_whatever_is_there(landlord, manager, django_assert_num_queries):
    with django_assert_num_queries(1):
        setup_steps(manager)
    action = FundedActionFactory(programme__landlord=landlord)
    ConventionFactory.create_batch(3, action=action)
    with django_assert_num_queries(1):
        setup_steps(manager)
