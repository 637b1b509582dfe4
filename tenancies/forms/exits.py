"""Why a support ends, or a household leaves its dwelling: one main reason, under what it means."""

from collections.abc import Iterable, Sequence

from django import forms

from tenancies.models.ends import EXITS, OUTCOMES, EndReason, Outcome

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def by_outcome(reasons: Iterable[EndReason]) -> Choices:
    known = list(reasons)
    groups: Choices = [("", "Choisir un motif")]
    for outcome in Outcome:
        of_outcome = [(reason.value, str(reason.label)) for reason in known if OUTCOMES[reason] == outcome]
        groups.append((f"Sortie {outcome.label.lower()}", of_outcome))
    return groups


class EndReasonField(forms.ChoiceField):
    def __init__(self, *, reasons: Sequence[EndReason], **kwargs):
        super().__init__(choices=by_outcome(reasons), **kwargs)


class ExitReasonField(EndReasonField):
    def __init__(self, **kwargs):
        required = {"required": "Choisissez pourquoi le ménage quitte ce logement."}
        super().__init__(reasons=EXITS, label="Motif principal de sortie", error_messages=required, **kwargs)
