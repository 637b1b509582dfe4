"""The words for where a referral stands, on the landlord's side and on the association's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from housing_support.common.compiled_queries import among, compiled
from housing_support.common.dates import day_and_month
from housing_support.common.mending import Mistake
from partners.discretion import is_unnamed, name_in_sentence, names_partners, shown_link, shown_person
from partners.models import User
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral, ReferralEvent
from referrals.models.reasons import Reason, readable_reasons
from referrals.reading.doors import shown_author
from referrals.reading.outcomes import Outcome, outcome_of

STATES, Move = Referral.State, Referral.Move
STEPS = (
    ("Repérage", frozenset({STATES.DRAFT})),
    ("Rencontre", frozenset({STATES.SENT, STATES.MEETING_PLANNED})),
    ("Mobilisation", frozenset({STATES.MET, STATES.MOBILISING})),
    ("Suivi", frozenset({STATES.IN_FOLLOW_UP, STATES.TO_CLOSE})),
    ("Clôture", frozenset({STATES.CLOSED, STATES.DISMISSED})),
)
TONES: dict[str, str] = {
    STATES.SENT: "soon",
    STATES.MEETING_PLANNED: "info",
    STATES.MET: "soon",
    STATES.MOBILISING: "info",
    STATES.IN_FOLLOW_UP: "ok",
    STATES.TO_CLOSE: "soon",
}


ANSWERS: dict[str, tuple[str, str]] = {
    Mobilisation.State.REQUESTED: ("Réponse attendue", "soon"),
    Mobilisation.State.WAITLISTED: ("Sur liste d’attente", "info"),
    Mobilisation.State.ACCEPTED: ("Acceptée", "ok"),
    Mobilisation.State.ENDED: ("Suivi terminé", ""),
    Mobilisation.State.DECLINED: ("Refusée", ""),
    Mobilisation.State.WITHDRAWN: ("Retirée", ""),
    Mobilisation.State.EXPIRED: ("Restée sans réponse", ""),
}
# Beside the tone, for those who do not tell colours apart.
STATUS_ICONS = {"late": "clock-alert", "soon": "clock", "ok": "check"}


@dataclass(frozen=True)
class Step:
    label: str
    state: str
    date: str = ""


@dataclass(frozen=True)
class Status:
    word: str
    tone: str

    @property
    def icon(self) -> str:
        return STATUS_ICONS.get(self.tone, "")


def of_organization(name: str) -> str:
    """« de l’UCRM », « d’Habitat et Humanisme », « de Clémence Isaure »."""
    if name.isupper() and name[0] in "AEIOUH":
        return f"de l’{name}"
    return f"d’{name}" if name[0].upper() in "AEÉIOUYH" else f"de {name}"


def reasons_of(referral: Referral, user: User) -> list[Reason]:
    """Why the household was referred, as `user` may read it: with its social content, else of their own referral
    alone. To hide one reason would tell which it is."""
    if referral.author_id != user.pk and not names_partners(user):
        return []
    return readable_reasons(referral.reasons, user)


# By question, what the household answered.
ANSWER_WORDS = {
    "agreement": {
        Referral.Agreement.GIVEN: "accord pour être contacté",
        Referral.Agreement.NOT_ASKED: "contact à demander",
        Referral.Agreement.REFUSED: "refus d’être contacté",
    },
    "sharing": {
        Referral.Agreement.GIVEN: "accord pour mobiliser des partenaires",
        Referral.Agreement.NOT_ASKED: "partenaires à demander",
        Referral.Agreement.REFUSED: "refus de partenaires",
    },
}


PRIORITIES = {
    Referral.Urgency.URGENT: "priorité relevée, urgent",
    Referral.Urgency.NORMAL: "priorité ramenée au délai habituel",
}


def event_words(event: ReferralEvent) -> str:
    """What happened. It names neither a partner nor a need: all who see the referral read it."""
    word = Referral.Move(event.move).label
    match event.move:
        case Referral.Move.RECORD_AGREEMENT:
            told = [words[event.facts[question]] for question, words in ANSWER_WORDS.items() if question in event.facts]
            return f"{word}\u00a0: {', '.join(told)}"
        case Referral.Move.CANCEL_AGREEMENT:
            agreed = ANSWER_WORDS[event.facts["question"]][Referral.Agreement.GIVEN]
            return f"{agreed.capitalize()} annulé\u00a0: {Mistake(event.facts['reason']).label.lower()}"
        case Referral.Move.PLAN_MEETING if event.from_state == STATES.MEETING_PLANNED:
            return "Rencontre déplacée"
        case Referral.Move.TAKE_BACK | Referral.Move.REOPEN | Referral.Move.CANCEL_HELD:
            return f"{word}\u00a0: {Mistake(event.facts['reason']).label.lower()}"
        case Referral.Move.SCREEN:
            word = "Examen corrigé" if event.facts.get("again") else word
            return f"{word}\u00a0: {PRIORITIES[event.facts['urgency']]}" if "urgency" in event.facts else word
        case Referral.Move.CANCEL_SCREENING | Referral.Move.CANCEL_ATTEMPT:
            return f"{word}\u00a0: {Mistake(event.facts['reason']).label.lower()}"
        case Referral.Move.DISMISS | Referral.Move.CLOSE:
            return f"{word}\u00a0: {Referral.EndReason(event.facts['reason']).label}"
        case _:
            return word


# On days that a convention fixes: beside the day of the request, they would tell which convention.
TIMED_BY_CONVENTION = frozenset({Move.REMIND, Move.EXPIRE})


def events_told(events: Iterable[ReferralEvent], user: User) -> list[ReferralEvent]:
    """Those that this reader may read: not the days of an unnamed partner."""
    return [event for event in events if event.move not in TIMED_BY_CONVENTION or not is_unnamed(user)]


def cancelled_among(events: Iterable[ReferralEvent]) -> set[int]:
    """Of a referral's events, the latest first, the sendings, the meetings and the ends that were taken back."""
    acts = {
        Move.TAKE_BACK: {Move.SEND},
        Move.REOPEN: {Move.DISMISS, Move.CLOSE},
        Move.CANCEL_SCREENING: {Move.SCREEN},
    }
    cancelled, looked_for, meetings, attempts = set(), set[str](), set[str](), set[str]()
    for event in events:
        if event.move == Move.CANCEL_HELD:
            meetings.add(event.facts["meeting"])
        if event.move == Move.CANCEL_ATTEMPT:
            attempts.add(event.facts["attempt"])
        if event.move == Move.RECORD_ATTEMPT and event.facts["attempt"] in attempts:
            cancelled.add(event.pk)
        if event.move in looked_for or (event.move == Move.RECORD_HELD and event.facts.get("meeting") in meetings):
            cancelled.add(event.pk)
            looked_for = set()
        looked_for |= acts.get(Move(event.move), set())
    return cancelled


def event_actor(
    event: ReferralEvent, referral: Referral, user: User, mobilisations: Iterable[Mobilisation] = ()
) -> str:
    """Who acted, and for which partner. `mobilisations` come with their links: a partner without an account acts by
    its own."""
    if event.facts.get("by_link"):
        asked = next((each for each in mobilisations if str(each.public_id) == event.facts["mobilisation"]), None)
        link = getattr(asked, "link", None)
        return shown_link(asked.organization, link.email, user) if asked and link else "Par lien"
    if event.actor_id == referral.author_id:
        return shown_author(referral, user)
    if event.actor and event.actor.organization.is_landlord:
        return event.actor.full_name
    return shown_person(event.actor, event.actor.organization if event.actor else None, user)


def status_of(referral: Referral, mobilisations: Iterable[Mobilisation], user: User) -> Status:
    """The one wording of where a referral stands, on the landlord's side, wherever it is shown. A caretaker reads what
    became of it alone. `mobilisations` come with their organizations (`with_awaited_answers`)."""
    if user.role == Role.CARETAKER:
        return Status(*outcome_of(referral).value)
    word, tone = STATES(referral.state).label, TONES.get(referral.state, "")
    due = day_and_month(referral.meeting_due_on)
    if referral.is_late():
        return Status(f"Rencontre en retard, due le {due}", "late")
    if referral.state == STATES.SENT:
        word = f"{word if referral.household_id else 'Ménage à identifier'} avant le {due}"
    if referral.state == STATES.MOBILISING:
        pending = [row for row in mobilisations if row.state == Mobilisation.State.REQUESTED]
        late = [row for row in pending if row.is_late()]
        waiting = [row for row in mobilisations if row.state == Mobilisation.State.WAITLISTED]
        asked = [row for row in pending if row.questioned_on]
        if asked and not late:
            name = of_organization(name_in_sentence(asked[0].organization, user))
            return Status(f"Question {name}, à la conseillère de répondre", "soon")
        if late:
            partner = of_organization(name_in_sentence(late[0].organization, user))
            word, tone = f"Réponse {partner} en retard{', relance faite' if late[0].reminded_at else ''}", "late"
        elif not pending and len(waiting) == 1:
            word = f"Sur liste d’attente {of_organization(name_in_sentence(waiting[0].organization, user))}"
        elif not pending and waiting:
            word = f"Sur {len(waiting)}\u00a0listes d’attente"
        elif len(pending) == 1:
            word = f"En attente de réponse {of_organization(name_in_sentence(pending[0].organization, user))}"
        else:
            word = f"En attente de {len(pending)}\u00a0réponses"
    return Status(word, tone)


def reminded_words(mobilisation: Mobilisation, *, is_asked: bool, tells_days: bool) -> str:
    """« Relancé le 3 déc., sans réponse », « Relancée le 3 déc., à traiter avant le 13 déc. »"""
    if is_asked:
        reminded, last = day_and_month(mobilisation.reminded_at), day_and_month(mobilisation.expires_on)
        return f"Relancée le {reminded}, à traiter avant le {last}"
    return f"Relancé{f' le {day_and_month(mobilisation.reminded_at)}' if tells_days else ''}, sans réponse"


def screening_status(referral: Referral) -> Status:
    """Of one that nobody has looked at yet."""
    due = day_and_month(referral.screening_due_on)
    if Referral.SCREENING.is_late(referral):
        return Status(f"Examen en retard, dû le {due}", "late")
    return Status(f"À examiner avant le {due}", "soon")


def answer_status(mobilisation: Mobilisation, user: User) -> Status:
    """The one wording of where a request stands: for the landlord, or for the association that answers it; of one
    accepted, its follow-up is loaded. The delay is the convention's own: a day is not told of an unnamed partner."""
    word, tone = ANSWERS[mobilisation.state]
    is_asked = not user.organization.is_landlord
    if mobilisation.place_expected_on and (is_asked or not is_unnamed(user)):
        return Status(f"{word}, place vers le {day_and_month(mobilisation.place_expected_on)}", tone)
    if mobilisation.state == Mobilisation.State.ACCEPTED:
        return Status("Suivi commencé" if mobilisation.has_started else f"{word}, première visite à venir", tone)
    if mobilisation.state != Mobilisation.State.REQUESTED:
        return Status(word, tone)
    if mobilisation.questioned_on:
        who = "du bailleur" if is_asked else "de la conseillère"
        return Status(f"Question posée, réponse {who} attendue", "info" if is_asked else "soon")
    due = day_and_month(mobilisation.answer_due_on) if is_asked or not is_unnamed(user) else ""
    if mobilisation.reminded_at:
        return Status(
            reminded_words(mobilisation, is_asked=is_asked, tells_days=is_asked or not is_unnamed(user)), "late"
        )
    if mobilisation.is_late():
        until = f", {'due' if is_asked else 'attendue'} le {due}" if due else ""
        return Status(f"Réponse en retard{until}", "late")
    word = "À traiter" if is_asked else word
    return Status(f"{word} avant le {due}" if due else word, tone)


@compiled
def answers_awaited_for(user: User, referrals: list[int]) -> QuerySet[Mobilisation]:
    waiting = Mobilisation.objects.unsettled().filter(among("referral", referrals))
    return waiting.select_related("organization").order_by("pk")


def with_awaited_answers(referrals: list[Referral], user: User) -> list[Referral]:
    """Load in each `awaited_answers`, what `status_of` asks for: one query when a partner is waited for, else none."""
    awaited: dict[int, list[Mobilisation]] = {referral.pk: [] for referral in referrals}
    waiting = [referral.pk for referral in referrals if referral.state == STATES.MOBILISING]
    if waiting:
        for mobilisation in answers_awaited_for.rows(user, given={"referrals": waiting}):
            awaited[mobilisation.referral_id].append(mobilisation)
    for referral in referrals:
        referral.awaited_answers = awaited[referral.pk]
    return referrals


def steps_of(referral: Referral, meetings: Iterable[Meeting], mobilisations: Iterable[Mobilisation]) -> list[Step]:
    """The five steps, each with the day it was made."""
    planned = next((meeting for meeting in meetings if meeting.state == Meeting.State.PLANNED), None)
    held = [meeting.held_at for meeting in meetings if meeting.held_at]
    asked = [mobilisation.requested_at for mobilisation in mobilisations]
    accepted = [row.answered_at for row in mobilisations if row.follow_up_id and row.answered_at]
    made = (
        referral.sent_at,
        min(held, default=None),
        min(asked, default=None),
        min(accepted, default=None),
        referral.closed_at,
    )
    current = next(index for index, (_, states) in enumerate(STEPS) if referral.state in states)
    over: dict[str, str] = {STATES.CLOSED: "done", STATES.DISMISSED: "stopped"}
    steps = []
    for index, ((label, _), moment) in enumerate(zip(STEPS, made, strict=True)):
        if index == current and referral.state not in over:
            steps.append(Step(label, "current", day_and_month(planned.planned_at) if planned and index == 1 else ""))
        elif index == current:
            steps.append(Step(label, over[referral.state], day_and_month(moment)))
        else:
            # A referral that ended early never made some of its steps.
            is_made = index < current and (moment or referral.state not in over)
            steps.append(Step(label, "done" if is_made else "to_come", day_and_month(moment)))
    return steps


def outcome_steps_of(referral: Referral) -> list[Step]:
    """The same for a caretaker, who reads no more than its `Outcome`."""
    outcome, sent = outcome_of(referral), Step("Signalé", "done", day_and_month(referral.sent_at))
    if outcome in {Outcome.WITHOUT_EFFECT, Outcome.CANCELLED}:
        word = "Annulé" if outcome == Outcome.CANCELLED else "Sans suite"
        return [sent, Step(word, "stopped", day_and_month(referral.closed_at))]
    is_over = bool(referral.closed_at)
    return [
        sent,
        Step("Pris en charge", "done" if is_over else "current" if outcome == Outcome.IN_HAND else "to_come"),
        Step("Terminé", "done" if is_over else "to_come", day_and_month(referral.closed_at)),
    ]
