from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form
from referrals.models import Referral
from referrals.models.referrals import health_is_agreed_to

YEARS_OF_AN_AGREEMENT = 5


class ContactFields(Form):
    """Whether the household agrees to be contacted and, when it does, when and how it said so."""

    # Of each question asked: the field of its answer, beside those of its day and its form.
    questions: tuple[str, ...] = ("agreement",)

    agreement = forms.ChoiceField(
        label="Accord pour être contacté",
        choices=Referral.Agreement,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que le ménage a répondu."},
        help_text="Le ménage accepte-t-il que la conseillère sociale le contacte\u00a0?",
    )
    agreement_on = DayField(
        label="Accord donné le", required=False, bounds=around_today(years_before=YEARS_OF_AN_AGREEMENT)
    )
    agreement_form = forms.ChoiceField(label="De quelle façon", choices=Referral.AgreementForm, required=False)

    def clean(self):
        super().clean()
        for question in self.questions:
            self.clean_answer(question)
        return self.cleaned_data

    def clean_answer(self, question: str) -> None:
        on, form = f"{question}_on", f"{question}_form"
        if self.cleaned_data.get(question) != Referral.Agreement.GIVEN:
            self.cleaned_data |= {on: None, form: ""}
            return
        asked = {on: "Indiquez quand l’accord a été donné.", form: "Choisissez comment l’accord a été donné."}
        for name, error in asked.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, error)

    @property
    def lets_health_be_noted(self) -> bool:
        data = self.cleaned_data
        return health_is_agreed_to(data.get("agreement", ""), data.get("sharing", Referral.Agreement.NOT_ASKED))


class AgreementFields(ContactFields):
    """The same, and whether it agrees that partners be mobilised."""

    questions = ("agreement", "sharing")

    sharing = forms.ChoiceField(
        label="Accord pour mobiliser des partenaires",
        choices=Referral.Agreement,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que le ménage a répondu."},
        help_text="Le ménage accepte-t-il que des associations l’aident, et lisent son dossier\u00a0?",
    )
    sharing_on = DayField(
        label="Accord donné le", required=False, bounds=around_today(years_before=YEARS_OF_AN_AGREEMENT)
    )
    sharing_form = forms.ChoiceField(label="De quelle façon", choices=Referral.AgreementForm, required=False)

    @staticmethod
    def answers_of(referral: Referral) -> dict:
        """What was recorded, with the day and the form proposed for an agreement to come."""
        return {
            "agreement": referral.agreement,
            "agreement_on": referral.agreement_on or timezone.localdate(),
            "agreement_form": referral.agreement_form or Referral.AgreementForm.SPOKEN,
            "sharing": referral.sharing,
            "sharing_on": referral.sharing_on or timezone.localdate(),
            "sharing_form": referral.sharing_form or Referral.AgreementForm.SPOKEN,
        }
