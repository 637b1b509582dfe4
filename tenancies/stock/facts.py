"""What the register says of a dwelling, in words, for its page."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.text import capfirst

from tenancies.models import Dwelling, DwellingFacts
from tenancies.models.dwellings import floor_in_words
from tenancies.stock.rpls.values import FUNDING, OCCUPANCY, QUOTA

NOT_GIVEN = "Non renseigné"
NO_BREAK = "\u00a0"


class Group(NamedTuple):
    title: str
    facts: list[tuple[str, str]]


def facts_of(dwelling: Dwelling) -> list[Group]:
    return [
        Group(
            "Adresse",
            with_values(
                ("Voie", dwelling.street_address),
                ("Complément", dwelling.address_complement if dwelling.street_name else ""),
                ("Commune", f"{dwelling.postal_code} {dwelling.commune_name}".strip()),
                ("Bâtiment", dwelling.building),
                ("Immeuble", dwelling.building_code),
                ("Entrée", dwelling.entrance),
                ("Escalier", dwelling.staircase),
                ("Étage", capfirst(floor_in_words(dwelling.floor))),
                ("Appartement", dwelling.door),
            ),
        ),
        Group(
            "Logement",
            [
                ("Typologie", dwelling.typology or NOT_GIVEN),
                ("Surface habitable", measure(dwelling.living_area_m2, "m²")),
                ("Construction", dwelling.get_construction_display() or NOT_GIVEN),
                ("Achèvement", str(dwelling.completed_year or NOT_GIVEN)),
                ("Quartier prioritaire", {True: "Oui", False: "Non", None: NOT_GIVEN}[dwelling.in_priority_district]),
                ("Énergie (DPE)", dwelling.get_energy_class_display() or NOT_GIVEN),
                ("Gaz à effet de serre", dwelling.get_greenhouse_class_display() or NOT_GIVEN),
                ("DPE réalisé", assessed(dwelling)),
            ],
        ),
        Group(
            "Financement et location",
            [
                ("Financement initial", FUNDING.get(dwelling.funding_code, NOT_GIVEN)),
                ("Convention APL", dwelling.apl_agreement_number or NOT_GIVEN),
                ("Loyer principal de janvier", measure(dwelling.rent_euros, "€")),
                ("Occupation au 1er janvier", OCCUPANCY.get(dwelling.occupancy_code, NOT_GIVEN)),
                ("Contingent", QUOTA.get(dwelling.quota_code, NOT_GIVEN)),
            ],
        ),
        described_group(dwelling),
        Group(
            "Identifiants",
            [
                ("Référence chez le bailleur", dwelling.landlord_reference or NOT_GIVEN),
                ("Identifiant au répertoire", dwelling.rpls_id or NOT_GIVEN),
                ("Commune INSEE", dwelling.commune_code),
            ],
        ),
    ]


def described_group(dwelling: Dwelling) -> Group:
    known = dwelling.comfort or DwellingFacts()
    return Group(
        "Loyer et confort",
        [
            ("Loyer hors charges", euros(known.rent_euros)),
            ("Charges", euros(known.charges_euros)),
            ("Ascenseur", {True: "Oui", False: "Non", None: NOT_GIVEN}[known.has_lift]),
            ("Accessibilité", known.get_accessibility_display() or NOT_GIVEN),
            ("Chauffage", known.get_heating_display() or NOT_GIVEN),
        ],
    )


def euros(value: Decimal | None) -> str:
    return NOT_GIVEN if value is None else f"{value:.2f}{NO_BREAK}€ par mois".replace(".", ",", 1)


def with_values(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    """An address has no empty lines."""
    return [(term, value) for term, value in facts if value]


def measure(value: int | None, unit: str) -> str:
    return NOT_GIVEN if value is None else f"{value}{NO_BREAK}{unit}"


def assessed(dwelling: Dwelling) -> str:
    return f"{dwelling.energy_assessed_on:%m/%Y}" if dwelling.energy_assessed_on else NOT_GIVEN
