"""What is erased is erased everywhere: no history quotes a person, says how one is called, or tells of one's health."""

import uuid

import pghistory.models
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from referrals.models import Referral
from referrals.models.reasons import Reason
from referrals.services.drafts import discard_draft, save_draft
from tenancies.models import Person
from tenancies.services.households import edit_household
from tests.consistency import world as words
from tests.consistency.database import written_anywhere, written_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

HISTORIES = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
OF_CASE_FILES = [model for model in HISTORIES if model._meta.app_label != "partners"]
# Numbers given by Passerelle.
IDENTIFIERS = {"reference"}


def said(field) -> bool:
    """Whether somebody typed what the column holds."""
    typed = isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
    computed = isinstance(field, models.GeneratedField) and isinstance(field.output_field, models.TextField)
    return (typed or computed) and not field.name.startswith("pgh_")


def named(model) -> str:
    return model._meta.label


@pytest.mark.parametrize("history", OF_CASE_FILES, ids=named)
def test_no_history_of_a_case_file_holds_a_text_or_a_list_of_reasons(history):
    held = [field.name for field in history._meta.local_fields if said(field) or isinstance(field, ArrayField)]

    assert set(held) - IDENTIFIERS == set()


@pytest.mark.parametrize("history", HISTORIES, ids=named)
def test_no_history_holds_a_free_text(history):
    """What agreements and accounts keep are names, as short as names are."""
    long = [
        field.name for field in history._meta.local_fields if said(field) and not 0 < (field.max_length or 0) <= 254
    ]

    assert long == []


# What an account says of whoever signs in, or an organization of itself, is no word about a household.
PROFESSIONAL = ("INVITED", "HEALTH_PARTNER", "WORKER_PHONE", "ASSOCIATION_PHONE")


def test_no_history_repeats_a_word_of_the_world(world):
    typed = {
        value
        for name, value in vars(words).items()
        if name.isupper() and isinstance(value, str) and not name.startswith(PROFESSIONAL)
    }
    histories = written_in([model._meta.db_table for model in HISTORIES])

    assert len(typed) > 10
    assert [word for word in typed if word in histories] == []


def test_a_discarded_draft_is_nowhere_in_the_database(world):
    facts = {
        "reasons": [Reason.ARREARS],
        "facts": "parole-mirabelle",
        "agreement": Referral.Agreement.NOT_ASKED,
        "agreement_on": None,
        "agreement_form": "",
        "urgency": Referral.Urgency.NORMAL,
    }
    draft = save_draft(user=world.officer, submission_id=uuid.uuid4(), household=world.plain, **facts)
    assert "parole-mirabelle" in written_anywhere()

    discard_draft(referral=draft, user=world.officer)

    assert "parole-mirabelle" not in written_anywhere()


def test_a_person_who_leaves_the_household_is_nowhere_in_the_database(world):
    described = {"role": Person.Role.OTHER, "first_name": "Prénom-Bergamote", "last_name": "", "birth_year": 1971}
    kept = [{"id": person.pk, "role": person.role} for person in world.plain.persons.all()]
    change = {"household": world.plain, "user": world.adviser, "name": world.plain.name}
    household = edit_household(version=world.plain.version, persons=[*kept, described], **change)

    edit_household(version=household.version, persons=kept, **change)

    assert "Prénom-Bergamote" not in written_anywhere()


def test_a_name_that_is_corrected_leaves_the_day_not_the_name(world):
    person = world.plain.persons.first() or Person.objects.create(
        household=world.plain, role=Person.Role.OTHER, first_name="Ancien-Cédrat"
    )
    before = person.history.count()

    person.first_name = "Nouveau"
    person.save(update_fields=["first_name"])

    assert person.history.count() == before + 1
    assert "Ancien-Cédrat" not in written_anywhere()
