from django import forms

from housing_support.common.forms import SeenMixin
from referrals.forms.fields import ContactFields, SpottedFields
from referrals.models import Referral
from referrals.models.reasons import HEALTH_REASONS, Reason
from referrals.services.drafts import save_draft
from tenancies.models import Household


class ReferralForm(SeenMixin, SpottedFields, ContactFields):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["submission_id", "reasons", "facts", "urgency", "agreement", "agreement_on", "agreement_form"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
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
