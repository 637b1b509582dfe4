"""What holds for every object that has states: its machine, and nothing else, moves it."""

import ast
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from housing_support.common.moves import TransitionNotAllowedError
from housing_support.tools.states import DOCUMENT, document, machines
from tests.consistency.test_layers import FILES, is_in, tree_of
from tests.factories.partners import UserFactory

MACHINES = machines()
MOVES = {
    f"{model.__name__} {move.code}": (model, move)
    for model, machine in MACHINES.items()
    for move in machine.moves.values()
}


def is_refused(error: type[Exception], act: Callable, *arguments) -> bool:
    try:
        act(*arguments)
    except error:
        return True
    return False


def test_a_move_is_checked_against_its_states():
    wrong = []

    for name, (model, move) in MOVES.items():
        for state in model.State:
            row, is_allowed = model(state=state), state in move.paths
            if model.machine.allows(row, move.code) != is_allowed:
                wrong.append(f"{name} {state}: allows")
            if not is_allowed and not is_refused(TransitionNotAllowedError, model.machine.check, row, move.code):
                wrong.append(f"{name} {state}: check")
            if row.state != state:
                wrong.append(f"{name} {state}: moved")

    assert wrong == []


def test_a_move_joins_states_of_its_model():
    for name, (model, move) in MOVES.items():
        targets = {target for targets in move.paths.values() for target in targets}
        assert {*move.paths} | targets <= {*model.State}, name
        assert move.paths, name
        assert move.code in model.Move, name


@pytest.mark.django_db
def test_a_move_of_somebody_is_refused_to_the_others():
    """Whoever holds every right in another organization, and the colleague without that right."""
    stranger, colleague = UserFactory(), UserFactory(is_active=False)
    stranger.may = lambda right: True
    stranger.require = lambda right: None

    allowed = [
        f"{name} by {who}"
        for name, (model, move) in MOVES.items()
        if move.by is not None
        for who, row, user in (
            ("a stranger", WithoutOwner(), stranger),
            ("a colleague without the right", OwnedBy(colleague), colleague),
        )
        if not is_refused(PermissionDenied, model.machine.authorize, row, move.code, user)
    ]

    assert allowed == []


class WithoutOwner:
    """A row of nobody's organization, whatever it is asked for."""

    def __getattr__(self, name):
        return None if name.endswith("_id") else self


class OwnedBy:
    def __init__(self, user):
        self.user = user

    def __getattr__(self, name):
        if not name.endswith("_id"):
            return self
        return self.user.pk if name == "author_id" else self.user.organization_id


def test_every_model_with_a_state_has_a_machine():
    ours = ("partners", "tenancies", "referrals")
    with_state = {
        model
        for model in apps.get_models()
        if model._meta.app_label in ours
        and any(field.name == "state" for field in model._meta.get_fields())
        and not model.__name__.endswith("History")
    }

    assert with_state == {*MACHINES}


def writes_of_state(module: str) -> list[int]:
    """The lines that set a `state`, alone or by `update`."""
    found = []
    for node in ast.walk(tree_of(module)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        found += [node.lineno for each in targets if isinstance(each, ast.Attribute) and each.attr == "state"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            found += [node.lineno for keyword in node.keywords if keyword.arg == "state"]
    return found


def test_nothing_but_the_machine_writes_a_state():
    written = {
        module: writes_of_state(module)
        for module in FILES
        if module != "housing_support.common.moves" and not is_in(module, "housing_support.tools")
    }

    assert {module: lines for module, lines in written.items() if lines} == {}


def test_the_document_of_states_is_that_of_the_models():
    assert DOCUMENT.read_text() == document()
