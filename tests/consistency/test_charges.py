"""Nothing that is open stays in charge of somebody who left."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from partners.models import User
from partners.services import accounts
from tenancies.models import FollowUp
from tests.consistency.conftest import undone
from tests.consistency.test_project import APPLICATIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

# Whom a row counts on while it is open, and when it is.
IN_CHARGE = {
    ("FollowUp", "worker"): Q(ended_on=None),
    ("Meeting", "adviser"): Q(state="PLANNED"),
    ("Referral", "adviser"): Q(closed_at=None),
    ("Task", "person"): Q(state="TODO", cancelled_at=None),
}
# Who did something, wherever they are now, or whose account it is: `user` opened, typed or looks after it.
OF_THEIRS = {
    "account",
    "actor",
    "announced_by",
    "answered_by",
    "asked_by",
    "author",
    "by",
    "cancelled_by",
    "corrected_by",
    "invited_by",
    "mentioned",
    "merged_by",
    "proposed_by",
    "recipient",
    "recorded_by",
    "requested_by",
    "resolved_by",
    "seen_by",
    "sent_by",
    "split_by",
    "undone_by",
    "user",
}


def fields_to_people() -> dict[tuple[str, str], type[Model]]:
    return {
        (model.__name__, field.name): model
        for application in APPLICATIONS
        if application in {configuration.name for configuration in apps.get_app_configs()}
        for model in apps.get_app_config(application.rpartition(".")[2]).get_models()
        if not model.__name__.endswith("History")
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.related_model is User
    }


def test_every_person_a_row_names_is_in_charge_of_it_or_did_something():
    assert {(model, field) for model, field in fields_to_people() if field not in OF_THEIRS} == set(IN_CHARGE)


@pytest.mark.parametrize("code", ["AD", "SW", "CO"])
def test_nothing_open_stays_with_somebody_who_left(world, code):
    models, leaver = fields_to_people(), world.people[code]
    with undone():
        FollowUp.objects.running().filter(organization=leaver.organization).update(worker=leaver)

        accounts.deactivate(account=leaver, user=world.people["LA" if leaver.organization.is_landlord else "AA"])

        left = {
            (name, field): models[name, field]._base_manager.filter(is_open, **{f"{field}__is_active": False}).count()
            for (name, field), is_open in IN_CHARGE.items()
        }
    assert left == dict.fromkeys(IN_CHARGE, 0)
