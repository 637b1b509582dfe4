"""What a household said of each partner, in words, and the paper that tells it who reads its case file."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import long_date
from housing_support.common.mending import Mistake
from partners.discretion import MOBILISATION, is_named, is_unnamed, shown_participant
from partners.models import User
from partners.roles import Right
from tenancies.models import Consent, ConsentEvent, FollowUp, Household, Participation

State, Move, Form = Consent.State, Consent.Move, Consent.Form
TONES: dict[str, str] = {State.GIVEN: "ok", State.LATER: "soon", State.REFUSED: "", State.WITHDRAWN: ""}
# What an organization that takes part reads, by the page that shows it, as the household is told it.
IN_PLAIN_WORDS = {
    "tenancies:household": "Ce qui est écrit pour tous sur votre accompagnement\u00a0: visites, rencontres, dates.",
    "tenancies:household_thread": "Les messages que vos interlocuteurs s’écrivent à votre sujet, pour tous.",
    "tenancies:household_tasks": "Ce que chacun s’est engagé à faire pour vous, et avant quand.",
    "tenancies:household_support": "Qui vous accompagne, vos objectifs, et où vous en êtes.",
    "tenancies:household_dwelling": "Votre logement et votre bail. Une adresse protégée reste cachée, sauf pour venir "
    "vous voir.",
    "tenancies:household_members": "Qui vit avec vous\u00a0: prénom, nom, année de naissance, téléphone.",
    "tenancies:household_documents": "Les papiers joints au dossier pour tous.",
    "tenancies:household_access": "Qui lit le dossier, et depuis quand.",
}


@dataclass(frozen=True)
class ConsentLine:
    """One partner: what the household says today, and what it said before."""

    consent: Consent
    tone: str
    words: str
    history: list[str]
    can_withdraw: bool
    can_mend: bool


@compiled
def consents_about(user: User, household: int) -> QuerySet[Consent]:
    """What the household says today of each partner, as far as it is the reader's to know."""
    said = Consent.objects.visible_to(user).current().filter(household=household)
    return said.select_related("organization", "recorded_by").order_by("organization__short_name", "pk")


@compiled
def consents_with_history(user: User, household: int) -> QuerySet[Consent]:
    events = ConsentEvent.objects.filter(consent=OuterRef("pk")).order_by("at", "pk")
    words = ArraySubquery(events.values_list(JSONObject(move="move", facts="facts", at="at")))
    return consents_about(user, household=household).annotate(words=words)


def consents_of(household: Household, user: User, *, is_closed: bool = False) -> list[ConsentLine]:
    """One query, for those who may read any."""
    if not user.may(Right.READ_SOCIAL_CONTENT):
        return []
    said = consents_with_history.rows(user, given={"household": household.pk})
    is_adviser = user.organization.is_landlord and user.may(Right.MEET_HOUSEHOLD)
    return [
        ConsentLine(
            consent=each,
            tone=TONES[each.state],
            words=words_of(each),
            history=[event_words(word) for word in each.words],
            can_withdraw=each.state == State.GIVEN and (is_adviser or user.may(Right.RECORD_VISIT)),
            can_mend=is_adviser and not is_closed and may_be_mended(each),
        )
        for each in said
    ]


def may_be_mended(consent: Consent) -> bool:
    """Whether what was noted last may be taken back as an error."""
    return consent.state == State.GIVEN or (consent.was_withdrawn_by_itself and consent.is_recent)


def words_of(consent: Consent) -> str:
    """« le 3 mars 2026, de vive voix »"""
    return f"le {long_date(consent.on)}, {Form(consent.form).label[0].lower()}{Form(consent.form).label[1:]}"


def event_words(event: dict[str, Any]) -> str:
    """« Accord donné le 3 mars 2026, de vive voix »."""
    label, facts = Move(event["move"]).label, event["facts"]
    if event["move"] in {Move.CANCEL, Move.RESTORE}:
        why = f"\u00a0: {Mistake(facts['reason']).label.lower()}" if facts.get("reason") else ""
        return f"{label} le {long_date(datetime.datetime.fromisoformat(event['at']))}{why}"
    how = Form(facts["form"]).label
    return f"{label} le {long_date(datetime.date.fromisoformat(facts['on']))}, {how[0].lower()}{how[1:]}"


# The paper of those who read the case file.


def participations_of(household: Household) -> QuerySet[Participation]:
    """Those that run, then those that ended, the last one first."""
    return household.participations.select_related("organization").order_by("-until", "since", "pk")


def receipt_of(household: Household, user: User, *, named: Collection[int], at: datetime.datetime) -> dict[str, Any]:
    """As `user` may read it: never where the household lives, nor why it is helped."""
    rows = participations_of(household)
    current = [row for row in rows if row.until is None]
    ended = [row for row in rows if row.until]
    said = consents_of(household, user)
    sections = [
        {"title": "Qui lit votre dossier aujourd’hui", "rows": [reader_of(row, user, named) for row in current]},
    ]
    if ended:
        sections.append({"title": "Qui ne le lit plus", "rows": [former_reader_of(row, user, named) for row in ended]})
    if said:
        told = [{"name": each.consent.organization.name, "lines": each.history} for each in said]
        sections.append({"title": "Ce que vous avez répondu", "rows": told})
    return {
        "title": "Qui lit votre dossier",
        "about": f"{household} · dossier {household.reference}",
        "edited": f"Édité le {long_date(at)}",
        "sections": sections,
        "closing": closing_words(household, user),
    }


def reader_of(row: Participation, user: User, named: Collection[int]) -> dict[str, Any]:
    lines = [f"Depuis le {long_date(row.since)}.", f"Pourquoi\u00a0: {row.reason}."]
    if row.role == Participation.Role.LANDLORD:
        lines.append(
            "C’est votre bailleur. Ceux qui s’occupent du loyer lisent le logement et le bail. La conseillère sociale "
            "lit aussi l’accompagnement."
        )
    elif is_named(row.organization, user, named):
        lines += ["Cet organisme lit\u00a0:", *(f"– {words}" for words in IN_PLAIN_WORDS.values())]
    return {"name": shown_participant(row.organization, user, named), "lines": lines}


def former_reader_of(row: Participation, user: User, named: Collection[int]) -> dict[str, Any]:
    lines = [
        f"Du {long_date(row.since)} au {long_date(row.until)}.",
        f"Fin\u00a0: {row.get_end_reason_display().lower()}.",
    ]
    if row.own_until and row.own_until >= timezone.localdate():
        lines.append(f"Relit seulement ce qu’il a écrit lui-même, jusqu’au {long_date(row.own_until)}.")
    return {"name": shown_participant(row.organization, user, named), "lines": lines}


def closing_words(household: Household, user: User) -> list[str]:
    lines = [
        "Vous pouvez changer d’avis quand vous voulez, pour un seul partenaire ou pour tous. Dites-le, c’est tout."
    ]
    if is_unnamed(user, MOBILISATION):
        lines.append("Les partenaires ne sont pas nommés ici. La conseillère sociale peut vous donner leurs noms.")
    owner = household.landlord
    if owner and owner.phone:
        lines.append(f"Pour toute question\u00a0: {owner.name}, {owner.phone}.")
    elif owner:
        lines.append(f"Pour toute question\u00a0: {owner.name}.")
    return lines


def parts_resting_on(consent: Consent, follow_ups: Iterable[FollowUp]) -> list[FollowUp]:
    """Of running follow-ups loaded with their action, those that end without this consent."""
    return [
        each
        for each in follow_ups
        if each.organization_id == consent.organization_id and each.convention.action.objective == MOBILISATION
    ]
