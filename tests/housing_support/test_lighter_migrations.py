import pytest
from django.db import models
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger import Delete, Protect
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from housing_support.lighter_migrations import models_drawn_for_columns_alone

ADD_AND_REMOVE = {
    "constraints": (
        AddConstraint("lease", models.CheckConstraint(condition=models.Q(rent__gt=0), name="one")),
        RemoveConstraint("lease", "one"),
    ),
    "indexes": (AddIndex("lease", models.Index(fields=["rent"], name="one")), RemoveIndex("lease", "one")),
    "triggers": (AddTrigger("lease", Protect(name="one", operation=Delete)), RemoveTrigger("lease", "one")),
}


@pytest.mark.parametrize("option", ADD_AND_REMOVE)
def test_what_draws_no_column_is_listed_and_draws_no_model(option):
    state = ProjectState()
    state.add_model(ModelState("stock", "Dwelling", [("id", models.AutoField(primary_key=True))]))
    dwelling = models.ForeignKey("stock.Dwelling", models.CASCADE)
    rent = models.IntegerField()
    state.add_model(
        ModelState(
            "stock", "Lease", [("id", models.AutoField(primary_key=True)), ("dwelling", dwelling), ("rent", rent)]
        )
    )
    drawn = state.apps.get_models()
    add, remove = ADD_AND_REMOVE[option]
    listed = []

    with models_drawn_for_columns_alone():
        for operation in (add, remove):
            operation.state_forwards("stock", state)
            meta = state.apps.get_model("stock", "lease")._meta
            listed.append(
                [
                    [each.name for each in names]
                    for names in (getattr(meta, option), state.models["stock", "lease"].options[option])
                ]
            )

    assert listed == [[["one"], ["one"]], [[], []]]
    assert all(one is other for one, other in zip(drawn, state.apps.get_models(), strict=True))
