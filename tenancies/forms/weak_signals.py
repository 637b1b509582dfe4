"""A fact that the landlord tells the associations, and what each of them does."""

from django import forms
from django.utils import timezone

from housing_support.common.bounds import years_from
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.models import User
from tenancies.models import Household, SignalReceipt, WeakSignal
from tenancies.services.weak_signals import see_signal, send_signal


def last_year():
    today = timezone.localdate()
    return years_from(today, -1), today


class WeakSignalForm(Form):
    kind = forms.ChoiceField(
        label="Ce qui est constaté",
        choices=WeakSignal.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui est constaté."},
        help_text="Ni montant, ni appréciation\u00a0: l’association vous appelle si elle a besoin d’en savoir plus.",
    )
    occurred_on = DayField(
        label="Constaté le", bounds=last_year, error_messages={"required": "Indiquez quand c’est constaté."}
    )

    def __init__(self, *args, household: Household, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.household, self.user = household, user
        self.initial = {"occurred_on": timezone.localdate()}

    def clean(self):
        data = super().clean() or {}
        sent = WeakSignal.objects.filter(entry__household=self.household, **data)
        if not self.errors and sent.exists():
            self.add_error("occurred_on", "Ce signal est déjà envoyé pour ce jour-là.")
        return data

    def save(self) -> WeakSignal:
        return send_signal(household=self.household, user=self.user, **self.cleaned_data)


class SeenForm(SeenMixin, Form):
    action = forms.ChoiceField(
        label="Ce que vous faites",
        choices=SignalReceipt.Action.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous faites."},
        help_text="Le bailleur lit votre réponse.",
    )

    def __init__(self, *args, receipt: SignalReceipt, user: User, **kwargs):
        super().__init__(*args, initial={"action": receipt.action}, **kwargs)
        self.receipt, self.user = receipt, user

    def save(self) -> SignalReceipt:
        return see_signal(receipt=self.receipt, user=self.user, **self.cleaned_data)
