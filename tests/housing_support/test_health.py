"""What the operator's watch is told: pages are served, and somebody works."""

import datetime

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from housing_support.common.jobs import STALLED_AFTER
from housing_support.management.commands import worker

pytestmark = pytest.mark.django_db

LONG_AGO = STALLED_AFTER + datetime.timedelta(seconds=5)
NEVER = get_date_max()


def task(*, waiting: datetime.timedelta, **columns):
    now = timezone.now()
    result = DBTaskResult.objects.create(
        task_path="x", backend_name="default", args_kwargs={}, **{"run_after": NEVER} | columns
    )
    DBTaskResult.objects.filter(pk=result.pk).update(enqueued_at=now - waiting)
    return result


def asked(client):
    return client.get(reverse("worker_health")).status_code


def test_an_idle_installation_is_well(client):
    assert asked(client) == 200


def test_work_that_has_just_been_asked_for_is_no_alarm(client):
    task(waiting=STALLED_AFTER - datetime.timedelta(seconds=5))

    assert asked(client) == 200


def test_work_that_nobody_takes_is_an_alarm(client):
    task(waiting=LONG_AGO)

    assert asked(client) == 503
    assert client.get(reverse("health")).status_code == 200


@pytest.mark.parametrize("column", ["started_at", "finished_at"])
@pytest.mark.parametrize(("since", "status"), [(STALLED_AFTER / 2, 200), (LONG_AGO, 503)])
def test_somebody_at_work_on_something_else_is_no_alarm(client, column, since, status):
    task(waiting=LONG_AGO)
    task(waiting=LONG_AGO, status="SUCCESSFUL", **{column: timezone.now() - since})

    assert asked(client) == status


@pytest.mark.parametrize(("due_in", "status"), [(60, 200), (-60, 200), (-LONG_AGO.total_seconds(), 503)])
def test_work_put_off_waits_from_its_own_moment(client, due_in, status):
    task(waiting=2 * LONG_AGO, run_after=timezone.now() + datetime.timedelta(seconds=due_in))

    assert asked(client) == status


@pytest.mark.parametrize("loss", [OperationalError, InterfaceError])
def test_the_worker_survives_the_loss_of_the_database(monkeypatch, loss):
    tries, waits = [loss("gone"), loss("still gone"), None], []

    def db_worker(name, **options):
        if error := tries.pop(0):
            raise error

    monkeypatch.setattr(worker, "call_command", db_worker)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker.time, "sleep", waits.append)

    call_command("worker")

    assert (tries, waits) == ([], [worker.SECONDS_BEFORE_NEXT_TRY] * 2)


def test_another_fault_of_the_worker_is_not_hidden(monkeypatch):
    def db_worker(name, **options):
        raise ValueError("broken")

    monkeypatch.setattr(worker, "call_command", db_worker)

    with pytest.raises(ValueError, match="broken"):
        call_command("worker")
