from typing import Any

from django import forms

from housing_support.common.forms import Form, ModelForm, SeenMixin, TelephoneField
from partners.forms.conventions import DigitsField
from partners.models import Expertise, Organization, User
from partners.services.organizations import describe_organization, register_expertises, registrable_expertises
from partners.validators import validate_siret


class OrganizationForm(SeenMixin, ModelForm):
    """How one's own organization is called and reached and, for an association, what it does."""

    siret = DigitsField(
        label="SIRET du siège",
        validators=[validate_siret],
        required=False,
        help_text="14\u00a0chiffres, s’il est connu.",
    )
    phone = TelephoneField(label="Téléphone", required=False, help_text="Lu par vos partenaires.")
    expertises = forms.MultipleChoiceField(
        label="Compétences",
        choices=Expertise.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce pour quoi un bailleur peut vous solliciter.",
    )

    class Meta:
        model = Organization
        fields = ["name", "short_name", "siret", "phone", "email"]
        help_texts = {
            "short_name": "Celui des listes et des tableaux.",
            "email": "Celle où vos partenaires vous écrivent.",
        }
        error_messages = {
            "name": {"required": "Indiquez le nom de votre organisme."},
            "short_name": {"required": "Indiquez un nom court."},
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        if self.instance.is_landlord:
            del self.fields["expertises"]
        else:
            self.initial["expertises"] = self.instance.shown_expertises

    def validate_constraints(self) -> None:
        """Left to `Organization.clean`, which says the same at the field."""

    def save(self) -> Organization:
        return describe_organization(user=self.user, **{"expertises": []} | self.cleaned_data)


class RegisteredExpertisesForm(SeenMixin, Form):
    """What a landlord registered of an association."""

    expertises = forms.MultipleChoiceField(
        label="Compétences",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choisissez parmi les compétences proposées."},
    )

    def __init__(self, *args: Any, association: Organization, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.association, self.user = association, user
        registrable = registrable_expertises(association=association, landlord=user.organization)
        self.fields["expertises"].choices = [(each.value, each.label) for each in registrable]
        self.initial["expertises"] = association.expertises

    def save(self) -> Organization:
        return register_expertises(association=self.association, user=self.user, **self.cleaned_data)
