import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from django import forms

from housing_support.common.bounds import around_today, years_from
from housing_support.common.dates import long_date
from housing_support.common.forms import DayField, Form
from partners.exceptions import (
    ActionInUseError,
    ConventionsLeftOutError,
    ProgrammeNameTakenError,
    ProgrammeOverlapError,
)
from partners.models import Convention, FundedAction, Programme, User
from partners.services import programmes

LONGEST_PROGRAMME_YEARS = 5
MOST_ACTIONS = 12
CENTS = 100


LEFT_OUT: dict[str, Callable[[Convention], str]] = {
    "starts_on": lambda found: (
        f"Indiquez un début au plus tard le {long_date(found.starts_on)}\u00a0: {_running(found)}"
    ),
    "ends_on": lambda found: f"Indiquez une fin au plus tôt le {long_date(found.ends_on)}\u00a0: {_running(found)}",
}


def _running(convention: Convention) -> str:
    return (
        f"la convention de {convention.association} ({convention.action}) court du {long_date(convention.starts_on)} "
        f"au {long_date(convention.ends_on)}."
    )


class ProgrammeForm(Form):
    """An edition of the scheme: what the State granted, for which days. Its actions are `ActionFormSet`."""

    name = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Celui de la décision de financement, avec son année.",
        error_messages={"required": "Donnez un nom au programme, avec son année."},
    )
    starts_on = DayField(
        label="Début",
        bounds=around_today(years_before=20, years_after=5),
        error_messages={"required": "Indiquez le premier jour du programme."},
    )
    ends_on = DayField(
        label="Fin",
        bounds=around_today(years_before=20, years_after=5 + LONGEST_PROGRAMME_YEARS),
        error_messages={"required": "Indiquez le dernier jour du programme."},
    )
    grant = forms.DecimalField(
        label="Aide de l’État, en euros",
        min_value=0,
        max_digits=11,
        decimal_places=2,
        help_text="Le montant accordé, pour toute la durée du programme.",
        error_messages={
            "required": "Indiquez le montant accordé, 0\u00a0s’il n’y en a pas.",
            "invalid": "Indiquez un montant en euros, par exemple 37000.",
            "min_value": "Indiquez un montant en euros, 0\u00a0s’il n’y en a pas.",
            "max_decimal_places": "Indiquez deux chiffres au plus après la virgule.",
            "max_digits": "Indiquez un montant inférieur à un milliard d’euros.",
            "max_whole_digits": "Indiquez un montant inférieur à un milliard d’euros.",
        },
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on:
            if ends_on <= starts_on:
                self.add_error("ends_on", "Indiquez une fin postérieure au début.")
            elif ends_on > years_from(starts_on, LONGEST_PROGRAMME_YEARS):
                self.add_error(
                    "ends_on", f"Indiquez une fin {LONGEST_PROGRAMME_YEARS}\u00a0ans au plus après le début."
                )
        return data

    def save(self, *, actions: "BaseActionFormSet") -> Programme | None:
        """The programme as it is written; None, with an error, when it cannot stand beside another one, or when one of
        its actions cannot change."""
        try:
            return self.write(actions=actions.kept())
        except ProgrammeNameTakenError:
            self.add_error("name", "Un autre de vos programmes porte ce nom\u00a0: ajoutez-lui son année.")
        except ProgrammeOverlapError as error:
            [other] = error.args
            self.add_error(
                "starts_on",
                f"Choisissez d’autres dates\u00a0: «\u00a0{other}\u00a0» court du {long_date(other.starts_on)} "
                f"au {long_date(other.ends_on)}.",
            )
        except ConventionsLeftOutError as error:
            [left_out] = error.args
            for bound, convention in left_out.items():
                self.add_error(bound, LEFT_OUT[bound](convention))
        except ActionInUseError as error:
            [action] = error.args
            self.add_error(None, f"Une convention vient d’être signée pour l’action {action.number}\u00a0: gardez-la.")
        return None

    def terms(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in ("name", "starts_on", "ends_on")} | {
            "grant_cents": int(data["grant"] * CENTS)
        }

    def write(self, *, actions: list[dict]) -> Programme:
        return programmes.create_programme(user=self.user, actions=actions, **self.terms())


class ProgrammeEditForm(ProgrammeForm):
    """`version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, programme: Programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme

    def write(self, *, actions: list[dict]) -> Programme:
        version = self.cleaned_data["version"]
        return programmes.edit_programme(
            programme=self.programme, user=self.user, version=version, actions=actions, **self.terms()
        )


class ActionForm(Form):
    """An action that the grant pays for. An empty line is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Intitulé", max_length=120, error_messages={"required": "Donnez un intitulé à cette action."}
    )
    public = forms.CharField(
        label="Public", max_length=200, required=False, help_text="À qui elle s’adresse, en quelques mots."
    )
    objective = forms.ChoiceField(
        label="Objectif",
        choices=[("", "Choisir un objectif"), *FundedAction.Objective.choices],
        error_messages={"required": "Choisissez un objectif."},
    )
    target_households = forms.IntegerField(
        label="Ménages à accompagner",
        min_value=1,
        max_value=100_000,
        error_messages={
            "required": "Indiquez un nombre de ménages.",
            "invalid": "Indiquez un nombre de ménages, par exemple 15.",
            "min_value": "Indiquez un nombre de ménages, 1 au moins.",
            "max_value": "Indiquez un nombre de ménages, 100\u202f000 au plus.",
        },
    )

    def __init__(self, *args, in_use: dict[int, FundedAction], **kwargs):
        """`in_use`: those that a convention carries out, whose objective no longer changes."""
        super().__init__(*args, **kwargs)
        self.action = in_use.get(self._pk())
        if self.action:
            objective = self.fields["objective"]
            objective.disabled, objective.help_text = (
                True,
                "Une convention porte cette action\u00a0: il ne change plus.",
            )
            self.initial["objective"] = self.action.objective

    def _pk(self) -> int:
        value = str(self["id"].value() or "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


class BaseActionFormSet(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer cette action"
        if form.action:
            form.fields.pop("DELETE", None)

    def kept(self) -> list[dict]:
        """The actions described, those to remove aside."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]

    def clean(self) -> None:
        if not any(self.errors) and not self.kept():
            raise forms.ValidationError("Décrivez au moins une action.")


ActionFormSet = cast(
    type[BaseActionFormSet],
    forms.formset_factory(
        ActionForm,
        formset=BaseActionFormSet,
        extra=1,
        max_num=MOST_ACTIONS,
        absolute_max=MOST_ACTIONS + 3,
        can_delete=True,
        can_delete_extra=False,
        validate_max=True,
    ),
)

# The first values of these forms


def recorded_programme(programme: Programme) -> dict:
    return {
        "version": programme.version,
        "name": programme.name,
        "starts_on": programme.starts_on,
        "ends_on": programme.ends_on,
        "grant": in_euros(programme.grant_cents),
    }


def recorded_actions(programme: Programme) -> list[dict]:
    fields = ("name", "public", "objective", "target_households")
    return [
        {"id": action.pk} | {name: getattr(action, name) for name in fields}
        for action in programme.actions.order_by("number")
    ]


def in_euros(cents: int) -> Decimal:
    return Decimal(cents) / CENTS


def next_edition(programme: Programme) -> dict:
    """Its name and its days, moved by as many years as it lasts; the grant is to be read in the State's decision."""
    years = max(1, round((programme.ends_on - programme.starts_on).days / 365.25))
    starts_on = years_from(programme.starts_on, years)
    name, replaced = re.subn(r"\b20\d\d\b", lambda year: str(int(year[0]) + years), programme.name)
    return {
        "name": name if replaced else f"{name} {starts_on.year}",
        "starts_on": starts_on,
        "ends_on": years_from(programme.ends_on, years),
    }


def next_actions(programme: Programme) -> list[dict]:
    return [action | {"id": None} for action in recorded_actions(programme)]
