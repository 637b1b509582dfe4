import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from partners.roles import Role
from tenancies.models import CaseFileAccess
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory

pytestmark = pytest.mark.django_db


def record(user, household, minutes_ago=0, **fields):
    return CaseFileAccess.objects.create(
        household=household,
        user=user,
        organization=user.organization,
        kind=fields.pop("kind", CaseFileAccess.Kind.READ),
        at=timezone.now() - datetime.timedelta(minutes=minutes_ago),
        **fields,
    )


@pytest.fixture
def admin():
    return UserFactory(role=Role.ADMIN)


@pytest.fixture
def worker(admin):
    return UserFactory(organization=admin.organization, first_name="Maya", last_name="Carrère")


def test_access_log_shows_the_reads_of_ones_own_organization(client, admin, worker):
    household = HouseholdFactory(name="Belkacem", reference="D-2026-0042")
    older = record(worker, household, minutes_ago=5)
    newer = record(worker, household, kind=CaseFileAccess.Kind.ADDRESS, purpose="VISIT", reason="ce soir")
    record(UserFactory(), household)
    client.force_login(admin)

    response = client.get(reverse("tenancies:access_log"))

    assert response.context["page"].rows == [newer, older]
    for shown in ["Maya Carrère", "D-2026-0042", "Adresse révélée", "Aller voir le ménage\u00a0: ce soir"]:
        assert shown in response.text
    assert "Belkacem" not in response.text


def test_what_is_older_than_a_year_goes_with_the_day_and_not_with_a_sign_in(client, admin, worker):
    stranger = UserFactory()
    for minutes in (364 * 24 * 60, 366 * 24 * 60):
        for user in (worker, stranger):
            record(user, HouseholdFactory(), minutes_ago=minutes)

    client.force_login(admin)
    assert CaseFileAccess.objects.count() == 4

    call_command("recurring", verbosity=0)

    kept = CaseFileAccess.objects.order_by("pk").values_list("user", flat=True)
    assert list(kept) == [worker.pk, stranger.pk]


def test_access_log_without_rows(client, admin):
    client.force_login(admin)

    assert "Aucun accès pour l’instant" in client.get(reverse("tenancies:access_log")).text


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COORDINATOR])
def test_access_log_is_for_the_admin(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("tenancies:access_log")).status_code == 403


def test_access_log_of_one_person_and_kind(client, admin, worker):
    household = HouseholdFactory()
    wanted = record(worker, household, kind=CaseFileAccess.Kind.REFERRAL)
    record(worker, household)
    record(admin, household, kind=CaseFileAccess.Kind.REFERRAL)
    client.force_login(admin)

    response = client.get(reverse("tenancies:access_log"), {"user_id": worker.pk, "kind": "REFERRAL"})

    assert response.context["page"].rows == [wanted]


@pytest.mark.parametrize("wrong", [{"user_id": "0"}, {"user_id": "x"}, {"kind": "NOTHING"}])
def test_access_log_under_a_choice_that_is_not_offered_is_empty(client, admin, worker, wrong):
    record(worker, HouseholdFactory())
    client.force_login(admin)

    assert client.get(reverse("tenancies:access_log"), wrong).context["page"].rows == []


@pytest.mark.parametrize("count", [1, 3, 60])
def test_access_log_asks_as_many_queries_whatever_its_length(client, admin, worker, count, django_assert_num_queries):
    for minute in range(count):
        record(worker, HouseholdFactory(), minutes_ago=minute)
    client.force_login(admin)

    with django_assert_num_queries(5):  # session, user, colleagues, page, count
        response = client.get(reverse("tenancies:access_log"))

    assert len(response.context["page"].rows) == min(count, 50)
