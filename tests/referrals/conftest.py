import pytest

from partners.roles import Role
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, TenancyFactory


@pytest.fixture
def landlord(db):
    return OrganizationFactory(is_landlord=True, short_name="Patrimoine SA")


@pytest.fixture
def officer(landlord):
    return UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def caretaker(landlord):
    return UserFactory(organization=landlord, role=Role.CARETAKER)


@pytest.fixture
def adviser(landlord):
    return UserFactory(organization=landlord, role=Role.ADVISER, first_name="Julie", last_name="Sarda")


@pytest.fixture
def manager(landlord):
    return UserFactory(organization=landlord, role=Role.MANAGER)


@pytest.fixture
def association(db):
    return OrganizationFactory(short_name="UCRM")


@pytest.fixture
def coordinator(association):
    return UserFactory(organization=association, role=Role.COORDINATOR)


@pytest.fixture
def convention(landlord, association):
    """Under which the association may be mobilised for the landlord's tenants."""
    return ConventionFactory(action__programme__landlord=landlord, association=association)


@pytest.fixture
def household(landlord):
    household = HouseholdFactory(landlord=landlord, name="Belkacem")
    TenancyFactory(household=household, dwelling=DwellingFactory(residence__landlord=landlord))
    return household


@pytest.fixture
def signed_in(client):
    """`signed_in(user)`: the test client, as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in
