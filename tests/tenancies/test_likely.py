"""Nobody is entered twice: who may be known already is offered before a case file is opened."""

import pytest

from partners.roles import Role
from tenancies.models import Household
from tenancies.reading.likely import likely_households
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, PersonFactory, TenancyFactory

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


def offered_to(user, findable=Household.objects.visible_to, **described):
    return list(likely_households(user, findable=findable, **{"first_name": "", "last_name": ""} | described))


def test_whoever_looks_like_it_is_offered(known, officer):
    def offered(first_name, last_name, birth_year):
        return offered_to(officer, first_name=first_name, last_name=last_name, birth_year=birth_year)

    assert {each[:3]: offered(*each[:3]) for each in DESCRIBED} == {
        each[:3]: [known] if each[3] else [] for each in DESCRIBED
    }


def test_a_telephone_tells_whoever_has_it_however_it_is_written(known, officer):
    known.persons.filter(first_name="Nadia").update(phone="06 39 98 01 02")
    somebody = {"first_name": "Rita", "last_name": "Mitsouko"}

    for written in ("0639980102", "+33 6 39 98 01 02", "06.39.98.01.02"):
        assert offered_to(officer, **somebody, phone=written) == [known]
    assert offered_to(officer, **somebody, phone="06 39 98 01 03") == []
    known.participations.update(since="2026-01-01", until="2026-01-02", end_reason="OTHER")
    assert offered_to(officer, Household.objects.referable_by, **somebody, phone="0639980102") == []


AT_THE_ADDRESS = [
    # A name close to it, its first name or its birth year are enough there.
    ({"first_name": "Karim", "last_name": "Belkassem"}, True),
    ({"first_name": "Nadia", "last_name": "Traoré"}, True),
    ({"first_name": "Aya", "last_name": "Traoré", "birth_year": 1988}, True),
    # Whoever lives there is not told by the door.
    ({"first_name": "Aya", "last_name": "Traoré"}, False),
]


def test_an_address_makes_enough_of_a_likeness_and_tells_nobody_by_itself(known, officer):
    dwelling = DwellingFactory(residence__landlord=known.landlord)
    TenancyFactory(household=known, dwelling=dwelling)
    neighbour = DwellingFactory(residence=dwelling.residence, door="99")
    other = DwellingFactory(residence=dwelling.residence, street_number="40")

    def offered(at):
        return [bool(offered_to(officer, **described, dwelling=at)) for described, _ in AT_THE_ADDRESS]

    told = [is_offered for _, is_offered in AT_THE_ADDRESS]
    assert offered(dwelling) == offered(neighbour) == told
    assert not any(offered(other))
    # A protected household is never found by its address: each door answers as one where nobody lives.
    Household.objects.filter(pk=known.pk).update(is_protected=True)
    assert offered(dwelling) == offered(neighbour) == offered(other)


def test_members_of_a_case_file_that_is_not_open_tell_nothing(known, officer):
    known.participations.update(since="2026-01-01", until="2026-01-02", end_reason="OTHER")

    def offered(first_name, last_name):
        described = {"first_name": first_name, "last_name": last_name, "birth_year": 1988}
        return list(likely_households(officer, findable=Household.objects.referable_by, **described))

    assert offered("Nadia", "Belkacem") == [known]
    assert offered("Nadia", "Belkassem") == offered("Élie", "Da Silva") == []
