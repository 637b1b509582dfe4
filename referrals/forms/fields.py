from django import forms

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form
from referrals.models import Referral


class AgreementFields(Form):
    """The household's answer and, when it agrees, when and how it said so."""

    agreement = forms.ChoiceField(
        label="Accord du ménage",
        choices=Referral.Agreement,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que le ménage a répondu."},
        help_text="Le ménage accepte-t-il que la conseillère sociale le contacte ?",
    )
    agreement_on = DayField(label="Accord donné le", required=False, bounds=around_today(years_before=5))
    agreement_form = forms.ChoiceField(label="De quelle façon", choices=Referral.AgreementForm, required=False)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("agreement") == Referral.Agreement.GIVEN:
            if not cleaned.get("agreement_on") and "agreement_on" not in self.errors:
                self.add_error("agreement_on", "Indiquez quand l’accord a été donné.")
            if not cleaned.get("agreement_form") and "agreement_form" not in self.errors:
                self.add_error("agreement_form", "Choisissez comment l’accord a été donné.")
        else:
            cleaned |= {"agreement_on": None, "agreement_form": ""}
        return cleaned

    @property
    def is_agreed(self) -> bool:
        return self.cleaned_data.get("agreement") == Referral.Agreement.GIVEN

    def agreement_facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("agreement", "agreement_on", "agreement_form")}
