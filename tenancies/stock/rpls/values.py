"""One cell at a time: what it says, or why it says nothing.

Each reader takes the text of a cell and returns the value to store; it raises `NotUnderstoodError` with what to write
instead. Codes that mean « not given » are empty values, not errors.
"""

import datetime
import functools
import re

from tenancies.models import Dwelling
from tenancies.stock.rpls.cells import MONTHS, SERIAL_DAY, is_spoilt, is_spoilt_building, is_spoilt_code, whole
from tenancies.stock.rpls.texts import ABBREVIATED_BUILDING

NOT_GIVEN = frozenset({"", "NC", "ND", "NR", "SO", "NON RENSEIGNÉ", "NON RENSEIGNE", "NON CONFORME", "SANS OBJET"})
WHOLE = re.compile(r"^\d+(?:[.,]0*)?$")
DECIMAL = re.compile(r"^(\d+)(?:[.,](\d+))?$")
COMMUNE = re.compile(r"^(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}$|^97[1-8]\d{2}$")
POSTAL_CODE = re.compile(r"^(?:0[1-9]|[1-8]\d|9[0-578])\d{3}$")
MONTH = re.compile(r"^(?:\d{1,2}/)?(\d{1,2})/(\d{4})$")
ISO_MONTH = re.compile(r"^(\d{4})-(\d{2})(?:-\d{2})?(?:[ T][\d:.]+)?$")
NAMED_MONTH = re.compile(r"^(?:\d{1,2}[-/ .])?([a-zéû]{3,9})\.?[-/ .](\d{2}|\d{4})$", re.IGNORECASE)
FIRST_SERIAL_DAY = datetime.date(1899, 12, 30)
IN_TEXT_FORMAT = "dans une colonne mise au format texte"
SPOILT = f"un tableur l’a changé\u00a0: écrivez ce que porte le logement, {IN_TEXT_FORMAT}"
RPLS_ID = re.compile(r"^[A-Z0-9]{10}$")

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
ANSWERS = {
    **dict.fromkeys(("1", "O", "OUI", "VRAI", "TRUE"), True),
    **dict.fromkeys(("2", "N", "NON", "FAUX", "FALSE"), False),
}
ENERGY_CLASSES = dict(zip("2345678", Dwelling.EnergyClass.values, strict=True)) | {
    letter: letter for letter in Dwelling.EnergyClass.values
}


class NotUnderstoodError(Exception):
    """The cell cannot be read; the message says what to write."""


def is_given(text: str) -> bool:
    return text.upper() not in NOT_GIVEN


def whole_number(text: str) -> int | None:
    """« 28 », « 28.0 », « 2 006 »; None when it is no whole number."""
    text = text.replace(" ", "")
    return int(re.split("[.,]", text)[0]) if WHOLE.match(text) and len(text) < 12 else None


@functools.lru_cache(maxsize=4_000)
def commune_code(text: str) -> str:
    """Five characters; a spreadsheet took the leading zero of the departments 01 to 09."""
    code = whole(text.upper()).replace(" ", "")
    if len(code) == 4 and code.isascii() and code.isdigit():
        code = f"0{code}"
    if not COMMUNE.match(code):
        raise NotUnderstoodError("écrivez les cinq caractères du code INSEE, par exemple 31555 ou 2A004")
    return code


@functools.lru_cache(maxsize=4_000)
def postal_code(text: str) -> str:
    if not is_given(text):
        return ""
    code = whole(text).replace(" ", "")
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
    found = DECIMAL.match(text.replace(" ", ""))
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
    answer = ANSWERS.get(whole(text).upper())
    if answer is None:
        raise NotUnderstoodError("écrivez 1 (oui) ou 2 (non)")
    return answer


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
    code = whole(text.upper().removeprefix("CLASSE ")).lstrip("0")
    if not is_given(code) or code in ("1", "9", "N"):
        return ""
    if code not in ENERGY_CLASSES:
        raise NotUnderstoodError("écrivez une lettre de A à G")
    return ENERGY_CLASSES[code]


@functools.lru_cache(maxsize=4_000)
def energy_assessed_on(text: str) -> datetime.date | None:
    """The first day of the month; 01/1900 says that no assessment was made."""
    if not is_given(text):
        return None
    month, year = month_of(text)
    if (month, year) == (1, 1900):
        return None
    if not (1 <= month <= 12 and 1990 <= year <= datetime.date.today().year):
        raise NotUnderstoodError("écrivez le mois et l’année, par exemple 04/2018 (01/1900 : non réalisé)")
    return datetime.date(year, month, 1)


def month_of(text: str) -> tuple[int, int]:
    """The month and the year, as people and spreadsheets write them; zeros when it is no date."""
    if found := MONTH.match(text):
        return int(found[1]), int(found[2])
    if found := ISO_MONTH.match(text):
        return int(found[2]), int(found[1])
    if found := NAMED_MONTH.match(text):
        name = found[1].lower()
        return MONTHS.get(name[:4], MONTHS.get(name[:3], 0)), int(found[2]) + (2000 if len(found[2]) == 2 else 0)
    number = whole_number(text)
    if number is not None and number in SERIAL_DAY:
        day = FIRST_SERIAL_DAY + datetime.timedelta(days=number)
        return day.month, day.year
    return 0, 0


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
    if is_spoilt(text):
        raise NotUnderstoodError(f"un tableur l’a changé en nombre\u00a0: écrivez-le en entier, {IN_TEXT_FORMAT}")
    if len(text) > 35:
        raise NotUnderstoodError("écrivez au plus 35\u00a0caractères")
    return text


def door_code(text: str) -> str:
    """What a door, a staircase or an entrance bears: a number of the size of a date's is asked about."""
    if is_spoilt_code(text):
        raise NotUnderstoodError(SPOILT)
    return whole(text)


def floor(text: str) -> str:
    """No house has floors of the size of a date's: « 45292 » was « 1-1 »."""
    code = door_code(text)
    if whole_number(code) in SERIAL_DAY:
        raise NotUnderstoodError(SPOILT)
    return code


def building_code(text: str) -> str:
    """Its parts may be those of a date: « 2019-01-01 » is a building."""
    if is_spoilt_building(text):
        raise NotUnderstoodError(SPOILT)
    return whole(text)


def building(text: str) -> str:
    if is_spoilt_building(text):
        raise NotUnderstoodError(SPOILT)
    return ABBREVIATED_BUILDING.sub("", text)


def street_number(text: str) -> str:
    """No street has numbers of the size of a date's: « 45292 » was « 1-1 »."""
    number = whole(text)
    if is_spoilt_code(number) or whole_number(number) in SERIAL_DAY:
        raise NotUnderstoodError(SPOILT)
    return number


def landlord_reference(text: str) -> str:
    """Free, up to 100 characters; a spreadsheet keeps fifteen digits of a number and writes zeros for the rest."""
    reference = whole(text)
    if is_spoilt_code(reference) or (len(reference) > 15 and reference.isdigit() and not reference[15:].strip("0")):
        raise NotUnderstoodError(f"un tableur l’a changé\u00a0: écrivez l’identifiant entier, {IN_TEXT_FORMAT}")
    if len(reference) > 100:
        raise NotUnderstoodError("écrivez au plus 100\u00a0caractères")
    return reference


def rpls_id(text: str) -> str:
    """Ten letters and digits; a spreadsheet takes the zeros in front of a number."""
    identifier = whole(text.upper())
    if not identifier:
        return ""
    if is_spoilt_code(identifier):
        raise NotUnderstoodError(f"un tableur l’a changé\u00a0: écrivez ses dix caractères, {IN_TEXT_FORMAT}")
    if identifier.isascii() and identifier.isdigit():
        identifier = identifier.zfill(10)
    if not RPLS_ID.match(identifier):
        raise NotUnderstoodError(f"écrivez ses dix lettres et chiffres, {IN_TEXT_FORMAT}")
    return identifier
