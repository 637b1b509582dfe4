"""Nobody is entered twice: who may be known already is offered before a case file is opened."""

import pytest

from partners.roles import Role
from tenancies.models import Household
from tenancies.reading.likely import likely_households
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import HouseholdFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def officer(landlord):
    return UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def known(landlord):
    known = HouseholdFactory(landlord=landlord, name="Belkacem")
    PersonFactory(household=known, first_name="Nadia", last_name="", birth_year=1988)
    PersonFactory(household=known, role="CHILD", first_name="Élie", last_name="Da Silva", birth_year=2015)
    HouseholdFactory(landlord=landlord, name="Bellamy")
    return known


DESCRIBED = [
    ("Nadia", "Belkacem", 1988, True),
    ("Aïcha", "BELKACEM", None, True),
    ("Belkacem", "Nadia", None, True),
    ("Nadia", "Belkassem", None, True),
    ("Nadja", "Belkassem", 1988, True),
    ("Élie", "Da Silva", None, True),
    ("Silva", "Elie", None, True),
    # A name close to it is somebody else's as often as not: something more must tell.
    ("Nadja", "Belkassem", None, False),
    ("Karim", "Belkassem", 1950, False),
    ("Nadia", "Traoré", 1988, False),
    # Some first names are also names.
    ("Belkacem", "Traoré", None, False),
    ("Rue", "Dupont", None, False),
]


@pytest.mark.parametrize(("first_name", "last_name", "birth_year", "is_offered"), DESCRIBED)
def test_whoever_looks_like_it_is_offered(known, officer, first_name, last_name, birth_year, is_offered):
    offered = likely_households(
        officer,
        findable=Household.objects.visible_to,
        first_name=first_name,
        last_name=last_name,
        birth_year=birth_year,
    )

    assert list(offered) == ([known] if is_offered else [])


def test_members_of_a_case_file_that_is_not_open_tell_nothing(known, officer):
    known.participations.update(since="2026-01-01", until="2026-01-02", end_reason="OTHER")

    def offered(first_name, last_name):
        described = {"first_name": first_name, "last_name": last_name, "birth_year": 1988}
        return list(likely_households(officer, findable=Household.objects.referable_by, **described))

    assert offered("Nadia", "Belkacem") == [known]
    assert offered("Nadia", "Belkassem") == offered("Élie", "Da Silva") == []
