"""The page « Pilotage »: which figures it shows, how they are worded, and what is to be dealt with first."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.dates import long_date
from housing_support.common.links import row_url
from housing_support.common.numbers import days, euros, integer
from housing_support.dashboard import figures
from housing_support.dashboard.autonomy import FEWEST_HOUSEHOLDS, MOST_FOLLOW_UPS, Autonomy, assessments_of, autonomy_of
from housing_support.dashboard.counting import Capped, Number
from housing_support.dashboard.figures import Part
from housing_support.dashboard.reserved import (
    ReservedLine,
    Told,
    actions_by_reservations,
    days_of,
    places_told,
    steps_told,
)
from housing_support.dashboard.scope import Scope
from partners.discretion import is_unnamed, name_in_sentence, shown_name
from partners.models import Convention, FundedAction, Programme, User, VisitRhythm
from referrals.models import Mobilisation, Referral
from referrals.models.reasons import Reason
from referrals.models.results import AFTER_MONTHS as MONTHS_AFTER_REFERRALS
from referrals.reading.counts import waiting_for
from referrals.reading.presentation import of_organization
from tenancies.models import FollowUp
from tenancies.models.later_situations import AFTER_MONTHS
from tenancies.models.support import WATCH

MOST_TO_DEAL_WITH = 4
# The figures of the page, and those of their parts that it shows.
WHOLE = ("supported", "caseload", "unassigned", "waiting-answers", "late-answers", "unanswered", "late-meetings")
SPLIT = (
    ("supported", "objective"),
    ("supported", "action"),
    ("caseload", "objective"),
    ("caseload", "action"),
    ("referrals", "state"),
    ("referrals", "reason"),
)
ZERO = Capped(0)

# The oldest of what is late or waits, with what its line says.
LATE_VISITS = CompiledQuery(
    lambda user, conventions: (
        figures.late(user, conventions)
        .select_related("household")
        .only(
            "convention",
            "started_on",
            "watched_since",
            "last_visit_on",
            "visit_due_on",
            "household__public_id",
            "household__name",
        )
        .order_by("visit_due_on", "pk")
    )
)
LATE_MEETINGS = CompiledQuery(lambda user: figures.late_meetings(user).order_by("meeting_due_on", "pk"))
LATE_ANSWERS = CompiledQuery(
    lambda user, conventions: (
        figures.late_answers(user, conventions)
        .select_related("referral")
        .only("public_id", "convention", "answer_due_on", "referral__public_id", "referral__reference")
        .order_by("answer_due_on", "pk")
    )
)
ASSESSMENTS = CompiledQuery(lambda user, conventions: assessments_of(figures.carried(user, conventions)))


@dataclass(frozen=True)
class Card:
    """What `components/figure.html` shows."""

    label: str
    value: str
    url: str
    target: str = ""
    share: int | None = None
    tone: str = ""
    text: str = ""


@dataclass(frozen=True)
class Bar:
    """What `components/bar.html` shows."""

    label: str
    number: Number
    share: int
    tone: str


@dataclass(frozen=True)
class ConventionLine:
    """A convention's own numbers. Those of an unnamed partner come without its rhythm, which would name it, and open
    no list, which would tell whom it follows."""

    partner: str
    rhythm: VisitRhythm | None
    late: Number
    on_time: Number


@dataclass(frozen=True)
class ActionLine:
    action: FundedAction
    supported: Number
    running: Number
    late: Number
    on_time: Number
    conventions: tuple[ConventionLine, ...]


@dataclass(frozen=True)
class ToDeal:
    """One line of « À traiter »."""

    tone: str
    icon: str
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class ToDealGroup:
    """The oldest of a figure, « 4 sur 9 », and the address of its list."""

    title: str
    extent: str
    url: str
    lines: tuple[ToDeal, ...]


@dataclass(frozen=True)
class AfterLine:
    """Of the households whose situation is known so many months after their support, those that have a home."""

    months: int
    housed: Number
    known: Number

    @property
    def share(self) -> int | None:
        return self.housed.count.share_of(self.known.count)


@dataclass(frozen=True)
class Board:
    programme: Programme
    cards: tuple[Card, ...]
    actions: tuple[ActionLine, ...]
    caseload: Number
    unassigned: Number
    states: tuple[Bar, ...]
    reasons: tuple[Bar, ...]
    waiting_answers: Number | None
    late_answers: Number | None
    unanswered: Number | None
    autonomy: Autonomy | None
    to_deal: tuple[ToDealGroup, ...]
    reserved: tuple[ReservedLine, ...]
    # Absent where no household is supported towards a home of its own.
    after: tuple[AfterLine, ...] | None
    # Of the closed referrals whose difficulty did not come back; absent where none is read.
    settled: tuple[AfterLine, ...] | None
    # How many acts the navigation tells of.
    waiting: int


class BoardBuilder:
    def __init__(self, scope: Scope):
        self.scope = scope
        self.shown = figures.figures_for(scope.user)
        self.programme = urlencode({"programme": scope.programme.public_id})
        self.reserving = actions_by_reservations(scope)
        self.leads_to_a_home = FundedAction.Objective.ACCESS in scope.objectives
        self.counts, self.waiting = self._count()

    def build(self) -> Board:
        has_mobilisations = "waiting-answers" in self.shown
        return Board(
            programme=self.scope.programme,
            cards=tuple(self._cards()),
            actions=tuple(self._action_lines()),
            caseload=self._number("caseload"),
            unassigned=self._number("unassigned"),
            states=self._bars("state", Referral.State, "info"),
            reasons=self._bars("reason", Reason, "brick"),
            waiting_answers=self._number("waiting-answers") if has_mobilisations else None,
            late_answers=self._number("late-answers") if has_mobilisations else None,
            unanswered=self._number("unanswered") if "unanswered" in self.shown else None,
            autonomy=self._autonomy(),
            to_deal=tuple(self._to_deal()),
            reserved=tuple(self._reserved_lines()),
            after=tuple(self._after_lines()) if self.leads_to_a_home else None,
            settled=tuple(self._settled_lines()) if "referrals" in self.shown else None,
            waiting=self.waiting,
        )

    def _reserved_lines(self):
        """Nothing is read where no convention reserves a dwelling."""
        if not self.reserving:
            return
        told = days_of(self.scope)
        for action in self.reserving:
            word, own = str(action.number), told[action.pk]
            gone = round(own.get("vacant") or 0)
            yield ReservedLine(
                action=action,
                housed=Number(self.counts[Part("housed", "action", action.pk)], self._url("housed", action=word)),
                on_the_way=Number(
                    self.counts[Part("on-the-way", "action", action.pk)], self._url("on-the-way", action=word)
                ),
                places=places_told(self.scope, action, self._url),
                vacant=Told("Jours vacants", days(gone), self._url("vacant", action=word)) if gone else None,
                steps=steps_told(own, self._url, word),
            )

    def _after_lines(self):
        return self._told_after("housed-after", "known-after", AFTER_MONTHS)

    def _settled_lines(self):
        return self._told_after("settled-after", "settled-known", MONTHS_AFTER_REFERRALS)

    def _told_after(self, which: str, among: str, after: tuple[int, ...]):
        """Fewer households than statistics may show are not told."""
        for months in after:
            part, known = (
                Number(self.counts[Part(code)], self._url(code) if code in self.shown else "")
                for code in (f"{which}-{months}", f"{among}-{months}")
            )
            if known.count.number >= FEWEST_HOUSEHOLDS:
                yield AfterLine(months, part, known)

    def _autonomy(self) -> Autonomy | None:
        user = self.scope.user
        assessments = ASSESSMENTS.rows(user, given={"conventions": self.scope.convention_ids}, limit=MOST_FOLLOW_UPS)
        return autonomy_of(assessments, user)

    def _count(self) -> tuple[dict[Part, Capped], int]:
        """Every number of the page, that of the navigation beside."""
        parts = [Part(code) for code in WHOLE if code in self.shown]
        # Those of unnamed partners too, whose numbers open no list.
        parts += [Part(code, "convention", key) for code in ("late", "on-time") for key in self.scope.convention_ids]
        parts += [
            Part(code, split, value)
            for code, split in SPLIT
            if code in self.shown
            for value in figures.split_values(self.scope, split).values()
        ]
        parts += [Part(code, "action", action.pk) for code in ("housed", "on-the-way") for action in self.reserving]
        if self.leads_to_a_home:
            parts += [Part(f"{code}-{months}") for code in ("housed-after", "known-after") for months in AFTER_MONTHS]
        if "referrals" in self.shown:
            parts += [
                Part(f"{code}-{each}") for code in ("settled-after", "settled-known") for each in MONTHS_AFTER_REFERRALS
            ]
        counts, waiting = figures.count_with_waiting(self.scope, parts, waiting_for(self.scope.user))
        return dict(zip(parts, counts, strict=True)), waiting

    def _visits(self, code: str, action: FundedAction | None = None) -> Capped:
        """A follow-up stands under one convention: those of an action, or of all, add up."""
        own = (each for each in self.scope.conventions if action is None or each.action_id == action.pk)
        return sum((self.counts[Part(code, "convention", convention.pk)] for convention in own), start=ZERO)

    def _url(self, code: str, **narrowed: str) -> str:
        query = f"{self.programme}&{urlencode(narrowed)}" if narrowed else self.programme
        return f"{row_url('dashboard_figure', code)}?{query}"

    def _number(self, code: str) -> Number:
        return Number(self.counts[Part(code)], self._url(code))

    # Cards

    def _cards(self):
        labels: dict[str, tuple[str, str]] = {
            FundedAction.Objective.ACCESS: ("Nouveaux foyers accompagnés", "à accueillir"),
            FundedAction.Objective.MAINTENANCE: ("Locataires en place accompagnés", "à accompagner"),
        }
        for objective in self.scope.objectives:
            label, still = labels[objective]
            yield self._target_card(objective, label, still)
        if self.scope.is_landlord:
            yield self._grant_card()
        yield self._visits_card()

    def _target_card(self, objective: str, label: str, still: str) -> Card:
        count = self.counts[Part("supported", "objective", objective)]
        url = self._url("supported", objective=objective)
        running = f"dont {self.counts[Part('caseload', 'objective', objective)]}\u00a0suivis aujourd’hui"
        if not self.scope.is_landlord:
            return Card(label, str(count), url, text=f"{running}, par votre association depuis le début")
        target = sum(action.target_households for action in self.scope.actions if action.objective == objective)
        missing = target - count.number
        if missing > 0:
            text = f"{integer(missing)} {still} avant le {long_date(self.scope.programme.ends_on)}"
        else:
            text = "objectif atteint" if missing == 0 and not count.is_capped else "objectif dépassé"
        return Card(label, str(count), url, integer(target), count.share_of(target), text=f"{running}\u00a0; {text}")

    def _grant_card(self) -> Card:
        grant, supported = self.scope.programme.grant_cents, self.counts[Part("supported")]
        text = ""
        if supported.number and not supported.is_capped:
            per_household = euros(round(grant / supported.number / 100) * 100)
            households = "ménage accompagné" if supported.number == 1 else "ménages accompagnés"
            text = (
                f"soit {per_household} accordés par ménage, pour {supported}\u00a0{households} depuis le début\u00a0; "
                "ce n’est pas la dépense"
            )
        return Card("Aide de l’État accordée", euros(grant), self._url("supported"), text=text)

    def _visits_card(self) -> Card:
        late, on_time = self._visits("late"), self._visits("on-time")
        share = on_time.share_of(late + on_time)
        text = "aucune visite en retard" if not late.number else f"{late} en retard"
        value = f"{share}\u00a0%" if share is not None else str(on_time)
        tone = "soon" if late.number else "ok"
        return Card("Visites dans les délais", value, self._url("late"), share=share, tone=tone, text=text)

    # Tables and bars

    def _action_lines(self):
        for action in self.scope.actions:
            word = str(action.number)
            own = [convention for convention in self.scope.conventions if convention.action_id == action.pk]
            lines = [self._convention_line(convention) for convention in own]
            yield ActionLine(
                action=action,
                supported=Number(
                    self.counts[Part("supported", "action", action.pk)], self._url("supported", action=word)
                ),
                running=Number(self.counts[Part("caseload", "action", action.pk)], self._url("caseload", action=word)),
                late=Number(self._visits("late", action), self._url("late", action=word)),
                on_time=Number(self._visits("on-time", action), self._url("on-time", action=word)),
                # In the order of their numbers, for the place of an unnamed partner would name it.
                conventions=tuple(sorted(lines, key=place_of)),
            )

    def _convention_line(self, convention: Convention) -> ConventionLine:
        is_named = convention in self.scope.named_conventions
        late, on_time = (
            Number(
                self.counts[Part(code, "convention", convention.pk)],
                self._url(code, convention=str(convention.public_id)) if is_named else "",
            )
            for code in ("late", "on-time")
        )
        partner = shown_name(convention.association, self.scope.user, convention.action.objective)
        return ConventionLine(partner, convention.rhythm if is_named else None, late, on_time)

    def _bars(self, split: str, choices: type[TextChoices], tone: str) -> tuple[Bar, ...]:
        """Those that are not empty, as long as they are numerous."""
        if "referrals" not in self.shown:
            return ()
        counted = {
            value: self.counts[Part("referrals", split, value)] for value in figures.split_values(self.scope, split)
        }
        most = max(count.number for count in counted.values())
        is_listed = figures.opens_list(self.scope, split)
        return tuple(
            Bar(
                choices(value).label,
                Number(count, self._url("referrals", **{split: value}) if is_listed else ""),
                round(100 * count.number / most),
                tone,
            )
            for value, count in counted.items()
            if count.number
        )

    # What to deal with

    def _to_deal(self):
        """The oldest of what is late; nothing is read where nothing was counted."""
        scope, today = self.scope, timezone.localdate()
        conventions = {convention.pk: convention for convention in scope.conventions}
        given = {"conventions": scope.convention_ids}
        if self._visits("late").number:
            rows = LATE_VISITS.rows(scope.user, given=given, limit=MOST_TO_DEAL_WITH)
            lines = (late_visit(row, conventions[row.convention_id], scope.user, today) for row in rows)
            yield self._group("late", self._visits("late"), lines)
        if "late-meetings" in self.shown and self.counts[Part("late-meetings")].number:
            rows = LATE_MEETINGS.rows(scope.user, limit=MOST_TO_DEAL_WITH)
            yield self._group(
                "late-meetings", self.counts[Part("late-meetings")], (late_meeting(row, today) for row in rows)
            )
        if "late-answers" in self.shown and self.counts[Part("late-answers")].number:
            rows = LATE_ANSWERS.rows(scope.user, given=given, limit=MOST_TO_DEAL_WITH)
            lines = (late_answer(row, conventions[row.convention_id], scope.user, today) for row in rows)
            yield self._group("late-answers", self.counts[Part("late-answers")], lines)

    def _group(self, code: str, count: Capped, lines: Iterable[ToDeal]) -> ToDealGroup:
        shown = tuple(lines)
        extent = f"{len(shown)} sur {count}" if count.is_capped or count.number > len(shown) else str(count)
        return ToDealGroup(figures.FIGURES[code].title, extent, self._url(code), shown)


def place_of(line: ConventionLine) -> tuple[int, int]:
    """Named partners as they come, by name; the others by their numbers."""
    return (0, 0) if line.rhythm else (-line.late.count.number, -line.on_time.count.number)


def late_visit(follow_up: FollowUp, convention: Convention, user: User, today: datetime.date) -> ToDeal:
    objective = convention.action.objective
    partner = name_in_sentence(convention.association, user, objective)
    # An interval between visits, and the day that it gives, is a convention's own: it would name an unnamed partner.
    text = f"visite en retard, suivi par {partner}."
    if not is_unnamed(user, objective):
        due = long_date(follow_up.visit_due_on)
        last = follow_up.last_visit_on or follow_up.started_on
        rhythm = WATCH if follow_up.watched_since else convention.rhythm
        agreed = days(rhythm.days_on(last, started_on=follow_up.started_on))
        since = days((today - follow_up.visit_due_on).days)
        text = f"visite en retard de {since}, due le {due} (délai convenu\u00a0: {agreed}), suivi par {partner}."
    return ToDeal(
        tone="late",
        icon="clock-alert",
        title=f"Ménage {follow_up.household.name}\u00a0:",
        text=text,
        url=row_url("tenancies:household", follow_up.household.public_id),
    )


def late_meeting(referral: Referral, today: datetime.date) -> ToDeal:
    due_on = referral.meeting_due_on or today
    return ToDeal(
        tone="late",
        icon="calendar-clock",
        title=f"{referral}\u00a0:",
        text=f"rencontre en retard de {days((today - due_on).days)}, due le {long_date(due_on)}.",
        url=row_url("referrals:detail", referral.public_id),
    )


def late_answer(mobilisation: Mobilisation, convention: Convention, user: User, today: datetime.date) -> ToDeal:
    since, due = days((today - mobilisation.answer_due_on).days), long_date(mobilisation.answer_due_on)
    if not user.organization.is_landlord:
        text = f"votre réponse est en retard de {since}, due le {due}."
        url = row_url("referrals:mobilisation", mobilisation.public_id)
    else:
        partner = of_organization(name_in_sentence(convention.association, user))
        is_told = not is_unnamed(user)
        text = f"réponse {partner} en retard" + (f" de {since}, attendue le {due}." if is_told else ".")
        url = row_url("referrals:detail", mobilisation.referral.public_id)
    return ToDeal(tone="late", icon="hourglass", title=f"{mobilisation.referral}\u00a0:", text=text, url=url)
