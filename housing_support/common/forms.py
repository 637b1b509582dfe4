"""What every form of ours is made of. Days and moments are the browser's own fields, which want ISO whatever the
language; each names its bounds."""

import datetime
import re

from django import forms
from django.core.validators import RegexValidator
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils import timezone

from housing_support.common.bounds import Bounds
from housing_support.common.dates import long_date

DAY_FORMAT = "%Y-%m-%d"
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


refuse_line_ends = RegexValidator(
    re.compile(r"[\r\n]"), "Écrivez ce texte sur une seule ligne.", code="line_ends", inverse_match=True
)


class SingleLines:
    """A text typed on one line stays on one: it may head a message, or be a line of a list. What is invisible never
    arrives here (`housing_support.middleware.visible_input`)."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.Textarea):
                field.validators.append(refuse_line_ends)


class Form(SingleLines, forms.Form):
    pass


class ModelForm(SingleLines, forms.ModelForm):
    pass


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format=DAY_FORMAT)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format=MOMENT_FORMAT)


def require_between(day: datetime.date, bounds: Bounds) -> None:
    first, last = bounds()
    if not first <= day <= last:
        raise forms.ValidationError(
            f"Indiquez une date entre le {long_date(first)} et le {long_date(last)}.", code="out_of_bounds"
        )


class DayField(forms.DateField):
    widget = DayInput
    default_error_messages = {"invalid": "Indiquez une date, par exemple 12/11/2026."}

    def __init__(self, *, bounds: Bounds, **kwargs):
        super().__init__(**kwargs)
        self.bounds = bounds

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value:
            require_between(value, self.bounds)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        first, last = self.bounds()
        self.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        return super().get_bound_field(form, field_name)


class MomentField(forms.DateTimeField):
    widget = MomentInput
    default_error_messages = {
        "invalid": "Indiquez une date et une heure, par exemple 12/11/2026 14:30.",
        "skipped_hour": "Cette heure n’existe pas\u00a0: ce jour-là, les horloges passent de 2 h à 3 h.",
    }

    def __init__(self, *, bounds: Bounds, **kwargs):
        super().__init__(**kwargs)
        self.bounds = bounds

    def to_python(self, value) -> datetime.datetime | None:
        """Of the hour that the clocks show twice in October, the first."""
        try:
            moment = super().to_python(value)
            return moment and timezone.localtime(moment)
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            moment = timezone.make_aware((error.params or {})["datetime"])
        if timezone.localtime(moment.astimezone(datetime.UTC)) != moment:
            raise forms.ValidationError(self.error_messages["skipped_hour"], code="skipped_hour")
        return moment

    def validate(self, value: datetime.datetime | None) -> None:
        super().validate(value)
        if value:
            require_between(value.date(), self.bounds)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        first, last = self.bounds()
        self.widget.attrs |= {"min": f"{first}T00:00", "max": f"{last}T23:59"}
        return super().get_bound_field(form, field_name)


class YearField(forms.IntegerField):
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "1984"})
    default_error_messages = {"invalid": "Indiquez une année sur quatre chiffres, par exemple 1985."}

    def __init__(self, *, bounds: Bounds, **kwargs):
        super().__init__(**kwargs)
        self.bounds = bounds

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if not 1000 <= value <= 9999:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        first, last = (day.year for day in self.bounds())
        if not first <= value <= last:
            raise forms.ValidationError(f"Indiquez une année entre {first} et {last}.", code="out_of_bounds")


def moment_text(moment: datetime.datetime) -> str:
    """As the browser's field writes it, for a form whose first values are texts."""
    return timezone.localtime(moment).strftime(MOMENT_FORMAT)


def show_again(form: forms.BaseForm | BaseFormSet, data: QueryDict) -> None:
    """Fill a form not sent yet with what was typed in it. Unchecked: its errors are said when it is sent."""
    if isinstance(form, BaseFormSet):
        if f"{form.prefix}-TOTAL_FORMS" not in data:
            return
        for cached in ("forms", "management_form"):
            form.__dict__.pop(cached, None)
        form.data, form.is_bound = data, True
        for each in form.forms:
            each._errors = ErrorDict()
        form._errors, form._non_form_errors = [{} for _ in form.forms], ErrorList()
    else:
        form.data, form.is_bound, form._errors = data, True, ErrorDict()
