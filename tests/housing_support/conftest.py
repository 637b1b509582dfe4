import pytest
from django.db import transaction

from housing_support.tools.demo.world import load


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Loaded once for a module, whose tests must all ask for it: each puts back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.stats.get("skipped", []):
        if report.nodeid.startswith("tests/housing_support/test_file_storage.py"):
            _, _, reason = report.longrepr
            terminalreporter.write_line(f"Stockage S3 NON ESSAYÉ : {reason}", red=True, bold=True)
