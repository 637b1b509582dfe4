"""Why a household is followed, for those of the partner who visit it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from partners.models import Expertise
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral
from referrals.models.reasons import Reason
from referrals.services.meetings import assign_adviser
from tenancies.models import FollowUp, Household, Participation
from tenancies.reading.origins import origins_of
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory

GOAL = "Aider à tenir le budget."
DECISIONS = "Demander un échéancier."


@pytest.fixture
def worker(association):
    return UserFactory(organization=association)


@pytest.fixture
def adviser(adviser):
    adviser.phone = "06 39 98 01 02"
    adviser.save()
    return adviser


def accept(referral, adviser, convention, **values):
    """A request of `adviser` that the convention's association accepted."""
    Participation.objects.get_or_create(
        household=referral.household, organization=convention.association, role=Participation.Role.SUPPORT
    )
    return MobilisationFactory(
        referral=referral,
        convention=convention,
        requested_by=adviser,
        state=Mobilisation.State.ACCEPTED,
        answered_at=timezone.now(),
        follow_up=FollowUpFactory(convention=convention, household=referral.household),
        **values,
    )


@pytest.fixture
def referral(household):
    Household.objects.filter(pk=household.pk).update(state=Household.State.SUPPORTED)
    return ReferralFactory(
        household=household,
        state=Referral.State.IN_FOLLOW_UP,
        reference="S-2026-0031",
        reasons=[Reason.ARREARS, Reason.ADDICTION],
    )


@pytest.fixture
def meeting(referral, adviser):
    return MeetingFactory(
        held=True, referral=referral, adviser=adviser, needs=[Reason.RIGHTS, Reason.ADDICTION], decisions=DECISIONS
    )


def test_the_worker_reads_why_and_whom_to_call(referral, adviser, convention, meeting, worker):
    request = accept(referral, adviser, convention, goal=GOAL)
    Meeting.objects.update(audience=Meeting.Audience.SOCIAL)

    [origin] = origins_of(referral.household, reader=worker)

    assert origin.title == "Signalement S-2026-0031"
    assert origin.reasons == [Reason.RIGHTS.label]
    assert (origin.goal, origin.decisions) == (GOAL, DECISIONS)
    assert origin.dates == [
        ("Signalé le", referral.sent_at),
        ("Rencontré le", meeting.held_at),
        ("Demandé le", request.requested_at),
        ("Accepté le", request.answered_at),
    ]
    assert origin.contact == adviser


@pytest.mark.parametrize("audience", [Meeting.Audience.ORGANIZATION, Meeting.Audience.AUTHOR])
def test_decisions_are_read_by_those_they_were_written_for(referral, adviser, convention, meeting, worker, audience):
    accept(referral, adviser, convention)
    Meeting.objects.update(audience=audience)

    [origin] = origins_of(referral.household, reader=worker)

    assert origin.decisions == ""


def test_what_is_about_health_is_read_by_whoever_deals_with_it(
    referral, adviser, convention, meeting, association, worker
):
    accept(referral, adviser, convention)
    association.expertises = [Expertise.ADDICTION]
    association.save()
    worker.refresh_from_db()

    [origin] = origins_of(referral.household, reader=worker)

    assert origin.reasons == [Reason.RIGHTS.label, Reason.ADDICTION.label]


def test_what_was_spotted_is_told_where_no_meeting_was_held(referral, adviser, convention, worker):
    accept(referral, adviser, convention)

    [origin] = origins_of(referral.household, reader=worker)

    assert origin.reasons == [Reason.ARREARS.label]
    assert [word for word, _ in origin.dates] == ["Signalé le", "Demandé le", "Accepté le"]


def test_nothing_is_told_of_what_another_partner_was_asked(referral, adviser, convention, worker):
    accept(referral, adviser, convention)
    other = ConventionFactory(action__programme=convention.action.programme)
    accept(referral, adviser, other, goal="Rencontres à la demande de la locataire.")

    assert [origin.goal for origin in origins_of(referral.household, reader=worker)] == [GOAL]


def test_nothing_is_told_once_the_follow_up_has_ended(referral, adviser, convention, worker):
    accept(referral, adviser, convention)
    FollowUp.objects.update(ended_on=timezone.localdate(), end_reason="TERM")

    assert origins_of(referral.household, reader=worker) == []


def test_the_adviser_to_call_is_the_one_in_charge_today(referral, adviser, convention, worker):
    accept(referral, adviser, convention)
    successor = UserFactory(organization=referral.landlord, role=Role.ADVISER)

    assign_adviser(referral=referral, user=adviser, adviser=successor)

    [origin] = origins_of(referral.household, reader=worker)
    assert origin.contact == successor


def test_the_case_file_says_it_to_the_partner_and_to_nobody_else(
    signed_in, referral, adviser, convention, meeting, worker, coordinator, officer
):
    accept(referral, adviser, convention, goal=GOAL, requested_at=timezone.now() - datetime.timedelta(days=12))
    Meeting.objects.update(audience=Meeting.Audience.SOCIAL)
    address = reverse("tenancies:household", args=[referral.household.public_id])

    told, untold = (
        [signed_in(reader).get(address).text for reader in readers]
        for readers in ((worker, coordinator), (adviser, officer))
    )

    day = long_date(timezone.now() - datetime.timedelta(days=12))
    for page in told:
        for words in ("Pourquoi ce suivi", GOAL, DECISIONS, day, "Julie Sarda", 'href="tel:0639980102"'):
            assert words in page
    for page in untold:
        assert "Pourquoi ce suivi" not in page
        assert GOAL not in page


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COORDINATOR])
def test_the_case_file_asks_twelve_times_at_most(
    signed_in, referral, adviser, convention, meeting, association, role, django_assert_max_num_queries
):
    accept(referral, adviser, convention)
    reader = UserFactory(organization=association, role=role)
    client = signed_in(reader)
    client.get(reverse("home"))

    with django_assert_max_num_queries(12):
        client.get(reverse("tenancies:household", args=[referral.household.public_id]))
