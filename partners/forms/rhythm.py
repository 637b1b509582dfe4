"""From when on the visits of a convention are further apart."""

from collections.abc import Iterator
from typing import Any

from django import forms

from housing_support.common.forms import Form
from partners.models.rhythm import MOST_DAYS, MOST_MONTHS, MOST_STEPS, Step

DAYS = f"Indiquez un nombre de jours, de 1\u00a0à\u00a0{MOST_DAYS}."
MONTHS = f"Indiquez un nombre de mois, de 1\u00a0à\u00a0{MOST_MONTHS}."


def days_field(label: str, **kwargs: Any) -> forms.IntegerField:
    return _whole_number(label, DAYS, MOST_DAYS, **kwargs)


def _whole_number(label: str, words: str, most: int, **kwargs: Any) -> forms.IntegerField:
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
    return forms.IntegerField(label=label, min_value=1, max_value=most, error_messages=messages, **kwargs)


class RhythmMixin(Form):
    """The steps after `visit_interval_days`, a few months of follow-up and the days between two visits from there on;
    what is left empty between two of them is no gap. Cleaned, they are `visit_steps`."""

    step_1_months = _whole_number("1er palier, après combien de mois", MONTHS, MOST_MONTHS, required=False)
    step_1_days = days_field("1er palier, délai en jours", required=False)
    step_2_months = _whole_number("2e palier, après combien de mois", MONTHS, MOST_MONTHS, required=False)
    step_2_days = days_field("2e palier, délai en jours", required=False)
    step_3_months = _whole_number("3e palier, après combien de mois", MONTHS, MOST_MONTHS, required=False)
    step_3_days = days_field("3e palier, délai en jours", required=False)

    NAMES = tuple((f"step_{rank}_months", f"step_{rank}_days") for rank in range(1, MOST_STEPS + 1))

    @classmethod
    def initial_of(cls, steps: list[Step]) -> dict[str, int]:
        return {
            name: value
            for names, step in zip(cls.NAMES, steps, strict=False)
            for name, value in zip(names, step, strict=True)
        }

    def step_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        return ((self[months], self[days]) for months, days in self.NAMES)

    def clean(self) -> dict:
        super().clean()
        data, steps = self.cleaned_data, []
        last_months, last_days = 0, data.get("visit_interval_days")
        for names in self.NAMES:
            months, days = (data.pop(name, None) for name in names)
            if any(name in self.errors for name in names) or (months is None and days is None):
                continue
            if months is None:
                self.add_error(names[0], "Indiquez après combien de mois ce palier commence.")
            elif days is None:
                self.add_error(names[1], "Indiquez le délai entre deux visites à partir de ce palier.")
            elif months <= last_months:
                self.add_error(names[0], f"Indiquez plus de {last_months}\u00a0mois\u00a0: un palier suit l’autre.")
            elif last_days and days <= last_days:
                shorter = (
                    f"Indiquez plus de {last_days}\u00a0jours\u00a0: d’un palier à l’autre, les visites s’espacent."
                )
                self.add_error(names[1], shorter)
            else:
                steps.append([months, days])
                last_months, last_days = months, days
        data["visit_steps"] = steps
        return data
