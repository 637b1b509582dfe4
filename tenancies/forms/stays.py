"""Where an association puts a household up: what it records, notes, extends and ends of a stay."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import long_date
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.forms.mending import MistakeForm
from partners.models import User
from tenancies.forms.exits import EndReasonField
from tenancies.forms.household import PurposeForm
from tenancies.forms.lease_facts import DoneField
from tenancies.models import CaseFileAccess, Household, Stay, Tenancy
from tenancies.models.ends import EndReason
from tenancies.models.stays import MOST_MONTHS, READINESS, STAY_ENDS, latest_end_of
from tenancies.reading.stays import DESTINATIONS
from tenancies.services import stays

MOST_YEARS = 10


class StayForm(Form):
    """A household that comes, or is to come."""

    kind = forms.ChoiceField(
        label="Nature du lieu",
        choices=Stay.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la nature du lieu."},
    )
    place_in_words = forms.CharField(
        label="Lieu",
        max_length=200,
        help_text="Lu par votre association seule, jamais par un bailleur.",
        error_messages={"required": "Dites où le ménage est hébergé."},
    )
    since = DayField(
        label="Entrée",
        bounds=around_today(years_before=MOST_YEARS, years_after=1),
        help_text="À venir, elle est prévue\u00a0: vous la confirmerez quand le ménage sera là.",
        error_messages={"required": "Indiquez le jour de l’entrée."},
    )
    planned_end = DayField(
        label="Fin prévue",
        bounds=around_today(years_before=MOST_YEARS, years_after=4),
        help_text=f"{MOST_MONTHS}\u00a0mois après l’entrée au plus tard.",
        error_messages={"required": "Indiquez quand le séjour doit finir."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def latest_end(self, since: datetime.date) -> datetime.date:
        return latest_end_of(since)

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        since, planned_end = data.get("since"), data.get("planned_end")
        if since and planned_end:
            latest = self.latest_end(since)
            if planned_end <= since:
                self.add_error("planned_end", f"Indiquez une fin après l’entrée, le {long_date(since)}.")
            elif planned_end > latest:
                self.add_error("planned_end", f"Indiquez une fin au plus tard le {long_date(latest)}.")
        return data

    def save(self, household: Household) -> Stay:
        return stays.record_stay(household=household, user=self.user, **self.cleaned_data)


class StayCorrectionForm(SeenMixin, StayForm):
    """What was recorded, put right."""

    def __init__(self, *args, stay: Stay, **kwargs):
        recorded = {name: getattr(stay, name) for name in StayForm.base_fields}
        if stay.household.is_protected:
            recorded["place_in_words"] = ""
        super().__init__(*args, initial=recorded, **kwargs)
        self.stay = stay
        self.fields["since"].help_text = ""
        if stay.household.is_protected:
            place = self.fields["place_in_words"]
            place.required = False
            place.help_text = "Adresse protégée\u00a0: laissez vide pour garder le lieu enregistré."

    def latest_end(self, since: datetime.date) -> datetime.date:
        return self.stay.latest_end if self.stay.extension_reason else latest_end_of(since)

    def clean_since(self) -> datetime.date:
        since = self.cleaned_data["since"]
        if self.stay.state != Stay.State.PLANNED and since > timezone.localdate():
            raise forms.ValidationError("Le ménage est déjà entré\u00a0: indiquez un jour passé, ou aujourd’hui.")
        if self.stay.until and since > self.stay.until:
            raise forms.ValidationError(f"Indiquez une entrée qui ne suit pas la fin, le {long_date(self.stay.until)}.")
        return since

    def clean_place_in_words(self) -> str:
        return self.cleaned_data["place_in_words"] or self.stay.place_in_words

    def save(self) -> Stay:
        return stays.correct_stay(stay=self.stay, user=self.user, version=self.stay.version, **self.cleaned_data)


class StayActForm(Form):
    """Something done of a stay that is there."""

    def __init__(self, *args, stay: Stay, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.stay, self.user = stay, user


class EntryIntoStayForm(StayActForm):
    since = DoneField(label="Entré le")

    def __init__(self, *args, stay: Stay, **kwargs):
        initial = {"since": min(stay.since, timezone.localdate())}
        super().__init__(*args, stay=stay, initial=initial, **kwargs)
        since = self.fields["since"]
        since.required = True
        since.error_messages["required"] = "Indiquez le jour où le ménage est entré."

    def clean_since(self) -> datetime.date:
        since = self.cleaned_data["since"]
        if since >= self.stay.planned_end:
            end = long_date(self.stay.planned_end)
            raise forms.ValidationError(f"La fin est prévue le {end}\u00a0: corrigez d’abord le séjour.")
        return since

    def save(self) -> Stay:
        return stays.confirm_entry(stay=self.stay, user=self.user, **self.cleaned_data)


class ReadinessForm(SeenMixin, StayActForm):
    """Each thing when it is there; a day taken back corrects it."""

    unique_number_on = DoneField(label="Numéro unique obtenu, ou renouvelé, le")
    identity_on = DoneField(label="Papiers d’identité réunis le")
    resources_on = DoneField(label="Justificatifs de ressources réunis le")
    savings_on = DoneField(label="Épargne pour le dépôt de garantie constituée le")
    assessment_on = DoneField(label="Évalué prêt pour un logement le")

    def __init__(self, *args, stay: Stay, **kwargs):
        super().__init__(*args, stay=stay, initial={name: getattr(stay, name) for name in READINESS}, **kwargs)

    def save(self) -> Stay:
        return stays.note_readiness(
            stay=self.stay, user=self.user, version=self.stay.version, days=dict(self.cleaned_data)
        )


class ExtensionForm(StayActForm):
    until = DayField(
        label="Prolongé jusqu’au",
        bounds=around_today(years_after=5),
        error_messages={"required": "Indiquez le nouveau dernier jour."},
    )
    reason = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisir un motif"), *Stay.ExtensionReason.choices],
        error_messages={"required": "Choisissez pourquoi le séjour se prolonge."},
    )

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if until <= self.stay.latest_end:
            last = long_date(self.stay.latest_end)
            raise forms.ValidationError(f"Indiquez un jour après le {last}, le dernier jour actuel.")
        return until

    def save(self) -> Stay:
        return stays.extend_stay(stay=self.stay, user=self.user, **self.cleaned_data)


class EndOfStayForm(StayActForm):
    on = DoneField(label="Parti le")
    reason = EndReasonField(
        reasons=STAY_ENDS,
        label="Motif principal",
        error_messages={"required": "Choisissez pourquoi le séjour se termine."},
    )
    destination = forms.ChoiceField(
        label="Où va le ménage",
        choices=[("", "Choisir une destination"), *Stay.Destination.choices],
        error_messages={"required": "Choisissez où va le ménage."},
    )

    def __init__(self, *args, stay: Stay, lease: Tenancy | None, **kwargs):
        today = timezone.localdate()
        initial: dict[str, Any] = {"on": today}
        if lease:
            initial = {
                "on": min(max(lease.starts_on, stay.since), today),
                "reason": EndReason.REHOUSED,
                "destination": DESTINATIONS[Tenancy.Kind(lease.kind)],
            }
        super().__init__(*args, stay=stay, initial=initial, **kwargs)
        on = self.fields["on"]
        on.required = True
        on.error_messages["required"] = "Indiquez le jour où le ménage est parti."
        if lease:
            on.help_text = f"Son bail commence le {long_date(lease.starts_on)}."

    def clean_on(self) -> datetime.date:
        on = self.cleaned_data["on"]
        if on < self.stay.since:
            raise forms.ValidationError(f"Indiquez un jour à partir de l’entrée, le {long_date(self.stay.since)}.")
        return on

    def save(self) -> Stay:
        return stays.end_stay(stay=self.stay, user=self.user, **self.cleaned_data)


class StayMistakeForm(MistakeForm):
    """Why something recorded of a stay is taken back."""

    def __init__(self, *args, stay: Stay, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.stay, self.user = stay, user


class CancelStayForm(StayMistakeForm):
    def save(self) -> Stay:
        return stays.cancel_stay(stay=self.stay, user=self.user, **self.cleaned_data)


class OnceMistakeForm(StayMistakeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, happens_once=True, **kwargs)


class ResumeStayForm(OnceMistakeForm):
    def save(self) -> Stay:
        return stays.resume_stay(stay=self.stay, user=self.user, **self.cleaned_data)


class TakeBackExtensionForm(OnceMistakeForm):
    def save(self) -> Stay:
        return stays.take_back_extension(stay=self.stay, user=self.user, **self.cleaned_data)


class StayPlaceForm(PurposeForm):
    """Why the place of a protected household is read."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, kind=CaseFileAccess.Kind.STAY, **kwargs)
