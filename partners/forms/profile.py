from housing_support.common.forms import ModelForm, SeenMixin, TelephoneField
from partners.models import User
from partners.services.accounts import set_own_telephone


class ProfileForm(SeenMixin, ModelForm):
    """What somebody says of themselves."""

    phone = TelephoneField(
        label="Téléphone professionnel",
        required=False,
        help_text="Lu par vos collègues, et par ceux avec qui vous partagez un dossier.",
    )

    class Meta:
        model = User
        fields = ["phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"

    def save(self) -> None:
        set_own_telephone(user=self.instance, phone=self.cleaned_data["phone"])
