"""Income ceilings, by year, zone, funding and category of household.

`ceilings.csv` holds them with their sources. A figure is `PUBLISHED`, or `COMPUTED` from that of another year: whoever
reads it is told to verify it. What the file does not hold is not checked, and said so.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from referrals.reading.checks.check import Check, amount
from referrals.reading.checks.households import Occupants

FILE = Path(__file__).with_name("ceilings.csv")
TITLE = "Plafond de ressources"
ONE_MORE = "+"
OTHER_REGIONS = "OTHER"
ILE_DE_FRANCE = ("75", "77", "78", "91", "92", "93", "94", "95")
OVERSEAS = ("97", "98")
# The register's code of what paid for a dwelling, where ceilings go with it.
FUNDING_OF_CODE = {"10": "PLAI", "11": "PLAI", "12": "PLUS", "13": "PLUS", "14": "PLS"}


class Status(StrEnum):
    PUBLISHED = "PUBLISHED"
    COMPUTED = "COMPUTED"


@dataclass(frozen=True)
class Ceiling:
    year: int
    euros: int
    status: Status
    source: str


@cache
def table() -> dict[tuple[int, str, str, str], Ceiling]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return {
        (int(row["year"]), row["zone"], row["funding"], row["category"]): Ceiling(
            int(row["year"]), int(row["euros"]), Status(row["status"]), row["source"]
        )
        for row in rows
    }


def zone_of(commune_code: str) -> str:
    """The zone of a commune, empty where no ceiling is known."""
    return "" if commune_code.startswith((*ILE_DE_FRANCE, *OVERSEAS)) or not commune_code else OTHER_REGIONS


def ceiling_of(occupants: Occupants, *, year: int, zone: str, funding: str) -> Ceiling | None:
    """That of the year, else of the last year known before it."""
    years = sorted({known for known, *_ in table() if known <= year}, reverse=True)
    for known in years:
        found = table().get((known, zone, funding, str(occupants.category)))
        more = table().get((known, zone, funding, ONE_MORE))
        if found and not occupants.beyond:
            return found
        if found and more:
            total = found.euros + occupants.beyond * more.euros
            return Ceiling(known, total, least_sure(found, more), found.source)
    return None


def least_sure(*ceilings: Ceiling) -> Status:
    """A sum is no surer than its parts."""
    computed = any(each.status == Status.COMPUTED for each in ceilings)
    return Status.COMPUTED if computed else Status.PUBLISHED


def check_income(income: int | None, occupants: Occupants, *, year: int, commune_code: str, funding_code: str) -> Check:
    """The reference income of the household against the ceiling of the year in which the lease is signed."""
    funding = FUNDING_OF_CODE.get(funding_code, "")
    ceiling = ceiling_of(occupants, year=year, zone=zone_of(commune_code), funding=funding)
    inputs: tuple[tuple[str, str], ...] = (
        ("Revenu fiscal de référence", amount(income)),
        ("Catégorie du ménage", str(occupants.category)),
        ("Financement", funding or "non renseigné"),
    )
    if ceiling is None:
        words = "Aucun plafond connu pour ce logement\u00a0: vérifiez-le vous-même."
        return Check(TITLE, words, is_warning=True, inputs=inputs)
    inputs += ((f"Plafond {ceiling.year}", amount(ceiling.euros)),)
    source = ceiling.source
    if ceiling.status == Status.COMPUTED:
        source += "\u00a0: chiffre à vérifier"
    if ceiling.year < year:
        source += f"\u00a0; plafond de {ceiling.year}, celui de {year} n’est pas encore connu"
    if income is None:
        words = "Revenu non indiqué\u00a0: le plafond ne peut pas être vérifié."
    elif income > ceiling.euros:
        words = f"Le revenu dépasse le plafond de {amount(income - ceiling.euros)}."
    else:
        return Check(TITLE, "Sous le plafond.", is_warning=False, inputs=inputs, source=source)
    return Check(TITLE, words, is_warning=True, inputs=inputs, source=source)
