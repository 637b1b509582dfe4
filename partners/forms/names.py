from typing import Any

from housing_support.common.forms import ModelForm, SeenMixin
from partners.models import Invitation, User
from partners.services import names

NAMES = ["first_name", "last_name"]
ASKED = {
    "first_name": {"required": "Indiquez un prénom."},
    "last_name": {"required": "Indiquez un nom."},
}


class NameForm(SeenMixin, ModelForm):
    """How a member of one's organization is called."""

    class Meta:
        model = User
        fields = NAMES
        error_messages = ASKED

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self) -> User:
        return names.rename(account=self.instance, user=self.user, **self.cleaned_data)


class InvitedNameForm(SeenMixin, ModelForm):
    """How somebody who is invited is called."""

    class Meta:
        model = Invitation
        fields = NAMES
        error_messages = ASKED

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def validate_constraints(self) -> None:
        """None is about names."""

    def save(self) -> Invitation:
        return names.rename_invited(invitation=self.instance, user=self.user, **self.cleaned_data)
