from django import forms

from housing_support.common.forms import SeenMixin
from housing_support.common.numbers import days
from partners.models import User
from referrals.forms.fields import ContactFields
from referrals.models import Referral
from referrals.models.reasons import HEALTH_REASONS, Reason, may_read
from referrals.services.drafts import meeting_delays, save_draft
from tenancies.models import Household


class ReferralForm(SeenMixin, ContactFields):
    """What was spotted. The fewest words possible: closed lists first, facts second."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
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

    field_order = ["submission_id", "reasons", "facts", "urgency", "agreement", "agreement_on", "agreement_form"]

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["reasons"].choices = [(code, label) for code, label in Reason.choices if may_read(code, user)]
        self.fields["urgency"].choices = [
            (code, f"{Referral.Urgency(code).label} (sous {days(delay)})")
            for code, delay in meeting_delays(user.organization_id).items()
        ]
        self.fields["agreement"].initial = Referral.Agreement.NOT_ASKED

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if HEALTH_REASONS & set(cleaned.get("reasons", ())) and not self.lets_health_be_noted:
            labels = ", ".join(Reason(code).label for code in HEALTH_REASONS)
            self.add_error("reasons", f"Le motif « {labels} » demande l’accord du ménage.")
        return cleaned

    @staticmethod
    def initial_of(referral: Referral) -> dict:
        names = ("submission_id", "reasons", "facts", "urgency", "agreement", "agreement_on", "agreement_form")
        return {name: getattr(referral, name) for name in names}

    def save(self, *, household: Household | None = None, new_household: dict | None = None) -> Referral:
        return save_draft(user=self.user, household=household, new_household=new_household, **self.cleaned_data)
