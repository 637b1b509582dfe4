from django import forms

from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from tenancies.models import DwellingCriteria, Household
from tenancies.models.criteria import CRITERIA
from tenancies.services.criteria import note_criteria


def criterion(label: str, example: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=example,
    )


class CriteriaForm(SeenMixin, Form):
    """What is looked at before a dwelling is proposed to a household: noted, or put right."""

    excluded_sectors = criterion("Secteurs exclus", "Les quartiers ou communes où le ménage ne peut pas vivre.")
    school = criterion("École", "Celle où vont les enfants, ou le secteur à garder.")
    childcare = criterion("Crèche, garde d’enfants", "Ce qui doit rester accessible.")

    def __init__(self, *args, household: Household, standing: DwellingCriteria | None, user: User, **kwargs):
        recorded = {name: getattr(standing, name) for name in CRITERIA} if standing else {}
        super().__init__(*args, initial=recorded, **kwargs)
        self.household = household
        self.user = user

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not any(data.get(name) for name in CRITERIA):
            self.add_error("excluded_sectors", "Écrivez au moins un critère.")
        return data

    def save(self) -> DwellingCriteria:
        return note_criteria(household=self.household, user=self.user, **self.cleaned_data)
