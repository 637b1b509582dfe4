"""The synthesis meetings of a case file, as one reader may read them."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import long_date, long_moment
from partners.discretion import is_named, shown_participant, shown_person
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import Household, Participation, Synthesis, SynthesisEvent, SynthesisInvitation
from tenancies.models.syntheses import SynthesisQuerySet
from tenancies.reading.mending import may_correct_minutes, obstacle_to_correcting_minutes

TONES: dict[str, str] = {Synthesis.State.PLANNED: "info", Synthesis.State.HELD: "ok", Synthesis.State.CANCELLED: ""}
# A household has a few.
MOST = 20


@dataclass(frozen=True)
class SynthesisLine:
    synthesis: Synthesis
    tone: str
    who: str
    invited: list[str]
    present: list[str]
    absent: list[str]
    # What became of it: moved from when, called off why, minutes corrected when.
    history: list[str]
    minutes: str
    move_url: str
    cancel_url: str
    hold_url: str
    correct_url: str


def syntheses_for(user: User, household: Household | int) -> SynthesisQuerySet:
    return Synthesis.objects.visible_to(user).filter(household=household)


def participants_to_invite(household: Household, *, reader: User, named: Collection[int]) -> list[Organization]:
    """Besides the reader's own, those that they may name: one query."""
    parts = Participation.objects.current().filter(household=household).exclude(organization=reader.organization_id)
    organizations = [part.organization for part in parts.select_related("organization").order_by("since", "pk")]
    return [each for each in organizations if is_named(each, reader, named)]


@compiled
def syntheses_listed(user: User, household: int) -> QuerySet[Any]:
    """With who was invited, and what became of each."""
    invitations = SynthesisInvitation.objects.select_related("organization")
    events = SynthesisEvent.objects.filter(synthesis=OuterRef("pk")).order_by("at", "pk")
    became = ArraySubquery(events.values_list(JSONObject(move="move", facts="facts", at="at")))
    seen = syntheses_for(user, household).with_what_is_read_by(user, text="minutes").annotate(became=became)
    found = seen.select_related("author", "organization", "corrected_by__organization")
    return found.prefetch_related(Prefetch("invitations", invitations))


def synthesis_lines(
    household: Household, *, reader: User, named: Collection[int], can_edit: bool
) -> list[SynthesisLine]:
    """Two queries."""
    found = syntheses_listed.rows(reader, order=("-planned_at", "-pk"), limit=MOST, given={"household": household.pk})
    return [line_for(each, household, reader, named, can_edit) for each in found]


def line_for(
    synthesis: Synthesis, household: Household, reader: User, named: Collection[int], can_edit: bool
) -> SynthesisLine:
    synthesis.household = household
    invitations = list(synthesis.invitations.all())

    def names(rows: list[SynthesisInvitation]) -> list[str]:
        return [shown_participant(row.organization, reader, named) for row in rows]

    is_caller = reader.organization_id == synthesis.organization_id and reader.may(Right.CALL_SYNTHESIS)
    is_open = can_edit and is_caller and synthesis.state == Synthesis.State.PLANNED
    is_corrected = may_correct_minutes(reader, synthesis) and not obstacle_to_correcting_minutes(synthesis)
    place = [household.public_id, synthesis.public_id]

    def url(act: str, *, is_offered: bool) -> str:
        return reverse(f"tenancies:synthesis_{act}", args=place) if is_offered else ""

    return SynthesisLine(
        synthesis=synthesis,
        tone=TONES[synthesis.state],
        who=shown_person(synthesis.author, synthesis.organization, reader, named),
        invited=names(invitations),
        present=names([each for each in invitations if each.has_come]),
        absent=names([each for each in invitations if each.has_come is False]),
        history=history_of(synthesis, reader, named),
        minutes=synthesis.read_text,
        move_url=url("move", is_offered=is_open),
        cancel_url=url("cancel", is_offered=is_open),
        hold_url=url("hold", is_offered=is_open),
        correct_url=url("correct", is_offered=can_edit and is_corrected),
    )


def history_of(synthesis: Any, reader: User, named: Collection[int]) -> list[str]:
    words = []
    for event in synthesis.became:
        day = long_date(datetime.datetime.fromisoformat(event["at"]))
        if event["move"] == Synthesis.Move.MOVE:
            former = datetime.datetime.fromisoformat(event["facts"]["planned_at"])
            words.append(f"Déplacée le {day}\u00a0: elle était prévue le {long_moment(former)}.")
        elif event["move"] == Synthesis.Move.CANCEL:
            reason = Synthesis.CancelReason(event["facts"]["reason"]).label
            words.append(f"Annulée le {day}\u00a0: {reason[0].lower()}{reason[1:]}.")
    if synthesis.corrected_by:
        who = shown_person(synthesis.corrected_by, synthesis.corrected_by.organization, reader, named)
        words.append(f"Compte rendu corrigé le {long_date(synthesis.corrected_at)} par {who}.")
    return words
