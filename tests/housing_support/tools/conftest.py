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
