"""What a dwelling must be for a household, for the association that opened its case file and for nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass

from partners.models import User
from partners.reading.mending import Mending, menders_of, mending_of
from partners.roles import Right
from tenancies.models import DwellingCriteria, Household
from tenancies.models.criteria import CRITERIA

LABELS = {"excluded_sectors": "Secteurs exclus", "school": "École", "childcare": "Crèche, garde d’enfants"}


@dataclass(frozen=True)
class CriteriaLine:
    """`facts` are those that are said, under their labels: none of what was noted about another household."""

    criteria: DwellingCriteria
    facts: list[tuple[str, str]]
    mending: Mending


def keeps_criteria(user: User, household: Household) -> bool:
    """Whether they are this user's to read, and to note as long as the case file may be changed."""
    return user.may(Right.PROPOSE_CANDIDATE) and household.opened_by_id == user.organization_id


def facts_of(criteria: DwellingCriteria) -> list[tuple[str, str]]:
    said = [(name, " ".join(getattr(criteria, name).split())) for name in CRITERIA]
    return [(LABELS[name], text) for name, text in said if text]


def criteria_lines(user: User, household: Household) -> list[CriteriaLine]:
    """Those that stand, then those that were cancelled: one query, two where something was mended."""
    rows = DwellingCriteria.with_cancelled.visible_to(user).filter(household=household)
    found = sorted(rows.order_by("-recorded_at", "-pk"), key=lambda row: row.is_cancelled)
    people = menders_of(found)
    lines = []
    for row in found:
        mending = mending_of(
            row, reader=user, author=row.author_id, who=str, people=people, reads_text=True, is_masculine=True
        )
        lines.append(CriteriaLine(row, [] if mending.is_withheld else facts_of(row), mending))
    return lines


def to_verify(user: User, households: Iterable[Household]) -> dict[int, str]:
    """By household, what is looked at before it is proposed for a dwelling, on one line: « secteurs exclus :
    Bellefontaine · école : … ». One query."""
    found = DwellingCriteria.objects.visible_to(user).filter(household__in=[each.pk for each in households])
    return {
        each.household_id: " · ".join(
            f"{label[0].lower()}{label[1:]}\u00a0: {text.removesuffix('.')}" for label, text in facts_of(each)
        )
        for each in found
    }
