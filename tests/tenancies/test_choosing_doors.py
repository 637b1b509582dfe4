"""One way of choosing a dwelling among the many doors of an address, wherever a form asks which one."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.roles import Role
from tenancies.models import Dwelling
from tenancies.reading.doors import MOST_DOORS, PAGE_SIZE, choosing
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ResidenceFactory, TenancyFactory

pytestmark = pytest.mark.django_db
STREET = "avenue des Buissons Ardents"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def residence(landlord):
    return ResidenceFactory(landlord=landlord, name="Les Buissons")


def build(residence, count, *, number="15", **fields):
    """Two buildings, the first of two staircases, of floors of four doors."""
    place = {"landlord": residence.landlord, "residence": residence, "street_number": number, "street_name": STREET}
    place |= {"postal_code": "06150", "commune_code": "06029", "commune_name": "Cannes", "rooms": 3} | fields
    doors = []
    for rank in range(count):
        building = "B" if rank % 3 == 2 else "A"
        staircase = ("1", "2", "")[rank % 3]
        where = {"building": building, "staircase": staircase, "floor": str(rank // 12), "door": str(rank + 1)}
        doors.append(Dwelling(**place | where))
    return Dwelling.objects.bulk_create(doors)


def found(chosen=None, page=1, text="15 buissons ardents"):
    return choosing(Dwelling.objects.all(), text, chosen=chosen or {}, page=page)


def test_a_few_doors_are_all_there_in_the_order_of_the_stairs(residence):
    build(residence, 5)

    few = found()

    assert [door.door for door in few.shown] == ["1", "4", "2", "5", "3"]
    assert (few.steps, few.pages, few.count) == ((), 1, "5\u00a0logements")
    assert few.place == "15 avenue des Buissons Ardents, Les Buissons, 06150 Cannes"


def test_many_doors_are_told_apart_by_building_then_staircase_then_floor(residence):
    build(residence, 510)

    everything = found()
    building, staircase, floor = everything.steps
    assert building.choices == (("", "Tous les bâtiments"), ("=A", "A (340)"), ("=B", "B (170)"))
    assert staircase.choices[1:] == (("=", "Sans escalier (170)"), ("=1", "1 (170)"), ("=2", "2 (170)"))
    assert [words for _, words in floor.choices[1:4]] == [
        "Rez-de-chaussée (12)",
        "1er\u00a0étage (12)",
        "2e\u00a0étage (12)",
    ]
    assert everything.count == "510\u00a0logements\u00a0: de 1 à 20"
    assert (everything.pages, found(page=26).shown[-1], found(page=99).page) == (26, everything.left[-1], 26)

    first = everything.address
    narrowed = found({"shown": first, "building": "=A", "staircase": "=2", "floor": "=10"})
    assert [door.door for door in narrowed.shown] == ["122", "125", "128", "131"]
    assert narrowed.count == "510\u00a0logements, dont 4 ici"
    # One staircase alone is no choice, and none is kept that belongs to another building.
    in_b = found({"shown": first, "building": "=B", "staircase": "=2"})
    assert [step.name for step in in_b.steps] == ["building", "floor"]
    assert len(in_b.left) == 170


def test_several_addresses_are_told_apart_first(residence):
    build(residence, PAGE_SIZE)
    other = build(residence, 30, number="2")

    both = found(text="buissons ardents")
    assert [words for _, words in both.steps[0].choices] == [
        "Toutes les adresses",
        "2 avenue des Buissons Ardents, Les Buissons, 06150 Cannes (30\u00a0logements)",
        "15 avenue des Buissons Ardents, Les Buissons, 06150 Cannes (20\u00a0logements)",
    ]
    assert both.count == "50\u00a0logements à 2\u00a0adresses\u00a0: de 1 à 20"

    named = str(other[7].public_id)
    chosen = found({"address": named, "building": "=A", "shown": "another"}, text="buissons ardents")
    # What was chosen at the other address is forgotten.
    assert (len(chosen.left), {door.street_number for door in chosen.left}) == (30, {"2"})
    kept = found({"address": named, "building": "=A", "shown": named}, text="buissons ardents")
    assert {(door.street_number, door.building) for door in kept.left} == {("2", "A")}


def test_what_finds_too_much_lists_nothing_rather_than_a_part(residence):
    build(residence, MOST_DOORS + 1)

    assert (found().is_too_many, found().shown) == (True, [])
    assert found(text="b").shown == []


LOOKED = {"look": "2", "address": "15 buissons", "last_name": "Fabre", "starts_on": "2026-03-03"}


@pytest.mark.parametrize("url", ["tenancies:tenancy_create", "referrals:create_with_household"])
def test_forms_show_a_page_of_doors_and_keep_what_was_typed(client, landlord, residence, url):
    officer = UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)
    client.force_login(officer)
    arguments = [HouseholdFactory(landlord=landlord).public_id] if url.startswith("tenancies") else []
    address = reverse(url, args=arguments) + ("" if arguments else f"?draft={uuid.uuid4()}")
    doors = build(residence, 3)
    costs = []
    for more in (0, 507):
        doors += build(residence, more)
        # Whoever lives behind a door, it is there.
        TenancyFactory(dwelling=doors[more], household__landlord=landlord, household__is_protected=True)
        with CaptureQueriesContext(connection) as queries:
            page = client.post(address, LOOKED | {"dwelling": str(doors[0].public_id)}).text
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12
    # Said once above, once with the door that is chosen, and once as what was typed.
    assert page.count("15 avenue des Buissons Ardents, Les Buissons") == 2
    assert "510\u00a0logements\u00a0: de 21 à 40" in page
    assert len(re.findall(r'type="radio" name="dwelling"', page)) - page.count("Aucun de ceux-là") == PAGE_SIZE + 1
    assert re.search(rf'name="dwelling" value="{doors[0].public_id}" checked', page)
    assert 'name="look" value="1"' in page
    assert 'name="look" value="3"' in page
    assert ("Fabre" in page) == (not arguments)


def test_a_caretaker_narrows_the_doors_of_a_tower(client, landlord, residence):
    caretaker = UserFactory(organization=landlord, role=Role.CARETAKER)
    client.force_login(caretaker)
    doors = build(residence, 200)
    url = reverse("referrals:report_door", args=[doors[0].public_id])

    first = client.get(url)
    kept = {"place": f"DOOR-{doors[0].public_id}", "facts": "Volets fermés."}
    narrowed = client.post(url, kept | {"look": "1", "at_shown": str(doors[9].public_id), "at_floor": "=5"})

    assert first.text.count('value="DOOR-') == 60
    values = re.findall(r'value="DOOR-([0-9a-f-]+)"', narrowed.text)
    assert set(values) == {str(door.public_id) for door in [doors[0], *doors[60:72]]}
    assert "Volets fermés." in narrowed.text
    sent = client.post(url, kept | {"reasons": ["NO_CONTACT"], "urgency": "URGENT"})
    assert sent.status_code == 302


def test_the_list_of_dwellings_narrows_an_address_too(client, landlord, residence):
    officer = UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)
    client.force_login(officer)
    tower = build(residence, 40)
    # Its fifteenth door is found by « 15 » as well.
    build(residence, 16, number="2")
    DwellingFactory(residence=residence, street_number="3", street_name="place Nationale", floor="2")
    url = reverse("tenancies:dwellings")

    def listed(**asked):
        page = client.get(url, asked)
        return page.context["page"].count, [field.name for field in page.context["filters"].fields]

    plain = ["q", "residence", "rooms", "stock"]
    levels = ["building", "staircase", "floor"]
    assert listed() == (57, plain)
    assert listed(q="15 buissons") == (41, [*plain, "address"])
    here = {"q": "15 buissons", "address": str(tower[9].public_id)}
    assert listed(**here) == (40, [*plain, "address", *levels])
    assert listed(**here, building="=B", floor="=1") == (4, [*plain, "address", "building", "floor"])
    # Another text: what was chosen among other doors is left.
    assert listed(**here | {"q": "place nationale"}, building="=B", floor="=1") == (1, plain)
