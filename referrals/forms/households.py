from collections.abc import Iterator

from django import forms
from django.db.models import QuerySet

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form, TelephoneField
from partners.models import User
from partners.roles import Right
from tenancies.forms.doors import Choice, DoorMixin
from tenancies.forms.persons import BirthYearField
from tenancies.forms.tenancy import LONGEST_LEASE_YEARS
from tenancies.models import Dwelling, Person
from tenancies.reading.masking import unmasked


class NewHouseholdForm(DoorMixin, Form):
    """A tenant the landlord has no case file of: the least that identifies them, where they live and, for those who
    record leases, since when."""

    first_name = forms.CharField(
        label="Prénom du titulaire du bail",
        max_length=80,
        error_messages={"required": "Écrivez le prénom du titulaire du bail."},
    )
    last_name = forms.CharField(
        label="Nom", max_length=80, error_messages={"required": "Écrivez le nom du titulaire du bail."}
    )
    birth_year = BirthYearField()
    phone = TelephoneField(label="Téléphone", required=False)
    address = forms.CharField(label="Adresse", required=False, max_length=120, help_text="Par exemple : 12 Mazades")
    dwelling = forms.UUIDField(label="Logement", required=False, widget=forms.RadioSelect)
    lease_starts_on = DayField(
        label="Entrée dans le logement", required=False, bounds=around_today(years_before=LONGEST_LEASE_YEARS)
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.records_lease = user.may(Right.MANAGE_TENANCIES)
        self.fields["dwelling"].widget.choices = self.door_choices
        if not self.records_lease:
            del self.fields["lease_starts_on"]

    def among(self) -> QuerySet[Dwelling]:
        return Dwelling.objects.visible_to(self.user).in_stock()

    def door_choices(self) -> Iterator[Choice]:
        yield from super().door_choices()
        yield "", "Aucun de ceux-là"

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        chosen = cleaned.get("dwelling")
        if chosen and not self.dwelling_of(str(chosen)):
            self.add_error("dwelling", "Ce logement n’est plus dans votre patrimoine : choisissez-en un autre.")
        elif chosen and self.lacks_its_day(cleaned):
            self.add_error("lease_starts_on", "Indiquez depuis quand, même à peu près.")
        elif cleaned.get("address") and not chosen and "dwelling" not in self.errors:
            self.add_error("dwelling", "Choisissez le logement dans la liste, ou effacez l’adresse s’il n’y est pas.")
        return cleaned

    def lacks_its_day(self, cleaned: dict) -> bool:
        return self.records_lease and not cleaned.get("lease_starts_on") and "lease_starts_on" not in self.errors

    @staticmethod
    def initial_of(described: dict) -> dict:
        holder = described["persons"][0] if described["persons"] else {}
        return {
            "first_name": holder.get("first_name", ""),
            "last_name": holder.get("last_name", ""),
            "birth_year": holder.get("birth_year"),
            "phone": holder.get("phone", ""),
            "dwelling": described["dwelling"],
            "lease_starts_on": described["lease_starts_on"],
        }

    def described(self, others: list[dict]) -> dict:
        """What `Referral.new_household` keeps until the referral is sent."""
        cleaned = self.cleaned_data
        dwelling, starts_on = cleaned.get("dwelling"), cleaned.get("lease_starts_on")
        holder = {
            "role": Person.Role.HOLDER.value,
            "first_name": cleaned["first_name"],
            "last_name": cleaned["last_name"],
            "birth_year": cleaned["birth_year"],
            "phone": cleaned["phone"],
        }
        return {
            "name": cleaned["last_name"],
            "persons": [holder, *others],
            "dwelling": str(dwelling) if dwelling else None,
            "lease_starts_on": starts_on.isoformat() if dwelling and starts_on else None,
        }


def in_words(dwelling: Dwelling) -> str:
    address = unmasked(dwelling)
    return ", ".join(part for part in (address.street, address.place, address.town, address.typology) if part)
