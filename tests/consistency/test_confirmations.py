"""Every confirmation of the project says what follows."""

import ast
from pathlib import Path

from django.conf import settings

HOME = "housing_support/common/confirmations.py"
APPS = ("housing_support", "partners", "referrals", "tenancies")


def calls():
    for app in APPS:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    yield name, node


def test_what_is_done_is_said_by_confirm_alone():
    """It takes what follows beside what is done."""
    said = [
        f"{name}:{node.lineno}"
        for name, node in calls()
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in {"success", "add_message"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "messages"
    ]

    assert [place.partition(":")[0] for place in said] == [HOME], said


def test_what_follows_is_a_sentence():
    confirmed = [
        (name, node) for name, node in calls() if isinstance(node.func, ast.Name) and node.func.id == "confirm"
    ]
    ends = [(name, text_of(node.args[-1])[-1:]) for name, node in confirmed if text_of(node.args[-1]) is not None]

    assert len(confirmed) > 15
    assert [end for end in ends if end[1] != "."] == []


def text_of(node: ast.expr) -> str | None:
    """The words written there, when they are written there."""
    if isinstance(node, ast.JoinedStr):
        node = node.values[-1]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
