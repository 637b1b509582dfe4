from django import forms

from housing_support.common.forms import Form
from housing_support.common.settling import SettlingMixin
from partners.models import User
from tenancies.models import HouseholdMerge
from tenancies.reading.merging import Comparison
from tenancies.services.merging import merge_households


class MergeForm(SettlingMixin, Form):
    """Which of two case files of one household stays."""

    kept = forms.ChoiceField(
        label="Quel dossier reste\u00a0?",
        widget=forms.RadioSelect,
        help_text="L’autre est clos et mène à celui-ci\u00a0; rien de ce qu’il contient n’est perdu.",
        error_messages={"required": "Choisissez le dossier qui reste."},
    )

    def __init__(self, *args, comparison: Comparison, **kwargs):
        kept = str(comparison.kept.public_id)
        super().__init__(*args, pending=comparison.follows, initial={"kept": kept}, **kwargs)
        self.households = {str(each.household.public_id): each.household for each in comparison.sides}
        self.fields["kept"].choices = [
            (public_id, f"{household.reference} · {household.name}") for public_id, household in self.households.items()
        ]

    def save(self, user: User) -> HouseholdMerge:
        """Raises `MergeRefusedError`."""
        kept = self.households[self.cleaned_data["kept"]]
        [duplicate] = [each for each in self.households.values() if each != kept]
        return merge_households(kept=kept, duplicate=duplicate, user=user)
