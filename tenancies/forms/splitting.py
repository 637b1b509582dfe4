from collections.abc import Iterable

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form
from partners.models import Organization, User
from tenancies.models import Household, HouseholdSplit, Person
from tenancies.models.splitting import SplitReason
from tenancies.reading.merging import named
from tenancies.services.splitting import split_household


class SplitForm(Form):
    """Who leaves a household, and what their own case file begins with."""

    leaving = forms.MultipleChoiceField(
        label="Qui quitte le logement\u00a0?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Celles et ceux que vous ne cochez pas y restent, dans ce dossier.",
        error_messages={"required": "Cochez au moins une personne qui part."},
    )
    holder = forms.ChoiceField(
        label="Qui est titulaire du nouveau dossier\u00a0?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la personne titulaire du nouveau dossier."},
    )
    staying_holder = forms.ChoiceField(
        label="Qui devient titulaire de ce dossier\u00a0?",
        widget=forms.RadioSelect,
        required=False,
    )
    on = DayField(
        label="Depuis quand\u00a0?",
        initial=timezone.localdate,
        bounds=around_today(years_before=2),
        error_messages={"required": "Indiquez depuis quand."},
    )
    reason = forms.ChoiceField(
        label="Motif",
        widget=forms.RadioSelect,
        choices=SplitReason,
        help_text="Sans autre détail\u00a0: tous les participants de chacun des deux dossiers le lisent.",
        error_messages={"required": "Choisissez un motif."},
    )
    name = forms.CharField(
        label="Nom du nouveau dossier",
        max_length=120,
        required=False,
        help_text="Sans autre indication, celui de la personne titulaire.",
    )
    partners = forms.MultipleChoiceField(
        label="Qui d’autre lira le nouveau dossier\u00a0?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Personne, si vous ne cochez rien\u00a0: un partenaire qui lit les deux dossiers sait où vit chacun.",
    )

    def __init__(self, *args, household: Household, partners: Iterable[Organization], **kwargs):
        super().__init__(*args, **kwargs)
        self.household = household
        self.persons: list[Person] = household.members
        self.organizations = {str(each.public_id): each for each in partners}
        members = [(str(person.pk), named(person)) for person in self.persons]
        for field in ("leaving", "holder", "staying_holder"):
            self.fields[field].choices = members
        self.holder_here = next((person for person in self.persons if person.role == Person.Role.HOLDER), None)
        if self.holder_here:
            self.fields[
                "staying_holder"
            ].label = f"Si {self.holder_here} part, qui devient titulaire de ce dossier\u00a0?"
        else:
            del self.fields["staying_holder"]
        if self.organizations:
            self.fields["partners"].choices = [(public_id, each.name) for public_id, each in self.organizations.items()]
        else:
            del self.fields["partners"]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        leaving, holder = cleaned.get("leaving", []), cleaned.get("holder", "")
        if leaving and len(leaving) == len(self.persons):
            self.add_error("leaving", "Au moins une personne reste\u00a0: décochez-la.")
        if leaving and holder and holder not in leaving:
            self.add_error(
                "holder", "Le nouveau dossier est celui des personnes qui partent\u00a0: choisissez l’une d’elles."
            )
        if self.holder_here and str(self.holder_here.pk) in leaving:
            staying = cleaned.get("staying_holder", "")
            if not staying or staying in leaving:
                self.add_error("staying_holder", "Choisissez l’une des personnes qui restent.")
        return cleaned

    @property
    def holder_leaves(self) -> bool:
        return self.holder_here is not None and str(self.holder_here.pk) in self.cleaned_data.get("leaving", [])

    def save(self, user: User) -> HouseholdSplit:
        """Raises `SplitRefusedError`."""
        data = dict(self.cleaned_data)
        staying = data.pop("staying_holder", "")
        return split_household(
            household=self.household,
            user=user,
            leaving=[int(pk) for pk in data.pop("leaving")],
            holder=int(data.pop("holder")),
            staying_holder=int(staying) if staying and self.holder_leaves else None,
            partners=[self.organizations[public_id] for public_id in data.pop("partners", [])],
            **data,
        )
