import contextlib
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.mending import Mistake
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.roles import Role
from tenancies.models import Household, Stay
from tenancies.services import stays
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, ParticipationFactory, StayFactory

pytestmark = pytest.mark.django_db

SINCE = datetime.date(2026, 3, 1)
IN_24_MONTHS = datetime.date(2028, 3, 1)
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "words", "fields"),
    [
        (
            "stay_ends_after_start",
            "La fin du séjour ne précède pas son début.",
            {"until": SINCE - DAY, "state": "ENDED", "end_reason": "TERM", "destination": "UNKNOWN"},
        ),
        (
            "stay_is_planned_to_end_after_start",
            "La fin prévue suit le début du séjour.",
            {"planned_end": SINCE},
        ),
        (
            "stay_over_24_months_is_explained",
            "Un séjour dure 24\u00a0mois au plus\u00a0: dites pourquoi il se prolonge.",
            {"planned_end": IN_24_MONTHS, "latest_end": IN_24_MONTHS + DAY},
        ),
    ],
)
def test_dates_that_contradict_a_stay_are_refused(name, words, fields):
    stay = StayFactory(since=SINCE)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Stay.objects.filter(pk=stay.pk).update(**fields)
    for field, value in fields.items():
        setattr(stay, field, value)
    with pytest.raises(ValidationError) as refusal:
        stay.full_clean()
    assert refusal.value.messages == [words]


@pytest.mark.parametrize(
    "fields",
    [
        {"until": SINCE},
        {"planned_end": SINCE + DAY},
        {"planned_end": IN_24_MONTHS},
        {"planned_end": IN_24_MONTHS + DAY, "extension_reason": "DWELLING_AWAITED"},
    ],
)
def test_stays_to_the_last_day_are_accepted(fields):
    stay = StayFactory(since=SINCE, **fields)

    stay.full_clean()

    assert Stay.objects.filter(pk=stay.pk, **fields).exists()


def test_a_household_stays_in_one_place_at_a_time():
    household = HouseholdFactory(of_association=True)
    ended = StayFactory(household=household, since=SINCE, until=SINCE + DAY)
    running = StayFactory(household=household, since=SINCE + DAY)

    with pytest.raises(IntegrityError, match="stay_one_running_per_household"), transaction.atomic():
        Stay.objects.filter(pk=ended.pk).update(until=None, state="RUNNING", end_reason="", destination="")
    second = StayFactory.build(household=household, association=household.opened_by)
    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    assert refusal.value.messages == ["Ce ménage est déjà hébergé."]
    assert list(household.stays.running()) == [running]


State, Move = Stay.State, Stay.Move
# Move -> state before -> state after. What is absent is refused.
LEADS_TO = {
    Move.ENTER: {State.PLANNED: State.RUNNING},
    Move.CORRECT: {state: state for state in (State.PLANNED, State.RUNNING, State.EXTENDED, State.ENDED)},
    Move.NOTE: {state: state for state in (State.PLANNED, State.RUNNING, State.EXTENDED)},
    Move.EXTEND: {State.RUNNING: State.EXTENDED, State.EXTENDED: State.EXTENDED},
    Move.TAKE_BACK: {State.EXTENDED: State.RUNNING},
    Move.END: {State.RUNNING: State.ENDED, State.EXTENDED: State.ENDED},
    Move.RESUME: {State.ENDED: State.RUNNING},
    Move.CANCEL: dict.fromkeys((State.PLANNED, State.RUNNING, State.EXTENDED, State.ENDED), State.CANCELLED),
    Move.END_WITH_CASE_FILE: {
        State.PLANNED: State.CANCELLED,
        State.RUNNING: State.ENDED,
        State.EXTENDED: State.ENDED,
    },
}


def make(move: str, stay: Stay, user: User) -> None:
    today = timezone.localdate()
    days = {"since": stay.since, "planned_end": stay.planned_end}
    match move:
        case Move.ENTER:
            stays.confirm_entry(stay=stay, user=user, since=today)
        case Move.CORRECT:
            changed = {"kind": stay.kind, "place_in_words": "Chambre 4", **days}
            stays.correct_stay(stay=stay, user=user, version=stay.version, **changed)
        case Move.NOTE:
            stays.note_readiness(stay=stay, user=user, version=stay.version, days={"savings_on": today})
        case Move.EXTEND:
            stays.extend_stay(stay=stay, user=user, until=stay.latest_end + DAY, reason="NO_OFFER")
        case Move.TAKE_BACK:
            stays.take_back_extension(stay=stay, user=user, reason=Mistake.WRONG_FACTS)
        case Move.END:
            stays.end_stay(stay=stay, user=user, on=today, reason="TERM", destination="RELAY")
        case Move.RESUME:
            stays.resume_stay(stay=stay, user=user, reason=Mistake.WRONG_FACTS)
        case Move.CANCEL:
            stays.cancel_stay(stay=stay, user=user, reason=Mistake.TWICE)


def test_each_state_and_move_leads_where_the_table_says_or_changes_nothing():
    """All but the last move are somebody's: that one is made of the stays that are open."""
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    told = {}
    for state in State:
        household = HouseholdFactory(of_association=True, opened_by=worker.organization)
        is_over = {"until": timezone.localdate()} if state == State.ENDED else {}
        why = {"extension_reason": "NO_OFFER"} if state == State.EXTENDED else {}
        for move in Move:
            with transaction.atomic():
                since = timezone.localdate() - DAY
                planned = since + 300 * DAY
                stay = StayFactory(household=household, since=since, planned_end=planned, state=state, **is_over, **why)
                if move == Move.END_WITH_CASE_FILE:
                    stays.end_with_case_file(household=household, user=worker)
                else:
                    with contextlib.suppress(TransitionNotAllowedError):
                        make(move, stay, worker)
                stay.refresh_from_db()
                events = list(stay.events.values_list("move", "from_state", "to_state", "actor"))
                to = LEADS_TO[move].get(state)
                told[move, state] = (stay.state, events) == (
                    (to, [(move, state, to, worker.pk)]) if to else (state, [])
                )
                transaction.set_rollback(True)

    assert [pair for pair, is_right in told.items() if not is_right] == []


def test_an_extension_says_who_when_and_why_and_an_end_taken_back_keeps_it():
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    household = HouseholdFactory(of_association=True, opened_by=worker.organization)
    today = timezone.localdate()
    stay = StayFactory(household=household, since=today - 300 * DAY, planned_end=today + DAY)
    before, until = stay.latest_end, stay.latest_end + 90 * DAY

    stays.extend_stay(stay=stay, user=worker, until=until, reason="DWELLING_AWAITED")
    stays.end_stay(stay=stay, user=worker, on=today, reason="REHOUSED", destination="LASTING_LEASE")
    stay = stays.resume_stay(stay=stay, user=worker, reason=Mistake.NOT_HAPPENED)

    assert (stay.state, stay.latest_end, stay.until, stay.end_reason) == ("EXTENDED", until, None, "")
    extension = stay.events.get(move=Move.EXTEND)
    assert extension.actor == worker
    assert extension.facts == {
        "reason": "DWELLING_AWAITED",
        "before": before.isoformat(),
        "until": until.isoformat(),
        "planned": (today + DAY).isoformat(),
    }


def test_a_stay_is_announced_nine_months_before_its_last_day():
    today = datetime.date(2026, 11, 30)
    first = StayFactory(since=datetime.date(2025, 8, 30))
    StayFactory(since=datetime.date(2025, 8, 31))
    ended = StayFactory(since=datetime.date(2024, 8, 30), planned_end=datetime.date(2026, 8, 1), until=today)

    assert ended.latest_end == datetime.date(2026, 8, 30)
    assert list(Stay.objects.ending_soon(today)) == [first]


def people_of(organization, *roles) -> list[User]:
    return [UserFactory(organization=organization, role=role) for role in roles]


def test_a_stay_is_its_associations_alone():
    stay = StayFactory()
    landlord, partner = UserFactory(landlord_staff=True), UserFactory()
    for user in (landlord, partner):
        ParticipationFactory(household=stay.household, organization=user.organization)
    readers = people_of(stay.association, Role.SOCIAL_WORKER, Role.COORDINATOR)
    others = [
        *people_of(stay.association, Role.ADMIN),
        *people_of(landlord.organization, Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER),
        *people_of(partner.organization, Role.SOCIAL_WORKER, Role.COORDINATOR),
        UserFactory(role=Role.COORDINATOR),
    ]

    assert [list(Stay.objects.visible_to(user)) for user in readers] == [[stay], [stay]]
    assert [list(Stay.objects.visible_to(user)) for user in others] == [[]] * len(others)


def test_an_association_that_left_the_case_file_reads_the_stay_no_more():
    stay = StayFactory()
    worker = UserFactory(organization=stay.association, role=Role.SOCIAL_WORKER)
    stay.household.participations.update(until=timezone.localdate(), end_reason="TERM")

    assert not Household.objects.visible_to(worker).exists()
    assert not Stay.objects.visible_to(worker).exists()


def test_the_history_keeps_dates_and_no_text():
    stay = StayFactory(since=SINCE)
    stay.until, stay.state, stay.end_reason, stay.destination = SINCE + DAY, "ENDED", "TERM", "UNKNOWN"
    stay.save()

    lines = stay.history.order_by("pgh_id")
    assert list(lines.values_list("pgh_label", "until")) == [("insert", None), ("update", SINCE + DAY)]
    kept = {field.name for field in lines.model._meta.fields}
    assert kept & {"place_in_words", "extension_reason"} == set()
