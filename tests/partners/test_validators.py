import pytest
from django.core.exceptions import ValidationError

from partners.models import User
from partners.validators import GuessablePasswordValidator, validate_siren, validate_siret


@pytest.mark.parametrize("siren", ["356000000", "732829320", "404833048"])
def test_siren_with_right_key(siren):
    assert validate_siren(siren) is None


@pytest.mark.parametrize(
    ("siren", "code"),
    [
        ("732829321", "siren_key"),
        ("73282932", "siren_format"),
        ("7328293200", "siren_format"),
        ("73282932A", "siren_format"),
        ("٧٣٢٨٢٩٣٢٠", "siren_format"),
        ("", "siren_format"),
    ],
)
def test_siren_refused(siren, code):
    with pytest.raises(ValidationError) as refusal:
        validate_siren(siren)

    assert refusal.value.code == code


def test_siret_with_right_key():
    assert validate_siret("73282932000074") is None


def test_siret_of_the_head_office_of_la_poste_follows_luhn():
    assert validate_siret("35600000000048") is None


def test_siret_of_la_poste_with_digit_sum_divisible_by_five_and_wrong_key():
    assert validate_siret("35600000010000") is None


@pytest.mark.parametrize(
    ("siret", "code"),
    [
        ("73282932000075", "siret_key"),
        # La Poste's exception is a digit sum divisible by 5, and La Poste's alone.
        ("35600000010001", "siret_key"),
        ("73282932000004", "siret_key"),
        ("7328293200007", "siret_format"),
        ("73282932 00074", "siret_format"),
    ],
)
def test_siret_refused(siret, code):
    with pytest.raises(ValidationError) as refusal:
        validate_siret(siret)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    "password",
    ["motdepasse2026", "azertyuiop12", "a" * 15, "Passerelle2026!", "qsdfghjklm12", "Belkacem-31000", "bonjour12345"],
)
def test_password_that_somebody_would_guess(password):
    with pytest.raises(ValidationError) as refusal:
        GuessablePasswordValidator().validate(password, User(last_name="Belkacem"))

    assert refusal.value.code == "password_guessable"


@pytest.mark.parametrize("password", ["jonquille-parapluie-42", "cheval agrafe pile bateau", "é" * 3 + "kT9!vbQz" * 30])
def test_password_that_nobody_would_guess(password):
    assert GuessablePasswordValidator().validate(password) is None
