"""The page « Pilotage »: which figures it shows, how they are worded, and what is to be dealt with first."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.dates import long_date
from housing_support.common.numbers import days, euros, integer
from housing_support.dashboard import figures
from housing_support.dashboard.autonomy import MOST_FOLLOW_UPS, Autonomy, autonomy_of, first_and_last_assessments
from housing_support.dashboard.counting import Capped
from housing_support.dashboard.figures import Part
from housing_support.dashboard.scope import Scope
from partners.discretion import is_unnamed, name_in_sentence, shown_name
from partners.models import Convention, FundedAction, Programme, User
from referrals.models import Mobilisation, Referral
from referrals.models.reasons import Reason
from referrals.reading.presentation import of_organization
from tenancies.models import FollowUp

MOST_TO_DEAL_WITH = 4
# The figures of the page, and those of their parts that it shows.
WHOLE = ("supported", "caseload", "unassigned", "waiting-answers", "late-answers")
SPLIT = (("supported", "objective"), ("supported", "action"), ("referrals", "state"), ("referrals", "reason"))
ZERO = Capped(0)

# The oldest of what is late or waits, with what its line says.
LATE_VISITS = CompiledQuery(
    lambda user, conventions: (
        figures.late(user, conventions)
        .select_related("household")
        .only("convention", "last_visit_on", "started_on", "household__public_id", "household__name")
        .order_by("visit_due_on", "pk")
    )
)
MEETINGS_TO_FIX = CompiledQuery(
    lambda user, starts_at, ends_at: figures.to_meet(user, starts_at, ends_at).order_by("meeting_due_on", "pk")
)
LATE_ANSWERS = CompiledQuery(
    lambda user, conventions: (
        figures.late_answers(user, conventions)
        .select_related("referral")
        .only("public_id", "convention", "requested_at", "referral__public_id", "referral__reference")
        .order_by("answer_due_on", "pk")
    )
)
ASSESSMENTS = CompiledQuery(lambda user, conventions: first_and_last_assessments(figures.follow_ups(user, conventions)))


@dataclass(frozen=True)
class Number:
    """A count and the address of the list of the same rows, when this reader may open it."""

    count: Capped
    url: str = ""


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
    """A convention's own numbers. Those of an unnamed partner come without its interval, which would name it, and open
    no list, which would tell whom it follows."""

    partner: str
    interval_days: int | None
    late: Number
    on_time: Number


@dataclass(frozen=True)
class ActionLine:
    action: FundedAction
    supported: Number
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
    autonomy: Autonomy | None
    to_deal: tuple[ToDeal, ...]


class BoardBuilder:
    def __init__(self, scope: Scope):
        self.scope = scope
        self.shown = figures.figures_for(scope.user)
        self.urls = {code: reverse("dashboard_figure", args=[code]) for code in self.shown}
        self.counts = self._count()

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
            autonomy=self._autonomy(),
            to_deal=tuple(self._to_deal()),
        )

    def _autonomy(self) -> Autonomy | None:
        user = self.scope.user
        assessments = ASSESSMENTS.rows(user, given={"conventions": self.scope.convention_ids}, limit=MOST_FOLLOW_UPS)
        return autonomy_of(assessments, user)

    def _count(self) -> dict[Part, Capped]:
        """Every number of the page."""
        parts = [Part(code) for code in WHOLE if code in self.shown]
        # Those of unnamed partners too, whose numbers open no list.
        parts += [Part(code, "convention", key) for code in ("late", "on-time") for key in self.scope.convention_ids]
        parts += [
            Part(code, split, value)
            for code, split in SPLIT
            if code in self.shown
            for value in figures.split_values(self.scope, split).values()
        ]
        return dict(zip(parts, figures.count_each(self.scope, parts), strict=True))

    def _visits(self, code: str, action: FundedAction | None = None) -> Capped:
        """A follow-up stands under one convention: those of an action, or of all, add up."""
        own = (each for each in self.scope.conventions if action is None or each.action_id == action.pk)
        return sum((self.counts[Part(code, "convention", convention.pk)] for convention in own), start=ZERO)

    def _url(self, code: str, **narrowed: str) -> str:
        query = {"programme": self.scope.programme.public_id, **narrowed}
        return f"{self.urls[code]}?{urlencode(query)}"

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
        if not self.scope.is_landlord:
            return Card(label, str(count), url, text="par votre association")
        target = sum(action.target_households for action in self.scope.actions if action.objective == objective)
        missing = target - count.number
        if missing > 0:
            text = f"{integer(missing)} {still} avant le {long_date(self.scope.programme.ends_on)}"
        else:
            text = "objectif atteint" if missing == 0 and not count.is_capped else "objectif dépassé"
        return Card(label, str(count), url, integer(target), count.share_of(target), text=text)

    def _grant_card(self) -> Card:
        grant, supported = self.scope.programme.grant_cents, self.counts[Part("supported")]
        text = ""
        if supported.number and not supported.is_capped:
            per_household = euros(round(grant / supported.number / 100) * 100)
            households = "ménage accompagné" if supported.number == 1 else "ménages accompagnés"
            text = f"soit {per_household} par ménage, pour {supported} {households}"
        return Card("Aide de l’État", euros(grant), self._url("supported"), text=text)

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
        return ConventionLine(partner, convention.visit_interval_days if is_named else None, late, on_time)

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
        """The oldest of what is late or waits; nothing is read where nothing was counted."""
        scope, today = self.scope, timezone.localdate()
        conventions = {convention.pk: convention for convention in scope.conventions}
        given = {"conventions": scope.convention_ids}
        if self._visits("late").number:
            for follow_up in LATE_VISITS.rows(scope.user, given=given, limit=MOST_TO_DEAL_WITH):
                yield late_visit(follow_up, conventions[follow_up.convention_id], scope.user, today)
        if "referrals" in self.shown and self.counts[Part("referrals", "state", Referral.State.SENT)].number:
            for referral in MEETINGS_TO_FIX.rows(scope.user, given=scope.moments, limit=MOST_TO_DEAL_WITH):
                yield meeting_to_fix(referral, today)
        if "late-answers" in self.shown and self.counts[Part("late-answers")].number:
            for mobilisation in LATE_ANSWERS.rows(scope.user, given=given, limit=MOST_TO_DEAL_WITH):
                yield late_answer(mobilisation, conventions[mobilisation.convention_id], scope.user, today)


def place_of(line: ConventionLine) -> tuple[int, int]:
    """Named partners as they come, by name; the others by their numbers."""
    return (0, 0) if line.interval_days else (-line.late.count.number, -line.on_time.count.number)


def late_visit(follow_up: FollowUp, convention: Convention, user: User, today: datetime.date) -> ToDeal:
    since = (today - (follow_up.last_visit_on or follow_up.started_on)).days
    objective = convention.action.objective
    partner = name_in_sentence(convention.association, user, objective)
    # An interval between visits is a convention's own: it would name an unnamed partner.
    is_told = not is_unnamed(user, objective)
    commitment = f" (engagement\u00a0: {convention.visit_interval_days})" if is_told else ""
    return ToDeal(
        tone="late",
        icon="clock-alert",
        title=f"Ménage {follow_up.household.name}\u00a0:",
        text=f"aucune visite depuis {days(since)}{commitment}, suivi par {partner}.",
        url=reverse("tenancies:household", args=[follow_up.household.public_id]),
    )


def meeting_to_fix(referral: Referral, today: datetime.date) -> ToDeal:
    left = ((referral.meeting_due_on or today) - today).days
    is_late = referral.is_late(today)
    return ToDeal(
        tone="late" if is_late else "soon",
        icon="calendar-clock",
        title=f"{referral}\u00a0:",
        text=f"rencontre CESF à fixer, {days(-left)} de retard."
        if is_late
        else f"rencontre CESF à fixer {within(left)}.",
        url=reverse("referrals:detail", args=[referral.public_id]),
    )


def late_answer(mobilisation: Mobilisation, convention: Convention, user: User, today: datetime.date) -> ToDeal:
    waited = (today - timezone.localdate(mobilisation.requested_at)).days
    if user.organization.is_landlord:
        partner = of_organization(name_in_sentence(convention.association, user))
        text = f"réponse {partner} attendue depuis {days(waited)}."
        url = reverse("referrals:detail", args=[mobilisation.referral.public_id])
    else:
        text = f"une réponse est attendue de vous depuis {days(waited)}."
        url = reverse("referrals:mobilisation", args=[mobilisation.public_id])
    return ToDeal(tone="late", icon="hourglass", title=f"{mobilisation.referral}\u00a0:", text=text, url=url)


def within(left: int) -> str:
    return f"sous {days(left)}" if left else "aujourd’hui"
