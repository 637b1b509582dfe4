from django import forms

from housing_support.common.forms import Form
from partners.models import User
from tenancies.forms.audience import AudienceField
from tenancies.models import Household, Message
from tenancies.models.messages import audiences_of_messages
from tenancies.services.drafts import submission_of
from tenancies.services.messages import write_message


class MessageForm(Form):
    """A message of a case file's thread: who reads it, whom it calls upon, then what it says."""

    audience = AudienceField(
        label="Qui lira ce message\u00a0?", error_messages={"required": "Choisissez qui lira ce message."}
    )
    mentioned = forms.ChoiceField(
        label="À l’attention de",
        required=False,
        help_text="Cette personne sera avertie que le message s’adresse à elle.",
    )
    text = forms.CharField(
        label="Votre message",
        error_messages={"required": "Écrivez votre message."},
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Des faits, pas d’appréciation sur la personne\u00a0: elle peut demander à lire ce texte. "
        "Rien sur la santé, la religion ou une condamnation.",
    )

    def __init__(self, *args, user: User, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.people = {str(each.public_id): each for each in people}
        self.fields["audience"].offer(audiences_of_messages(user), user)
        named = [(code, f"{each.full_name}, {each.organization.short_name}") for code, each in self.people.items()]
        self.fields["mentioned"].choices = [("", "Personne en particulier"), *named]

    def clean_mentioned(self) -> User | None:
        return self.people.get(self.cleaned_data["mentioned"])

    def refuse_mention(self) -> None:
        called = self.cleaned_data["mentioned"]
        self.add_error(
            "mentioned",
            f"{called.full_name} ne pourrait pas lire ce message\u00a0: choisissez d’autres lecteurs, ou une autre "
            "personne.",
        )

    def save(self, household: Household) -> Message:
        return write_message(
            household=household, user=self.user, submission_id=submission_of(self.data), **self.cleaned_data
        )
