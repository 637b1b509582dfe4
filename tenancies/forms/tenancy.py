import datetime

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import long_date
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.models import User
from tenancies.forms.doors import DoorMixin
from tenancies.forms.exits import ExitReasonField
from tenancies.models import Dwelling, Household, Tenancy
from tenancies.models.ends import EXITS
from tenancies.models.tenancies import DONE_AT_EXIT, YOUNG_UNTIL, one_year_after
from tenancies.reading.leases import contradictions, moves_a_joint
from tenancies.services.tenancies import (
    AlreadyHousedError,
    DwellingTakenError,
    JoinedLeasesError,
    NoOneYearLeaseLeftError,
    OneYearRefusedError,
    OutOfOrderError,
    SlidingDescribedError,
    begin_tenancy,
    correct_tenancy,
    end_tenancy,
    record_notice,
    take_over,
)

LONGEST_LEASE_YEARS = 80
JOINED = (
    "Un autre bail du même logement commence ce jour-là, à la suite\u00a0: annulez le second, puis enregistrez la "
    "suite au bon jour."
)
DAYS_CHANGED = "Les dates de ce bail viennent de changer\u00a0: rechargez la page, puis recommencez."


def why_not_one_year(error: OneYearRefusedError) -> str:
    """What a form says at the kind of the lease."""
    if isinstance(error, NoOneYearLeaseLeftError):
        limit = error.limit
        if not limit:
            return "Votre organisme ne signe pas de bail d’un an\u00a0: son nombre se fixe dans vos seuils."
        return f"Les {limit}\u00a0baux d’un an que prévoient vos seuils sont tous en cours."
    return (
        f"Le bail d’un an est réservé aux moins de {YOUNG_UNTIL}\u00a0ans\u00a0: l’année de naissance du titulaire ne "
        "le permet pas, ou n’est pas connue."
    )


class TenancyForm(DoorMixin, Form):
    """A lease: the dwelling is looked for by its address, then chosen among those found."""

    address = forms.CharField(
        label="Adresse du logement",
        max_length=100,
        required=False,
        widget=forms.SearchInput,
    )
    dwelling = forms.ModelChoiceField(
        Dwelling.objects.none(),
        label="Logement",
        to_field_name="public_id",
        widget=forms.RadioSelect,
        error_messages={"required": "Cherchez une adresse, puis choisissez le logement."},
    )
    kind = forms.ChoiceField(
        label="Nature du bail",
        choices=Tenancy.Kind,
        initial=Tenancy.Kind.DIRECT,
        error_messages={"required": "Choisissez la nature du bail."},
    )
    starts_on = DayField(
        label="Entrée",
        initial=timezone.localdate,
        bounds=around_today(years_before=LONGEST_LEASE_YEARS, years_after=1),
        error_messages={"required": "Indiquez le premier jour du bail."},
    )

    def __init__(self, *args, user: User, household: Household, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.household = household
        self.fields["dwelling"].queryset = self.among().select_related("residence")
        self.fields["dwelling"].widget.choices = self.door_choices

    def among(self) -> QuerySet[Dwelling]:
        return Dwelling.objects.visible_to(self.user).in_stock().filter(landlord=self.household.landlord_id)

    def save(self) -> Tenancy | None:
        """None, with an error at the dwelling, when somebody lives there already."""
        data = self.cleaned_data
        try:
            return begin_tenancy(
                household=self.household,
                user=self.user,
                dwelling=data["dwelling"],
                kind=data["kind"],
                starts_on=data["starts_on"],
            )
        except AlreadyHousedError as error:
            since = long_date(error.tenancy.starts_on)
            self.add_error(
                "starts_on",
                f"Ce ménage a déjà un bail, depuis le {since}\u00a0: notez-en d’abord la fin ou le congé. S’il reste "
                "dans le même logement, faites glisser ce bail, ou passez à un bail durable.",
            )
        except DwellingTakenError:
            self.add_error("dwelling", "Ce logement est déjà loué, réservé ou indisponible à cette date.")
        except OneYearRefusedError as error:
            self.add_error("kind", why_not_one_year(error))
        return None


def require_within_term(tenancy: Tenancy, ends_on: datetime.date) -> None:
    """A lease of one year ends at its term at the latest."""
    last = one_year_after(tenancy.starts_on)
    if tenancy.kind == Tenancy.Kind.YOUNG_1Y and ends_on > last:
        raise forms.ValidationError(f"Un bail d’un an se termine le {long_date(last)} au plus tard.")


class EndTenancyForm(Form):
    ends_on = DayField(
        label="Sortie, clés rendues le",
        initial=timezone.localdate,
        bounds=around_today(years_before=LONGEST_LEASE_YEARS, years_after=2),
        help_text="À venir, cette sortie est prévue\u00a0: elle n’est vraie que ce jour-là.",
        error_messages={"required": "Indiquez le jour où les clés sont rendues."},
    )
    end_reason = ExitReasonField()

    def __init__(self, *args, tenancy: Tenancy, support_ended_for: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.tenancy = tenancy
        if support_ended_for in EXITS:
            self.fields["end_reason"].initial = support_ended_for
            self.fields["end_reason"].help_text = "Celui de la fin du suivi\u00a0: gardez-le, ou changez-le."

    def clean_ends_on(self) -> datetime.date:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on <= self.tenancy.starts_on:
            entry = long_date(self.tenancy.starts_on)
            raise forms.ValidationError(f"Indiquez une date de sortie après l’entrée, le {entry}.")
        require_within_term(self.tenancy, ends_on)
        if words := contradictions(self.tenancy, {"ends_on": ends_on}):
            raise forms.ValidationError(words["ends_on"])
        return ends_on

    def save(self, user: User) -> Tenancy:
        data = self.cleaned_data
        return end_tenancy(tenancy=self.tenancy, user=user, ends_on=data["ends_on"], reason=data["end_reason"])


class NoticeForm(Form):
    notice_received_on = DayField(
        label="Congé reçu le",
        initial=timezone.localdate,
        bounds=around_today(years_before=1),
        error_messages={"required": "Indiquez le jour où le congé est arrivé."},
    )
    ends_on = DayField(
        label="Sortie prévue le",
        bounds=around_today(years_after=2),
        help_text="Le logement est annoncé libre ensuite, une fois remis en état.",
        error_messages={"required": "Indiquez le jour où le logement sera rendu."},
    )

    def __init__(self, *args, tenancy: Tenancy, **kwargs):
        super().__init__(*args, **kwargs)
        self.tenancy = tenancy

    def clean_ends_on(self) -> datetime.date:
        require_within_term(self.tenancy, self.cleaned_data["ends_on"])
        return self.cleaned_data["ends_on"]

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        received_on, ends_on = data.get("notice_received_on"), data.get("ends_on")
        if received_on and ends_on and ends_on < received_on:
            self.add_error("ends_on", "Indiquez une sortie qui ne précède pas le congé.")
        elif ends_on and ends_on <= self.tenancy.starts_on:
            self.add_error(
                "ends_on", f"Indiquez une date de sortie après l’entrée, le {long_date(self.tenancy.starts_on)}."
            )
        return data

    def save(self, user: User) -> Tenancy:
        data = self.cleaned_data
        return record_notice(
            tenancy=self.tenancy, user=user, received_on=data["notice_received_on"], ends_on=data["ends_on"]
        )


class TakeOverForm(Form):
    """A lasting lease after a lease of one year, in the same dwelling."""

    starts_on = DayField(
        label="Le bail durable commence le",
        bounds=around_today(years_before=1, years_after=1),
        help_text="Le bail d’un an s’arrête ce jour-là\u00a0: le ménage reste dans son logement, sans un jour d’écart.",
        error_messages={"required": "Indiquez le premier jour du bail durable."},
    )

    def __init__(self, *args, tenancy: Tenancy, user: User, **kwargs):
        super().__init__(*args, initial={"starts_on": tenancy.ends_on}, **kwargs)
        self.tenancy, self.user = tenancy, user

    def save(self) -> Tenancy | None:
        """None, with an error, when that day is not one of the lease or the dwelling is promised to somebody else."""
        first, last = long_date(self.tenancy.starts_on), long_date(self.tenancy.ends_on)
        try:
            return take_over(tenancy=self.tenancy, user=self.user, **self.cleaned_data)
        except OutOfOrderError:
            self.add_error(
                "starts_on",
                f"Indiquez un jour du bail d’un an, après le {first} et jusqu’au {last}, qui ne précède pas ce que "
                "vous en avez noté.",
            )
        except DwellingTakenError:
            self.add_error(
                "starts_on",
                "Ce logement est promis à un autre ménage ou indisponible après le bail d’un an\u00a0: libérez-le "
                "d’abord.",
            )
        return None


class TenancyCorrectionForm(SeenMixin, Form):
    """What was recorded of a lease, put right. Its dwelling is not asked: with another, it is another lease."""

    kind = forms.ChoiceField(
        label="Nature du bail", choices=Tenancy.Kind, error_messages={"required": "Choisissez la nature du bail."}
    )
    starts_on = DayField(
        label="Entrée",
        bounds=around_today(years_before=LONGEST_LEASE_YEARS, years_after=1),
        error_messages={"required": "Indiquez la date d’entrée."},
    )
    ends_on = DayField(
        label="Sortie, clés rendues le",
        required=False,
        bounds=around_today(years_before=LONGEST_LEASE_YEARS, years_after=2),
        help_text="Videz ce champ si le ménage habite encore le logement\u00a0; un bail d’un an a toujours un terme.",
    )

    def __init__(self, *args, tenancy: Tenancy, **kwargs):
        recorded = {name: getattr(tenancy, name) for name in self.base_fields}
        super().__init__(*args, initial=recorded, **kwargs)
        self.tenancy = tenancy

    def clean(self) -> dict:
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", f"Indiquez une date de sortie après l’entrée, le {long_date(starts_on)}.")
        elif starts_on and "ends_on" in data and data.get("kind"):
            if data["kind"] == Tenancy.Kind.YOUNG_1Y:
                ends_on = data["ends_on"] = ends_on or one_year_after(starts_on)
                if ends_on > one_year_after(starts_on):
                    last = long_date(one_year_after(starts_on))
                    self.add_error("ends_on", f"Un bail d’un an se termine le {last} au plus tard.")
            if moves_a_joint(self.tenancy, starts_on=starts_on, ends_on=ends_on):
                self.add_error("starts_on" if starts_on != self.tenancy.starts_on else "ends_on", JOINED)
            # An end taken back takes back what was done of the exit.
            changed = {"starts_on": starts_on, "ends_on": ends_on} | ({} if ends_on else dict.fromkeys(DONE_AT_EXIT))
            for name, words in contradictions(self.tenancy, changed).items():
                self.add_error(name, words)
        return data

    def save(self, user: User) -> Tenancy | None:
        """None, with an error at the entry, when somebody else lives there on these days."""
        try:
            return correct_tenancy(tenancy=self.tenancy, user=user, **self.cleaned_data)
        except DwellingTakenError:
            self.add_error("starts_on", "Ce logement est loué, réservé ou indisponible sur une partie de ces dates.")
        except OneYearRefusedError as error:
            self.add_error("kind", why_not_one_year(error))
        except SlidingDescribedError:
            self.add_error("kind", "Les documents d’un bail glissant sont notés pour ce bail\u00a0: il le reste.")
        except (JoinedLeasesError, OutOfOrderError):
            self.add_error(None, DAYS_CHANGED)
        return None
