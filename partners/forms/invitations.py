from typing import Any

from django import forms

from housing_support.common.forms import AlikeMixin, ModelForm
from partners.exceptions import AddressTakenError, FirstPersonSettledError, TooManyInvitationsError
from partners.models import Invitation, Organization, User
from partners.reading.likely import LikelyPerson, likely_colleagues
from partners.roles import grantable_roles
from partners.services import invitations
from partners.services.invitations import MOST_A_DAY

WHY_NOT_INVITED = {
    AddressTakenError: "Cette adresse a déjà un compte ou une invitation en attente.",
    FirstPersonSettledError: "Cette association a déjà quelqu’un sur Passerelle\u00a0: c’est à elle d’inviter.",
    TooManyInvitationsError: (
        f"Votre organisme a envoyé {MOST_A_DAY}\u00a0invitations en vingt-quatre heures, le plus qui soit permis. "
        "Reprenez demain."
    ),
}
NOT_INVITED = tuple(WHY_NOT_INVITED)


class InvitedPersonForm(ModelForm):
    """Whom one invites. The address is where the link goes."""

    class Meta:
        model = Invitation
        fields = ["first_name", "last_name", "email", "job_title"]
        help_texts = {"email": "Adresse professionnelle\u00a0: le lien y est envoyé et le compte y reste attaché."}
        error_messages = {
            "first_name": {"required": "Indiquez le prénom de cette personne."},
            "last_name": {"required": "Indiquez le nom de cette personne."},
            "email": {"required": "Indiquez l’adresse où envoyer l’invitation."},
        }

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def validate_constraints(self) -> None:
        """Left to the service, which lets an expired invitation give way."""

    def save(self, *, base_url: str) -> Invitation | None:
        """Invite; None, with an error at the field, when the service refuses."""
        try:
            return self.invite(base_url=base_url)
        except NOT_INVITED as error:
            self.add_error("email", WHY_NOT_INVITED[type(error)])
            return None

    def invite(self, *, base_url: str) -> Invitation:
        raise NotImplementedError


class InvitationForm(AlikeMixin, InvitedPersonForm):
    """A colleague."""

    KNOWN_ALREADY = (
        "Une personne de ce nom, ou d’un nom proche, est déjà de votre équipe\u00a0: relisez ci-dessous avant "
        "d’envoyer."
    )
    ANOTHER = "Ce n’est pas cette personne\u00a0: envoyer l’invitation"

    sentences = {"role": "Choisissez ce que cette personne fera dans Passerelle."}

    class Meta(InvitedPersonForm.Meta):
        fields = [*InvitedPersonForm.Meta.fields, "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(self.user)]
        self.fields["role"].widget = forms.RadioSelect(choices=self.fields["role"].choices)

    def look_for(self, data: dict[str, Any]) -> list[LikelyPerson]:
        described = {name: data.get(name) or "" for name in ("first_name", "last_name", "email")}
        return likely_colleagues(self.user, **described)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        email = data.get("email") or ""
        if any(person.email.casefold() == email.casefold() for person in self.alike):
            # No other person has it: there is nothing to go on with.
            self.errors.pop("is_another", None)
            self.add_error("email", WHY_NOT_INVITED[AddressTakenError])
        return data

    def invite(self, *, base_url: str) -> Invitation:
        return invitations.invite(user=self.user, base_url=base_url, **self.cleaned_data)


class FirstPersonForm(InvitedPersonForm):
    """Whoever opens the space of an association that a landlord registered."""

    def __init__(self, *args, association: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association

    def invite(self, *, base_url: str) -> Invitation:
        return invitations.invite_first_person(
            user=self.user, association=self.association, base_url=base_url, **self.cleaned_data
        )
