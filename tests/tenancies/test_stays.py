import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.models import User
from partners.roles import Role
from tenancies.models import Household, Stay
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, ParticipationFactory, StayFactory

pytestmark = pytest.mark.django_db

SINCE = datetime.date(2026, 3, 1)
IN_24_MONTHS = datetime.date(2028, 3, 1)
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "words", "fields"),
    [
        (
            "stay_ends_after_start",
            "La fin du séjour ne précède pas son début.",
            {"until": SINCE - DAY},
        ),
        (
            "stay_is_planned_to_end_after_start",
            "La fin prévue suit le début du séjour.",
            {"planned_end": SINCE},
        ),
        (
            "stay_over_24_months_is_explained",
            "Un séjour dure 24\u00a0mois au plus\u00a0: dites pourquoi il se prolonge.",
            {"planned_end": IN_24_MONTHS + DAY},
        ),
    ],
)
def test_dates_that_contradict_a_stay_are_refused(name, words, fields):
    stay = StayFactory(since=SINCE)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Stay.objects.filter(pk=stay.pk).update(**fields)
    for field, value in fields.items():
        setattr(stay, field, value)
    with pytest.raises(ValidationError) as refusal:
        stay.full_clean()
    assert refusal.value.messages == [words]


@pytest.mark.parametrize(
    "fields",
    [
        {"until": SINCE},
        {"planned_end": SINCE + DAY},
        {"planned_end": IN_24_MONTHS},
        {"planned_end": IN_24_MONTHS + DAY, "extension_reason": "Logement attribué, livré en avril."},
    ],
)
def test_stays_to_the_last_day_are_accepted(fields):
    stay = StayFactory(since=SINCE, **fields)

    stay.full_clean()

    assert Stay.objects.filter(pk=stay.pk, **fields).exists()


def test_a_household_stays_in_one_place_at_a_time():
    household = HouseholdFactory(of_association=True)
    ended = StayFactory(household=household, since=SINCE, until=SINCE + DAY)
    running = StayFactory(household=household, since=SINCE + DAY)

    with pytest.raises(IntegrityError, match="stay_one_running_per_household"), transaction.atomic():
        Stay.objects.filter(pk=ended.pk).update(until=None)
    second = StayFactory.build(household=household, association=household.opened_by)
    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    assert refusal.value.messages == ["Ce ménage est déjà hébergé."]
    assert list(household.stays.running()) == [running]


def people_of(organization, *roles) -> list[User]:
    return [UserFactory(organization=organization, role=role) for role in roles]


def test_a_stay_is_its_associations_alone():
    stay = StayFactory()
    landlord, partner = UserFactory(landlord_staff=True), UserFactory()
    for user in (landlord, partner):
        ParticipationFactory(household=stay.household, organization=user.organization)
    readers = people_of(stay.association, Role.SOCIAL_WORKER, Role.COORDINATOR)
    others = [
        *people_of(stay.association, Role.ADMIN),
        *people_of(landlord.organization, Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER),
        *people_of(partner.organization, Role.SOCIAL_WORKER, Role.COORDINATOR),
        UserFactory(role=Role.COORDINATOR),
    ]

    assert [list(Stay.objects.visible_to(user)) for user in readers] == [[stay], [stay]]
    assert [list(Stay.objects.visible_to(user)) for user in others] == [[]] * len(others)


def test_an_association_that_left_the_case_file_reads_the_stay_no_more():
    stay = StayFactory()
    worker = UserFactory(organization=stay.association, role=Role.SOCIAL_WORKER)
    stay.household.participations.update(until=timezone.localdate(), end_reason="TERM")

    assert not Household.objects.visible_to(worker).exists()
    assert not Stay.objects.visible_to(worker).exists()


def test_the_history_keeps_dates_and_no_text():
    stay = StayFactory(since=SINCE)
    stay.until = SINCE + DAY
    stay.save()

    lines = stay.history.order_by("pgh_id")
    assert list(lines.values_list("pgh_label", "until")) == [("insert", None), ("update", SINCE + DAY)]
    kept = {field.name for field in lines.model._meta.fields}
    assert kept & {"place_in_words", "extension_reason"} == set()
