"""Imports go one way: between the applications, between the layers of each, and never in a circle.

common ← partners ← tenancies ← referrals ← the rest of housing_support
ground ← models ← reading ← services ← forms, filters ← views ← wiring
"""

import ast
import functools
from graphlib import TopologicalSorter
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR
COMMON = "housing_support.common"
TOOLS = "housing_support.tools"
STOCK = "tenancies.stock"
APPLICATIONS = ("partners", "tenancies", "referrals")
# Each one may import those before it.
ROOMS = (COMMON, *APPLICATIONS, "housing_support")

BELOW_FORMS = ("ground", "models", "reading", "services")
MAY_IMPORT = {
    "ground": {"ground"},
    "models": {"ground", "models"},
    "reading": {"ground", "models", "reading"},
    "services": {*BELOW_FORMS},
    "forms": {*BELOW_FORMS, "forms"},
    "filters": {*BELOW_FORMS, "filters"},
    "views": {*BELOW_FORMS, "forms", "filters", "views"},
    "wiring": {*BELOW_FORMS, "forms", "filters", "views", "wiring"},
}
# A package is named after its layer. The modules at the root of an application, and those of `stock`, are told here.
LAYER_OF_MODULE = {
    "partners.adapters": "wiring",
    "partners.apps": "wiring",
    "partners.authority": "ground",
    "partners.backends": "wiring",
    "partners.charges": "reading",
    "partners.decorators": "ground",
    "partners.discretion": "reading",
    "partners.exceptions": "ground",
    "partners.filters": "filters",
    "partners.guessing": "reading",
    "partners.letter_box": "wiring",
    "partners.notifications": "services",
    "partners.requests": "reading",
    "partners.roles": "ground",
    "partners.sessions": "reading",
    "partners.signals": "ground",
    "partners.urls": "wiring",
    "partners.validators": "ground",
    "tenancies.apps": "wiring",
    "tenancies.filters": "filters",
    "tenancies.receivers": "wiring",
    "tenancies.signals": "ground",
    "tenancies.stock.changes": "services",
    "tenancies.stock.dwelling_facts": "services",
    "tenancies.stock.facts": "reading",
    "tenancies.stock.filters": "filters",
    "tenancies.stock.forms": "forms",
    "tenancies.stock.imports": "services",
    "tenancies.stock.occupancy": "reading",
    "tenancies.stock.pictures": "reading",
    "tenancies.stock.places": "reading",
    "tenancies.stock.reservations": "services",
    "tenancies.stock.residences": "services",
    # Before its package: the codes of the register and what they mean.
    "tenancies.stock.rpls.cells": "reading",
    "tenancies.stock.rpls.decoding": "reading",
    "tenancies.stock.rpls.formulas": "reading",
    "tenancies.stock.rpls.texts": "reading",
    "tenancies.stock.rpls.values": "reading",
    "tenancies.stock.rpls": "services",
    "tenancies.stock.undoing": "services",
    "tenancies.stock.vacancies": "services",
    "tenancies.stock.views": "views",
    "tenancies.urls": "wiring",
    "referrals.apps": "wiring",
    "referrals.clock": "ground",
    "referrals.exceptions": "ground",
    "referrals.filters": "filters",
    "referrals.receivers": "wiring",
    "referrals.urls": "wiring",
}


def name_of(path: Path) -> str:
    """`tenancies/models/__init__.py` is the module `tenancies.models`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {
    name_of(path): path
    for room in ("partners", "tenancies", "referrals", "housing_support")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
}


def tree_of(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text())


@functools.cache
def imports_of(module: str) -> set[str]:
    """Our own modules that a module imports, inside functions and for types too."""
    path = FILES[module]
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    names = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{base}.{alias.name}" for alias in node.names}
    found = {next((name for name in (each, each.rpartition(".")[0]) if name in FILES), None) for each in names}
    return found - {None, module}


def is_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def room_of(module: str) -> str:
    return next(room for room in ROOMS if is_in(module, room))


def layer_of(module: str) -> str | None:
    """None for what has no layers: the packages themselves, and `housing_support`."""
    application, _, rest = module.partition(".")
    if application not in APPLICATIONS or not rest or module == STOCK:
        return None
    if rest.startswith("management"):
        return "wiring"
    listed = next((layer for name, layer in LAYER_OF_MODULE.items() if is_in(module, name)), None)
    return listed or rest.split(".")[0]


def test_imports_go_one_way_between_applications():
    wrong = [
        f"{module} imports {name}"
        for module in FILES
        for name in imports_of(module)
        if ROOMS.index(room_of(name)) > ROOMS.index(room_of(module))
    ]

    assert wrong == []


def test_imports_go_one_way_between_layers():
    wrong = [
        f"{module} imports {name}, {layer_of(name)}"
        for module in FILES
        if layer_of(module)
        for name in imports_of(module)
        if (layer_of(name) or "ground") not in MAY_IMPORT[layer_of(module)]
    ]

    assert wrong == []


def test_the_stock_and_the_case_file_stand_side_by_side():
    """They read one another, and neither acts for the other; the URLs put them together. What stands above acts on
    both."""
    wrong = [
        f"{module} imports {name}, {layer_of(name)}"
        for module in FILES
        if room_of(module) == "tenancies" and layer_of(module) != "wiring"
        for name in imports_of(module)
        if is_in(name, "tenancies") and is_in(name, STOCK) != is_in(module, STOCK)
        if layer_of(name) not in {"ground", "models", "reading"}
    ]

    assert wrong == []


def test_the_application_does_without_its_tools():
    """Commands drive them, and the settings ask the embedded database for its address."""
    used = {
        (module, name)
        for module in FILES
        if not is_in(module, TOOLS) and not is_in(module, "housing_support.management")
        for name in imports_of(module)
        if is_in(name, TOOLS)
    }

    assert used == {("housing_support.settings", f"{TOOLS}.embedded_database")}


def test_no_module_imports_itself_through_others():
    """A package stands for what it gathers: importing from it imports its modules."""
    assert list(TopologicalSorter({module: imports_of(module) for module in FILES}).static_order()) != []


def test_the_table_of_layers_names_modules_that_exist():
    assert {name for name in LAYER_OF_MODULE if name not in FILES} == set()
