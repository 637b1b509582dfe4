import pytest

from partners.roles import Role
from tests.factories.partners import OrganizationFactory, UserFactory


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
