"""What a caretaker says of a door, and what an adviser says of whoever lives behind it."""

from typing import Any

from django import forms

from housing_support.common.bounds import around_today
from housing_support.common.documents.forms import PhotoField
from housing_support.common.forms import AlikeMixin, DayField, Form
from partners.models import User
from referrals.exceptions import DwellingNotFreeError
from referrals.forms.fields import SpottedFields
from referrals.models import Referral
from referrals.reading.doors import by_floor, door_name, landing_of
from referrals.reading.duplicates import alike_tenants
from referrals.reading.search import Tenant
from referrals.services import doors as services
from tenancies.forms.doors import NarrowingMixin
from tenancies.forms.persons import BirthYearField
from tenancies.forms.tenancy import LONGEST_LEASE_YEARS
from tenancies.models import Dwelling, Person
from tenancies.reading.doors import Choosing

Precision = Referral.Precision


# Those of a large building, in one list: beyond, they are narrowed first.
MOST_LISTED = 60
# As many are pressed at once rather than unfolded first.
MOST_PRESSED = 24
CHOOSE_AGAIN = "Choisissez de nouveau la photo\u00a0: elle n’est gardée qu’une fois le signalement envoyé."


class DoorForm(NarrowingMixin, SpottedFields):
    """The door among those of an address, floor by floor, each shown the same way; then what was seen there."""

    place = forms.ChoiceField(
        label="Quelle porte\u00a0?",
        error_messages={
            "required": "Choisissez une porte, ou «\u00a0Je ne sais pas\u00a0».",
            "invalid_choice": "Cette porte n’est plus à cette adresse\u00a0: choisissez-en une autre.",
        },
    )

    photo = PhotoField(
        label="Photo",
        required=False,
        help_text="L’état de la porte ou du logement, jamais une personne. La conseillère sociale et vous la voyez, "
        "personne d’autre\u00a0; le lieu et l’appareil en sont effacés.",
    )

    field_order = ["place", "reasons", "urgency", "photo", "facts"]

    def __init__(self, *args, doors: list[Dwelling], user: User, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.doors = doors
        # What each choice says, by its value: a door chosen on one page is there on the others.
        self.places: dict[str, tuple[Dwelling, Precision]] = {Precision.ADDRESS: (doors[0], Precision.ADDRESS)}
        listed = self.landings(doors)
        if len(doors) <= MOST_PRESSED:
            self.fields["place"].widget = forms.RadioSelect()
            listed = [("", [choice]) if isinstance(choice[1], str) else choice for choice in listed[1:]]
        self.fields["place"].choices = listed
        if len(doors) > MOST_LISTED:
            # Worked out when they are drawn: a form may be filled again until then.
            self.fields["place"].widget.choices = self.choices_left

    def doors_offered(self) -> Choosing:
        return Choosing(tuple(self.doors), self.steps_chosen, self.page_asked, size=MOST_LISTED)

    def landings(self, doors: list[Dwelling]) -> list:
        choices: list = [("", "Choisir une porte"), (Precision.ADDRESS.value, "Je ne sais pas")]
        for landing, on_it in by_floor(doors).items():
            named = [(self.value_of(door, Precision.DOOR), door_name(door)) for door in on_it]
            unknown = (self.value_of(on_it[0], Precision.FLOOR), "Cet étage, porte inconnue")
            choices.append((landing[:1].upper() + landing[1:], [*named, unknown]))
        return choices

    def choices_left(self) -> list:
        """Of the doors that are shown, after the one that was chosen on another page."""
        choices = self.landings(self.choosing.shown)
        chosen = self["place"].value()
        door, precision = self.places.get(chosen, (None, ""))
        if door and precision != Precision.ADDRESS and door not in self.choosing.shown:
            name = door_name(door) if precision == Precision.DOOR else "Porte inconnue"
            choices.insert(2, (chosen, f"{name}, {landing_of(door)}"))
        return choices

    def value_of(self, door: Dwelling, precision: Precision) -> str:
        value = f"{precision}-{door.public_id}"
        self.places[value] = (door, precision)
        return value

    def clean(self) -> dict[str, Any]:
        """A browser gives no file twice."""
        super().clean()
        if self.errors and self.cleaned_data.get("photo"):
            self.add_error("photo", CHOOSE_AGAIN)
        return self.cleaned_data

    def save(self) -> Referral:
        cleaned = self.cleaned_data
        dwelling, precision = self.places[cleaned["place"]]
        return services.report_door(
            user=self.user,
            dwelling=dwelling,
            precision=precision,
            reasons=cleaned["reasons"],
            facts=cleaned["facts"],
            urgency=cleaned["urgency"],
            photo=cleaned["photo"],
        )


class HouseholdBehindDoorForm(AlikeMixin, Form):
    """The least that identifies whoever holds the lease."""

    KNOWN_ALREADY = (
        "Un ménage de ce nom, ou qui lui ressemble, a déjà un dossier\u00a0: rattachez-lui le signalement, ou "
        "continuez si c’est un autre ménage."
    )
    ANOTHER = "Ce n’est pas le même ménage\u00a0: ouvrir un autre dossier"

    first_name = forms.CharField(label="Prénom du titulaire du bail", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    birth_year = BirthYearField()
    lease_starts_on = DayField(
        label="Entrée dans le logement",
        required=False,
        bounds=around_today(years_before=LONGEST_LEASE_YEARS),
        help_text="Si vous la connaissez\u00a0: le bail de cette porte est alors enregistré.",
    )

    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        if referral.precision != Precision.DOOR:
            del self.fields["lease_starts_on"]

    def look_for(self, data: dict[str, Any]) -> list[Tenant]:
        if not data.get("last_name"):
            return []
        described = {name: data.get(name) or "" for name in ("first_name", "last_name")}
        door = self.referral.dwelling
        return alike_tenants(self.user, **described, birth_year=data.get("birth_year"), dwelling=door)

    def save(self) -> Referral | None:
        """None, with an error at the date, when the dwelling is let."""
        cleaned = self.cleaned_data
        holder = {name: cleaned[name] for name in ("first_name", "last_name", "birth_year")}
        try:
            return services.attach_new_household(
                referral=self.referral,
                user=self.user,
                name=cleaned["last_name"],
                persons=[{"role": Person.Role.HOLDER, **holder}],
                lease_starts_on=cleaned.get("lease_starts_on"),
            )
        except DwellingNotFreeError:
            self.add_error(
                "lease_starts_on",
                "Ce logement est déjà loué à cette date\u00a0: regardez qui y habite, ou laissez la date vide.",
            )
            return None
