"""Statements written once give each reader what the ordinary queryset gives; a rule that could differ is refused."""

import datetime
import runpy
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.db.models import Prefetch, Value
from django.db.models.functions import Upper
from django.utils import timezone

from housing_support.common import compiled_queries
from housing_support.common.compiled_queries import CompiledQuery, among, compiled, forget_statements
from partners.roles import Role
from tenancies.models import FollowUp, Household, JournalEntry
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory, JournalEntryFactory

pytestmark = pytest.mark.django_db


@compiled
def visible(user):
    """The case files of a reader."""
    return Household.objects.visible_to(user).order_by("sort_name", "pk")


@pytest.fixture
def as_in_production(monkeypatch):
    """A statement is held to what its stand-in alone can tell; the suite compares every run besides."""
    monkeypatch.setattr(CompiledQuery, "compares_runs", False)


def households_called(*names):
    return [HouseholdFactory(name=name, reference=f"D-2026-{name}") for name in names]


# What it gives


def test_it_is_still_the_function_that_it_decorates():
    worker = UserFactory()
    seen = HouseholdFactory(participants=[worker.organization])
    HouseholdFactory()

    assert list(visible(worker)) == [seen]
    assert visible.__name__ == "visible"
    assert visible.__doc__ == "The case files of a reader."


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_composed_in_one_thread_and_run_in_another():
    worker = UserFactory()
    seen = HouseholdFactory(participants=[worker.organization])
    query = compiled(visible.rule)
    query.rows(worker)

    def run():
        try:
            return query.rows(worker)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        assert other.submit(run).result() == [seen]


def test_each_reader_gets_their_own_rows_from_one_statement():
    query = compiled(visible.rule)
    first, second = UserFactory(), UserFactory()
    seen = HouseholdFactory(participants=[first.organization])
    other = HouseholdFactory(participants=[second.organization])

    assert query.rows(first) == [seen]
    assert query.rows(second) == [other]
    assert len(query._statements) == 1


def test_a_role_that_reads_no_case_file_gets_nothing():
    worker = UserFactory()
    HouseholdFactory(participants=[worker.organization])
    administrator = UserFactory(organization=worker.organization, role=Role.ADMIN)

    assert visible.rows(administrator) == []
    assert visible.count(administrator, limit=5) == 0


def test_somebody_deactivated_gets_nothing():
    worker = UserFactory()
    HouseholdFactory(participants=[worker.organization])
    assert visible.count(worker, limit=5) == 1

    worker.is_active = False

    assert visible.rows(worker) == []


def test_a_rule_may_look_at_the_kind_of_organization_of_its_reader():
    query = compiled(
        lambda user: (
            Household.objects.filter(landlord=user.organization_id)
            if user.organization.is_landlord
            else Household.objects.visible_to(user)
        )
    )
    seen = HouseholdFactory(participants=[(worker := UserFactory()).organization])
    officer = UserFactory(organization=seen.landlord, role=Role.RENTAL_OFFICER)
    HouseholdFactory()

    assert query.rows(worker) == query.rows(officer) == [seen]


def test_count_stops_at_its_limit():
    worker = UserFactory()
    for _ in range(3):
        HouseholdFactory(participants=[worker.organization])

    assert visible.count(worker, limit=5) == 3
    assert visible.count(worker, limit=2) == 2


def test_counts_of_several_values_are_one_query_in_the_order_asked(django_assert_num_queries):
    @compiled
    def households_in(user, kept, state):
        return Household.objects.visible_to(user).filter(state=state) if kept else Household.objects.none()

    worker = UserFactory()
    for closed in (False, False, False, True):
        HouseholdFactory(participants=[worker.organization], closed=closed)
    asked = [
        {"choices": {"kept": kept}, "given": {"state": state}}
        for kept, state in ((True, "CLOSED"), (True, "WAITING"), (False, "WAITING"), (True, "SUPPORTED"))
    ]

    with django_assert_num_queries(1):
        counted = households_in.counts(worker, asked, limit=2)

    assert counted == [1, 2, 0, 0]
    assert len(households_in._statements) == 2


def test_forgotten_statements_are_composed_anew():
    query = compiled(visible.rule)
    query.count(UserFactory(), limit=1)

    forget_statements()

    assert query._statements == {}


def test_statements_never_pile_up(monkeypatch):
    """A process that runs for weeks keeps those of today: the days that are over go with the first one too many."""
    monkeypatch.setattr("housing_support.common.compiled_queries.MOST_STATEMENTS", 2)
    query = compiled(visible.rule)
    reader = UserFactory()

    for limit in range(1, 8):
        query.count(reader, limit=limit)
        assert 1 <= len(query._statements) <= 2


def test_order_and_limit_belong_to_the_call():
    worker = UserFactory()
    first = HouseholdFactory(name="Abadie", participants=[worker.organization])
    second = HouseholdFactory(name="Barthe", participants=[worker.organization])

    assert visible.rows(worker, limit=1) == [first]
    assert visible.rows(worker, order=("-pk",), limit=1) == [second]


def test_what_is_given_replaces_its_stand_in():
    query = compiled(lambda user, public_id: Household.objects.visible_to(user).filter(public_id=public_id))
    worker = UserFactory()
    household = HouseholdFactory(participants=[worker.organization])

    assert query.rows(worker, given={"public_id": household.public_id}) == [household]
    assert query.rows(worker, given={"public_id": uuid.uuid4()}) == []


def test_each_choice_has_its_own_statement():
    query = compiled(lambda user, is_last: Household.objects.order_by("-pk" if is_last else "pk"))
    first, last = households_called("Abadie", "Barthe")
    reader = UserFactory()

    assert query.rows(reader, is_last=False) == [first, last]
    assert query.rows(reader, is_last=True) == [last, first]


def test_any_number_of_identifiers_go_to_one_statement():
    query = compiled(lambda user, identifiers: Household.objects.filter(among("pk", identifiers)).order_by("pk"))
    first, second, third = households_called("Abadie", "Barthe", "Cazals")
    reader = UserFactory()

    assert query.rows(reader, given={"identifiers": []}) == []
    assert query.rows(reader, given={"identifiers": [third.pk, first.pk]}) == [first, third]
    assert query.rows(reader, given={"identifiers": [second.pk]}) == [second]
    assert len(query._statements) == 1


def test_the_day_belongs_to_the_statement():
    query = compiled(lambda user: FollowUp.objects.late())
    follow_up = FollowUpFactory(visit_due_on=datetime.date(2026, 3, 10))
    reader = UserFactory()

    # 23:30 then 00:30 in Paris, which is still the day before in UTC.
    with time_machine.travel(datetime.datetime(2026, 3, 10, 22, 30, tzinfo=datetime.UTC), tick=False):
        assert query.rows(reader) == []
    with time_machine.travel(datetime.datetime(2026, 3, 10, 23, 30, tzinfo=datetime.UTC), tick=False):
        assert query.rows(reader) == [follow_up]
    assert len(query._statements) == 2


def test_a_moment_that_is_given_belongs_to_the_run():
    query = compiled(lambda user, now: FollowUp.objects.filter(next_visit_at__gte=now))
    now = timezone.now()
    follow_up = FollowUpFactory(next_visit_at=now + datetime.timedelta(days=1))
    reader = UserFactory()

    assert query.rows(reader, given={"now": now}) == [follow_up]
    assert query.rows(reader, given={"now": now + datetime.timedelta(days=2)}) == []


# What it refuses, whatever the values that come first


@pytest.mark.parametrize(
    "change",
    [str.strip, str.upper, str.lower, str.casefold, lambda text: text[:100], lambda text: " ".join(text.split())],
)
@pytest.mark.parametrize("typed", ["ZÉRO", "zéro", "zero"])
@pytest.mark.usefixtures("as_in_production")
def test_a_text_that_is_not_compared_as_it_is_is_refused(change, typed):
    query = compiled(lambda user, text: Household.objects.filter(name=change(text)))

    with pytest.raises(TypeError, match="not compared as it is: text"):
        query.rows(UserFactory(), given={"text": typed})


def test_a_text_compared_as_it_is_and_otherwise_is_refused():
    query = compiled(lambda user, text: Household.objects.filter(name=text) | Household.objects.filter(name=text[:9]))

    with pytest.raises(TypeError, match="not compared as it is"):
        query.rows(UserFactory(), given={"text": "Zéro"})


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        (lambda user, value: Household.objects.filter(pk=value + 1), 7),
        (lambda user, value: Household.objects.filter(pk=-value), 7),
        (lambda user, value: Household.objects.filter(among("pk", value[:20])), [3, 1]),
        (lambda user, value: Household.objects.filter(among("pk", sorted(value))), [1, 3]),
        (lambda user, value: Household.objects.filter(among("pk", list(dict.fromkeys(value)))), [1, 3]),
        (lambda user, value: Household.objects.filter(pk__in=value), [1, 3]),
        (lambda user, value: Household.objects.filter(public_id=uuid.UUID(int=value.int + 1)), uuid.uuid4()),
        (
            lambda user, value: FollowUp.objects.filter(next_visit_at__gte=value - datetime.timedelta(days=1)),
            datetime.datetime(2026, 3, 10, tzinfo=datetime.UTC),
        ),
        (
            lambda user, value: FollowUp.objects.filter(next_visit_at__gte=value.replace(hour=0, minute=0)),
            datetime.datetime(2026, 3, 10, tzinfo=datetime.UTC),
        ),
        (
            lambda user, value: FollowUp.objects.filter(visit_due_on__gte=value.date()),
            datetime.datetime(2026, 3, 10, tzinfo=datetime.UTC),
        ),
    ],
)
@pytest.mark.usefixtures("as_in_production")
def test_arithmetic_on_what_is_given_is_refused(rule, given):
    with pytest.raises(TypeError, match=r"not compared as it is|a moment would be kept"):
        compiled(rule).rows(UserFactory(), given={"value": given})


@pytest.mark.parametrize(
    "is_short", [lambda text: len(text) < 3, lambda text: text.isalnum(), lambda text: text == text.lower()]
)
@pytest.mark.parametrize("typed", ["ab", "Une longue phrase"])
def test_a_rule_that_looks_at_the_shape_of_a_text_is_refused(is_short, typed):
    def rule(user, text):
        return Household.objects.filter(name=text) if is_short(text) else Household.objects.exclude(name=text)

    with pytest.raises(TypeError, match="not compared as it is"):
        compiled(rule).rows(UserFactory(), given={"text": typed})


def test_a_rule_that_looks_whether_anything_is_given_is_refused():
    households = Household.objects
    query = compiled(lambda user, numbers: households.filter(among("pk", numbers)) if numbers else households.all())

    with pytest.raises(TypeError, match="not compared as it is"):
        query.rows(UserFactory(), given={"numbers": [1]})


@pytest.mark.usefixtures("as_in_production")
def test_a_rule_that_reads_identifiers_while_composing_is_refused():
    worker = UserFactory()
    HouseholdFactory(participants=[worker.organization])

    @compiled
    def query(user):
        identifiers = list(Household.objects.visible_to(user).values_list("pk", flat=True))
        return Household.objects.filter(pk__in=identifiers)

    with pytest.raises(TypeError, match="asks nothing while it is composed"):
        query.rows(worker)


@pytest.mark.usefixtures("as_in_production")
def test_a_rule_that_asks_whether_there_are_rows_is_refused():
    query = compiled(lambda user: Household.objects.all() if FollowUp.objects.exists() else Household.objects.none())

    with pytest.raises(TypeError, match="asks nothing while it is composed"):
        query.rows(UserFactory())


@pytest.mark.parametrize(
    "rule",
    [
        lambda user: Household.objects.filter(name=user.last_name),
        lambda user: Household.objects.filter(name=user.organization.short_name),
        lambda user: Household.objects.filter(name="Zéro") if user.job_title else Household.objects.all(),
    ],
)
@pytest.mark.usefixtures("as_in_production")
def test_a_rule_that_looks_at_anything_else_of_its_reader_is_refused(rule):
    with pytest.raises(TypeError, match=r"does not know (User|Organization)\."):
        compiled(rule).rows(UserFactory())


@pytest.mark.usefixtures("as_in_production")
def test_a_rule_that_reads_rows_of_its_reader_is_refused():
    query = compiled(lambda user: Household.objects.all() if user.visits.exists() else Household.objects.none())

    with pytest.raises(TypeError, match="asks nothing while it is composed"):
        query.rows(UserFactory())


@pytest.mark.usefixtures("as_in_production")
def test_rows_that_would_hold_the_stand_in_are_refused():
    query = compiled(lambda user: user.visits.all())

    with pytest.raises(TypeError, match="begins with the model’s manager"):
        query.rows(UserFactory())


@pytest.mark.usefixtures("as_in_production")
def test_a_moment_that_is_not_given_is_refused():
    query = compiled(lambda user: FollowUp.objects.filter(next_visit_at__gte=timezone.now()))

    with pytest.raises(TypeError, match="a moment would be kept"):
        query.rows(UserFactory())


def test_related_rows_that_depend_on_the_reader_are_refused():
    @compiled
    def query(user):
        return Household.objects.prefetch_related(Prefetch("journal", JournalEntry.objects.readable_by(user)))

    with pytest.raises(TypeError, match="not compared as it is: the reader"):
        query.rows(UserFactory())


def test_related_rows_that_depend_on_nobody_are_loaded():
    entry = JournalEntryFactory()
    query = compiled(
        lambda user: Household.objects.prefetch_related(
            Prefetch("journal", JournalEntry.objects.annotate(shout=Upper(Value("ah"))))
        )
    )

    [household] = query.rows(UserFactory())

    assert list(household.journal.all()) == [entry]


def test_what_has_no_stand_in_cannot_be_given():
    query = compiled(lambda user, is_protected: Household.objects.filter(is_protected=is_protected))

    with pytest.raises(TypeError, match="cannot be given: bool"):
        query.rows(UserFactory(), given={"is_protected": True})


@pytest.mark.usefixtures("as_in_production")
def test_a_rule_refused_once_is_refused_again():
    query = compiled(lambda user, text: Household.objects.filter(name=text.strip()))

    for _ in range(2):
        with pytest.raises(TypeError, match="not compared as it is: text"):
            query.rows(UserFactory(), given={"text": "Zéro"})


# What only the value itself reveals: the suite compares at every run


def test_a_rule_that_looks_for_one_value_is_refused_when_it_comes():
    reader = UserFactory()
    rare, other = households_called("Rare", "Autre")

    @compiled
    def query(user, text):
        return Household.objects.exclude(name=text) if text == "Rare" else Household.objects.filter(name=text)

    assert query.rows(reader, given={"text": "Autre"}) == [other]
    with pytest.raises(TypeError, match="not compared as it is"):
        query.rows(reader, given={"text": "Rare"})
    assert list(query(reader, text="Rare")) == [other]
    assert rare not in query(reader, text="Rare")


def test_a_rule_that_looks_for_one_reader_is_refused_when_they_come():
    [household] = households_called("Zéro")
    chief, other = UserFactory(), UserFactory()
    query = compiled(lambda user: Household.objects.all() if user.pk == chief.pk else Household.objects.none())

    assert query.rows(other) == []
    with pytest.raises(TypeError, match="not compared as it is"):
        query.rows(chief)
    assert list(query(chief)) == [household]


def test_a_rule_that_looks_at_the_hour_is_refused_when_it_comes():
    [household] = households_called("Zéro")
    reader = UserFactory()
    query = compiled(
        lambda user: Household.objects.all() if timezone.localtime().hour < 12 else Household.objects.none()
    )

    with time_machine.travel(datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC), tick=False):
        assert query.rows(reader) == [household]
    with (
        time_machine.travel(datetime.datetime(2026, 3, 10, 15, tzinfo=datetime.UTC), tick=False),
        pytest.raises(TypeError, match="not compared as it is"),
    ):
        query.rows(reader)


def test_the_whole_suite_compares_runs():
    assert CompiledQuery.compares_runs


def test_outside_of_the_suite_no_run_is_compared():
    """It would compose the queryset that a compiled query spares."""
    as_it_is_loaded = runpy.run_path(compiled_queries.__file__)

    assert as_it_is_loaded["CompiledQuery"].compares_runs is False
