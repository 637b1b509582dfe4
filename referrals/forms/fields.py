from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form
from housing_support.common.numbers import days
from partners.models import User
from referrals.models import Referral
from referrals.models.reasons import Reason, may_read
from referrals.models.referrals import health_is_agreed_to
from referrals.services.drafts import meeting_delays

YEARS_OF_AN_AGREEMENT = 5


class SpottedFields(Form):
    """What was spotted. The fewest words possible: closed lists first, facts second."""

    reasons = forms.MultipleChoiceField(
        label="Ce que vous avez constaté",
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un motif."},
    )
    facts = forms.CharField(
        label="Les faits",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Des faits datés, aucun avis sur les personnes, rien sur la santé. Le ménage pourra les lire.",
    )
    urgency = forms.ChoiceField(
        label="Urgence",
        choices=Referral.Urgency,
        initial=Referral.Urgency.NORMAL,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez si c’est urgent."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["reasons"].choices = [(code, label) for code, label in Reason.choices if may_read(code, user)]
        self.fields["urgency"].choices = [
            (code, f"{Referral.Urgency(code).label} (sous {days(delay)})")
            for code, delay in meeting_delays(user.organization_id).items()
        ]


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
