"""Each rule beside a candidacy, at its bounds."""

from decimal import Decimal

import pytest

from referrals.reading.checks.ceilings import FUNDING_OF_CODE, Status, ceiling_of, check_income, table, zone_of
from referrals.reading.checks.effort import Cost, check_effort, effort_rate
from referrals.reading.checks.households import Occupants, occupants
from referrals.reading.checks.occupancy import check_occupancy, least_area
from referrals.reading.checks.unique_number import check_unique_number, cleaned
from tenancies.models import Person

# The unique number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("031 0124 012345 31001", "031012401234531001"),
        ("031.0124.012345.31001", "031012401234531001"),
        ("03101240123453100a", "03101240123453100A"),
        ("\u00a0031\u202f0124\t012345\u00a031001 ", "031012401234531001"),
        ("031-0124", "031-0124"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_text_without_what_helps_to_read_it(typed, kept):
    assert cleaned(typed) == kept


@pytest.mark.parametrize(
    ("number", "is_warning"),
    [
        ("031012401234531001", False),
        ("03101240123453100A", False),
        ("03101240123453100", True),
        ("0310124012345310011", True),
        ("03101240123453100-", True),
        ("03101240123453100É", True),
        # Other digits than ours, which `\d` takes.
        ("٠٣١٠١٢٤٠١٢٣٤٥٣١٠٠١", True),
        ("", True),
    ],
)
def test_the_shape_of_a_number_warns(number, is_warning):
    assert check_unique_number(number).is_warning is is_warning


def test_a_number_too_short_says_how_many_characters_it_has():
    assert "en compte 17" in check_unique_number("03101240123453100").words


# The category of a household


@pytest.mark.parametrize(
    ("who", "category", "beyond"),
    [
        (Occupants(1, 0), 1, 0),
        (Occupants(2, 0), 2, 0),
        (Occupants(2, 0, is_young_couple=True), 3, 0),
        (Occupants(1, 1), 3, 0),
        (Occupants(3, 0), 3, 0),
        (Occupants(2, 1), 3, 0),
        (Occupants(2, 1, is_young_couple=True), 3, 0),
        (Occupants(1, 2), 4, 0),
        (Occupants(2, 2), 4, 0),
        (Occupants(1, 3), 5, 0),
        (Occupants(2, 3), 5, 0),
        (Occupants(1, 4), 6, 0),
        (Occupants(2, 4), 6, 0),
        (Occupants(6, 0), 6, 0),
        (Occupants(1, 5), 6, 1),
        (Occupants(2, 5), 6, 1),
        (Occupants(2, 7), 6, 3),
    ],
)
def test_the_category_of_a_household(who, category, beyond):
    assert (who.category, who.beyond) == (category, beyond)


def person(role, birth_year):
    return Person(role=role, birth_year=birth_year)


@pytest.mark.parametrize(
    ("births", "is_young"),
    # 27 and 28, then 28 and 28.
    [((1999, 1998), True), ((1998, 1998), False), ((1999, None), False)],
)
def test_a_couple_is_young_until_its_ages_add_up_to_55(births, is_young):
    couple = [person(role, birth) for role, birth in zip(("HOLDER", "PARTNER"), births, strict=True)]

    assert occupants(couple, year=2026).is_young_couple is is_young


def test_two_friends_are_no_couple():
    friends = [person("HOLDER", 2004), person("OTHER", 2004)]

    assert occupants(friends, year=2026) == Occupants(2, 0)


def test_children_are_dependants_and_adults_are_not():
    family = [person("HOLDER", 1980), person("CHILD", 2015), person("CHILD", None), person("OTHER", 1950)]

    assert occupants(family, year=2026) == Occupants(2, 2)


# The ceilings


@pytest.mark.parametrize(
    ("who", "funding", "euros", "status"),
    [
        (Occupants(1, 0), "PLUS", 23403, Status.PUBLISHED),
        (Occupants(2, 0), "PLUS", 31254, Status.PUBLISHED),
        (Occupants(1, 1), "PLUS", 37584, Status.COMPUTED),
        (Occupants(2, 2), "PLUS", 45374, Status.PUBLISHED),
        (Occupants(2, 3), "PLUS", 53375, Status.COMPUTED),
        (Occupants(2, 4), "PLUS", 60156, Status.PUBLISHED),
        (Occupants(2, 6), "PLUS", 60156 + 2 * 6710, Status.PUBLISHED),
        (Occupants(1, 0), "PLAI", 12870, Status.COMPUTED),
        (Occupants(1, 0), "PLS", 30424, Status.COMPUTED),
    ],
)
def test_the_ceiling_of_2026(who, funding, euros, status):
    found = ceiling_of(who, year=2026, zone="OTHER", funding=funding)

    assert (found.euros, found.status) == (euros, status)


def test_pls_ceilings_are_those_of_plus_and_thirty_per_cent():
    both = {
        key[3]: (table()[key].euros, table()[2026, "OTHER", "PLUS", key[3]].euros) for key in table() if "PLS" in key
    }

    assert len(both) == 7
    assert [rank for rank, (pls, plus) in both.items() if pls != round(plus * 1.3)] == []


def test_every_figure_says_where_it_comes_from():
    assert [key for key, each in table().items() if not each.source or each.euros <= 0] == []


def test_a_ceiling_that_is_not_published_is_to_be_verified():
    check = check_income(10_000, Occupants(1, 1), year=2026, commune_code="31555", funding_code="13")

    assert "à vérifier" in check.source
    assert not check.is_warning


@pytest.mark.parametrize(("income", "is_warning"), [(23_402, False), (23_403, False), (23_404, True), (0, False)])
def test_an_income_over_the_ceiling_warns(income, is_warning):
    check = check_income(income, Occupants(1, 0), year=2026, commune_code="31555", funding_code="13")

    assert check.is_warning is is_warning


def test_the_warning_says_by_how_much_and_from_which_figures():
    check = check_income(24_403, Occupants(1, 0), year=2026, commune_code="31555", funding_code="13")

    assert check.words == "Le revenu dépasse le plafond de 1\u202f000\u00a0€."
    assert dict(check.inputs) == {
        "Revenu fiscal de référence": "24\u202f403\u00a0€",
        "Catégorie du ménage": "1",
        "Financement": "PLUS",
        "Plafond 2026": "23\u202f403\u00a0€",
    }


def test_an_income_that_is_not_told_warns():
    check = check_income(None, Occupants(1, 0), year=2026, commune_code="31555", funding_code="13")

    assert check.is_warning


@pytest.mark.parametrize(("commune", "funding"), [("75101", "13"), ("97105", "13"), ("31555", "49"), ("31555", "")])
def test_what_the_table_does_not_hold_is_to_be_checked_by_hand(commune, funding):
    check = check_income(1, Occupants(1, 0), year=2026, commune_code=commune, funding_code=funding)

    assert check.is_warning
    assert check.words == "Aucun plafond connu pour ce logement\u00a0: vérifiez-le vous-même."


def test_the_plai_of_a_category_without_a_figure_is_not_made_up():
    assert ceiling_of(Occupants(2, 4), year=2026, zone="OTHER", funding="PLAI") is None


def test_the_ceiling_of_a_year_to_come_is_that_of_the_last_one_known():
    check = check_income(1, Occupants(1, 0), year=2027, commune_code="31555", funding_code="13")

    assert "celui de 2027 n’est pas encore connu" in check.source
    assert ceiling_of(Occupants(1, 0), year=2025, zone="OTHER", funding="PLUS") is None


def test_the_codes_of_the_register_lead_to_fundings_of_the_table():
    assert {*FUNDING_OF_CODE.values()} == {funding for _, _, funding, _ in table()}
    assert zone_of("31555") == "OTHER"


# The effort rate


@pytest.mark.parametrize(
    ("cost", "benefit", "resources", "rate"),
    [
        (Cost(400, 60, 40), 200, 1000, "30.0"),
        (Cost(400, 60, 41), 200, 1000, "30.1"),
        (Cost(300), 0, 1000, "30.0"),
        # The benefit pays for more than the whole.
        (Cost(200), 300, 1000, "0.0"),
        (Cost(333), 0, 1000, "33.3"),
        (Cost(400), 0, 0, None),
    ],
)
def test_the_effort_rate(cost, benefit, resources, rate):
    expected = None if rate is None else Decimal(rate)

    assert effort_rate(cost, benefit=benefit, resources=resources) == expected


@pytest.mark.parametrize(("flat_amounts", "is_warning"), [(40, False), (41, True)])
def test_more_than_the_limit_warns(flat_amounts, is_warning):
    check = check_effort(Cost(400, 60, flat_amounts), benefit=200, resources=1000, limit=30)

    assert check.is_warning is is_warning


def test_a_rate_without_benefit_says_so():
    assert check_effort(Cost(200), benefit=None, resources=1000, limit=30).words == (
        "20\u00a0%, sans compter d’aide au logement."
    )


@pytest.mark.parametrize(("cost", "resources"), [(None, 1000), (Cost(400), None), (Cost(400), 0)])
def test_a_rate_that_cannot_be_computed_warns(cost, resources):
    assert check_effort(cost, benefit=0, resources=resources, limit=30).is_warning


# The size of the dwelling


@pytest.mark.parametrize(("persons", "area"), [(1, 9), (2, 16), (3, 25), (4, 34), (7, 61), (8, 70), (9, 70), (12, 70)])
def test_the_least_area(persons, area):
    assert least_area(persons) == area


@pytest.mark.parametrize(
    ("persons", "rooms", "area", "is_warning"),
    [
        (1, 2, 45, False),
        (1, 3, 62, True),
        (2, 3, 62, False),
        (3, 1, 25, False),
        (3, 1, 24, True),
        (2, None, 62, True),
        (2, 3, None, True),
    ],
)
def test_a_dwelling_too_large_or_too_small_warns(persons, rooms, area, is_warning):
    assert check_occupancy(persons, rooms=rooms, area=area).is_warning is is_warning
