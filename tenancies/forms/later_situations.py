from django import forms

from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from tenancies.models import LaterSituation
from tenancies.services.later_situations import record_later_situation


class LaterSituationForm(SeenMixin, Form):
    """Where the household lives now: one of a list, and no text."""

    situation = forms.ChoiceField(
        label="Où vit ce ménage\u00a0?",
        choices=LaterSituation.Situation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez où vit ce ménage."},
    )

    def __init__(self, *args, later: LaterSituation, known: str, user: User, **kwargs):
        super().__init__(*args, initial={"situation": later.situation}, **kwargs)
        self.fields["situation"].help_text = known
        self.later = later
        self.user = user

    def save(self) -> LaterSituation:
        return record_later_situation(later=self.later, user=self.user, **self.cleaned_data)
