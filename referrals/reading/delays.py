"""How long each step takes, from a dwelling that is announced to its lease: of which candidacies, and in how many days.

The lease is the day on which it was recorded, which ended the candidacy: where its household lives tells nothing here.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject, TruncDate

from referrals.models import Candidacy
from referrals.models.candidacies import CandidacyQuerySet
from tenancies.models.functions import DaysBetween, Median

PROPOSED = TruncDate("proposed_at")
LEASE = Case(When(end_reason=Candidacy.EndReason.LEASE, then=TruncDate("ended_at")))


@dataclass(frozen=True)
class Step:
    """`title` names its list, `label` its figure."""

    title: str
    label: str
    first: Combinable
    last: Combinable


STEPS: dict[str, Step] = {
    "step-proposed": Step(
        "De l’annonce du logement à la candidature", "Annonce → candidature", F("announcement__announced_on"), PROPOSED
    ),
    "step-examined": Step(
        "De la candidature à la commission", "Candidature → commission", PROPOSED, F("examination__session__held_on")
    ),
    "step-offered": Step(
        "De la commission à l’offre", "Commission → offre", F("examination__session__held_on"), F("offer__notified_on")
    ),
    "step-let": Step("De l’offre au bail", "Offre → bail", F("offer__notified_on"), LEASE),
}


def with_step(candidacies: CandidacyQuerySet, code: str) -> QuerySet[Any]:
    """Those that took that step, with its days as `step_first` and `step_last`, and their number as `step_days`."""
    step = STEPS[code]
    steps = candidacies.annotate(
        step_first=step.first, step_last=step.last, step_days=DaysBetween(step.last, step.first)
    )
    return steps.filter(step_days__isnull=False)


def medians_by_action(candidacies: CandidacyQuerySet) -> QuerySet[Any, Any]:
    """Each action, with the median number of days of each step by its code."""
    medians = {code: Median(DaysBetween(step.last, step.first)) for code, step in STEPS.items()}
    by_action = candidacies.order_by().values("announcement__convention__action")
    return by_action.annotate(told=JSONObject(**medians)).values_list("announcement__convention__action", "told")
