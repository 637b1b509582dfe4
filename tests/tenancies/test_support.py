"""Support measures, their workers and their end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.roles import Role
from tenancies.models import Household
from tenancies.services.support import assign_worker, end_follow_up
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory, ParticipationFactory, SupportMeasureFactory, VisitFactory

pytestmark = pytest.mark.django_db


def url_of(name, follow_up):
    return reverse(f"tenancies:{name}", args=[follow_up.household.public_id, follow_up.public_id])


def test_coordinator_names_the_worker(signed_in, member, follow_up):
    chosen = member(Role.SOCIAL_WORKER)

    response = signed_in(member(Role.COORDINATOR)).post(url_of("follow_up_worker", follow_up), {"worker": chosen.pk})

    follow_up.refresh_from_db()
    assert follow_up.worker == chosen
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"{chosen.full_name} suit désormais ce ménage. Prochaine visite avant le {long_date(follow_up.visit_due_on)}."
    ]


def test_choice_of_workers_is_the_associations_own(signed_in, member, follow_up, worker):
    coordinator = member(Role.COORDINATOR)
    UserFactory(organization=worker.organization, is_active=False)
    UserFactory(organization=worker.organization, role=Role.ADMIN)
    foreigner = UserFactory()
    client = signed_in(coordinator)

    form = client.get(url_of("follow_up_worker", follow_up)).context["form"]
    refused = client.post(url_of("follow_up_worker", follow_up), {"worker": foreigner.pk})

    assert set(form.fields["worker"].queryset) == {worker, coordinator}
    assert list(refused.context["form"].errors) == ["worker"]


def test_end_closes_the_case_file_to_the_association(signed_in, member, follow_up, household):
    coordinator = member(Role.COORDINATOR)
    client = signed_in(coordinator)

    response = client.post(url_of("follow_up_end", follow_up), {"reason": "AUTONOMY", "note_audience": "SOCIAL"})

    assert response.headers["Location"] == reverse("tenancies:own_entries", args=[household.public_id])
    household.refresh_from_db()
    follow_up.measure.refresh_from_db()
    assert household.state == Household.State.ENDED
    assert (follow_up.measure.ended_on, follow_up.measure.end_reason) == (timezone.localdate(), "AUTONOMY")
    assert client.get(reverse("tenancies:household", args=[household.public_id])).status_code == 404


def test_household_followed_by_another_association_stays_supported(member, follow_up, household):
    convention = ConventionFactory(action__programme=follow_up.convention.action.programme)
    ParticipationFactory(household=household, organization=convention.association)
    FollowUpFactory(convention=convention, household=household)

    end_follow_up(follow_up=follow_up, user=member(Role.COORDINATOR), reason="TERM")

    household.refresh_from_db()
    assert household.state == Household.State.SUPPORTED


def test_end_needs_a_reason(signed_in, member, follow_up):
    typed = {"reason": "", "note_audience": "SOCIAL", "note": "Tout est en place."}

    response = signed_in(member(Role.COORDINATOR)).post(url_of("follow_up_end", follow_up), typed)

    follow_up.refresh_from_db()
    assert list(response.context["form"].errors) == ["reason"]
    assert typed["note"] in response.text
    assert follow_up.ended_on is None


@pytest.mark.parametrize("who", [Role.SOCIAL_WORKER, Role.ADVISER, "another association"])
def test_who_may_not_assign_or_end(member, follow_up, worker, who):
    user = UserFactory(role=Role.COORDINATOR) if who == "another association" else member(who)

    with pytest.raises(RightMissingError):
        assign_worker(follow_up=follow_up, user=user, worker=worker)
    with pytest.raises(RightMissingError):
        end_follow_up(follow_up=follow_up, user=user, reason="TERM")


def test_ended_follow_up_does_not_move(member, follow_up, worker):
    coordinator = member(Role.COORDINATOR)
    end_follow_up(follow_up=follow_up, user=coordinator, reason="TERM")

    with pytest.raises(TransitionNotAllowedError):
        assign_worker(follow_up=follow_up, user=coordinator, worker=worker)
    with pytest.raises(TransitionNotAllowedError):
        end_follow_up(follow_up=follow_up, user=coordinator, reason="TERM")


def test_two_running_measures_of_one_action_are_refused_by_the_database(follow_up):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportMeasureFactory(household=follow_up.household, action=follow_up.measure.action)


@pytest.mark.django_db(transaction=True)
def test_a_visit_may_be_recorded_while_its_case_file_is_locked():
    """Whoever ends a follow-up holds the household and waits for the follow-up that the visit holds: the visit, which
    points to the household, must not wait in its turn."""
    follow_up = FollowUpFactory()

    def record():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        try:
            VisitFactory(follow_up=follow_up)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(max_workers=1) as pool:
        Household.machine.lock(follow_up.household)
        pool.submit(record).result()

    assert follow_up.visits.count() == 1
