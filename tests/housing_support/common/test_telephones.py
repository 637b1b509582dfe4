import pytest
from django import forms

from housing_support.common.forms import Form, TelephoneField
from housing_support.common.telephones import dialled, kept
from housing_support.templatetags.interface import telephone

REFUSED = (
    "Indiquez un numéro à dix chiffres, par exemple 06 39 98 00 00, ou celui d’un autre pays à partir de son "
    "«\u00a0+\u00a0»."
)


class TelephoneForm(Form):
    phone = TelephoneField(required=False)


@pytest.mark.parametrize(
    "typed",
    [
        "0639980102",
        "06 39 98 01 02",
        "06.39.98.01.02",
        "06-39-98-01-02",
        "06/39/98/01/02",
        "06\u00a039\u202f98 01 02",
        "+33639980102",
        "+33 (0)6 39 98 01 02",
        "0033 6 39 98 01 02",
    ],
)
def test_a_number_of_france_is_kept_by_twos_however_it_was_typed(typed):
    assert kept(typed) == "06 39 98 01 02"


@pytest.mark.parametrize(
    ("typed", "number"), [("+34 612 345 678", "+34612345678"), ("0034 612 345 678", "+34612345678")]
)
def test_a_number_of_another_country_is_kept_with_its_code(typed, number):
    assert kept(typed) == dialled(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "06 39 98 01", "06 39 98 01 02 03", "0012", "6 39 98 01 02", "+33 39 98 01 02", "+33 0639980102",
     "soir", "06 39 98 01 02 soir", "+34", "+0612345678", "٠٦٣٩٩٨٠١٠٢"],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_words(typed):
    form = TelephoneForm({"phone": typed})

    assert kept(typed) == ""
    assert form.errors == ({"phone": [REFUSED]} if typed else {})


def test_a_number_of_france_is_dialled_as_it_is_in_france_overseas_included():
    assert dialled("+262 262 20 00 00") == "+262262200000"
    assert dialled("0262 20 00 00") == "0262200000"


def test_a_number_is_shown_as_a_link_that_dials_it():
    assert telephone("0639980102") == '<a class="nowrap-text" href="tel:0639980102">06 39 98 01 02</a>'
    assert telephone("<poste 12>") == "<poste 12>"
    assert telephone("") == ""


def test_a_field_asks_the_keypad():
    assert isinstance(TelephoneForm().fields["phone"].widget, forms.TelInput)
