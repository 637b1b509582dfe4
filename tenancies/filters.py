"""The filters of the list of case files, over what its reader may see.

A plain form: with those of django-filter, making the form took longer than reading the list.
"""

from typing import Any, NamedTuple

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.forms.utils import ErrorList
from django.http import HttpRequest

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.pagination import EMPTY_PAGE, Page, compiled_page, keyset_page
from partners.discretion import is_unnamed_by
from partners.models import Convention, User
from tenancies.models import FollowUp, Household, SupportMeasure
from tenancies.reading.search import SearchMode, matching_words, mode_of

KEY = ("sort_name", "pk")


class Select(NamedTuple):
    """`options`: code, label, and whether it is chosen."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]
    errors: ErrorList | None


class HouseholdFilter(forms.Form):
    # What an address may say; the text names somebody.
    IN_CLEAR = ("state", "action", "association", "late", "mine", "protected")
    SELECTS = ("state", "action", "association")
    SWITCHES = ("late", "mine", "protected")

    q = forms.CharField(label="Nom, adresse ou dossier", required=False, max_length=100)
    state = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Household.State.choices])
    action = forms.ChoiceField(label="Action", required=False)
    association = forms.ChoiceField(label="Association", required=False)
    late = forms.BooleanField(label="Visite en retard", required=False)
    mine = forms.BooleanField(label="Mes suivis", required=False)
    protected = forms.BooleanField(label="Adresse protégée", required=False)

    def __init__(self, data: dict[str, str], *, user: User):
        super().__init__(data)
        self.user = user
        actions, associations = {}, {}
        for action, number, name, association, short_name, expertises in CONVENTIONS.rows(user):
            actions[str(action)] = f"Action {number} · {name}"
            # Filtering by a partner that no row names would name it.
            if not is_unnamed_by(expertises, user):
                associations[str(association)] = short_name
        self.fields["action"].choices = [("", "Toutes"), *actions.items()]
        self.fields["association"].choices = [
            ("", "Toutes"),
            *sorted(associations.items(), key=lambda item: item[1]),
        ]

    @property
    def selects(self) -> list[Select]:
        """The lists of choices, for the template."""
        return [
            Select(
                name,
                str(self.fields[name].label),
                [(code, label, code == self.data.get(name, "")) for code, label in self.fields[name].choices],
                self.errors.get(name),
            )
            for name in self.SELECTS
        ]

    @property
    def text_errors(self) -> ErrorList | None:
        return self.errors.get("q")

    @property
    def switches(self) -> list[tuple[str, str, bool]]:
        return [(name, str(self.fields[name].label), bool(self.cleaned_data.get(name))) for name in self.SWITCHES]

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def page(self, request: HttpRequest) -> Page:
        """Nothing when a choice is unknown: the form says so."""
        if not self.is_valid():
            return EMPTY_PAGE
        mode, words = mode_of(self.cleaned_data["q"])
        given: dict[str, Any] = {
            name: int(self.cleaned_data[name]) for name in ("action", "association") if self.cleaned_data[name]
        }
        given |= {f"word{rank}": word for rank, word in enumerate(words)}
        choices: dict[str, Any] = {
            "state": self.cleaned_data["state"],
            "switches": tuple(name for name in self.SWITCHES if self.cleaned_data[name]),
            "mode": mode,
        }
        if mode == SearchMode.BEGINNING:
            return keyset_page(listed(self.user, **choices, **given), key=KEY, request=request)
        return compiled_page(LISTED, self.user, key=KEY, request=request, given=given, **choices)


def listed(user: User, *, state: str, switches: tuple[str, ...], mode: SearchMode, **given: Any) -> QuerySet[Household]:
    """The case files that `user` sees under these filters. `given`: an `action`, an `association`, and the words
    looked for, in order."""
    households = Household.objects.visible_to(user).with_reminder_days()
    if state:
        households = households.filter(state=state)
    if "action" in given:
        households = households.filter(having(SupportMeasure.objects.running().filter(action=given["action"])))
    if "association" in given:
        households = households.filter(having(FollowUp.objects.running().filter(organization=given["association"])))
    if "late" in switches:
        households = households.filter(having(FollowUp.objects.visible_to(user).late()))
    if "mine" in switches:
        households = households.filter(having(FollowUp.objects.running().filter(worker=user.pk)))
    if "protected" in switches:
        households = households.filter(is_protected=True)
    return matching_words(households, mode, [word for name, word in given.items() if name.startswith("word")])


def having(rows: QuerySet) -> Exists:
    return Exists(rows.filter(household=OuterRef("pk")))


LISTED = CompiledQuery(listed)
CONVENTIONS = CompiledQuery(
    lambda user: Convention.objects.visible_to(user).values_list(
        "action", "action__number", "action__name", "association", "association__short_name", "association__expertises"
    )
)
