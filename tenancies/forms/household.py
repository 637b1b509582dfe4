from django import forms

from partners.models import User
from tenancies.models import Household, Person
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


class PersonForm(forms.Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    role = forms.ChoiceField(label="Place dans le ménage", choices=[("", "Choisir"), *Person.Role.choices])
    birth_year = forms.IntegerField(label="Année de naissance", min_value=1900, max_value=2100, required=False)
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)


class BasePersonFormSet(forms.BaseFormSet):
    """The persons of a household; a line left empty adds nobody."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Retirer du ménage"

    def clean(self) -> None:
        if any(self.errors):
            return
        holders = [data for data in self.kept() if data["role"] == Person.Role.HOLDER]
        if len(holders) > 1:
            raise forms.ValidationError("Un ménage a un seul titulaire.")
        if not self.kept():
            raise forms.ValidationError("Un ménage compte au moins une personne.")

    def kept(self) -> list[dict]:
        """What to save, in the shape that `edit_household` takes."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data.get("first_name") and not form.cleaned_data.get("DELETE")
        ]


PersonFormSet = forms.formset_factory(
    PersonForm, formset=BasePersonFormSet, extra=1, max_num=20, absolute_max=25, can_delete=True, validate_max=True
)


def persons_initial(household: Household) -> list[dict]:
    names = ("id", "first_name", "last_name", "role", "birth_year", "phone")
    return [{name: getattr(person, name) for name in names} for person in household.members]


class RevealForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi avez-vous besoin de l’adresse\u00a0?",
        max_length=200,
        help_text="Votre nom, l’heure et ce motif restent au journal des accès de ce dossier.",
        error_messages={"required": "Dites pourquoi vous avez besoin de l’adresse."},
    )
