"""Where the link to a request goes, and what whoever holds it types."""

from django import forms

from housing_support.common.forms import Form, ModelForm
from partners.forms.invitations import NOT_INVITED, WHY_NOT_INVITED
from partners.models import Invitation, User
from referrals.exceptions import AgreementMissingError, PartnerHasAccountsError, TooManyLinksError
from referrals.models import Mobilisation, RequestLink
from referrals.models.links import Bearer
from referrals.services import links

WHY_NOT_SENT = {
    AgreementMissingError: "Le ménage a retiré son accord pour ce partenaire\u00a0: rien ne lui est envoyé.",
    PartnerHasAccountsError: "Quelqu’un de ce partenaire a désormais un compte\u00a0: la demande l’y attend.",
    TooManyLinksError: (
        f"Votre organisme a envoyé {links.MOST_A_DAY}\u00a0liens en vingt-quatre heures, le plus qui soit permis. "
        "Reprenez demain."
    ),
}


class LinkForm(Form):
    email = forms.EmailField(
        label="Adresse électronique du partenaire",
        max_length=254,
        help_text="Le lien, puis le code qui l’ouvre, y sont envoyés. Le message ne nomme personne.",
        error_messages={
            "required": "Indiquez à quelle adresse envoyer le lien.",
            "invalid": "Écrivez une adresse complète, par exemple contact@association.fr.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, mobilisation: Mobilisation, user: User, former: RequestLink | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.mobilisation, self.user = mobilisation, user
        self.initial = {"email": former.email if former else mobilisation.organization.email}

    def save(self, *, base_url: str) -> RequestLink | None:
        """Send it; None, with an error at the field, when the service refuses."""
        try:
            return links.send_link(
                mobilisation=self.mobilisation, user=self.user, base_url=base_url, **self.cleaned_data
            )
        except tuple(WHY_NOT_SENT) as error:
            self.add_error("email", WHY_NOT_SENT[type(error)])
            return None


class CodeForm(Form):
    code = forms.CharField(
        label="Code reçu par message",
        max_length=20,
        error_messages={"required": "Écrivez les six chiffres du message."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if len(code) != links.CODE_DIGITS or not code.isascii() or not code.isdigit():
            raise forms.ValidationError("Écrivez les six chiffres du message, sans rien d’autre.")
        return code


class BearerAccountForm(ModelForm):
    """Who is to have an account: at the very address of the link, which is not asked."""

    class Meta:
        model = Invitation
        fields = ["first_name", "last_name", "job_title"]
        error_messages = {
            "first_name": {"required": "Indiquez votre prénom."},
            "last_name": {"required": "Indiquez votre nom."},
        }

    def __init__(self, *args, bearer: Bearer, **kwargs):
        super().__init__(*args, **kwargs)
        self.bearer = bearer

    def validate_constraints(self) -> None:
        """Left to the service, which lets an expired invitation give way."""

    def save(self, *, base_url: str) -> Invitation | None:
        try:
            return links.invite_bearer(bearer=self.bearer, base_url=base_url, **self.cleaned_data)
        except NOT_INVITED as error:
            self.add_error(None, WHY_NOT_INVITED[type(error)])
            return None
