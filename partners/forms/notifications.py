import datetime

from django import forms

from housing_support.common.forms import Form
from partners.models import Channel, User
from partners.notifications.choices import kinds_to_choose, quiet_hours_of
from partners.services.notifications import choose_channels

PREFIX = "kind_"


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format="%H:%M")


class ClockField(forms.TimeField):
    widget = TimeInput
    default_error_messages = {"invalid": "Indiquez une heure, par exemple 20:00."}


class NotificationsForm(Form):
    """How somebody is written to: a choice for each kind that their role may be told, and the hours without any."""

    has_quiet_hours = forms.BooleanField(label="Aucun message la nuit", required=False)
    begins = ClockField(label="De", required=False)
    ends = ClockField(label="À", required=False)
    at_weekends = forms.BooleanField(label="Aucun message le samedi ni le dimanche", required=False)

    def __init__(self, *args, user: User, **kwargs):
        self.user = user
        self.kinds = kinds_to_choose(user)
        quiet = quiet_hours_of(user.pk)
        chosen = dict(user.notification_choices.values_list("kind", "channel"))
        initial = {
            "has_quiet_hours": quiet.begins is not None,
            "begins": quiet.begins or datetime.time(20),
            "ends": quiet.ends or datetime.time(7),
            "at_weekends": quiet.at_weekends,
        } | {f"{PREFIX}{kind.code}": chosen.get(kind.code, kind.default) for kind in self.kinds}
        super().__init__(*args, initial=initial, **kwargs)
        for kind in self.kinds:
            self.fields[f"{PREFIX}{kind.code}"] = forms.ChoiceField(
                label=kind.label,
                choices=Channel.choices,
                error_messages={"required": "Choisissez quand recevoir ces messages."},
            )

    @property
    def fields_of_kinds(self) -> list[forms.BoundField]:
        return [self[f"{PREFIX}{kind.code}"] for kind in self.kinds]

    def clean(self) -> None:
        if not self.cleaned_data.get("has_quiet_hours"):
            return
        for name, asked in (("begins", "commencent"), ("ends", "finissent")):
            if name in self.cleaned_data and self.cleaned_data[name] is None:
                self.add_error(name, f"Indiquez à quelle heure {asked} les heures sans message.")
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if begins and begins == ends:
            self.add_error("ends", "Indiquez une autre heure que celle du début.")

    def save(self) -> None:
        quiet = self.cleaned_data["has_quiet_hours"]
        choose_channels(
            recipient=self.user,
            channels={kind.code: self.cleaned_data[f"{PREFIX}{kind.code}"] for kind in self.kinds},
            begins=self.cleaned_data["begins"] if quiet else None,
            ends=self.cleaned_data["ends"] if quiet else None,
            at_weekends=self.cleaned_data["at_weekends"],
        )
