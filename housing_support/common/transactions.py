from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def own_or_running_transaction() -> Iterator[None]:
    """As `transaction.atomic`, without the savepoint of one that runs already, which takes two statements. For an act
    that refuses before it writes anything: the transaction that it ran in can still show the refusal."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        yield
