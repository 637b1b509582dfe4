from housing_support.common.forms import ModelForm, SeenMixin, TelephoneField
from partners.forms.names import ASKED, NAMES
from partners.models import User
from partners.services.names import describe_oneself


class ProfileForm(SeenMixin, ModelForm):
    """What somebody says of themselves."""

    phone = TelephoneField(
        label="Téléphone professionnel",
        required=False,
        help_text="Lu par vos collègues, et par ceux avec qui vous partagez un dossier.",
    )

    class Meta:
        model = User
        fields = [*NAMES, "phone"]
        error_messages = ASKED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, own in (("first_name", "given-name"), ("last_name", "family-name"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = own

    def save(self) -> None:
        describe_oneself(user=self.instance, **self.cleaned_data)
