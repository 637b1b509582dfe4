import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import long_date
from housing_support.common.documents.forms import DocumentField
from housing_support.common.forms import AlikeMixin, DayField, Form, ModelForm, SeenMixin
from partners.exceptions import PlacesTakenError
from partners.forms.invitations import NOT_INVITED, WHY_NOT_INVITED
from partners.forms.rhythm import DAYS, RhythmMixin, days_field
from partners.models import (
    Convention,
    ConventionTerms,
    Expertise,
    FundedAction,
    LandlordParameters,
    Organization,
    User,
)
from partners.models.terms import AMENDED
from partners.reading.likely import likely_associations
from partners.services import conventions, terms
from partners.validators import validate_siren, validate_siret

# Known to the dated terms alone.
DATED = ("candidate_delay_days", "reminded_delay_days")
TERMS = ["starts_on", "ends_on", "reserved_dwellings", "visit_interval_days", "answer_delay_days"]
LONGEST_CONVENTION_YEARS = 10
ALREADY_BOUND = "Une convention lie déjà cette association à cette action sur cette période."
PERCENT = "Indiquez un taux entier, de 1\u00a0à\u00a0100."
LEASES = "Indiquez un nombre de baux, de 0\u00a0à\u00a01\u202f000."
ATTEMPTS = "Indiquez un nombre de tentatives, de 1\u00a0à\u00a010."
ALERTS = ("first_alert", "second_alert", "third_alert")
NO_ALERT = "Laissez vide si vous n’en voulez pas d’autre."


class DigitsField(forms.CharField):
    """A number copied from a document that groups its digits: 356 000 000."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 30}), **kwargs)

    def to_python(self, value) -> str:
        return "".join((super().to_python(value) or "").split())


NO_END = "Indiquez une fin postérieure à la prise d’effet."


def check_period(form: forms.BaseForm, starts_on: datetime.date | None, ends_on: datetime.date | None) -> None:
    if not starts_on or not ends_on:
        return
    if ends_on <= starts_on:
        form.add_error("ends_on", NO_END)
    elif (ends_on - starts_on) > datetime.timedelta(days=366 * LONGEST_CONVENTION_YEARS):
        form.add_error("ends_on", f"Indiquez une fin plus proche\u00a0: {LONGEST_CONVENTION_YEARS}\u00a0ans au plus.")


class TermsForm(RhythmMixin, ModelForm):
    """What a convention commits to, until it is signed."""

    user: User
    sentences = {
        "starts_on": "Indiquez le premier jour de la convention.",
        "ends_on": "Indiquez le dernier jour de la convention.",
        "reserved_dwellings": "Indiquez un nombre de logements, 0\u00a0si l’action n’en réserve aucun.",
        "visit_interval_days": DAYS,
        "answer_delay_days": DAYS,
        "action": "Choisissez l’action que cette convention met en œuvre.",
        "association": "Choisissez l’association, ou décrivez-la ci-dessous.",
    }

    starts_on = DayField(label="Prise d’effet", bounds=around_today(years_before=20, years_after=5))
    ends_on = DayField(label="Fin", bounds=around_today(years_before=20, years_after=5 + LONGEST_CONVENTION_YEARS))
    candidate_delay_days = days_field(
        "Délai pour proposer des candidats, en jours",
        initial=30,
        help_text="À compter de l’annonce d’un logement réservé.",
    )
    reminded_delay_days = days_field(
        "Délai de réponse après une relance, en jours",
        initial=10,
        help_text="Une demande sans réponse est relancée une fois, puis prend fin.",
    )

    class Meta:
        model = Convention
        fields = TERMS
        help_texts = {
            "reserved_dwellings": "0\u00a0si l’action ne réserve aucun logement.",
            "visit_interval_days": "15\u00a0: une visite tous les quinze jours.",
        }

    def clean(self) -> dict:
        super().clean()
        check_period(self, self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on"))
        return self.cleaned_data

    def write(self, service: Callable, **arguments) -> Convention | None:
        """Call the service with the terms; None, with an error, when the database refuses a second convention of the
        same association under the same action at the same time."""
        terms = {name: self.cleaned_data[name] for name in (*TERMS, "visit_steps", *DATED)}
        try:
            with transaction.atomic():
                return service(user=self.user, **arguments, **terms)
        except IntegrityError:
            self.add_error(None, ALREADY_BOUND)
            return None


class CorrectionForm(SeenMixin, TermsForm):
    """A convention that is not signed yet."""

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.update(self.initial_of(self.instance.visit_steps))
        first = self.instance.terms_on(self.instance.starts_on)
        self.initial.update({name: getattr(first, name) for name in DATED})

    def save(self) -> Convention | None:
        return self.write(conventions.correct_convention, convention=self.instance, version=self.instance.version)


class SignatureForm(Form):
    """That both parties signed."""

    signed_on = DayField(
        label="Signée le",
        bounds=around_today(years_before=20),
        help_text="Le jour de la dernière signature.",
        error_messages={"required": "Indiquez le jour où la dernière des deux parties a signé."},
    )
    file = DocumentField(
        label="Convention signée",
        required=False,
        error_messages={"required": "Joignez la convention signée par les deux parties."},
    )

    def __init__(self, *args, convention: Convention, **kwargs):
        super().__init__(*args, **kwargs)
        self.convention = convention
        self.fields["file"].required = not convention.has_signed_copy

    def clean_signed_on(self) -> datetime.date:
        signed_on = self.cleaned_data["signed_on"]
        if signed_on > self.convention.ends_on:
            raise ValidationError("Indiquez une signature antérieure à la fin de la convention.", code="over")
        return signed_on

    def save(self, user: User) -> Convention:
        return conventions.sign_convention(convention=self.convention, user=user, **self.cleaned_data)


class AmendmentForm(SeenMixin, RhythmMixin, Form):
    """Other terms from a day on: those of before stay as they were. Begins with those known last."""

    since = DayField(
        label="À partir du",
        bounds=around_today(years_before=5, years_after=10),
        error_messages={"required": "Indiquez le jour où l’avenant prend effet."},
    )
    ends_on = DayField(
        label="Fin de la convention",
        bounds=around_today(years_before=5, years_after=5 + LONGEST_CONVENTION_YEARS),
        error_messages={"required": "Indiquez le dernier jour de la convention."},
    )
    places = forms.IntegerField(
        label="Logements réservés",
        min_value=0,
        max_value=10_000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), TermsForm.sentences["reserved_dwellings"]
        ),
    )
    visit_interval_days = days_field("Délai entre deux visites, en jours")
    answer_delay_days = days_field("Délai de réponse à une demande, en jours")
    candidate_delay_days = days_field("Délai pour proposer des candidats, en jours")
    reminded_delay_days = days_field("Délai de réponse après une relance, en jours")

    def __init__(self, *args, user: User, convention: Convention, last: ConventionTerms, **kwargs):
        first = max(timezone.localdate(), last.since + datetime.timedelta(days=1))
        super().__init__(
            *args, initial={"since": first, **last.values(), **self.initial_of(last.visit_steps)}, **kwargs
        )
        self.user = user
        self.convention = convention
        self.last = last

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        since, ends_on = data.get("since"), data.get("ends_on")
        if since and since <= self.last.since:
            first = long_date(self.last.since + datetime.timedelta(days=1))
            self.add_error(
                "since",
                f"Indiquez un jour à partir du {first}\u00a0: les termes du {long_date(self.last.since)} sont les "
                "derniers connus.",
            )
        elif since and since > self.convention.ends_on:
            self.add_error(
                "since",
                f"Indiquez un jour jusqu’au {long_date(self.convention.ends_on)}, le dernier de la convention.",
            )
        elif since and ends_on and ends_on < since:
            self.add_error("ends_on", "Indiquez une fin postérieure à la prise d’effet de l’avenant.")
        check_period(self, self.convention.starts_on, ends_on)
        if since and ends_on and not self.errors and all(data[name] == getattr(self.last, name) for name in AMENDED):
            self.add_error(None, "Cet avenant ne change rien\u00a0: modifiez au moins un engagement.")
        return data

    def save(self) -> ConventionTerms | None:
        try:
            with transaction.atomic():
                return terms.amend_convention(
                    convention=self.convention, user=self.user, version=self.convention.version, **self.cleaned_data
                )
        except PlacesTakenError as error:
            reserved = "un logement est" if error.used == 1 else f"{error.used}\u00a0logements sont"
            plural = "" if error.used == 1 else "s"
            self.add_error(
                "places",
                f"Le {long_date(error.day)}, {reserved} déjà réservé{plural}\u00a0: gardez autant de places, ou "
                "libérez d’abord ce qui dépasse.",
            )
            return None
        except IntegrityError:
            self.add_error("ends_on", ALREADY_BOUND)
            return None


class TerminationForm(Form):
    ends_on = DayField(
        label="Dernier jour",
        bounds=around_today(years_before=5, years_after=10),
        error_messages={"required": "Indiquez le dernier jour de la convention."},
    )
    reason = forms.ChoiceField(
        label="Motif",
        choices=Convention.TerminationReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le motif de la résiliation."},
    )

    def __init__(self, *args, convention: Convention, **kwargs):
        super().__init__(*args, **kwargs)
        self.convention = convention

    def clean_ends_on(self) -> datetime.date:
        ends_on = self.cleaned_data["ends_on"]
        if not self.convention.starts_on < ends_on <= self.convention.ends_on:
            first = self.convention.starts_on + datetime.timedelta(days=1)
            raise ValidationError(
                f"Indiquez un jour entre le {long_date(first)} et le {long_date(self.convention.ends_on)}.",
                code="outside",
            )
        return ends_on

    def save(self, user: User) -> Convention:
        return terms.terminate_convention(convention=self.convention, user=user, **self.cleaned_data)


class ConventionForm(TermsForm):
    class Meta(TermsForm.Meta):
        fields = ["action", "association", *TERMS]

    def __init__(self, *args, user: User, registers: bool, **kwargs):
        """`registers` when the association is not chosen, but described beside."""
        super().__init__(*args, **kwargs)
        self.instance.landlord = user.organization
        self.user = user
        actions = FundedAction.objects.filter(programme__landlord=user.organization_id).select_related("programme")
        self.fields["action"].queryset = actions
        self.fields["action"].label_from_instance = lambda action: f"{action} · {action.name} ({action.programme})"
        known = Organization.objects.associations().visible_to(user).order_by("short_name", "pk")
        self.fields["association"].queryset = known
        # Without any, the first thing to do is to describe one.
        self.knows_associations = known.exists()
        self.fields["association"].required = not registers
        self.fields["action"].empty_label = "Choisir une action"
        self.fields["association"].empty_label = "Choisir une association"

    def save(self, *, association: Organization) -> Convention | None:
        return self.write(conventions.draft_convention, association=association, action=self.cleaned_data["action"])


class AssociationForm(AlikeMixin, ModelForm):
    """An association to register, and the person who will open its space. One that another landlord registered is
    found again by its SIREN; if somebody works there, or was invited by others, nobody is invited."""

    # Wanted only of whoever describes one: the others choose it above.
    use_required_attribute = False
    KNOWN_ALREADY = (
        "Une association de ce nom, de ce numéro ou de cette messagerie est déjà parmi vos partenaires\u00a0: est-ce "
        "elle\u00a0?"
    )
    ANOTHER = "Ce n’est pas elle\u00a0: enregistrer cette association"
    PERSON = ("first_name", "last_name", "email")

    sentences = {
        "name": "Écrivez le nom de l’association.",
        "short_name": "Écrivez son nom court, celui des listes.",
        "siren": "Écrivez les 9\u00a0chiffres de son SIREN.",
    }

    siren = DigitsField(label="SIREN", validators=[validate_siren], help_text="9\u00a0chiffres.")
    siret = DigitsField(
        label="SIRET du siège",
        validators=[validate_siret],
        required=False,
        help_text="14\u00a0chiffres, s’il est connu.",
    )
    expertises = forms.MultipleChoiceField(
        label="Compétences", choices=Expertise.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    first_name = forms.CharField(
        label="Prénom", max_length=80, error_messages={"required": "Indiquez le prénom de cette personne."}
    )
    last_name = forms.CharField(
        label="Nom de famille", max_length=80, error_messages={"required": "Indiquez le nom de cette personne."}
    )
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Adresse professionnelle\u00a0: le lien y est envoyé et le compte y reste attaché.",
        error_messages={"required": "Indiquez l’adresse où envoyer l’invitation."},
    )

    class Meta:
        model = Organization
        fields = ["name", "short_name", "siren", "siret", "expertises"]

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_siren(self) -> str:
        siren = self.cleaned_data["siren"]
        if Organization.objects.landlords().filter(siren=siren).exists():
            raise ValidationError("Ce SIREN est celui d’un bailleur.", code="landlord")
        return siren

    def look_for(self, data: dict[str, Any]) -> list[Organization]:
        described = {name: data.get(name) or "" for name in ("name", "short_name", "siren", "siret", "email")}
        return likely_associations(self.user, **described)

    def clean(self) -> dict:
        super().clean()
        known = Organization.objects.associations().filter(siren=self.cleaned_data.get("siren")).first()
        if known and not Organization.objects.to_be_joined(self.user).filter(pk=known.pk).exists():
            for name in self.PERSON:
                self.errors.pop(name, None)
                self.cleaned_data[name] = ""
        return self.cleaned_data

    def validate_unique(self) -> None:
        """A SIREN already registered is no error: the association is found again."""

    def validate_constraints(self) -> None:
        """Left to `Organization.clean`, which says the same at the field."""

    def save(self, *, base_url: str) -> Organization | None:
        """The association; None, with an error at the field, when its first person cannot be invited."""
        data = self.cleaned_data
        try:
            return conventions.register_association(
                user=self.user,
                base_url=base_url,
                first_person={name: data[name] for name in self.PERSON},
                **{name: data[name] for name in self.Meta.fields},
            )
        except NOT_INVITED as error:
            self.add_error("email", WHY_NOT_INVITED[type(error)])
            return None


class ParametersForm(SeenMixin, ModelForm):
    # The end of a convention is announced at each of these; the first comes first whatever their order.
    first_alert = days_field("Première alerte avant la fin d’une convention, en jours")
    second_alert = days_field("Deuxième alerte, en jours avant la fin", required=False, help_text=NO_ALERT)
    third_alert = days_field("Troisième alerte, en jours avant la fin", required=False, help_text=NO_ALERT)

    class Meta:
        model = LandlordParameters
        fields = [
            "screening_delay_days",
            "meeting_delay_days",
            "urgent_meeting_delay_days",
            "unreachable_attempts",
            "reminder_days",
            "own_entries_days",
            "turnaround_days",
            "effort_limit_percent",
            "one_year_leases",
        ]
        help_texts = {
            "one_year_leases": "Le nombre de votre convention d’utilité sociale\u00a0; 0\u00a0si vous n’en signez pas."
        }

    # The least and the most of those that are no number of days.
    SHARES = {"unreachable_attempts": (1, 10), "effort_limit_percent": (1, 100), "one_year_leases": (0, 1000)}
    sentences = dict.fromkeys(Meta.fields, DAYS) | {
        "unreachable_attempts": ATTEMPTS,
        "effort_limit_percent": PERCENT,
        "one_year_leases": LEASES,
    }

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.update(zip(ALERTS, self.instance.convention_alert_days, strict=False))
        for name in self.Meta.fields:
            field, (least, most) = self.fields[name], self.SHARES.get(name, (1, 366))
            # A number is no less than 0 already.
            field.validators += [MaxValueValidator(most), *([MinValueValidator(least)] if least else [])]
            field.widget.attrs.update({"min": least, "max": most})

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        ordinary, urgent = data.get("meeting_delay_days"), data.get("urgent_meeting_delay_days")
        if ordinary and urgent and urgent > ordinary:
            self.add_error(
                "urgent_meeting_delay_days", "Indiquez un délai qui ne dépasse pas celui des autres rencontres."
            )
        earlier: list[int] = []
        for name in ALERTS:
            if data.get(name) in earlier:
                self.add_error(name, "Indiquez un autre nombre de jours\u00a0: cette alerte est déjà prévue.")
            earlier += filter(None, [data.get(name)])
        return data

    def save(self) -> LandlordParameters:
        data = self.cleaned_data
        alerts = sorted(filter(None, (data[name] for name in ALERTS)), reverse=True)
        thresholds = {name: data[name] for name in self.Meta.fields}
        return conventions.set_parameters(user=self.user, convention_alert_days=alerts, **thresholds)
