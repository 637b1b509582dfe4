from django import forms

from housing_support.common.forms import ModelForm
from partners.exceptions import AddressTakenError
from partners.models import Invitation, User
from partners.roles import grantable_roles
from partners.services import invitations


class InvitationForm(ModelForm):
    class Meta:
        model = Invitation
        fields = ["first_name", "last_name", "email", "job_title", "role"]

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(user)]
        self.fields["role"].widget = forms.RadioSelect(choices=self.fields["role"].choices)
        email = self.fields["email"]
        email.help_text = "Adresse professionnelle\u00a0: le lien y est envoyé et le compte y reste attaché."

    def validate_constraints(self) -> None:
        """Left to the service, which lets an expired invitation give way."""

    def save(self, *, base_url: str) -> Invitation | None:
        """Invite; None, with an error at the field, when the address is taken."""
        try:
            return invitations.invite(user=self.user, base_url=base_url, **self.cleaned_data)
        except AddressTakenError:
            self.add_error("email", "Cette adresse a déjà un compte ou une invitation en attente.")
            return None
