"""Where households live some months after their support has ended."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from housing_support.common.bounds import months_from
from housing_support.common.mending import Mistake
from partners.models import FundedAction
from partners.roles import Role
from referrals.services.resuming import resume_follow_up
from tenancies.models import LaterSituation
from tenancies.models.ends import EndReason
from tenancies.services.support import end_follow_up
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory
from tests.tenancies.mending import said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def part():
    """Of a household that came into a home of its own."""
    convention = ConventionFactory(action__objective=FundedAction.Objective.ACCESS)
    return FollowUpFactory(convention=convention)


@pytest.fixture
def coordinator(part):
    return UserFactory(organization=part.organization, role=Role.COORDINATOR)


@pytest.fixture
def adviser(part):
    return UserFactory(organization=part.household.landlord, role=Role.ADVISER, first_name="Julie", last_name="Sarda")


@pytest.fixture
def ended(part, coordinator):
    return end_follow_up(follow_up=part, user=coordinator, reason=EndReason.AUTONOMY)


@pytest.fixture
def asked(ended):
    """Six months have gone by."""
    LaterSituation.objects.filter(months=6).update(due_on=timezone.localdate())
    return LaterSituation.objects.get(months=6)


def url(later):
    return reverse("tenancies:later_situation", args=[later.household.public_id, later.public_id])


def shown(client, household):
    """Where the household lives, as its page says it, of the only support that ended."""
    page = client.get(reverse("tenancies:household_dwelling", args=[household.public_id]))
    [after] = page.context["after"]
    return after.lines


def test_the_end_of_a_measure_asks_where_the_household_lives_later(ended):
    today = timezone.localdate()

    rows = LaterSituation.objects.values_list("months", "due_on", "landlord", "situation")

    assert list(rows) == [
        (months, months_from(today, months), ended.household.landlord_id, "") for months in (6, 12, 24)
    ]


@pytest.mark.parametrize("reason", [EndReason.DEATH, EndReason.AUTONOMY])
def test_nothing_is_asked_of_the_dead_nor_of_tenants_in_place(part, coordinator, reason):
    if reason != EndReason.DEATH:
        FundedAction.objects.update(objective=FundedAction.Objective.MAINTENANCE)

    end_follow_up(follow_up=part, user=coordinator, reason=reason)

    assert not LaterSituation.objects.exists()


def test_an_end_taken_back_asks_nothing(ended, coordinator):
    resume_follow_up(follow_up=ended, user=coordinator, reason=Mistake.WRONG_HOUSEHOLD)

    assert not LaterSituation.objects.exists()


def test_the_adviser_is_told_and_records_it(signed_in, adviser, asked):
    client = signed_in(adviser)
    [line] = [
        line
        for section in client.get("/").context["sections"]
        if section.title == "Situations à recueillir"
        for line in section.lines
    ]
    assert line.title == asked.household.name
    assert line.text.endswith("6\u00a0mois après son accompagnement")

    response = client.post(url(asked), {"situation": "SAME_HOME"})

    following = LaterSituation.objects.get(months=12).due_on
    [message] = said(response)
    assert message.startswith("La situation du ménage est enregistrée. La prochaine fois\u00a0: le ")
    assert str(following.year) in message
    asked.refresh_from_db()
    assert (asked.situation, asked.recorded_on, asked.recorded_by) == ("SAME_HOME", timezone.localdate(), adviser)
    assert "Situations à recueillir" not in [section.title for section in client.get("/").context["sections"]]
    later = shown(client, asked.household)
    assert (later[0].words, later[0].act) == ("Dans le même logement", "Corriger")
    assert "Julie Sarda" in later[0].told
    assert [line.act for line in later[1:]] == ["", ""]


def test_it_is_corrected_with_a_trace_and_not_written_over_unseen(signed_in, adviser, asked):
    client = signed_in(adviser)
    stale = client.get(url(asked)).context["form"]["seen"].value()
    client.post(url(asked), {"situation": "SAME_HOME"})

    refused = client.post(url(asked), {"situation": "ELSEWHERE", "seen": stale})
    client.post(url(asked), {"situation": "OTHER_HOME"})

    assert "Enregistré entre-temps\u00a0: Dans le même logement" in refused.text
    asked.refresh_from_db()
    assert (asked.situation, asked.corrected_by) == ("OTHER_HOME", adviser)
    later = shown(client, asked.household)
    assert "corrigé le" in later[0].told


def test_nothing_chosen_or_too_early_changes_nothing(signed_in, adviser, asked):
    client = signed_in(adviser)
    early = LaterSituation.objects.get(months=12)

    nothing = client.post(url(asked), {"seen": ""})
    too_early = client.post(url(early), {"situation": "SAME_HOME"})

    assert nothing.context["form"].errors == {"situation": ["Choisissez où vit ce ménage."]}
    assert said(too_early)[0].startswith("Cette situation se recueille")
    assert not LaterSituation.objects.exclude(recorded_on=None).exists()


def test_it_is_asked_from_some_days_before_its_day(ended):
    [first, *_] = LaterSituation.objects.all()
    asked = {}
    for days in (16, 15, 0, -1):
        with time_machine.travel(first.due_on - datetime.timedelta(days), tick=False):
            rows = LaterSituation.objects.to_ask().filter(pk=first.pk)
            asked[days] = (rows.exists(), first.is_asked(), LaterSituation.ASKED.is_late(first))

    assert asked == {
        16: (False, False, False),
        15: (True, True, False),
        0: (True, True, False),
        -1: (True, True, True),
    }


def test_the_database_holds_what_is_recorded(ended, adviser):
    for faulty in ({"situation": "SAME_HOME"}, {"recorded_on": timezone.localdate()}, {"recorded_by": adviser}):
        with pytest.raises(IntegrityError, match="later_situation_is_recorded_in_full"), transaction.atomic():
            LaterSituation.objects.filter(months=6).update(**faulty)
    with pytest.raises(IntegrityError, match="later_situation_after_known_months"), transaction.atomic():
        LaterSituation.objects.filter(months=6).update(months=7)
