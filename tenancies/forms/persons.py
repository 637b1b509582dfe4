"""The persons of a household: those that a referral describes, those that a case file keeps."""

import datetime
from typing import cast

from django import forms
from django.utils import timezone

from housing_support.common.bounds import FIRST_DAY
from housing_support.common.forms import Form, TelephoneField, YearField
from tenancies.models import Household, Person


class BirthYearField(YearField):
    def __init__(self):
        super().__init__(label="Année de naissance", required=False, bounds=births)


def births() -> tuple[datetime.date, datetime.date]:
    return FIRST_DAY, timezone.localdate()


class PersonForm(Form):
    """Somebody who lives with the holder of the lease: a place and a first name say enough. An empty line is nobody."""

    role = forms.ChoiceField(
        label="Place",
        required=False,
        choices=[("", "—"), *(choice for choice in Person.Role.choices if choice[0] != Person.Role.HOLDER)],
        error_messages={"required": "Dites qui est cette personne."},
    )
    first_name = forms.CharField(
        label="Prénom",
        required=False,
        max_length=80,
        error_messages={"required": "Donnez un prénom, ou effacez cette ligne."},
    )
    birth_year = BirthYearField()

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        is_described = any(value for name, value in cleaned.items() if name != "DELETE")
        for name in ("first_name", "role"):
            if is_described and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned


class MemberForm(PersonForm):
    """Anybody of the household, whose case file knows more."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    phone = TelephoneField(label="Téléphone", required=False)

    field_order = ("id", "first_name", "last_name", "role", "birth_year", "phone")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first_name, role = self.fields["first_name"], self.fields["role"]
        first_name.required = role.required = True
        # The line of somebody known is not erased: its box withdraws that person.
        first_name.error_messages["required"] = "Donnez un prénom."
        role.label = "Place dans le ménage"
        role.choices = [("", "Choisir"), *Person.Role.choices]


class BasePersonFormSet(forms.BaseFormSet):
    def kept(self) -> list[dict]:
        """The persons described, those to withdraw aside."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data.get("first_name") and not form.cleaned_data.get("DELETE")
        ]


class BaseMemberFormSet(BasePersonFormSet):
    """Everybody of the household, its holder too."""

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


PersonFormSet = cast(
    type[BasePersonFormSet],
    forms.formset_factory(PersonForm, formset=BasePersonFormSet, extra=4, max_num=15, absolute_max=20),
)
MemberFormSet = cast(
    type[BaseMemberFormSet],
    forms.formset_factory(
        MemberForm, formset=BaseMemberFormSet, extra=1, max_num=20, absolute_max=25, can_delete=True, validate_max=True
    ),
)


def members_initial(household: Household) -> list[dict]:
    return [{name: getattr(person, name) for name in MemberForm.field_order} for person in household.members]
