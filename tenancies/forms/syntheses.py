from typing import Any

from django import forms

from housing_support.common.bounds import around_today
from housing_support.common.forms import Form, MomentField, SeenMixin
from partners.models import Organization, User
from tenancies.forms.audience import AudienceField
from tenancies.models import Household, Synthesis
from tenancies.models.audience import audiences_open_to
from tenancies.services.drafts import submission_of
from tenancies.services.syntheses import (
    call_off_synthesis,
    call_synthesis,
    correct_minutes,
    hold_synthesis,
    move_synthesis,
)


def chosen(organizations: list[Organization], codes: list[str]) -> list[Organization]:
    return [each for each in organizations if str(each.public_id) in codes]


def named(organizations: list[Organization]) -> list[tuple[str, str]]:
    return [(str(each.public_id), each.short_name) for each in organizations]


class WhenForm(Form):
    planned_at = MomentField(
        label="Date et heure",
        bounds=around_today(years_before=1, years_after=1),
        error_messages={"required": "Indiquez la date et l’heure."},
    )
    place = forms.ChoiceField(
        label="Lieu",
        choices=Synthesis.Place,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le lieu."},
    )


class SynthesisForm(WhenForm):
    """A meeting to come, and who is invited."""

    invited = forms.MultipleChoiceField(
        label="Qui est invité",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Invitez au moins un organisme du dossier."},
    )

    def __init__(self, *args, user: User, organizations: list[Organization], **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.organizations = user, organizations
        self.fields["invited"].choices = named(organizations)

    def refuse_invitations(self) -> None:
        self.add_error("invited", "Un organisme invité ne participe plus à ce dossier\u00a0: choisissez de nouveau.")

    def save(self, household: Household) -> Synthesis:
        given = self.cleaned_data | {"invited": chosen(self.organizations, self.cleaned_data["invited"])}
        return call_synthesis(household=household, user=self.user, submission_id=submission_of(self.data), **given)


class MoveSynthesisForm(WhenForm):
    def __init__(self, *args, user: User, synthesis: Synthesis, **kwargs):
        super().__init__(*args, initial={"planned_at": synthesis.planned_at, "place": synthesis.place}, **kwargs)
        self.user, self.synthesis = user, synthesis

    def save(self) -> Synthesis:
        return move_synthesis(synthesis=self.synthesis, user=self.user, **self.cleaned_data)


class CallOffSynthesisForm(Form):
    reason = forms.ChoiceField(
        label="Pourquoi",
        choices=Synthesis.CancelReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez pourquoi elle n’aura pas lieu."},
    )

    def __init__(self, *args, user: User, synthesis: Synthesis, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.synthesis = user, synthesis

    def save(self) -> Synthesis:
        return call_off_synthesis(synthesis=self.synthesis, user=self.user, **self.cleaned_data)


class MinutesForm(Form):
    """Who reads the minutes, then what they say."""

    audience = AudienceField(
        label="Qui lira le compte rendu\u00a0?", error_messages={"required": "Choisissez qui lira le compte rendu."}
    )
    minutes = forms.CharField(
        label="Compte rendu",
        max_length=10_000,
        error_messages={"required": "Écrivez le compte rendu."},
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Ce qui s’est dit et décidé, en faits\u00a0: le ménage peut demander à lire ce texte. Rien sur la "
        "santé, la religion ou une condamnation. Qui fait quoi se note ensuite dans les tâches.",
    )

    def __init__(self, *args, user: User, synthesis: Synthesis, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.synthesis = user, synthesis
        self.fields["audience"].offer(audiences_open_to(user), user)


class HoldSynthesisForm(MinutesForm):
    came = forms.MultipleChoiceField(
        label="Qui est venu, parmi les invités", widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ["came", "audience", "minutes"]

    def __init__(self, *args, organizations: list[Organization], **kwargs):
        super().__init__(*args, **kwargs)
        self.organizations = organizations
        self.fields["came"].choices = named(organizations)

    def save(self) -> Synthesis:
        given: dict[str, Any] = self.cleaned_data | {"came": chosen(self.organizations, self.cleaned_data["came"])}
        return hold_synthesis(synthesis=self.synthesis, user=self.user, **given)


class MinutesCorrectionForm(SeenMixin, MinutesForm):
    def __init__(self, *args, synthesis: Synthesis, **kwargs):
        initial = {"audience": synthesis.audience, "minutes": synthesis.minutes}
        super().__init__(*args, synthesis=synthesis, initial=initial, **kwargs)

    def save(self) -> Synthesis:
        return correct_minutes(synthesis=self.synthesis, user=self.user, **self.cleaned_data)
