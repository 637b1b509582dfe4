"""A new database in half the time: what draws no column draws no model either.

Django makes the class of a model, and of all those that are related to it, anew after each operation: here, of nearly
all of them. More than half of the operations are triggers, constraints and indexes, which change nothing of a class but
what its `_meta` lists.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

LISTED = (AddConstraint, AddIndex, AddTrigger, RemoveConstraint, RemoveIndex, RemoveTrigger)


@contextmanager
def models_drawn_for_columns_alone() -> Iterator[None]:
    with ExitStack() as patches:
        for kind in LISTED:
            patches.enter_context(mock.patch.object(kind, "state_forwards", listing(kind.state_forwards)))
        yield


def listing(state_forwards: Callable) -> Callable:
    @functools.wraps(state_forwards)
    def list_in_meta(operation: IndexOperation, app_label: str, state: ProjectState) -> None:
        # A state without its classes makes none.
        drawn = state.__dict__.pop("apps", None)
        state_forwards(operation, app_label, state)
        if drawn is not None:
            listed = state.models[app_label, operation.model_name_lower].options[operation.option_name]
            setattr(drawn.get_model(app_label, operation.model_name_lower)._meta, operation.option_name, listed)
            state.__dict__["apps"] = drawn

    return list_in_meta
