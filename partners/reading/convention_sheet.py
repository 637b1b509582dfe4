"""What a convention commits to, in the words of its sheet (`documents/convention_sheet.typ`)."""

import datetime
from typing import Any

from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.common.numbers import days, integer
from partners.models import Convention, Organization
from partners.reading.conventions import DatedTerms, dated_terms

Fact = tuple[str, str]


def sheet_of(convention: Convention, *, at: datetime.datetime) -> dict[str, Any]:
    """Needs what `Convention.objects.for_list` loads; one query, for its dated terms."""
    action, today = convention.action, timezone.localdate(at)
    dates = [("État", convention.phase), ("Prise d’effet", long_date(convention.starts_on))]
    dates += [("Fin", long_date(convention.ends_on))]
    dates += [("Signée le", long_date(convention.signed_on))] if convention.signed_on else []
    described = [
        ("Programme", action.programme.name),
        ("Action", f"{action} · {action.name}"),
        ("Objectif", action.get_objective_display()),
    ]
    described += [("Public", action.public)] if action.public else []
    return {
        "title": "Fiche de la convention",
        "about": f"{convention.association.name} · {action}",
        "edited": f"Éditée le {long_date(today)}",
        "sections": [
            section("Parties", [party("Bailleur", convention.landlord), party("Association", convention.association)]),
            section("Action", described),
            section("Dates", dates),
            *(engagements(terms) for terms in dated_terms(convention, today=today)),
        ],
    }


def section(title: str, facts: list[Fact]) -> dict[str, Any]:
    return {"title": title, "facts": facts}


def party(role: str, organization: Organization) -> Fact:
    told = (organization.name, f"SIREN {organization.siren}", organization.phone, organization.email)
    return role, " · ".join(filter(None, told))


def engagements(dated: DatedTerms) -> dict[str, Any]:
    terms = dated.terms
    return section(
        f"Engagements du {long_date(terms.since)} au {long_date(dated.until)}",
        [
            ("Logements réservés", integer(terms.places)),
            ("Visites", f"au moins une {terms.rhythm}"),
            ("Réponse à une demande", f"sous {days(terms.answer_delay_days)}"),
            ("Réponse après une relance", f"sous {days(terms.reminded_delay_days)}"),
            ("Proposition de candidats", f"sous {days(terms.candidate_delay_days)}"),
        ],
    )
