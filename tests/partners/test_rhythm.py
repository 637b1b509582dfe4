"""Visits that are less and less frequent as a follow-up goes on."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partners.models import Convention, ConventionTerms, VisitRhythm
from partners.models.rhythm import every
from partners.roles import Role
from tests.factories.partners import ConventionFactory, UserFactory, amendment_of
from tests.partners.test_conventions import TERMS

WEEKLY = VisitRhythm(7, [[2, 14], [6, 30], [24, 365]])


def test_the_last_step_that_has_begun_says_how_often():
    started_on = datetime.date(2026, 8, 31)
    days = {
        # Two months after, on the last day of a shorter month.
        datetime.date(2026, 8, 31): 7,
        datetime.date(2026, 10, 30): 7,
        datetime.date(2026, 10, 31): 14,
        datetime.date(2027, 2, 27): 14,
        datetime.date(2027, 2, 28): 30,
        datetime.date(2028, 8, 30): 30,
        datetime.date(2028, 8, 31): 365,
    }

    assert {day: WEEKLY.days_on(day, started_on=started_on) for day in days} == days
    assert VisitRhythm(15, []).days_on(datetime.date(2050, 1, 1), started_on=started_on) == 15


def test_a_rhythm_in_words():
    assert str(VisitRhythm(15, [])) == "tous les 15\u00a0jours"
    assert str(WEEKLY) == (
        "chaque semaine, puis toutes les 2\u00a0semaines après 2\u00a0mois, puis chaque mois après 6\u00a0mois, "
        "puis chaque année après 24\u00a0mois"
    )
    assert WEEKLY.ahead(datetime.date(2026, 12, 1), started_on=datetime.date(2026, 9, 4)) == (
        "toutes les 2\u00a0semaines jusqu’au 3 mars 2027, puis chaque mois jusqu’au 3 septembre 2028, puis chaque année"
    )
    words = {
        1: "chaque jour",
        21: "toutes les 3\u00a0semaines",
        60: "tous les 2\u00a0mois",
        70: "tous les 70\u00a0jours",
    }
    assert {days: every(days) for days in words} == words


@pytest.mark.django_db
def test_the_database_holds_the_order_of_the_steps_and_their_bounds():
    convention = ConventionFactory(visit_interval_days=15)
    faulty = (
        [[0, 30]],
        [[121, 30]],
        [[2, 15]],
        [[2, 367]],
        [[2, 30], [2, 60]],
        [[2, 30], [6, 30]],
        [[2, 30], [6, 60], [4, 90]],
        [[2, 20], [4, 30], [6, 40], [8, 50]],
    )
    for steps in faulty:
        for rows in (Convention.objects.filter(pk=convention.pk), ConventionTerms.objects.all()):
            with pytest.raises(IntegrityError, match="visit_steps_in_order"), transaction.atomic():
                rows.update(visit_steps=steps)
    for steps in ([[1, 16]], [[2, 30], [6, 60], [120, 366]], []):
        assert Convention.objects.filter(pk=convention.pk).update(visit_steps=steps) == 1


@pytest.mark.django_db
def test_steps_are_typed_with_the_terms(client):
    draft = ConventionFactory(state=Convention.State.DRAFT)
    client.force_login(UserFactory(organization=draft.landlord, role=Role.MANAGER))
    address = reverse("partners:edit_convention", args=[draft.public_id])

    # What is left empty between two steps is no gap.
    client.post(
        address,
        TERMS | {"step_1_months": "2", "step_1_days": "30", "step_3_months": "24", "step_3_days": "365"},
    )

    draft.refresh_from_db()
    assert draft.visit_steps == draft.terms_on().visit_steps == [[2, 30], [24, 365]]
    shown = client.get(address).context["form"].initial
    assert [shown[f"step_{rank}_{what}"] for rank in (1, 2) for what in ("months", "days")] == [2, 30, 24, 365]


@pytest.mark.django_db
def test_faulty_steps_are_said_at_their_fields_and_change_nothing(client):
    draft = ConventionFactory(state=Convention.State.DRAFT)
    client.force_login(UserFactory(organization=draft.landlord, role=Role.MANAGER))
    first, second = ("2", "30"), ("6", "60")
    cases = [
        ([("", "30")], {"step_1_months": "Indiquez après combien de mois ce palier commence."}),
        ([("2", "")], {"step_1_days": "Indiquez le délai entre deux visites à partir de ce palier."}),
        ([("0", "30")], {"step_1_months": "Indiquez un nombre de mois, de 1\u00a0à\u00a0120."}),
        ([("2", "400")], {"step_1_days": "Indiquez un nombre de jours, de 1\u00a0à\u00a0366."}),
        (
            [("2", "15")],
            {"step_1_days": "Indiquez plus de 15\u00a0jours\u00a0: d’un palier à l’autre, les visites s’espacent."},
        ),
        ([second, first], {"step_2_months": "Indiquez plus de 6\u00a0mois\u00a0: un palier suit l’autre."}),
    ]
    for steps, errors in cases:
        typed = {
            f"step_{rank}_{what}": value
            for rank, step in enumerate(steps, 1)
            for what, value in zip(("months", "days"), step, strict=True)
        }
        response = client.post(reverse("partners:edit_convention", args=[draft.public_id]), TERMS | typed)
        form = response.context["form"]
        assert form.errors == {name: [words] for name, words in errors.items()}
        assert {name: form[name].value() for name in typed} == typed
    draft.refresh_from_db()
    assert draft.visit_steps == []


@pytest.mark.django_db
def test_an_amendment_changes_the_steps_from_its_day(client):
    convention = ConventionFactory(visit_interval_days=15)
    client.force_login(UserFactory(organization=convention.landlord, role=Role.MANAGER))
    given = {name: value for name, value in amendment_of(convention).items() if name not in ("convention", "version")}

    client.post(
        reverse("partners:amend_convention", args=[convention.public_id]),
        given | {"step_1_months": "3", "step_1_days": "30"},
    )

    convention.refresh_from_db()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    assert (convention.terms_on(yesterday).visit_steps, convention.visit_steps) == ([], [[3, 30]])
    page = client.get(reverse("partners:convention", args=[convention.public_id])).text
    assert "tous les 15\u00a0jours, puis chaque mois après 3\u00a0mois" in page
