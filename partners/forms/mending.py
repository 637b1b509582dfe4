from collections.abc import Callable
from typing import Any

from django import forms

from housing_support.common.forms import Form
from housing_support.common.mending import NEVER_OF_WHAT_HAPPENS_ONCE, Mistake
from partners.models import User


class MistakeForm(Form):
    """Why an act is taken back, for those whose reason says enough. What `happens_once` is not recorded twice."""

    reason = forms.ChoiceField(
        label="Pourquoi l’annuler\u00a0?",
        choices=Mistake.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez pourquoi vous annulez."},
    )

    OFFERED = tuple(each for each in Mistake if each != Mistake.OTHER)

    def __init__(self, *args, happens_once: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        left_out = NEVER_OF_WHAT_HAPPENS_ONCE if happens_once else ()
        self.fields["reason"].choices = [(each.value, each.label) for each in self.OFFERED if each not in left_out]


class CancellationForm(MistakeForm):
    """Why an act is cancelled. What is said of it is read by whoever reads the act."""

    note = forms.CharField(
        label="Précision",
        max_length=200,
        required=False,
        help_text="Lue par ceux qui lisent ce que vous annulez. Rien sur la santé.",
    )

    OFFERED = tuple(Mistake)

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("reason") == Mistake.OTHER and not data.get("note"):
            self.add_error("note", "Précisez le motif en quelques mots.")
        return data

    def save(self, cancel: Callable[..., Any], *, user: User, **act: Any) -> Any:
        """By the service of the act."""
        return cancel(user=user, **act, **self.cleaned_data)
