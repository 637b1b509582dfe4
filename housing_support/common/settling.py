"""An act that ends other things shows them before it is confirmed, and ends those that it showed."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django import forms

if TYPE_CHECKING:
    AnyForm = forms.BaseForm
else:
    AnyForm = object

CHANGED = "Ce qui prendra fin a changé depuis l’ouverture de la page\u00a0: relisez-le, puis envoyez de nouveau."


class Pending(NamedTuple):
    """Something that waits or runs, what becomes of it and, when one answer of the form decides, the name of its
    field."""

    what: str
    becomes: str
    question: str = ""

    @property
    def words(self) -> str:
        return f"{self.what}\u00a0: {self.becomes}"


def ended_in_words(ended: Iterable[Pending]) -> str:
    """« Prend fin : suivi de l’UCRM. », once the act is done; nothing when it ended nothing."""
    names = [each.what[:1].lower() + each.what[1:] for each in ended]
    if not names:
        return ""
    return f"{'Prennent' if len(names) > 1 else 'Prend'} fin\u00a0: {', '.join(names)}."


class SettlingMixin(AnyForm):
    """For the form of such an act. Its template draws what is `pending`, and what was shown comes back
    with what was typed: when it differs meanwhile, nothing is done and the new list is shown."""

    def __init__(self, *args, pending: list[Pending], **kwargs):
        super().__init__(*args, **kwargs)
        self.pending = pending
        self.fields["settles"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def pending_digest(self) -> str:
        return hashlib.sha256("\n".join(each.words for each in self.pending).encode()).hexdigest()

    def clean(self) -> dict:
        super().clean()
        shown = self.cleaned_data.pop("settles", "")
        if shown and shown != self.pending_digest:
            self.add_error(None, CHANGED)
        return self.cleaned_data
