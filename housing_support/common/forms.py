"""What every form of ours is made of. Days and moments are the browser's own fields, which want ISO whatever the
language; each names its bounds."""

import datetime
import hashlib
import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils import timezone

from housing_support.common import telephones
from housing_support.common.bounds import Bounds
from housing_support.common.dates import long_date, long_moment, short_date
from housing_support.common.sentences import word_errors

DAY_FORMAT = "%Y-%m-%d"
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"
CHANGED_MEANWHILE = (
    "Quelqu’un a changé ceci depuis l’ouverture de la page, ou vous-même dans un autre onglet\u00a0: rien n’est "
    "enregistré. Comparez avec ce qui l’est, puis envoyez de nouveau pour le remplacer."
)


refuse_line_ends = RegexValidator(
    re.compile(r"[\r\n]"), "Écrivez ce texte sur une seule ligne.", code="line_ends", inverse_match=True
)


if TYPE_CHECKING:
    AnyForm = forms.BaseForm
else:
    AnyForm = object


class SingleLines(AnyForm):
    """A text typed on one line stays on one: it may head a message, or be a line of a list. What is invisible never
    arrives here (`housing_support.middleware.visible_input`)."""

    if TYPE_CHECKING:
        # A form of ours may give some of what Django's take, before the rest.
        def __init__(self, *args, **kwargs) -> None: ...

    def full_clean(self) -> None:
        # Once the form has settled its fields: some make theirs as they begin.
        for field in self.fields.values():
            is_on_one_line = isinstance(field, forms.CharField) and not isinstance(field.widget, forms.Textarea)
            if is_on_one_line and refuse_line_ends not in field.validators:
                field.validators.append(refuse_line_ends)
        super().full_clean()


class Worded(AnyForm):
    """Each error says what to do at its field. `sentences` says it of the fields that the form does not declare."""

    sentences: dict[str, str] = {}

    def full_clean(self) -> None:
        # Once the form has settled its labels, its choices and its own messages.
        word_errors(self.fields, self.sentences)
        super().full_clean()


class Form(SingleLines, Worded, forms.Form):
    pass


class ModelForm(SingleLines, Worded, forms.ModelForm):
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
        "skipped_hour": "Cette heure n’existe pas\u00a0: ce jour-là, les horloges passent de 2\u00a0h à 3\u00a0h.",
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


class TelephoneField(forms.CharField):
    widget = forms.TelInput
    default_error_messages = {
        "invalid": "Indiquez un numéro à dix chiffres, par exemple 06 39 98 00 00, ou celui d’un autre pays à partir "
        "de son «\u00a0+\u00a0»."
    }

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 30} | kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        number = telephones.kept(typed)
        if not number:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number


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


def in_words(field: forms.Field, values: list[str]) -> str:
    if not values:
        return ""
    if isinstance(field, forms.BooleanField):
        return "oui"
    if isinstance(field, forms.ChoiceField):
        labels = dict(_flat(getattr(field.widget, "choices", ())))
        return ", ".join(labels[value] for value in values if value in labels)
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return _day_in_words(values[-1])
    return ", ".join(values)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def _day_in_words(text: str) -> str:
    try:
        if "T" in text:
            return long_moment(datetime.datetime.fromisoformat(text))
        return short_date(datetime.date.fromisoformat(text))
    except ValueError:
        return text


class SeenMixin(AnyForm):
    """For a form that changes what is recorded: what its page showed comes back with it.

    When somebody changed it meanwhile, nothing is written: each field says what is recorded now beside what was typed,
    and sending again is a choice. The form's template draws `seen`; `{% drafted %}` does.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
        # Worked out when it is drawn: a form may go on setting its first values.
        self.fields["seen"].initial = self.recorded_digest

    def recorded(self) -> dict[str, list[str]]:
        """The first value of each field, as texts."""
        fields = {name: field for name, field in self.fields.items() if name != "seen"}
        return {
            name: _texts(field.prepare_value(self.get_initial_for_field(field, name))) for name, field in fields.items()
        }

    def recorded_digest(self) -> str:
        return hashlib.sha256(json.dumps(self.recorded(), sort_keys=True).encode()).hexdigest()

    def clean(self) -> dict:
        super().clean()
        seen = self.cleaned_data.pop("seen", "")
        if seen and seen != self.recorded_digest():
            self.say_what_changed()
        return self.cleaned_data

    def say_what_changed(self) -> None:
        differs = False
        for name, texts in self.recorded().items():
            field = self.fields[name]
            typed = _texts(self[name].value())
            if field.widget.is_hidden or typed == texts:
                continue
            differs = True
            # The bound field has read the help of its field already.
            self[name].help_text = f"Enregistré entre-temps\u00a0: {in_words(field, texts) or 'rien'}"
        if not differs:
            return
        data = QueryDict(mutable=True)
        for name, values in cast(QueryDict, self.data).lists():
            data.setlist(name, values)
        data[self.add_prefix("seen")] = self.recorded_digest()
        self.data = data
        self.add_error(None, CHANGED_MEANWHILE)


class AlikeMixin(AnyForm):
    """For a form that enters somebody: whoever may be known already is offered before anything is written. The button
    of `components/is_another.html` goes on, with all that was typed."""

    # What to do instead, in a sentence.
    KNOWN_ALREADY = ""
    ANOTHER = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.alike: list[Any] = []
        self.fields["is_another"] = forms.BooleanField(label=self.ANOTHER, required=False)

    def look_for(self, data: dict[str, Any]) -> list[Any]:
        """Those that look like what was typed, as far as it could be read."""
        raise NotImplementedError

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        is_another = data.pop("is_another", False)
        self.alike = self.look_for(data)
        if self.alike and not is_another:
            self.add_error("is_another", self.KNOWN_ALREADY)
        return data


def _texts(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list | tuple | set):
        return [str(each) for each in value]
    if isinstance(value, datetime.datetime):
        return [moment_text(value) if timezone.is_aware(value) else value.strftime(MOMENT_FORMAT)]
    return [str(value)]
