"""Who reads what a meeting found: social workers alone, and among them those that its author chose."""

import pytest
from django.test import Client
from django.urls import reverse

from partners.roles import Role
from referrals.forms import HeldForm
from referrals.models import Meeting, Mobilisation, Referral
from referrals.services.meetings import DIAGNOSIS_AUDIENCES
from tenancies.models.audience import Audience
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

DIAGNOSIS, DECISIONS = "diagnostic-goyave", "décisions-carambole"
READERS = {
    Audience.SHARED: {"author", "adviser", "coordinator", "worker"},
    Audience.SOCIAL: {"author", "adviser", "coordinator", "worker"},
    Audience.ORGANIZATION: {"author", "adviser"},
    Audience.AUTHOR: {"author"},
}


@pytest.fixture
def people():
    author = UserFactory(landlord_staff=True, role=Role.ADVISER)
    coordinator = UserFactory(role=Role.COORDINATOR)
    landlord = [Role.ADVISER, Role.RENTAL_OFFICER, Role.MANAGER, Role.CARETAKER, Role.ADMIN]
    return {
        "author": author,
        **{role.lower(): UserFactory(organization=author.organization, role=role) for role in landlord},
        "coordinator": coordinator,
        "worker": UserFactory(organization=coordinator.organization, role=Role.SOCIAL_WORKER),
        "stranger": UserFactory(role=Role.COORDINATOR),
    }


@pytest.fixture
def meeting(people):
    """Held for a household that an association has come to follow."""
    author, association = people["author"], people["coordinator"].organization
    convention = ConventionFactory(association=association, action__programme__landlord=author.organization)
    follow_up = FollowUpFactory(convention=convention)
    referral = ReferralFactory(
        household=follow_up.household, author=people["rental_officer"], state=Referral.State.IN_FOLLOW_UP
    )
    MobilisationFactory(
        referral=referral,
        convention=convention,
        state=Mobilisation.State.ACCEPTED,
        answered_by=people["coordinator"],
        answered_at=referral.sent_at,
        follow_up=follow_up,
    )
    return MeetingFactory(held=True, referral=referral, adviser=author, diagnosis=DIAGNOSIS, decisions=DECISIONS)


@pytest.mark.parametrize(("audience", "readers"), READERS.items())
def test_a_diagnosis_is_read_by_the_social_workers_of_its_audience_alone(people, meeting, audience, readers):
    Meeting.objects.update(audience=audience)

    found = {name for name, user in people.items() if meeting in Meeting.objects.readable_by(user)}
    marked = {name for name, user in people.items() if Meeting.objects.with_readability(user).get().is_readable}

    assert (found, marked) == (readers, readers)


@pytest.mark.parametrize(("audience", "readers"), READERS.items())
def test_no_page_shows_a_diagnosis_to_others(people, meeting, audience, readers):
    Meeting.objects.update(audience=audience)
    referral, household = meeting.referral, meeting.referral.household
    pages = [
        reverse("referrals:detail", args=[referral.public_id]),
        reverse("referrals:mobilisation", args=[referral.mobilisations.get().public_id]),
        *(reverse(f"tenancies:{page}", args=[household.public_id]) for page in ("household", "household_access")),
    ]

    shown = set()
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        texts = [client.get(page).text for page in pages]
        if any(DIAGNOSIS in text or DECISIONS in text for text in texts):
            shown.add(name)

    assert shown == readers


def test_a_partner_reads_it_once_the_case_file_is_open_to_it_and_no_longer_than_that(people, meeting):
    Meeting.objects.update(audience=Audience.SOCIAL)
    asked = MobilisationFactory(
        referral=meeting.referral,
        convention=ConventionFactory(
            association=people["stranger"].organization, action__programme__landlord=meeting.referral.landlord
        ),
    )
    client = Client()
    client.force_login(people["stranger"])
    url = reverse("referrals:mobilisation", args=[asked.public_id])

    before = client.get(url).text
    participation = ParticipationFactory(
        household=meeting.referral.household, organization=people["stranger"].organization
    )
    meanwhile = client.get(url).text
    participation.until, participation.end_reason = participation.since, "TERM"
    participation.save()
    after = client.get(url).text

    assert [DIAGNOSIS in text for text in (before, meanwhile, after)] == [False, True, False]


def test_the_form_offers_no_audience_beyond_social_workers(people, meeting):
    form = HeldForm(referral=meeting.referral, user=people["author"], pending=[])

    assert [code for code, _ in form.fields["audience"].choices] == list(DIAGNOSIS_AUDIENCES)
    assert Audience.SHARED not in DIAGNOSIS_AUDIENCES
    assert form["audience"].value() == Audience.ORGANIZATION
