"""The queue as production has it, for the tests of what waits in it."""

import pytest
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult


@pytest.fixture
def work(settings, monkeypatch):
    """`work()` runs what is in the queue for now, `work(later=True)` what was put off too; both as `db_worker` does."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    # It would close that of the test, which is in a transaction.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def work(*, later=False, most=None):
        if later:
            DBTaskResult.objects.filter(run_after__year__lt=9999).update(run_after=timezone.now())
        db_worker.Worker(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=most,
            worker_id="test",
        ).run()

    return work
