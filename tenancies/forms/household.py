from django import forms

from housing_support.common.forms import Form
from housing_support.common.settling import SettlingMixin
from partners.models import User
from tenancies.models import CaseFileAccess, Household
from tenancies.models.ends import CHOSEN
from tenancies.services.closing import close_household, reopen_household
from tenancies.services.households import edit_household


class HouseholdForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="Nom du ménage", max_length=120, error_messages={"required": "Écrivez le nom du ménage."}
    )

    @classmethod
    def for_household(cls, household: Household) -> "HouseholdForm":
        return cls(initial={"version": household.version, "name": household.name})

    def save(self, *, household: Household, user: User, persons: list[dict]) -> Household:
        return edit_household(household=household, user=user, persons=persons, **self.cleaned_data)


class PurposeForm(Form):
    """Why somebody does what leaves a line of that `kind` in the access log."""

    ACTS = {
        CaseFileAccess.Kind.ADDRESS: ("avez-vous besoin de l’adresse", "vous avez besoin de l’adresse"),
        CaseFileAccess.Kind.STAY: ("avez-vous besoin du lieu", "vous avez besoin du lieu"),
        CaseFileAccess.Kind.PROTECT: ("protégez-vous l’adresse", "vous protégez l’adresse"),
        CaseFileAccess.Kind.UNPROTECT: ("levez-vous la protection", "vous levez la protection"),
        CaseFileAccess.Kind.WITHDRAW: ("retirez-vous cet accès", "vous retirez cet accès"),
        CaseFileAccess.Kind.REOPEN: ("rouvrez-vous ce dossier", "vous rouvrez ce dossier"),
    }

    purpose = forms.ChoiceField(
        widget=forms.RadioSelect,
        help_text="Votre nom et l’heure restent au journal des accès de ce dossier\u00a0; "
        "le motif n’y est lu que par votre organisme.",
    )
    reason = forms.CharField(
        label="Précision",
        max_length=80,
        required=False,
        help_text="En quelques mots, sans nom ni adresse.",
    )

    def __init__(self, *args, kind: CaseFileAccess.Kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask(*self.ACTS[kind])
        self.fields["purpose"].choices = [(each.value, each.label) for each in CaseFileAccess.PURPOSES[kind]]

    def ask(self, asked: str, act: str) -> None:
        """In the words of the question, then of what is missing."""
        self.act = act
        self.fields["purpose"].label = f"Pourquoi {asked}\u00a0?"
        self.fields["purpose"].error_messages["required"] = f"Choisissez pourquoi {act}."

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("purpose") == CaseFileAccess.Purpose.OTHER and not cleaned.get("reason"):
            self.add_error("reason", f"Dites en quelques mots pourquoi {self.act}.")
        return cleaned


class WithdrawAccessForm(SettlingMixin, PurposeForm):
    """Why an association no longer reads this case file; what it carries there ends with it."""


class ReopenHouseholdForm(PurposeForm):
    """Why a case file is opened again, said to all who take part in it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, kind=CaseFileAccess.Kind.REOPEN, **kwargs)
        self.fields["purpose"].help_text = "Tous les participants du dossier le lisent dans le fil, avec votre nom."
        self.fields["reason"].help_text = "En quelques mots, sans nom\u00a0; lue par votre organisme seul."

    def save(self, *, household: Household, user: User) -> Household:
        return reopen_household(household=household, user=user, **self.cleaned_data)


class CloseHouseholdForm(SettlingMixin, Form):
    """Closing a case file; why, for the parts that it ends."""

    reason = forms.ChoiceField(
        label="Motif de fin des suivis",
        choices=[("", "Choisir un motif"), *((reason.value, reason.label) for reason in CHOSEN)],
        error_messages={"required": "Choisissez pourquoi les suivis se terminent."},
    )

    def __init__(self, *args, household: Household, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.household, self.user = household, user
        if not household.running_follow_ups:
            del self.fields["reason"]

    def save(self) -> Household:
        return close_household(household=self.household, user=self.user, **self.cleaned_data)
