"""What is counted. A figure is a queryset that begins with what the reader may see; its number and the list behind it
come from that queryset, so they cannot differ.

The unit is the household (`ménage`), counted once per figure however many measures or partners it has.

- *Supported* (« ménages accompagnés », question 1 of the manager): a measure of the programme began for it, whether it
  still runs or has ended. It is what the targets of the programme promise: the entries since its first day.
- *Caseload* (« file active », question 2): a measure of the programme runs today.

For an association both are limited to the measures it carries, in the case files that are still open to it.

Small numbers: a figure opens its list, so it is shown to those alone who may read each row of it, and needs no hiding;
what tells a health matter (the reason « Addiction ») is left out for whoever does not read it, whatever its number. A
partner of that field alone is not named to them (`partners.discretion`): its convention's numbers open no list.
Averages of levels of autonomy, whose rows a manager may not read one by one, take at least five households
(`dashboard.autonomy`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from housing_support.dashboard.counting import EACH_VALUE, Each, Grouped
from housing_support.dashboard.scope import Scope
from partners.roles import Right
from referrals.models import Mobilisation, Referral
from referrals.models.reasons import Reason, readable_reasons
from tenancies.models import FollowUp, Household


class Kind(StrEnum):
    """What the rows of a figure are, and so how its list shows them."""

    HOUSEHOLDS = "households"
    FOLLOW_UPS = "follow_ups"
    REFERRALS = "referrals"
    MOBILISATIONS = "mobilisations"


# Narrows the rows of a figure to one value: the value itself for a list, `EACH_VALUE` to count all at once.
Split = Callable[[Scope, Any], QuerySet]


@dataclass(frozen=True)
class Figure:
    title: str
    kind: Kind
    rows: Callable[[Scope], QuerySet]
    splits: Mapping[str, Split] = field(default_factory=dict)

    def split_rows(self, scope: Scope, split: str, value: Any) -> QuerySet:
        return self.splits[split](scope, value)

    def counted(self, scope: Scope, split: str, values: list) -> Grouped | Each:
        """The rows of each value, to be counted. Those of a household hang on its measures, by value."""
        if self.kind == Kind.HOUSEHOLDS:
            return Each({value: self.split_rows(scope, split, value) for value in values})
        sql_type = "bigint" if split in {"action", "convention"} else "text"
        return Grouped(self.split_rows(scope, split, EACH_VALUE), values, sql_type)


def split_values(scope: Scope, split: str) -> dict[str, Any]:
    """What a list may be narrowed to by this reader: the word in its address, and the value in the database."""
    match split:
        case "objective":
            return {objective: objective for objective in scope.objectives}
        case "action":
            return {str(action.number): action.pk for action in scope.actions}
        case "convention":
            return {str(convention.public_id): convention.pk for convention in scope.named_conventions}
        case "state":
            return {state: state for state in Referral.State.values if state != Referral.State.DRAFT}
        case "reason":
            return {reason: reason for reason in readable_reasons(Reason.values, scope.user)}
    raise ValueError(split)


# Households


def _having(households: QuerySet, support: QuerySet) -> QuerySet:
    """The newest first: where those of a running programme are, before the years that went by."""
    return households.filter(Exists(support.filter(household=OuterRef("pk")))).order_by("-pk")


def supported(scope: Scope) -> QuerySet[Household]:
    return _having(scope.households, scope.support_under(scope.actions))


def caseload(scope: Scope) -> QuerySet[Household]:
    return _having(scope.households, scope.measures.running())


def _by_objective(scope: Scope, objective: str) -> QuerySet[Household]:
    actions = [action for action in scope.actions if action.objective == objective]
    return _having(scope.households, scope.support_under(actions))


def _by_action(scope: Scope, action: int) -> QuerySet[Household]:
    actions = [each for each in scope.actions if each.pk == action]
    return _having(scope.households, scope.support_under(actions))


# Follow-ups


def late(scope: Scope) -> QuerySet[FollowUp]:
    return scope.follow_ups.late()


def on_time(scope: Scope) -> QuerySet[FollowUp]:
    return scope.follow_ups.on_time()


def unassigned(scope: Scope) -> QuerySet[FollowUp]:
    return scope.follow_ups.unassigned()


# Referrals and mobilisations


def referrals(scope: Scope) -> QuerySet[Referral]:
    return scope.referrals


def _by_reason(scope: Scope, reason: str | RawSQL) -> QuerySet[Referral]:
    # Each value of a `Grouped` stands alone: the column is a list.
    wanted = RawSQL("ARRAY[split.value]", ()) if isinstance(reason, RawSQL) else [reason]
    return scope.referrals.filter(reasons__contains=wanted)


def to_meet(scope: Scope) -> QuerySet[Referral]:
    return scope.referrals.awaiting_meeting()


def waiting_answers(scope: Scope) -> QuerySet[Mobilisation]:
    return scope.mobilisations.pending()


def late_answers(scope: Scope) -> QuerySet[Mobilisation]:
    return scope.mobilisations.late()


_HOUSEHOLD_SPLITS: dict[str, Split] = {"objective": _by_objective, "action": _by_action}
_LATE_SPLITS: dict[str, Split] = {
    "convention": lambda scope, convention: late(scope).filter(convention=convention),
    "action": lambda scope, action: late(scope).filter(convention__action=action),
}
_ON_TIME_SPLITS: dict[str, Split] = {
    "convention": lambda scope, convention: on_time(scope).filter(convention=convention),
    "action": lambda scope, action: on_time(scope).filter(convention__action=action),
}
_REFERRAL_SPLITS: dict[str, Split] = {
    "state": lambda scope, state: scope.referrals.filter(state=state),
    "reason": _by_reason,
}

FIGURES: dict[str, Figure] = {
    "supported": Figure("Ménages accompagnés", Kind.HOUSEHOLDS, supported, _HOUSEHOLD_SPLITS),
    "caseload": Figure("File active", Kind.HOUSEHOLDS, caseload, _HOUSEHOLD_SPLITS),
    "late": Figure("Visites en retard", Kind.FOLLOW_UPS, late, _LATE_SPLITS),
    "on-time": Figure("Visites dans les délais", Kind.FOLLOW_UPS, on_time, _ON_TIME_SPLITS),
    "unassigned": Figure("Suivis sans référent", Kind.FOLLOW_UPS, unassigned),
    "referrals": Figure("Signalements", Kind.REFERRALS, referrals, _REFERRAL_SPLITS),
    "to-meet": Figure("Rencontres à fixer", Kind.REFERRALS, to_meet),
    "waiting-answers": Figure("Réponses attendues", Kind.MOBILISATIONS, waiting_answers),
    "late-answers": Figure("Réponses en retard", Kind.MOBILISATIONS, late_answers),
}


def figures_for(scope: Scope) -> dict[str, Figure]:
    """Those that mean something to this reader."""
    hidden = set()
    if not scope.shows_referrals:
        hidden.add(Kind.REFERRALS)
    if not (scope.shows_referrals or scope.user.may(Right.ANSWER_MOBILISATION)):
        hidden.add(Kind.MOBILISATIONS)
    return {code: figure for code, figure in FIGURES.items() if figure.kind not in hidden}
