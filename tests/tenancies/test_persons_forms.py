"""Persons are described the same way in a case file and in the referral that opens one."""

import datetime

import pytest
from django.utils import timezone

from referrals.forms import NewHouseholdForm
from tenancies.forms.persons import MemberFormSet, PersonFormSet
from tests.factories.partners import UserFactory

NOT_A_YEAR = "Indiquez une année sur quatre chiffres, par exemple 1985."


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """`today(2027, 1, 1)`: the day on which the form is sent, 25 November 2026 unless said."""

    def today(*day):
        monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(*day))

    today(2026, 11, 25)
    return today


def formset(kind, *persons, known=0):
    data = {"form-TOTAL_FORMS": len(persons), "form-INITIAL_FORMS": known}
    for rank, person in enumerate(persons):
        data |= {f"form-{rank}-{name}": value for name, value in person.items()}
    return kind(data)


YEARS = [
    ("", []),
    ("1900", []),
    ("2026", []),
    (" 1985 ", []),
    ("2027", ["Indiquez une année entre 1900 et 2026."]),
    ("2100", ["Indiquez une année entre 1900 et 2026."]),
    ("1899", ["Indiquez une année entre 1900 et 2026."]),
    ("85", [NOT_A_YEAR]),
    ("-1985", [NOT_A_YEAR]),
    ("19855", [NOT_A_YEAR]),
    ("12/05/1985", [NOT_A_YEAR]),
    ("9" * 5000, [NOT_A_YEAR]),
]


@pytest.mark.parametrize("kind", [PersonFormSet, MemberFormSet])
@pytest.mark.parametrize(("year", "errors"), YEARS)
def test_birth_year_is_past_and_in_four_digits(kind, year, errors):
    persons = formset(kind, {"first_name": "Léa", "role": "CHILD", "birth_year": year})

    assert persons[0].errors.get("birth_year", []) == errors


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "errors"), YEARS)
def test_birth_year_of_the_holder_too(year, errors):
    form = NewHouseholdForm({"first_name": "Anna", "last_name": "Fabre", "birth_year": year}, user=UserFactory())

    assert form.errors == ({"birth_year": errors} if errors else {})


def test_birth_year_follows_the_calendar(today):
    persons = {"first_name": "Léa", "role": "CHILD", "birth_year": "2027"}
    today(2027, 1, 1)

    assert formset(PersonFormSet, persons).is_valid()


@pytest.mark.parametrize(
    ("person", "errors"),
    [
        ({}, {}),
        ({"role": "CHILD"}, {"first_name": ["Donnez un prénom, ou effacez cette ligne."]}),
        (
            {"birth_year": "2020"},
            {
                "first_name": ["Donnez un prénom, ou effacez cette ligne."],
                "role": ["Dites qui est cette personne."],
            },
        ),
        ({"first_name": "Léa"}, {"role": ["Dites qui est cette personne."]}),
        (
            {"first_name": "Léa", "role": "HOLDER"},
            {"role": ["Ce choix n’est pas proposé. Dites qui est cette personne."]},
        ),
        ({"first_name": "Léa", "role": "CHILD"}, {}),
    ],
)
@pytest.mark.parametrize("known", [0, 1])
def test_somebody_else_has_a_first_name_and_a_place(person, errors, known):
    assert formset(PersonFormSet, person, known=known).errors == [errors]


def test_lines_left_empty_are_nobody():
    persons = formset(PersonFormSet, {"first_name": "Léa", "role": "CHILD", "birth_year": "2020"}, {})

    assert persons.is_valid()
    assert persons.kept() == [{"role": "CHILD", "first_name": "Léa", "birth_year": 2020}]


def test_member_known_already_is_withdrawn_by_its_box_and_not_erased():
    holder = {"first_name": "Samia", "role": "HOLDER"}

    erased = formset(MemberFormSet, {"id": 7}, holder, known=1)
    withdrawn = formset(MemberFormSet, {"id": 7, "DELETE": "on"}, holder, known=1)

    assert erased.errors[0] == {
        "first_name": ["Donnez un prénom."],
        "role": ["Dites qui est cette personne."],
    }
    assert withdrawn.is_valid()
    assert [person["first_name"] for person in withdrawn.kept()] == ["Samia"]
