"""What the household says of one partner, when and how."""

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form
from housing_support.common.settling import SettlingMixin
from partners.forms.mending import MistakeForm
from partners.models import User
from tenancies.models import Consent
from tenancies.services.consents import withdraw_consent

YEARS_OF_A_CONSENT = 5


class SaidDay(DayField):
    """The day on which the household said it: today or before."""

    def __init__(self, **kwargs):
        super().__init__(bounds=around_today(years_before=YEARS_OF_A_CONSENT), **kwargs)
        self.error_messages["required"] = "Indiquez quand le ménage l’a dit."


class SaidForm(forms.ChoiceField):
    def __init__(self, **kwargs):
        choices = [("", "Choisir"), *((each.value, each.label) for each in Consent.FORMS)]
        super().__init__(choices=choices, **kwargs)
        self.error_messages["required"] = "Choisissez de quelle façon le ménage l’a dit."


class WithdrawalForm(SettlingMixin, Form):
    on = SaidDay(label="Dit le")
    form = SaidForm(label="De quelle façon")

    def __init__(self, *args, consent: Consent, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.consent, self.user = consent, user
        self.initial = {"on": timezone.localdate()}

    def clean_on(self):
        on = self.cleaned_data["on"]
        if self.consent.on > on:
            raise forms.ValidationError("Le ménage ne peut pas retirer son accord avant de l’avoir donné.")
        return on

    def save(self) -> Consent:
        return withdraw_consent(consent=self.consent, user=self.user, **self.cleaned_data)


class ConsentMistakeForm(SettlingMixin, MistakeForm):
    """Why the household's word, or its withdrawal, was noted by error."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, happens_once=True, **kwargs)
