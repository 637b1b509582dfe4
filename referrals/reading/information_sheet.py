"""The paper that a household is given before it agrees to a partner (`documents/information_sheet.typ`): who asks, what
is shared, for how long, how to take it back. It names no household and no need: it may be left on a table."""

import datetime
from typing import Any

from housing_support.common.dates import long_date
from housing_support.common.numbers import days
from housing_support.common.telephones import kept as telephone
from partners.models import Convention, LandlordParameters
from referrals.models import Referral
from referrals.reading.request_sheet import FIELDS, ONCE_ACCEPTED
from tenancies.reading.consents import IN_PLAIN_WORDS

NEVER_SHARED = (
    "Ce que votre conseillère note pour elle seule.",
    "Ce que les autres partenaires notent pour leur équipe.",
    "Ce que vous avez répondu pour les autres partenaires.",
    "Le nom de ce partenaire\u00a0: ceux qui s’occupent de votre loyer ne le connaissent pas.",
)


def information_sheet_of(referral: Referral, convention: Convention, *, at: datetime.datetime) -> dict[str, Any]:
    """About the association of a convention, for the household of a referral whose adviser and landlord are loaded."""
    partner, landlord, adviser = convention.association, referral.landlord, referral.adviser
    asker = f"{adviser.full_name}, conseillère sociale chez {landlord.name}" if adviser else landlord.name
    phone = (adviser.phone if adviser else "") or landlord.phone
    kept_for = LandlordParameters.of(landlord.pk).own_entries_days
    delays = [
        f"{partner.short_name} nous répond sous {days(convention.answer_delay_days)}.",
        "S’il accepte, il lit votre dossier tant qu’il vous aide.",
        "Quand son aide est finie, il ne lit plus votre dossier.",
    ]
    if kept_for:
        delays.append(f"Il peut encore relire ce qu’il a écrit lui-même, pendant {days(kept_for)}.")
    return {
        "title": f"Votre accord pour {partner.short_name}",
        "edited": f"Fiche éditée le {long_date(at)}",
        "opening": [
            f"{asker}, vous propose l’aide d’un partenaire\u00a0: {partner.name}.",
            "Nous vous demandons votre accord. Vous pouvez dire oui, non, ou plus tard.",
            "Si vous dites non, rien ne change pour votre logement.",
        ],
        "sections": [
            section(
                f"Avant de répondre, {partner.short_name} lit seulement", [field.plain for field in FIELDS], listed=True
            ),
            section(
                "S’il accepte de vous aider, il lit aussi", (*ONCE_ACCEPTED, *IN_PLAIN_WORDS.values()), listed=True
            ),
            section("Ce qui n’est jamais partagé", NEVER_SHARED, listed=True),
            section("Pendant combien de temps", delays),
            section(
                "Pour changer d’avis",
                [
                    f"Vous pouvez retirer votre accord à tout moment. Dites-le à votre conseillère, ou à "
                    f"{partner.short_name}.",
                    f"{partner.short_name} ne lit plus rien dès ce moment. Les autres aides continuent.",
                    f"Pour appeler\u00a0: {telephone(phone) or phone}." if phone else "Demandez à votre bailleur.",
                ],
            ),
        ],
    }


def section(title: str, lines: Any, *, listed: bool = False) -> dict[str, Any]:
    return {"title": title, "lines": list(lines), "listed": listed}
