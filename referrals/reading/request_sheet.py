"""What a partner reads of a request before it answers, written once: its page shows these facts and no other, and the
sheet handed to the household tells them in plain words."""

from dataclasses import dataclass

from django.utils import timezone

from housing_support.common.dates import long_date
from referrals.models import Mobilisation
from tenancies.models import Consent, Household
from tenancies.reading.composition import composition
from tenancies.reading.consents import words_of
from tenancies.reading.masking import ShownAddress, address_of


@dataclass(frozen=True)
class Field:
    """`label`: beside its value on the page; none for what the page shows in its own way."""

    code: str
    label: str
    plain: str


FIELDS = (
    Field("household", "", "Votre nom."),
    Field("reasons", "", "Pourquoi vous avez besoin d’aide."),
    Field("goal", "", "L’aide que nous lui demandons."),
    Field("composition", "Composition", "Combien vous êtes chez vous, et l’âge des enfants."),
    Field("commune", "Commune", "Votre commune. Si votre adresse est protégée, elle reste cachée."),
    Field("agreement", "Accord du ménage", "Le jour de votre accord."),
    Field("requested_by", "Demandé par", "Le nom de votre conseillère."),
    Field("contact", "À joindre", "Le téléphone de votre conseillère."),
)
# And, once it accepts, of the same page: what the case file shows besides is `tenancies.reading.consents`.
ONCE_ACCEPTED = ("Ce que votre conseillère a écrit de la rencontre, si elle l’a écrit pour lui.",)


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    phone: str = ""
    is_masked: bool = False


def asked_about(asked: Mobilisation) -> tuple[Household, list[Fact]]:
    """The household, and the facts of it that whoever is to answer reads: by an account, or by a link."""
    household = (
        Household.objects.filter(pk=asked.referral.known_household.pk)
        .with_current_tenancy()
        .prefetch_related("persons")
        .get()
    )
    tenancy = next(iter(household.running_tenancies), None)
    return household, facts_of(
        asked,
        household,
        composition=composition(household.persons.all(), today=timezone.localdate()),
        address=address_of(household, tenancy.dwelling if tenancy else None),
        agreed=agreed_in_words(asked),
    )


def agreed_in_words(asked: Mobilisation) -> str:
    """« donné le 3 mars 2026, de vive voix »: what the household said of this very partner."""
    said = Consent.objects.given().filter(household=asked.referral.household_id, organization=asked.organization_id)
    consent = said.first()
    return f"donné {words_of(consent)}" if consent else "retiré"


def facts_of(
    asked: Mobilisation, household: Household, *, composition: str, address: ShownAddress, agreed: str
) -> list[Fact]:
    """Those that have a label and a value, in the order of `FIELDS`."""
    referral, adviser = asked.referral, asked.referral.adviser
    commune = address.residence if address.is_masked else address.town or "Non connue"
    contact, phone = "", ""
    if adviser and adviser.phone:
        contact, phone = adviser.full_name, adviser.phone
    elif referral.landlord.phone:
        contact, phone = referral.landlord.short_name, referral.landlord.phone
    by = f"{asked.requested_by.full_name}, {referral.landlord.short_name}, le {long_date(asked.requested_at)}"
    values = {
        "composition": composition,
        "commune": commune,
        "agreement": agreed,
        "requested_by": by,
        "contact": contact,
    }
    return [
        Fact(
            field.label,
            values[field.code],
            phone=phone if field.code == "contact" else "",
            is_masked=field.code == "commune" and address.is_masked,
        )
        for field in FIELDS
        if field.label and values[field.code]
    ]
