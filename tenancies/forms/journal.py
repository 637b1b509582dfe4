from django import forms

from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from tenancies.forms.audience import AudienceField
from tenancies.models import Household, JournalEntry
from tenancies.models.audience import audiences_open_to
from tenancies.services.drafts import submission_of
from tenancies.services.journal import audiences_of, correct_note, write_note


class NoteForm(Form):
    """A note in the timeline: who reads it, then what it says."""

    audience = AudienceField(
        label="Qui lira cette note\u00a0?", error_messages={"required": "Choisissez qui lira cette note."}
    )
    text = forms.CharField(
        label="Votre note",
        error_messages={"required": "Écrivez votre note."},
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Des faits, pas d’appréciation sur la personne\u00a0: elle peut demander à lire ce texte. "
        "Rien sur la santé, la religion ou une condamnation.",
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["audience"].offer(audiences_open_to(user), user)

    def save(self, household: Household) -> JournalEntry:
        return write_note(
            household=household, user=self.user, submission_id=submission_of(self.data), **self.cleaned_data
        )


class NoteCorrectionForm(SeenMixin, NoteForm):
    def __init__(self, *args, entry: JournalEntry, **kwargs):
        super().__init__(*args, initial={"audience": entry.audience, "text": entry.text}, **kwargs)
        self.entry = entry
        self.fields["audience"].offer(audiences_of(entry, self.user), self.user)

    def save(self) -> JournalEntry:
        return correct_note(entry=self.entry, user=self.user, **self.cleaned_data)
