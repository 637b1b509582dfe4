"""What holds for every object that has states: its machine, and nothing else, moves it."""

import ast

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from housing_support.common.moves import Move, TransitionNotAllowedError
from housing_support.tools.states import DOCUMENT, document, machines
from tests.consistency.test_layers import FILES, is_in
from tests.factories.partners import UserFactory

MACHINES = machines()
MOVES = [
    pytest.param(model, move, id=f"{model.__name__} {move.code}")
    for model, machine in MACHINES.items()
    for move in machine.moves.values()
]
PAIRS = [
    pytest.param(model, move, state, id=f"{model.__name__} {move.code} {state}")
    for model, machine in MACHINES.items()
    for move in machine.moves.values()
    for state in model.State
]


@pytest.mark.parametrize(("model", "move", "state"), PAIRS)
def test_a_move_is_checked_against_its_states(model, move, state):
    row = model(state=state)

    assert model.machine.allows(row, move.code) == (state in move.paths)
    if state not in move.paths:
        with pytest.raises(TransitionNotAllowedError):
            model.machine.check(row, move.code)
        assert row.state == state


@pytest.mark.parametrize(("model", "move"), MOVES)
def test_a_move_joins_states_of_its_model(model, move):
    assert {*move.paths, *(target for targets in move.paths.values() for target in targets)} <= {*model.State}
    assert move.paths
    assert move.code in model.Move


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "move"), MOVES)
def test_a_move_of_somebody_is_refused_to_the_others(model, move: Move):
    """Whoever holds every right in another organization, and the colleague without that right."""
    if move.by is None:
        return
    stranger = UserFactory()
    stranger.may = lambda right: True
    stranger.require = lambda right: None

    with pytest.raises(PermissionDenied):
        model.machine.authorize(WithoutOwner(), move.code, stranger)
    colleague = UserFactory(is_active=False)
    with pytest.raises(PermissionDenied):
        model.machine.authorize(OwnedBy(colleague), move.code, colleague)


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
    for node in ast.walk(ast.parse(FILES[module].read_text())):
        targets = node.targets if isinstance(node, ast.Assign) else []
        found += [node.lineno for each in targets if isinstance(each, ast.Attribute) and each.attr == "state"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            found += [node.lineno for keyword in node.keywords if keyword.arg == "state"]
    return found


@pytest.mark.parametrize(
    "module",
    sorted(
        module
        for module in FILES
        if module != "housing_support.common.moves" and not is_in(module, "housing_support.tools")
    ),
)
def test_nothing_but_the_machine_writes_a_state(module):
    assert writes_of_state(module) == []


def test_the_document_of_states_is_that_of_the_models():
    assert DOCUMENT.read_text() == document()
