from django import forms

from partners.models import User
from tenancies.models import Household
from tenancies.services.households import edit_household


class HouseholdForm(forms.Form):
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


class RevealForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi avez-vous besoin de l’adresse\u00a0?",
        max_length=200,
        help_text="Votre nom, l’heure et ce motif restent au journal des accès de ce dossier.",
        error_messages={"required": "Dites pourquoi vous avez besoin de l’adresse."},
    )
