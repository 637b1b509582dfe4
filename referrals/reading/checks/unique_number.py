"""The number of an application for a social dwelling. The CNIL calls it a number without meaning: no date and no place
is read from it, and one of another shape is kept as it is typed."""

import re

from referrals.reading.checks.check import Check

SHAPE = re.compile(r"[0-9A-Z]{18}", re.ASCII)
LENGTH = 18
TITLE = "Numéro unique"
SOURCE = "Code de la construction et de l’habitation, art. R. 441-2-1 et suivants"


def cleaned(text: str) -> str:
    """In capitals, without the spaces and dots that people put in it to read it."""
    return re.sub(r"[\s.]", "", text).upper()


def check_unique_number(number: str) -> Check:
    if not number:
        words = "Aucun numéro unique\u00a0: la commission n’examine pas de dossier sans lui."
    elif len(number) != LENGTH:
        words = f"{LENGTH}\u00a0caractères sont attendus, celui-ci en compte {len(number)}\u00a0: relisez-le."
    elif not SHAPE.fullmatch(number):
        words = "Des chiffres et des lettres sans accent sont attendus\u00a0: relisez-le."
    else:
        return Check(TITLE, "Forme attendue.", is_warning=False, inputs=(("Numéro", number),), source=SOURCE)
    return Check(TITLE, words, is_warning=True, inputs=(("Numéro", number or "aucun"),), source=SOURCE)
