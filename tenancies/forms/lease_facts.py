"""What is done of a lease once it is signed, and when it ends: each fact when it comes, later or never."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.models import User
from tenancies.forms.exits import ExitReasonField
from tenancies.forms.tenancy import DAYS_CHANGED, LONGEST_LEASE_YEARS
from tenancies.models import Tenancy
from tenancies.models.tenancies import MOST_DEPOSIT_CENTS
from tenancies.reading.leases import contradictions
from tenancies.reading.masking import address_of
from tenancies.services.tenancies import OutOfOrderError, note_facts

CENTS = 100
PAST = around_today(years_before=LONGEST_LEASE_YEARS)
AMOUNT = "Indiquez un montant en euros, par exemple 412,50, ou 0\u00a0s’il n’y en a pas."


class DoneField(DayField):
    """A day on which something was done: today at the latest."""

    def __init__(self, **kwargs):
        super().__init__(bounds=PAST, required=False, **kwargs)

    def validate(self, value: datetime.date | None) -> None:
        if value and value > timezone.localdate():
            raise forms.ValidationError("Indiquez un jour passé, ou aujourd’hui\u00a0: cela se note une fois fait.")
        super().validate(value)


class LeaseFactsForm(SeenMixin, Form):
    def __init__(self, *args, tenancy: Tenancy, user: User, **kwargs):
        super().__init__(*args, initial=self.noted(tenancy), **kwargs)
        self.tenancy, self.user = tenancy, user

    def noted(self, tenancy: Tenancy) -> dict[str, Any]:
        return {name: getattr(tenancy, name) for name in self.base_fields}

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def clean(self) -> dict:
        data = super().clean()
        for name, words in contradictions(self.tenancy, data).items():
            self.add_error(name, words)
        return data

    def save(self) -> Tenancy | None:
        """None, with an error, when the days of the lease have changed meanwhile."""
        try:
            return note_facts(tenancy=self.tenancy, user=self.user, facts=self.facts())
        except OutOfOrderError:
            self.add_error(None, DAYS_CHANGED)
            return None


class EntryForm(LeaseFactsForm):
    signed_by_landlord_on = DoneField(label="Bail signé par le bailleur le")
    signed_by_household_on = DoneField(label="Bail signé par le ménage le")
    deposit = forms.DecimalField(
        label="Dépôt de garantie, en euros",
        min_value=0,
        max_value=MOST_DEPOSIT_CENTS // CENTS,
        max_digits=7,
        decimal_places=2,
        required=False,
        help_text="0\u00a0s’il n’y en a pas.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), AMOUNT
        ),
    )
    deposit_paid_on = DoneField(label="Dépôt versé le")
    insured_until = DayField(
        label="Assurance habitation valable jusqu’au",
        bounds=around_today(years_before=LONGEST_LEASE_YEARS, years_after=10),
        required=False,
        help_text="Le dernier jour de l’attestation\u00a0: la suivante vous sera rappelée avant.",
    )
    entry_inventory_on = DoneField(label="État des lieux d’entrée fait le")
    keys_given_on = DoneField(label="Clés remises au ménage le")

    def __init__(self, *args, tenancy: Tenancy, **kwargs):
        super().__init__(*args, tenancy=tenancy, **kwargs)
        if address_of(tenancy.household, None).is_masked:
            # It tells the rent, and so the dwelling.
            del self.fields["deposit"]

    def noted(self, tenancy: Tenancy) -> dict[str, Any]:
        cents = tenancy.deposit_cents
        amount = None if cents is None else Decimal(cents) / CENTS
        return {name: amount if name == "deposit" else getattr(tenancy, name) for name in self.base_fields}

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        if "deposit" in self.fields:
            amount = facts.pop("deposit")
            facts["deposit_cents"] = None if amount is None else int(amount * CENTS)
        return facts


class ExitForm(LeaseFactsForm):
    exit_inventory_on = DoneField(label="État des lieux de sortie fait le")
    keys_returned_on = DoneField(label="Clés rendues le")
    end_reason = ExitReasonField(required=False)
