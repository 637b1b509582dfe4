"""The letter left in a letter-box (`documents/letter.typ`). A neighbour may read it: it says neither why, nor that a
social worker came, nor of which file. It bears the name of the household, as the letter-box does, unless the household
is protected."""

import datetime
from typing import Any

from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.common.telephones import kept as telephone
from partners.models import User
from referrals.models import Attempt, Meeting, Referral
from tenancies.models import Person

# The last ones: it is no account.
MOST_DAYS = 3
OCCUPANT = "À l’attention de la personne qui habite ici"


def letter_of(referral: Referral, user: User, *, at: datetime.datetime) -> dict[str, Any]:
    """Needs its household loaded."""
    landlord = user.organization
    phone = user.phone or landlord.phone
    return {
        "title": "Un mot pour vous",
        "edited": f"Le {long_date(at)}",
        "to": addressee(referral),
        "lines": [
            "Bonjour,",
            tried_in_words(days_tried(referral)),
            f"Je travaille chez votre bailleur, {landlord.name}. Je souhaite vous rencontrer quelques minutes, chez "
            "vous ou à l’agence, comme vous préférez.",
            f"Vous pouvez m’appeler au {telephone(phone) or phone}."
            if phone
            else "Vous pouvez demander à l’agence de me prévenir.",
            "Ce mot ne vous oblige à rien et ne change rien à votre logement. Si vous ne voulez pas que je repasse, "
            "dites-le-moi.",
        ],
        "signed": [user.full_name, landlord.name],
    }


def addressee(referral: Referral) -> str:
    household = referral.household
    if household is None or household.is_protected:
        return OCCUPANT
    holder = household.persons.filter(role=Person.Role.HOLDER).order_by("pk").first()
    name = f"{holder.first_name} {holder.last_name}".strip() if holder else ""
    return f"À l’attention de {name or household.name}"


def days_tried(referral: Referral) -> list[datetime.date]:
    missed = Meeting.objects.filter(referral=referral, state=Meeting.State.MISSED)
    days = {timezone.localdate(at) for at in missed.values_list("planned_at", flat=True)}
    tried = Attempt.objects.filter(referral=referral, result=Attempt.Result.NO_ANSWER)
    days |= set(tried.exclude(means=Attempt.Means.LETTER).values_list("made_on", flat=True))
    return sorted(days)[-MOST_DAYS:]


def tried_in_words(days: list[datetime.date]) -> str:
    if not days:
        return "Je cherche à vous joindre."
    *before, last = [f"le {long_date(day)}" for day in days]
    when = f"{', '.join(before)} et {last}" if before else last
    return f"J’ai essayé de vous joindre {when}, sans y parvenir."
