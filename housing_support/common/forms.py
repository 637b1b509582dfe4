"""Days and moments in forms: the browser's own fields, which want ISO whatever the language."""

import datetime

from django import forms
from django.utils import timezone

DAY_FORMAT = "%Y-%m-%d"
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format=DAY_FORMAT)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format=MOMENT_FORMAT)


class DayField(forms.DateField):
    widget = DayInput


class MomentField(forms.DateTimeField):
    widget = MomentInput


def moment_text(moment: datetime.datetime) -> str:
    """As the browser's field writes it, for a form whose first values are texts."""
    return timezone.localtime(moment).strftime(MOMENT_FORMAT)
