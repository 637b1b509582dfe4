"""Who reads which telephone on a case file, each a link that dials it."""

import pytest
from django.urls import reverse

from partners.models import FundedAction
from partners.roles import Role
from tenancies.models import Household
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory, PersonFactory

pytestmark = pytest.mark.django_db

WORKER, ASSOCIATION = 'href="tel:0639980102"', 'href="tel:0536492000"'
PAGES = ("tenancies:household", "tenancies:household_support")


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True, phone="05 36 49 10 00")


def followed(landlord, *, objective=FundedAction.Objective.MAINTENANCE, worker_phone="06 39 98 01 02", has_worker=True):
    convention = ConventionFactory(
        association__phone="05 36 49 20 00", action__programme__landlord=landlord, action__objective=objective
    )
    association = convention.association
    worker = UserFactory(organization=association, phone=worker_phone) if has_worker else None
    household = HouseholdFactory(landlord=landlord, participants=[association], state=Household.State.SUPPORTED)
    return FollowUpFactory(convention=convention, household=household, worker=worker)


def pages_of(client, follow_up, reader):
    client.force_login(reader)
    return [client.get(reverse(page, args=[follow_up.household.public_id])).text for page in PAGES]


@pytest.mark.parametrize("role", [Role.ADVISER, Role.SOCIAL_WORKER])
def test_social_workers_read_the_telephone_of_the_worker_in_charge(client, landlord, role):
    follow_up = followed(landlord)
    organization = landlord if role == Role.ADVISER else follow_up.organization

    for page in pages_of(client, follow_up, UserFactory(organization=organization, role=role)):
        assert (WORKER in page, ASSOCIATION in page) == (True, False)


@pytest.mark.parametrize("state", [{"worker_phone": ""}, {"has_worker": False}])
def test_where_the_worker_has_none_the_association_is_called(client, landlord, state):
    follow_up = followed(landlord, **state)

    for page in pages_of(client, follow_up, UserFactory(organization=landlord, role=Role.ADVISER)):
        assert (WORKER in page, ASSOCIATION in page) == (False, True)


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
@pytest.mark.parametrize("objective", FundedAction.Objective)
def test_rental_staff_read_the_telephone_of_a_partner_that_is_named_to_them(client, landlord, role, objective):
    follow_up = followed(landlord, objective=objective)

    for page in pages_of(client, follow_up, UserFactory(organization=landlord, role=role)):
        assert (WORKER in page) == (objective != FundedAction.Objective.MAINTENANCE)
        assert ASSOCIATION not in page


def test_the_association_reads_the_telephone_of_the_landlord(client, landlord):
    follow_up = followed(landlord)

    [timeline, _] = pages_of(client, follow_up, UserFactory(organization=follow_up.organization))

    assert 'href="tel:0536491000"' in timeline


def test_a_member_of_the_household_is_called_from_their_page(client, landlord):
    household = HouseholdFactory(landlord=landlord)
    PersonFactory(household=household, phone="0639980304")
    client.force_login(UserFactory(organization=landlord, role=Role.ADVISER))

    page = client.get(reverse("tenancies:household_members", args=[household.public_id])).text

    assert '<a class="nowrap-text" href="tel:0639980304">06 39 98 03 04</a>' in page
