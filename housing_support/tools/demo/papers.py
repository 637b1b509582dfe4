"""The papers that people put into Passerelle, made on the spot: nothing of the demonstration is a real document."""

import datetime
import io

from django.utils import timezone
from PIL import Image, ImageDraw

from housing_support.common.bounds import years_from
from housing_support.common.dates import long_date
from housing_support.common.documents.content import Content, FileType
from housing_support.common.pdf import render
from partners.models import Convention
from partners.reading.convention_sheet import section, sheet_of

# A title, an object, and sections of facts.
TEMPLATE = "convention_sheet.typ"


def door_photo() -> Content:
    """A closed door and its letter-box, from which the post comes out."""
    picture = Image.new("RGB", (900, 1200), "#d6d3d1")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((220, 120, 680, 1200), fill="#7c2d12", outline="#44403c", width=14)
    draw.ellipse((600, 660, 640, 700), fill="#e7e5e4")
    draw.rectangle((340, 380, 560, 440), fill="#292524")
    for left in range(350, 550, 40):
        letter = [(left, 420), (left + 50, 400), (left + 70, 470), (left + 20, 490)]
        draw.polygon(letter, "white", "#a8a29e")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return Content(FileType.JPEG, written.getvalue())


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
