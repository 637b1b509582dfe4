"""The base of background jobs, on the one that exists: the import of a landlord's stock."""

import datetime

import pytest
from django.utils import timezone
from django_tasks import task

from housing_support.common import jobs
from housing_support.common.jobs import AttemptIsVoidError
from housing_support.common.moves import TransitionNotAllowedError
from tenancies.models import StockImport
from tests.factories.partners import OrganizationFactory

pytestmark = pytest.mark.django_db

State = StockImport.State
CALLS = []


@task()
def work(pk, attempt):
    CALLS.append((pk, attempt))


@pytest.fixture(autouse=True)
def calls():
    CALLS.clear()
    return CALLS


@pytest.fixture
def job():
    return StockImport.objects.create(
        landlord=OrganizationFactory(is_landlord=True), file_name="stock.txt", lines_read=70, lines_total=100
    )


def silent(job, *, seconds):
    """The job as a page finds it, once its worker has said nothing for that long."""
    StockImport.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - datetime.timedelta(seconds=seconds))
    return StockImport.objects.get(pk=job.pk)


@pytest.mark.parametrize(
    ("state", "is_busy"),
    [
        (State.READING, True),
        (State.APPLYING, True),
        (State.PREVIEWED, False),
        (State.APPLIED, False),
        (State.FAILED, False),
        (State.DISCARDED, False),
    ],
)
def test_a_job_is_busy_in_the_states_that_it_declares(state, is_busy):
    assert StockImport(state=state).is_busy is is_busy


@pytest.mark.parametrize(
    ("state", "seconds", "is_stalled"),
    [(State.READING, 110, False), (State.READING, 121, True), (State.PREVIEWED, 121, False)],
)
def test_a_busy_job_is_stalled_after_two_minutes_of_silence(job, state, seconds, is_stalled):
    job = silent(job, seconds=seconds)
    job.state = state

    assert job.is_stalled is is_stalled


def test_enqueue_names_the_job_and_its_attempt(job, calls):
    jobs.enqueue(job, work)

    assert calls == [(job.pk, 1)]


def test_begin_is_another_attempt_with_its_progress_at_the_start(job, calls):
    job = silent(job, seconds=600)
    job.state = State.APPLYING

    jobs.begin(job, work, lines_read=0)

    job = StockImport.objects.get()
    assert (job.state, job.attempt, job.lines_read, job.lines_total) == (State.APPLYING, 2, 0, 100)
    assert job.is_stalled is False
    assert calls == [(job.pk, 2)]


def test_a_stalled_job_is_started_again(job, calls):
    jobs.start_again(silent(job, seconds=600), work, lines_read=0)

    job = StockImport.objects.get()
    assert (job.attempt, job.lines_read, job.is_stalled) == (2, 0, False)
    assert calls == [(job.pk, 2)]


@pytest.mark.parametrize(("state", "seconds"), [(State.READING, 10), (State.PREVIEWED, 600)])
def test_a_job_that_is_alive_or_finished_is_not_started_again(job, calls, state, seconds):
    job = silent(job, seconds=seconds)
    job.state = state

    with pytest.raises(TransitionNotAllowedError):
        jobs.start_again(job, work, lines_read=0)

    assert StockImport.objects.get().attempt == 1
    assert calls == []


@pytest.mark.parametrize(
    ("attempt", "state", "is_found"),
    [(1, State.READING, True), (2, State.READING, False), (1, State.APPLYING, False)],
)
def test_a_task_finds_its_job_in_its_attempt_and_state_only(job, attempt, state, is_found):
    found = jobs.current(StockImport.objects.all(), job.pk, attempt, state)

    assert found == (job if is_found else None)


def test_a_task_finds_its_own_job_among_others(job):
    other = StockImport.objects.create(landlord=OrganizationFactory(is_landlord=True), file_name="other.txt")

    for each in (job, other):
        assert jobs.current(StockImport.objects.all(), each.pk, 1, State.READING) == each


def test_a_beat_tells_that_the_job_lives_and_how_far_it_has_come(job):
    job = silent(job, seconds=600)

    jobs.beat(job, lines_read=90)

    job = StockImport.objects.get()
    assert (job.lines_read, job.lines_total, job.is_stalled) == (90, 100, False)


def test_a_beat_says_nothing_of_another_job(job):
    other = StockImport.objects.create(landlord=OrganizationFactory(is_landlord=True), file_name="other.txt")
    silent(other, seconds=600)

    jobs.beat(job, lines_read=90)

    other.refresh_from_db()
    assert (other.lines_read, other.is_stalled) == (0, True)


def test_the_job_that_is_locked_is_the_one_asked_for(job):
    other = StockImport.objects.create(landlord=OrganizationFactory(is_landlord=True), file_name="other.txt")

    assert [jobs.lock(each) for each in (job, other)] == [job, other]


def test_an_attempt_that_was_given_up_is_stopped_at_its_next_beat(job):
    jobs.give_up(StockImport.objects.get())

    with pytest.raises(AttemptIsVoidError):
        jobs.beat(job, lines_read=90)

    assert StockImport.objects.get().lines_read == 70


@pytest.mark.parametrize("change", [{"attempt": 2}, {"state": State.DISCARDED}])
def test_an_attempt_that_is_no_longer_true_ends_nothing(job, change):
    StockImport.objects.update(**change)

    with pytest.raises(AttemptIsVoidError), jobs.attempt_locked(job):
        pytest.fail("a void attempt went on")


def test_the_attempt_under_way_is_given_as_it_is_now(job):
    StockImport.objects.update(lines_read=99)

    with jobs.attempt_locked(job) as locked:
        assert locked.lines_read == 99
