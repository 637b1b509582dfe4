"""One cell at a time: what it says, or why it says nothing.

Each reader takes the text of a cell and returns the value to store; it raises `NotUnderstoodError` with what to write
instead. Codes that mean « not given » are empty values, not errors.
"""

import datetime
import functools
import re

from tenancies.models import Dwelling

NOT_GIVEN = frozenset({"", "NC", "ND", "NR", "SO", "NON RENSEIGNÉ", "NON RENSEIGNE", "NON CONFORME", "SANS OBJET"})
SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?E[+-]?\d+$", re.IGNORECASE)
WHOLE = re.compile(r"^\d+(?:[.,]0*)?$")
DECIMAL = re.compile(r"^(\d+)(?:[.,](\d+))?$")
COMMUNE = re.compile(r"^(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}$|^97[1-8]\d{2}$")
POSTAL_CODE = re.compile(r"^(?:0[1-9]|[1-8]\d|9[0-578])\d{3}$")
MONTH = re.compile(r"^(?:\d{1,2}/)?(\d{1,2})/(\d{4})$")
ISO_MONTH = re.compile(r"^(\d{4})-(\d{2})(?:-\d{2})?$")

FUNDING = {
    "10": "PLA d’intégration (PLAI)",
    "11": "PLA LM, PLATS, insertion",
    "12": "PLA ordinaire",
    "13": "PLUS",
    "14": "PLS, PPLS, PCLS, PLA CFF",
    "15": "PAP locatif",
    "16": "PLI",
    "17": "PCL",
    "49": "Autre financement depuis 1977",
    "50": "HBM",
    "51": "PLR, PSR",
    "52": "HLM/O",
    "53": "ILM",
    "54": "ILN",
    "55": "Prêts spéciaux du CFF",
    "99": "Autre financement avant 1977",
}
OCCUPANCY = {
    "1": "Loué",
    "2": "Proposé à la location, vacant",
    "3": "Vide : travaux, vente ou démolition",
    "4": "Pris en charge par une association",
    "5": "Occupé, avec ou sans contrepartie",
    "9": "Sans objet",
}
QUOTA = {
    "1": "État, fonctionnaires",
    "2": "État, publics prioritaires",
    "3": "Employeurs, Action Logement",
    "4": "Collectivités territoriales",
    "5": "Réservation conventionnelle de l’État",
    "6": "Autres réservataires",
    "7": "Non réservé",
}
EXITS = {
    "1": "Vente à l’occupant",
    "2": "Vente à un autre bailleur social",
    "3": "Autre vente",
    "4": "Démolition",
    "5": "Autre sortie du patrimoine",
}
ENERGY_CLASSES = dict(zip("2345678", Dwelling.EnergyClass.values, strict=True)) | {
    letter: letter for letter in Dwelling.EnergyClass.values
}


class NotUnderstoodError(Exception):
    """The cell cannot be read; the message says what to write."""


def is_given(text: str) -> bool:
    return text.upper() not in NOT_GIVEN


def whole_number(text: str) -> int | None:
    """« 28 », « 28.0 »; None when it is no whole number."""
    return int(re.split("[.,]", text)[0]) if WHOLE.match(text) and len(text) < 12 else None


@functools.lru_cache(maxsize=4_000)
def commune_code(text: str) -> str:
    """Five characters; a spreadsheet took the leading zero of the departments 01 to 09."""
    code = text.upper().removesuffix(".0").replace(" ", "")
    if len(code) == 4 and code.isascii() and code.isdigit():
        code = f"0{code}"
    if not COMMUNE.match(code):
        raise NotUnderstoodError("écrivez les cinq caractères du code INSEE, par exemple 31555 ou 2A004")
    return code


@functools.lru_cache(maxsize=4_000)
def postal_code(text: str) -> str:
    if not is_given(text):
        return ""
    code = text.removesuffix(".0").replace(" ", "")
    if len(code) == 4:
        code = f"0{code}"
    if not POSTAL_CODE.match(code):
        raise NotUnderstoodError("écrivez les cinq chiffres du code postal, par exemple 31200")
    return code


def rooms(text: str) -> int | None:
    if not is_given(text):
        return None
    number = whole_number(text.upper().lstrip("TFP"))
    if number is None or number > 9:
        raise NotUnderstoodError("écrivez le nombre de pièces principales, de 1 à 9 (9 pour neuf et plus)")
    return number or None


def living_area(text: str) -> int | None:
    if not is_given(text):
        return None
    found = DECIMAL.match(text)
    area = round(float(f"{found[1]}.{found[2] or 0}")) if found and len(text) < 12 else None
    if area is None or area > 999:
        raise NotUnderstoodError("écrivez la surface en mètres carrés, de 1 à 999")
    return area or None


def completed_year(text: str) -> int | None:
    if not is_given(text) or text == "0":
        return None
    year = whole_number(text)
    if year is None or not 1000 <= year <= datetime.date.today().year + 5:
        raise NotUnderstoodError("écrivez l’année d’achèvement en quatre chiffres")
    return year


def construction(text: str) -> str:
    code = text.upper()
    if not is_given(code) or code == "0":
        return ""
    if code not in Dwelling.Construction.values:
        raise NotUnderstoodError("écrivez C (collectif), I (individuel) ou E (étudiant)")
    return code


def yes_or_no(text: str) -> bool | None:
    if not is_given(text) or text == "0":
        return None
    answers = {"1": True, "O": True, "OUI": True, "2": False, "N": False, "NON": False}
    if text.upper() not in answers:
        raise NotUnderstoodError("écrivez 1 (oui) ou 2 (non)")
    return answers[text.upper()]


def code_of(table: dict[str, str], text: str, *, length: int = 1) -> str:
    """A code of a closed list, its leading zero restored."""
    if not is_given(text):
        return ""
    number = whole_number(text)
    code = "" if number is None else str(number).zfill(length)
    if not code.strip("0") and number is not None:
        return ""
    if code not in table:
        raise NotUnderstoodError(f"écrivez l’un de ces codes : {', '.join(table)}")
    return code


def energy_class(text: str) -> str:
    """Letters in the legal file, 2 to 8 in the open data; 0, 1, 9 and N: not assessed."""
    code = text.upper()
    if not is_given(code) or code in ("0", "1", "9", "N"):
        return ""
    if code not in ENERGY_CLASSES:
        raise NotUnderstoodError("écrivez une lettre de A à G")
    return ENERGY_CLASSES[code]


@functools.lru_cache(maxsize=4_000)
def energy_assessed_on(text: str) -> datetime.date | None:
    """The first day of the month; 01/1900 says that no assessment was made."""
    if not is_given(text):
        return None
    found = MONTH.match(text)
    iso = ISO_MONTH.match(text)
    month, year = (int(found[1]), int(found[2])) if found else (int(iso[2]), int(iso[1])) if iso else (0, 0)
    if (month, year) == (1, 1900):
        return None
    if not (1 <= month <= 12 and 1990 <= year <= datetime.date.today().year):
        raise NotUnderstoodError("écrivez le mois et l’année, par exemple 04/2018 (01/1900 : non réalisé)")
    return datetime.date(year, month, 1)


def rent(text: str) -> int | None:
    if not is_given(text):
        return None
    found = DECIMAL.match(text.replace(" ", "").removesuffix("€"))
    if not found or len(found[1]) > 4:
        raise NotUnderstoodError("écrivez le loyer de janvier en euros, au plus 9998 (9999 : sans objet)")
    amount = round(float(f"{found[1]}.{found[2] or 0}"))
    return None if amount in (0, 9999) else amount


def apl_agreement_number(text: str) -> str:
    """A spreadsheet that took it for a number kept fifteen digits of it: nothing true can be made of those."""
    if not is_given(text):
        return ""
    if SCIENTIFIC.match(text):
        raise NotUnderstoodError("un tableur l’a changé en nombre : écrivez-le en entier, dans une cellule de texte")
    if len(text) > 35:
        raise NotUnderstoodError("écrivez au plus 35\u00a0caractères")
    return text
