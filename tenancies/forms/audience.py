"""Who will read a text: asked before it is written, in the words of whoever writes it."""

from collections.abc import Iterable

from django import forms

from partners.models import User
from tenancies.models.audience import Audience


def readers(audience: Audience, user: User, *, social: bool = False) -> str:
    """« Vous seul », « Votre équipe : UCRM »: who reads what `user` writes for this audience, `social` when it is for
    social workers alone."""
    match audience:
        case Audience.SHARED:
            return "Tous les participants\u00a0: le bailleur et les associations du dossier"
        case Audience.SOCIAL:
            return "Les travailleurs sociaux du dossier\u00a0: associations et conseillères du bailleur"
        case Audience.ORGANIZATION if social and user.organization.is_landlord:
            return f"Les conseillères sociales\u00a0: {user.organization.short_name}"
        case Audience.ORGANIZATION:
            return f"Votre équipe\u00a0: {user.organization.short_name}"
        case Audience.AUTHOR:
            return "Vous seul"


class AudienceField(forms.ChoiceField):
    """`offer` says what its user may choose."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        super().__init__(choices=Audience.choices, **kwargs)

    def offer(self, audiences: Iterable[Audience], user: User, *, social: bool = False) -> None:
        self.choices = [(audience.value, readers(audience, user, social=social)) for audience in audiences]
