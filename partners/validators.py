"""SIREN and SIRET numbers: 9 and 14 digits under the Luhn rule, and La Poste's known exception. Passwords that somebody
would guess."""

from typing import Any

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

LA_POSTE_SIREN = "356000000"


def passes_luhn(digits: str) -> bool:
    total = 0
    for position, character in enumerate(reversed(digits)):
        value = int(character) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def validate_siren(value: str) -> None:
    if not (value.isascii() and value.isdigit() and len(value) == 9):
        raise ValidationError("Un SIREN compte 9\u00a0chiffres.", code="siren_format")
    if not passes_luhn(value):
        raise ValidationError("Ce SIREN n’existe pas\u00a0: sa clé de contrôle est fausse.", code="siren_key")


def validate_siret(value: str) -> None:
    """Accept a SIRET whose Luhn key is right; La Poste's establishments may have a digit sum divisible by 5 instead."""
    if not (value.isascii() and value.isdigit() and len(value) == 14):
        raise ValidationError("Un SIRET compte 14\u00a0chiffres.", code="siret_format")
    if passes_luhn(value):
        return
    if value.startswith(LA_POSTE_SIREN) and sum(map(int, value)) % 5 == 0:
        return
    raise ValidationError("Ce SIRET n’existe pas\u00a0: sa clé de contrôle est fausse.", code="siret_key")


FEWEST_GUESSES_LOG10 = 9
# What follows adds nothing to a password of that length, and the estimate slows down with it.
LENGTH_ESTIMATED = 64
WORDS_OF_THE_PLACE = ("passerelle", "motdepasse", "logement", "azertyuiop", "qsdfghjklm", "wxcvbn")


class GuessablePasswordValidator:
    """Refuses a password found in fewer than a thousand million tries by whoever knows the words of the place and those
    of the person: common passwords, rows of the keyboard, repetitions, dates, with a year or a digit at the end."""

    def validate(self, password: str, user: Any = None) -> None:
        known = [str(getattr(user, name, "")) for name in ("email", "first_name", "last_name")]
        estimate = zxcvbn(password[:LENGTH_ESTIMATED], user_inputs=[*WORDS_OF_THE_PLACE, *filter(None, known)])
        if estimate["guesses_log10"] < FEWEST_GUESSES_LOG10:
            raise ValidationError(
                f"Ce mot de passe se devine trop facilement. {self.get_help_text()}", code="password_guessable"
            )

    def get_help_text(self) -> str:
        return "Choisissez par exemple quatre mots sans rapport entre eux."
