"""The forms of a sliding lease: its documents, its reviews, and what the landlord decides."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today, months_from
from housing_support.common.dates import long_date
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.forms.mending import MistakeForm
from partners.models import Organization, User
from tenancies.forms.lease_facts import DoneField
from tenancies.models import PeriodicReview, ReviewWord, SlidingLease, Tenancy
from tenancies.models.sliding import CRITERIA, MissingWordError, UnpaidRentError
from tenancies.reading.sliding import may_sublet
from tenancies.services import sliding
from tenancies.services.sliding import TERMS, SlidingDaysError
from tenancies.services.tenancies import DwellingTakenError, OutOfOrderError

REVIEW_MONTHS, PERIOD_MONTHS = 6, 12
TO_COME = around_today(years_before=1, years_after=5)
DAYS_CHANGED = "Les dates de ce bail glissant viennent de changer\u00a0: rechargez la page, puis recommencez."
SIGNED = "Indiquez le jour de sa signature."


class SlidingTermsForm(Form):
    """What the three documents of a sliding lease say, and the approval of the association that sublets."""

    head_lease_on = DoneField(label="Bail entre le bailleur et l’association signé le")
    sublease_on = DoneField(label="Sous-location signée le")
    agreement_on = DoneField(label="Convention tripartite signée le")
    approval_number = forms.CharField(
        label="Agrément de l’association (art. L365-4)", max_length=60, help_text="Le numéro de l’arrêté préfectoral."
    )
    approval_until = DayField(label="Agrément valable jusqu’au", bounds=around_today(years_before=5, years_after=10))
    review_due_on = DayField(
        label="Prochain examen", bounds=TO_COME, help_text="Bailleur et association y donnent chacun leur avis."
    )
    term_on = DayField(
        label="Fin de la période d’examen",
        bounds=TO_COME,
        help_text="Deux mois avant, le bailleur dit au préfet s’il propose un bail.",
    )

    # Another kind of lease may be chosen on the page: they are asked for once that is known.
    is_optional = False

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in TERMS:
            field = self.fields[name]
            field.required = field.widget.is_required = not self.is_optional
            field.error_messages["required"] = MISSING[name]

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if not self.asks_for_terms(data):
            return data
        for name in TERMS:
            if name not in self.errors and not data.get(name):
                self.add_error(name, MISSING[name])
        for earlier, later, words in IN_ORDER:
            first, second = data.get(earlier), data.get(later)
            if first and second and second < first:
                self.add_error(later, words)
        return data

    def asks_for_terms(self, data: dict) -> bool:
        return True

    @property
    def sliding_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in TERMS]

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TERMS}


MISSING = {
    "head_lease_on": SIGNED,
    "sublease_on": SIGNED,
    "agreement_on": SIGNED,
    "approval_number": "Indiquez le numéro de l’agrément\u00a0: sans lui, l’association ne peut pas sous-louer.",
    "approval_until": "Indiquez jusqu’à quand l’agrément est valable.",
    "review_due_on": "Indiquez la date du prochain examen.",
    "term_on": "Indiquez la fin de la période d’examen.",
}
IN_ORDER = (
    (
        "head_lease_on",
        "sublease_on",
        "La sous-location ne précède pas le bail de l’association\u00a0: vérifiez ces dates.",
    ),
    (
        "sublease_on",
        "approval_until",
        "L’agrément a expiré avant la sous-location\u00a0: demandez à l’association celui qui est en cours.",
    ),
    ("sublease_on", "term_on", "La période d’examen se termine après la signature de la sous-location."),
    ("review_due_on", "term_on", "La période d’examen ne se termine pas avant l’examen prévu."),
)


def usual_terms() -> dict[str, datetime.date]:
    """The days that agreements give in practice."""
    today = timezone.localdate()
    return {"review_due_on": months_from(today, REVIEW_MONTHS), "term_on": months_from(today, PERIOD_MONTHS)}


class DescribeSlidingForm(SlidingTermsForm):
    association = forms.ModelChoiceField(
        Organization.objects.none(),
        label="Association locataire",
        to_field_name="public_id",
        empty_label="Choisir",
        error_messages={"required": "Choisissez l’association qui est locataire du bailleur."},
    )

    field_order = ("association",)

    def __init__(self, *args: Any, tenancy: Tenancy, user: User, **kwargs: Any):
        super().__init__(*args, initial=usual_terms(), **kwargs)
        self.tenancy, self.user = tenancy, user
        self.fields["association"].queryset = may_sublet(tenancy.household_id)

    def save(self) -> SlidingLease | None:
        """None, with an error, when its days have changed meanwhile."""
        try:
            return sliding.describe_sliding(
                tenancy=self.tenancy,
                user=self.user,
                association=self.cleaned_data["association"],
                terms=self.terms(),
            )
        except SlidingDaysError:
            self.add_error(None, DAYS_CHANGED)
            return None


class SlidingForm(Form):
    """An act on a sliding lease."""

    def __init__(self, *args: Any, sliding: SlidingLease, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sliding, self.user = sliding, user


def refuse_before_sublease(form: SlidingForm, name: str) -> None:
    day, first = form.cleaned_data.get(name), form.sliding.sublease_on
    if day and day < first:
        form.add_error(name, f"Indiquez un jour à partir de la signature de la sous-location, le {long_date(first)}.")


class CorrectSlidingForm(SeenMixin, SlidingTermsForm):
    def __init__(self, *args: Any, sliding: SlidingLease, user: User, **kwargs: Any):
        super().__init__(*args, initial={name: getattr(sliding, name) for name in TERMS}, **kwargs)
        self.sliding, self.user = sliding, user
        if sliding.review_due_on is None:
            self.fields["review_due_on"].widget = forms.HiddenInput()
            self.initial["review_due_on"] = sliding.term_on

    def save(self) -> SlidingLease | None:
        try:
            return sliding.correct_sliding(sliding=self.sliding, user=self.user, terms=self.terms())
        except SlidingDaysError:
            self.add_error(None, DAYS_CHANGED)
            return None


def levels(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous constatez."},
    )


class WordForm(SeenMixin, SlidingForm):
    """What one side says at a review."""

    rent = levels("Paiement du loyer", ReviewWord.Rent.choices)
    occupation = levels("Occupation du logement", ReviewWord.Level.choices)
    common_parts = levels("Respect des parties communes", ReviewWord.Level.choices)
    neighbours = levels("Relations avec le voisinage", ReviewWord.Level.choices)
    opinion = forms.ChoiceField(
        label="Votre avis",
        choices=PeriodicReview.Conclusion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez votre avis."},
    )
    text = forms.CharField(
        label="En quelques mots",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lu par le bailleur et par l’association\u00a0: le logement et rien d’autre, ni santé, ni passé.",
    )

    def __init__(self, *args: Any, sliding: SlidingLease, user: User, given: ReviewWord | None, **kwargs: Any):
        names = ("rent", *CRITERIA, "opinion", "text")
        initial = {name: getattr(given, name) for name in names} if given else {}
        super().__init__(*args, sliding=sliding, user=user, initial=initial, **kwargs)

    def save(self) -> ReviewWord:
        return sliding.give_word(sliding=self.sliding, user=self.user, word=self.cleaned_data)


class ConcludeForm(SlidingForm):
    held_on = DoneField(label="Examen tenu le")
    conclusion = forms.ChoiceField(
        label="Conclusion",
        choices=PeriodicReview.Conclusion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous concluez."},
    )
    next_due_on = DayField(
        label="Prochain examen", bounds=TO_COME, required=False, help_text="Si la sous-location se poursuit."
    )

    def __init__(self, *args: Any, **kwargs: Any):
        today = timezone.localdate()
        initial = {"held_on": today}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["held_on"].required = True

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        held_on, following = data.get("held_on"), data.get("next_due_on")
        refuse_before_sublease(self, "held_on")
        if data.get("conclusion") != PeriodicReview.Conclusion.CONTINUE:
            data["next_due_on"] = None
        elif not following:
            self.add_error("next_due_on", "Indiquez la date du prochain examen.")
        elif held_on and following <= held_on:
            self.add_error("next_due_on", "Indiquez un jour après cet examen.")
        elif following > self.sliding.term_on:
            term = long_date(self.sliding.term_on)
            self.add_error("next_due_on", f"La période d’examen finit le {term}\u00a0: prolongez-la d’abord.")
        return data

    def save(self) -> SlidingLease | None:
        try:
            return sliding.conclude_review(sliding=self.sliding, user=self.user, **self.cleaned_data)
        except MissingWordError:
            self.add_error(None, "Un avis manque\u00a0: l’examen se conclut une fois les deux avis donnés.")
        except SlidingDaysError:
            self.add_error(None, DAYS_CHANGED)
        return None


class ReopenForm(MistakeForm):
    """The last conclusion was a mistake."""

    def __init__(self, *args: Any, sliding: SlidingLease, user: User, **kwargs: Any):
        super().__init__(*args, happens_once=True, **kwargs)
        self.sliding, self.user = sliding, user

    def save(self) -> SlidingLease:
        return sliding.reopen_review(sliding=self.sliding, user=self.user, **self.cleaned_data)


class PrefectForm(SeenMixin, SlidingForm):
    YES, NO = "YES", "NO"

    told_on = DoneField(label="Préfet informé le")
    offers = forms.ChoiceField(
        label="Ce qui lui est dit",
        choices=[(YES, "Un bail est proposé au ménage"), (NO, "Aucun bail n’est proposé")],
        widget=forms.RadioSelect,
        required=False,
    )
    no_lease_reason = forms.ChoiceField(
        label="Motif, sans bail proposé",
        choices=[("", "Choisir"), *SlidingLease.NoLeaseReason.choices],
        required=False,
    )

    def __init__(self, *args: Any, sliding: SlidingLease, **kwargs: Any):
        offers = (self.YES if sliding.offers_lease else self.NO) if sliding.prefect_told_on else None
        initial = {
            "told_on": sliding.prefect_told_on,
            "offers": offers,
            "no_lease_reason": sliding.no_lease_reason,
        }
        super().__init__(*args, sliding=sliding, initial=initial, **kwargs)
        if sliding.prefect_told_on is None:
            self.fields["told_on"].required = True
            self.fields["told_on"].error_messages["required"] = "Indiquez le jour où le préfet a été informé."
        else:
            self.fields["told_on"].help_text = "Videz ce champ s’il n’a pas été informé."

    def clean(self) -> dict:
        data = super().clean()
        refuse_before_sublease(self, "told_on")
        if data.get("told_on"):
            if not data.get("offers"):
                self.add_error("offers", "Dites si un bail est proposé.")
            elif data["offers"] == self.NO and not data.get("no_lease_reason"):
                self.add_error("no_lease_reason", "Choisissez pourquoi aucun bail n’est proposé.")
        return data

    def save(self) -> SlidingLease:
        data = self.cleaned_data
        offers = data["offers"] == self.YES if data["told_on"] else None
        reason = data["no_lease_reason"] if offers is False else ""
        return sliding.tell_prefect(
            sliding=self.sliding, user=self.user, told_on=data["told_on"], offers_lease=offers, no_lease_reason=reason
        )


class ExtendForm(SlidingForm):
    term_on = DayField(
        label="Nouvelle fin de la période d’examen",
        bounds=TO_COME,
        error_messages={"required": "Indiquez la nouvelle fin de la période."},
    )
    review_due_on = DayField(
        label="Prochain examen", bounds=TO_COME, error_messages={"required": "Indiquez la date du prochain examen."}
    )
    reason = forms.ChoiceField(
        label="Motif",
        choices=SlidingLease.ExtensionReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez pourquoi la période se prolonge."},
    )

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        term_on, review_due_on = data.get("term_on"), data.get("review_due_on")
        if term_on and term_on <= self.sliding.term_on:
            self.add_error("term_on", f"Indiquez un jour après la fin actuelle, le {long_date(self.sliding.term_on)}.")
        elif term_on and review_due_on and review_due_on > term_on:
            self.add_error("review_due_on", "L’examen a lieu avant la fin de la période.")
        return data

    def save(self) -> SlidingLease | None:
        try:
            return sliding.extend_period(sliding=self.sliding, user=self.user, **self.cleaned_data)
        except SlidingDaysError:
            self.add_error(None, DAYS_CHANGED)
            return None


class SlideForm(SlidingForm):
    starts_on = DayField(
        label="Le bail au nom du ménage commence le",
        bounds=around_today(years_before=1, years_after=1),
        help_text="La sous-location s’arrête ce jour-là\u00a0: le ménage reste chez lui, sans un jour d’écart.",
        error_messages={"required": "Indiquez le premier jour du bail du ménage."},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, initial={"starts_on": timezone.localdate()}, **kwargs)

    def save(self) -> Tenancy | None:
        """None, with an error, when the rent is unpaid, that day is not one of the lease, or the dwelling is promised
        to somebody else."""
        try:
            return sliding.slide(sliding=self.sliding, user=self.user, **self.cleaned_data)
        except UnpaidRentError:
            self.add_error(
                None,
                "Le dernier examen dit le loyer impayé\u00a0: reprenez sa conclusion pour corriger l’avis, ou "
                "prolongez la période d’examen.",
            )
        except OutOfOrderError:
            first = long_date(self.sliding.tenancy.starts_on)
            self.add_error(
                "starts_on",
                f"Indiquez un jour après l’entrée, le {first}, qui ne précède pas ce que vous en avez noté.",
            )
        except DwellingTakenError:
            self.add_error(
                "starts_on", "Ce logement est promis à un autre ménage ou indisponible\u00a0: libérez-le d’abord."
            )
        return None
