"""What an association answers to a request."""

import datetime

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.models import User
from partners.roles import Right
from referrals.forms.acts import UserChoiceField
from referrals.models import Mobilisation
from referrals.models.links import Answering
from referrals.services import mobilisations


class AcceptForm(Form):
    worker = UserChoiceField(
        label="Référent du ménage", queryset=User.objects.none(), required=False, empty_label="À désigner plus tard"
    )

    def __init__(self, *args, mobilisation: Mobilisation, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.mobilisation, self.user = mobilisation, user
        self.fields["worker"].queryset = User.objects.colleagues_of(user).holding(Right.RECORD_VISIT).by_name()

    def save(self) -> Mobilisation:
        return mobilisations.accept(mobilisation=self.mobilisation, user=self.user, **self.cleaned_data)


class WaitForm(SeenMixin, Form):
    place_expected_on = DayField(
        label="Place prévue vers le",
        bounds=around_today(years_after=1),
        error_messages={"required": "Dites vers quelle date vous prévoyez une place."},
        help_text="Lu par le bailleur. Ce jour passé, votre réponse vous est demandée de nouveau.",
    )

    def __init__(self, *args, mobilisation: Mobilisation, user: User, **kwargs):
        super().__init__(*args, initial={"place_expected_on": mobilisation.place_expected_on}, **kwargs)
        self.mobilisation, self.user = mobilisation, user

    def clean_place_expected_on(self) -> datetime.date:
        day = self.cleaned_data["place_expected_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("Indiquez une date à venir\u00a0: une place libre aujourd’hui s’accepte.")
        return day

    def save(self) -> Mobilisation:
        return mobilisations.put_on_waiting_list(mobilisation=self.mobilisation, user=self.user, **self.cleaned_data)


class DeclineForm(Form):
    reason = forms.ChoiceField(
        label="Motif du refus",
        choices=[("", "Choisir"), *Mobilisation.DeclineReason.choices],
        error_messages={"required": "Dites pourquoi vous refusez."},
    )
    comment = forms.CharField(label="Précision", required=False, max_length=500)

    def __init__(self, *args, mobilisation: Mobilisation, user: Answering, **kwargs):
        super().__init__(*args, **kwargs)
        self.mobilisation, self.user = mobilisation, user

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("reason") == Mobilisation.DeclineReason.OTHER and not cleaned.get("comment"):
            self.add_error("comment", "Précisez cet autre motif.")
        return cleaned

    def save(self) -> Mobilisation:
        return mobilisations.decline(mobilisation=self.mobilisation, user=self.user, **self.cleaned_data)
