from django import forms

from partners.models import User
from tenancies.models import Household, JournalEntry
from tenancies.services.journal import edit_report, write_note


class NoteForm(forms.Form):
    """A note in the timeline: who reads it, then what it says."""

    # Made with the page: a second click sends the same note.
    submission_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    audience = forms.ChoiceField(label="Qui lira cette note\u00a0?", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Votre note",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Des faits, pas d’appréciation sur la personne\u00a0: elle peut demander à lire ce texte. "
        "Rien sur la santé, la religion ou une condamnation.",
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["audience"].choices = [
            (JournalEntry.Audience.SHARED.value, "Partagé\u00a0: tous les organismes du dossier"),
            (JournalEntry.Audience.ORGANIZATION.value, f"Équipe {user.organization.short_name}"),
            (JournalEntry.Audience.AUTHOR.value, "Note privée\u00a0: moi seul·e"),
        ]

    def save(self, household: Household) -> JournalEntry:
        return write_note(household=household, user=self.user, **self.cleaned_data)


class ReportForm(forms.Form):
    """The shared report of a visit, corrected by its author on the same day."""

    text = forms.CharField(label="Compte rendu partagé", max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))

    def save(self, entry: JournalEntry, user: User) -> JournalEntry:
        return edit_report(entry=entry, user=user, text=self.cleaned_data["text"])
