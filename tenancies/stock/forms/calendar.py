"""The calendar of a dwelling: free, out of use, reserved."""

import datetime

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import long_date
from housing_support.common.forms import DayField, Form, ModelForm, SeenMixin
from partners.models import Convention, User
from tenancies.models import Dwelling, DwellingFacts, Reservation, Vacancy, Void
from tenancies.stock.dwelling_facts import describe_dwelling
from tenancies.stock.facts import NOT_GIVEN
from tenancies.stock.reservations import (
    DwellingNotFreeError,
    DwellingReservedError,
    NoPlaceLeftError,
    OutsideConventionError,
    ReservationRefusedError,
    prolong,
    release,
    reserve,
    shorten,
)
from tenancies.stock.vacancies import declare_free, end_void, let_elsewhere, record_void

LONGEST_RESERVATION_YEARS = 10
WITHIN_REACH = around_today(years_before=2, years_after=LONGEST_RESERVATION_YEARS)
AMOUNT_ERRORS = (
    "invalid",
    "min_value",
    "max_value",
    "max_digits",
    "max_decimal_places",
    "max_whole_digits",
)
END_FIRST = "Indiquez un dernier jour qui ne précède pas le premier."
NOT_FREE = "Ce logement n’est pas libre sur cette période\u00a0: il est occupé, ou pas encore déclaré libre."


def taken(period: Reservation | Void) -> str:
    """What takes a dwelling, and when, in words."""
    if isinstance(period, Reservation):
        days = f"du {long_date(period.starts_on)} au {long_date(period.ends_on)}"
        return f"Ce logement est déjà réservé {days}, pour {period.convention}."
    until = f"du {long_date(period.starts_on)} au {long_date(period.ends_on)}"
    since = f"à partir du {long_date(period.starts_on)}, sans fin connue"
    return f"Ce logement est indisponible {until if period.ends_on else since}\u00a0: {period.get_reason_display()}."


def refusal_in_words(error: ReservationRefusedError, convention: Convention | None) -> tuple[str, str]:
    """The field where it is said, and what is said: the rule, its figures and the period in the way."""
    match error:
        case DwellingReservedError():
            return "starts_on", taken(error.period)
        case NoPlaceLeftError():
            places = {0: "n’a aucune place", 1: "n’a qu’une place, prise"}.get(
                error.places, f"a {error.places}\u00a0places, toutes prises"
            )
            return "convention", f"Cette convention {places} le {long_date(error.day)}."
        case OutsideConventionError() if convention:
            days = f"du {long_date(convention.starts_on)} au {long_date(convention.ends_on)}"
            return "ends_on", f"Cette convention court {days}\u00a0: la réservation se tient entre ces deux jours."
    return "starts_on", NOT_FREE


class PeriodForm(Form):
    """Days, both included. `in_the_way` is the reservation that refused them, for the link of its page."""

    in_the_way: Reservation | None = None

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", END_FIRST)
        return data

    def refuse(self, error: ReservationRefusedError, convention: Convention | None = None) -> None:
        name, words = refusal_in_words(error, convention)
        self.add_error(name if name in self.fields else next(iter(self.fields)), words)
        period = getattr(error, "period", None)
        self.in_the_way = period if isinstance(period, Reservation) else None


class ReservationForm(PeriodForm):
    convention = forms.ModelChoiceField(
        Convention.objects.none(),
        label="Convention",
        to_field_name="public_id",
        empty_label="Choisir une convention",
        error_messages={"required": "Choisissez la convention qui réserve ce logement."},
    )
    starts_on = DayField(
        label="Du",
        initial=timezone.localdate,
        bounds=WITHIN_REACH,
        error_messages={"required": "Indiquez le premier jour de la réservation."},
    )
    ends_on = DayField(
        label="Au",
        bounds=WITHIN_REACH,
        help_text="Dernier jour compris.",
        error_messages={"required": "Indiquez le dernier jour de la réservation."},
    )

    def __init__(self, *args, dwelling: Dwelling, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.dwelling, self.user = dwelling, user
        offered = Convention.objects.binding().filter(landlord=user.organization_id)
        offered = offered.filter(ends_on__gte=timezone.localdate()).for_list()
        self.fields["convention"].queryset = offered
        self.fields["convention"].label_from_instance = lambda one: (
            f"{one.association} · {one.action}, jusqu’au {long_date(one.ends_on)}"
        )

    def save(self) -> Reservation | None:
        """None, with an error at the field of the rule that is in the way."""
        try:
            return reserve(dwelling=self.dwelling, user=self.user, **self.cleaned_data)
        except ReservationRefusedError as error:
            self.refuse(error, self.cleaned_data["convention"])
            return None


class ReservationEndForm(SeenMixin, PeriodForm):
    ends_on = DayField(
        label="Dernier jour", bounds=WITHIN_REACH, error_messages={"required": "Indiquez le dernier jour."}
    )

    def __init__(self, *args, reservation: Reservation, user: User, **kwargs):
        super().__init__(*args, initial={"ends_on": reservation.ends_on}, **kwargs)
        self.reservation, self.user = reservation, user

    def clean_ends_on(self) -> datetime.date:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on == self.reservation.ends_on:
            raise forms.ValidationError("Indiquez un autre jour que celui d’aujourd’hui prévu.", code="same")
        first = max(self.reservation.starts_on, timezone.localdate())
        if ends_on < first:
            raise forms.ValidationError(f"Indiquez un jour à partir du {long_date(first)}.", code="past")
        return ends_on

    def save(self) -> Reservation | None:
        ends_on, reservation = self.cleaned_data["ends_on"], self.reservation
        change = prolong if ends_on > reservation.ends_on else shorten
        try:
            return change(reservation=reservation, user=self.user, version=reservation.version, ends_on=ends_on)
        except ReservationRefusedError as error:
            self.refuse(error, reservation.convention)
            return None


class ReleaseForm(Form):
    reason = forms.ChoiceField(
        label="Motif",
        choices=[(reason.value, reason.label) for reason in Reservation.CHOSEN_RELEASES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif."},
    )

    def save(self, *, reservation: Reservation, user: User) -> Reservation:
        return release(reservation=reservation, user=user, reason=self.cleaned_data["reason"])


class VacancyForm(PeriodForm):
    starts_on = DayField(
        label="Libre à partir du",
        initial=timezone.localdate,
        bounds=WITHIN_REACH,
        error_messages={"required": "Indiquez le jour à partir duquel ce logement est libre."},
    )

    def save(self, *, dwelling: Dwelling, user: User) -> Vacancy | None:
        try:
            return declare_free(dwelling=dwelling, user=user, **self.cleaned_data)
        except DwellingNotFreeError:
            self.add_error("starts_on", "Un bail court encore ce jour-là\u00a0: enregistrez d’abord sa fin.")
            return None


class RelettingForm(PeriodForm):
    ends_on = DayField(
        label="Reloué le",
        initial=timezone.localdate,
        bounds=WITHIN_REACH,
        error_messages={"required": "Indiquez le jour où le logement est reloué."},
    )

    def __init__(self, *args, vacancy: Vacancy, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.vacancy, self.user = vacancy, user

    def clean_ends_on(self) -> datetime.date:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.vacancy.starts_on:
            raise forms.ValidationError(f"Indiquez un jour à partir du {long_date(self.vacancy.starts_on)}.")
        return ends_on

    def save(self) -> Vacancy | None:
        try:
            return let_elsewhere(vacancy=self.vacancy, user=self.user, **self.cleaned_data)
        except DwellingReservedError as error:
            self.refuse(error)
            return None


class VoidForm(PeriodForm):
    reason = forms.ChoiceField(
        label="Motif",
        choices=Void.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif."},
    )
    starts_on = DayField(
        label="Du",
        initial=timezone.localdate,
        bounds=WITHIN_REACH,
        error_messages={"required": "Indiquez le premier jour."},
    )
    ends_on = DayField(
        label="Au",
        required=False,
        bounds=WITHIN_REACH,
        help_text="Dernier jour compris. Laissez vide s’il n’est pas connu.",
    )

    def save(self, *, dwelling: Dwelling, user: User) -> Void | None:
        try:
            return record_void(dwelling=dwelling, user=user, **self.cleaned_data)
        except ReservationRefusedError as error:
            self.refuse(error)
            return None


class VoidEndForm(PeriodForm):
    ends_on = DayField(
        label="Dernier jour", bounds=WITHIN_REACH, error_messages={"required": "Indiquez le dernier jour."}
    )

    def __init__(self, *args, void: Void, user: User, **kwargs):
        super().__init__(*args, initial={"ends_on": void.ends_on or timezone.localdate()}, **kwargs)
        self.void, self.user = void, user

    def clean_ends_on(self) -> datetime.date:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.void.starts_on:
            raise forms.ValidationError(f"Indiquez un jour à partir du {long_date(self.void.starts_on)}.")
        return ends_on

    def save(self) -> Void | None:
        try:
            return end_void(void=self.void, user=self.user, **self.cleaned_data)
        except ReservationRefusedError as error:
            self.refuse(error)
            return None


class DwellingFactsForm(SeenMixin, ModelForm):
    """What the register does not say of a dwelling."""

    sentences = {
        "rent_euros": "Indiquez un loyer en euros, par exemple 412,50.",
        "charges_euros": "Indiquez des charges en euros, par exemple 85.",
    }

    class Meta:
        model = DwellingFacts
        fields = ["rent_euros", "charges_euros", "has_lift", "accessibility", "heating"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in self.sentences.items():
            self.fields[name].error_messages |= dict.fromkeys(AMOUNT_ERRORS, words)
        self.fields["has_lift"].widget.choices = [("unknown", NOT_GIVEN), ("true", "Oui"), ("false", "Non")]
        for name in ("accessibility", "heating"):
            _, *choices = self.fields[name].choices
            self.fields[name].choices = [("", NOT_GIVEN), *choices]

    def save(self, *, dwelling: Dwelling, user: User) -> DwellingFacts:
        return describe_dwelling(dwelling=dwelling, user=user, **self.cleaned_data)
