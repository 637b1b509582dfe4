"""The papers that people put into Passerelle, made on the spot: nothing of the demonstration is a real document."""

import datetime

from django.utils import timezone

from housing_support.common.bounds import years_from
from housing_support.common.dates import long_date
from housing_support.common.documents.content import Content, FileType
from housing_support.common.pdf import render
from partners.models import Convention
from partners.reading.convention_sheet import section, sheet_of

# A title, an object, and sections of facts.
TEMPLATE = "convention_sheet.typ"


def signed_convention(convention: Convention, *, at: datetime.datetime) -> Content:
    """The copy that both parties signed."""
    day = long_date(timezone.localdate(at))
    signatures = section(
        "Signatures",
        [(party.name, f"Lu et approuvé, le {day}") for party in (convention.landlord, convention.association)],
    )
    sheet = sheet_of(convention, at=at)
    sections = [*sheet["sections"], signatures]
    words = {"title": "Convention", "edited": f"Signée le {day}", "sections": sections}
    return Content(FileType.PDF, render(TEMPLATE, sheet | words, at=at))


def insurance_proof(name: str, *, at: datetime.datetime) -> Content:
    day = timezone.localdate(at)
    until = years_from(day, 1)
    covered = section(
        "Contrat", [("Assuré", name), ("Garantie", "Risques locatifs, dégât des eaux"), ("Jusqu’au", long_date(until))]
    )
    words = {
        "title": "Attestation d’assurance habitation",
        "about": "Mutuelle inventée pour la démonstration",
        "edited": f"Éditée le {long_date(day)}",
        "sections": [covered],
    }
    return Content(FileType.PDF, render(TEMPLATE, words, at=at))
