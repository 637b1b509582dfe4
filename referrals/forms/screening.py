"""What an adviser says of a referral before the household is met."""

import datetime

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import long_date
from housing_support.common.forms import DayField, Form, SeenMixin
from housing_support.common.numbers import days
from partners.models import User
from referrals.models import Attempt, Referral
from referrals.models.codes import Service
from referrals.services import screening
from referrals.services.drafts import meeting_delays


class ScreeningForm(SeenMixin, Form):
    urgency = forms.ChoiceField(
        label="Priorité",
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez si c’est urgent."},
        help_text="La date de la rencontre suit, à compter de l’envoi du signalement.",
    )
    followed_by = forms.MultipleChoiceField(
        label="Déjà suivi par",
        choices=Service,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Lu par les travailleurs sociaux. Aucun service de santé.",
    )

    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        self.fields["urgency"].choices = [
            (code, f"{Referral.Urgency(code).label} (sous {days(delay)})")
            for code, delay in meeting_delays(referral.landlord_id).items()
        ]
        self.initial = {"urgency": referral.urgency, "followed_by": referral.followed_by}

    def save(self) -> Referral:
        return screening.screen(referral=self.referral, user=self.user, **self.cleaned_data)


class AttemptFields(Form):
    made_on = DayField(
        label="Le",
        bounds=around_today(years_before=1),
        error_messages={"required": "Indiquez le jour de la tentative."},
    )
    means = forms.ChoiceField(
        label="Comment",
        choices=Attempt.Means,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez comment vous avez essayé."},
    )
    result = forms.ChoiceField(
        label="Résultat",
        choices=Attempt.Result,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez si le ménage a répondu."},
    )
    referral: Referral

    def clean_made_on(self) -> datetime.date:
        made_on, sent_on = self.cleaned_data["made_on"], screening.sent_on(self.referral)
        if made_on > timezone.localdate():
            raise forms.ValidationError("Indiquez un jour passé\u00a0: celui-ci est à venir.")
        if made_on < sent_on:
            raise forms.ValidationError(
                f"Indiquez un jour à partir du {long_date(sent_on)}, où le signalement a été envoyé."
            )
        return made_on


class AttemptForm(AttemptFields):
    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        self.initial = {"made_on": timezone.localdate(), "result": Attempt.Result.NO_ANSWER}

    def save(self) -> Attempt:
        return screening.record_attempt(referral=self.referral, user=self.user, **self.cleaned_data)


class AttemptCorrectionForm(SeenMixin, AttemptFields):
    def __init__(self, *args, attempt: Attempt, user: User, **kwargs):
        recorded = {name: getattr(attempt, name) for name in ("made_on", "means", "result")}
        super().__init__(*args, initial=recorded, **kwargs)
        self.attempt, self.referral, self.user = attempt, attempt.referral, user

    def clean(self) -> dict:
        super().clean()
        said = {name: self.cleaned_data.get(name) for name in ("made_on", "means")}
        same = Attempt.objects.filter(referral=self.referral, **said).exclude(pk=self.attempt.pk)
        if all(said.values()) and same.exists():
            self.add_error("made_on", "Une autre tentative de ce jour est déjà notée\u00a0: annulez plutôt celle-ci.")
        return self.cleaned_data

    def save(self) -> Attempt:
        return screening.correct_attempt(attempt=self.attempt, user=self.user, **self.cleaned_data)
