"""Who will read a text: asked before it is written, in the words of whoever writes it."""

from collections.abc import Iterable

from django import forms

from partners.models import User
from tenancies.models.audience import Audience


def readers(audience: Audience, user: User) -> str:
    """« Vous seul », « Équipe UCRM »: who reads what `user` writes for this audience."""
    match audience:
        case Audience.SHARED:
            return "Tous les participants\u00a0: le bailleur et les associations du dossier"
        case Audience.SOCIAL:
            return "Les travailleurs sociaux du dossier\u00a0: associations et conseillères du bailleur"
        case Audience.ORGANIZATION:
            return f"Votre équipe\u00a0: {user.organization.short_name}"
        case Audience.AUTHOR:
            return "Vous seul"


class AudienceField(forms.ChoiceField):
    """`offer` says what its user may choose."""

    widget = forms.RadioSelect

    def offer(self, audiences: Iterable[Audience], user: User) -> None:
        self.choices = [(audience.value, readers(audience, user)) for audience in audiences]
