from django import forms

from housing_support.common.forms import Form
from partners.models import User
from tenancies.models import CaseFileAccess, Household
from tenancies.services.households import edit_household


class HouseholdForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Nom du ménage", max_length=120)
    is_protected = forms.BooleanField(
        label="Adresse protégée",
        required=False,
        help_text="Son adresse est masquée partout\u00a0; la lire demande un motif, gardé au journal des accès.",
    )

    @classmethod
    def for_household(cls, household: Household) -> "HouseholdForm":
        return cls(
            initial={
                "version": household.version,
                "name": household.name,
                "is_protected": household.is_protected,
            }
        )

    def save(self, *, household: Household, user: User, persons: list[dict]) -> Household:
        return edit_household(household=household, user=user, persons=persons, **self.cleaned_data)


class RevealForm(Form):
    purpose = forms.ChoiceField(
        label="Pourquoi avez-vous besoin de l’adresse\u00a0?",
        choices=CaseFileAccess.Purpose,
        widget=forms.RadioSelect,
        help_text="Votre nom et l’heure restent au journal des accès de ce dossier\u00a0; "
        "le motif n’y est lu que par votre organisme.",
        error_messages={"required": "Choisissez pourquoi vous avez besoin de l’adresse."},
    )
    reason = forms.CharField(
        label="Précision",
        max_length=80,
        required=False,
        help_text="En quelques mots, sans nom ni adresse.",
    )

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("purpose") == CaseFileAccess.Purpose.OTHER and not cleaned.get("reason"):
            self.add_error("reason", "Dites en quelques mots pourquoi vous avez besoin de l’adresse.")
        return cleaned
