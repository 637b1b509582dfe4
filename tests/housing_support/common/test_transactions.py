import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing_support.common.transactions import own_or_running_transaction
from partners.models import User

pytestmark = pytest.mark.django_db


@own_or_running_transaction()
def refuse() -> None:
    raise LookupError


def test_a_refusal_leaves_the_running_transaction_to_show_it_and_sets_no_savepoint():
    with CaptureQueriesContext(connection) as queries, pytest.raises(LookupError):
        refuse()

    assert len(queries) == 0
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_one_it_is_a_transaction_of_its_own():
    with own_or_running_transaction():
        is_atomic = connection.in_atomic_block

    assert (is_atomic, connection.in_atomic_block) == (True, False)
