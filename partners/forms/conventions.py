import datetime
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, ModelForm, SeenMixin
from partners.forms.invitations import NOT_INVITED, WHY_NOT_INVITED
from partners.models import Convention, Expertise, FundedAction, LandlordParameters, Organization, User
from partners.services import conventions
from partners.validators import validate_siren, validate_siret

TERMS = ["signed_on", "starts_on", "ends_on", "reserved_dwellings", "visit_interval_days", "answer_delay_days"]
LONGEST_CONVENTION_YEARS = 10
DAYS = "Indiquez un nombre de jours, de 1\u00a0à\u00a0366."


class DigitsField(forms.CharField):
    """A number copied from a document that groups its digits: 356 000 000."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 30}), **kwargs)

    def to_python(self, value) -> str:
        return "".join((super().to_python(value) or "").split())


class TermsForm(ModelForm):
    """What a convention commits to. The association and the action are settled once, at its signature."""

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

    signed_on = DayField(label="Signée le", required=False, bounds=around_today(years_before=20, years_after=2))
    starts_on = DayField(label="Prise d’effet", bounds=around_today(years_before=20, years_after=5))
    ends_on = DayField(label="Fin", bounds=around_today(years_before=20, years_after=5 + LONGEST_CONVENTION_YEARS))

    class Meta:
        model = Convention
        fields = TERMS
        help_texts = {
            "reserved_dwellings": "0\u00a0si l’action ne réserve aucun logement.",
            "visit_interval_days": "15\u00a0: une visite tous les quinze jours.",
        }

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on:
            if ends_on <= starts_on:
                self.add_error("ends_on", "Indiquez une fin postérieure à la prise d’effet.")
            elif (ends_on - starts_on) > datetime.timedelta(days=366 * LONGEST_CONVENTION_YEARS):
                self.add_error(
                    "ends_on",
                    f"Indiquez une fin plus proche\u00a0: {LONGEST_CONVENTION_YEARS}\u00a0ans au plus.",
                )
        if data.get("signed_on") and ends_on and data["signed_on"] > ends_on:
            self.add_error("signed_on", "Indiquez une signature antérieure à la fin de la convention.")
        return data

    def write(self, service: Callable, **arguments) -> Convention | None:
        """Call the service with the terms; None, with an error, when the database refuses a second convention of the
        same association under the same action at the same time."""
        try:
            return service(user=self.user, **arguments, **{name: self.cleaned_data[name] for name in TERMS})
        except IntegrityError:
            self.add_error(None, "Une convention lie déjà cette association à cette action sur cette période.")
            return None


class AmendmentForm(TermsForm):
    """`version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial["version"] = self.instance.version

    def save(self) -> Convention | None:
        version = self.cleaned_data["version"]
        return self.write(conventions.amend_convention, convention=self.instance, version=version)


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
        return self.write(conventions.sign_convention, association=association, action=self.cleaned_data["action"])


class AssociationForm(ModelForm):
    """An association to register, and the person who will open its space. One that another landlord registered is
    found again by its SIREN; if somebody works there, or was invited by others, nobody is invited."""

    # Wanted only of whoever describes one: the others choose it above.
    use_required_attribute = False
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
    class Meta:
        model = LandlordParameters
        fields = [
            "meeting_delay_days",
            "urgent_meeting_delay_days",
            "reminder_days",
            "own_entries_days",
            "convention_notice_days",
        ]

    sentences = dict.fromkeys(Meta.fields, DAYS)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name in self.Meta.fields:
            field = self.fields[name]
            field.validators += [MinValueValidator(1), MaxValueValidator(366)]
            field.widget.attrs.update({"min": 1, "max": 366})

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        ordinary, urgent = data.get("meeting_delay_days"), data.get("urgent_meeting_delay_days")
        if ordinary and urgent and urgent > ordinary:
            self.add_error(
                "urgent_meeting_delay_days", "Indiquez un délai qui ne dépasse pas celui des autres rencontres."
            )
        return data

    def save(self) -> LandlordParameters:
        return conventions.set_parameters(user=self.user, **self.cleaned_data)
