"""Who is told of a request and of its answer, and what neither the message nor the page says."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from partners.models import Expertise, Notification
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral
from referrals.services import endings, meetings, mobilisations
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory
from tests.factories.tenancies import ConsentFactory, HouseholdFactory

pytestmark = pytest.mark.django_db
REASON = Mobilisation.DeclineReason.values[0]


@pytest.fixture
def asked():
    partner = OrganizationFactory(short_name="Arc-en-Addicto", expertises=[Expertise.ADDICTION])
    referral = ReferralFactory(state=Referral.State.MOBILISING)
    convention = ConventionFactory(action__programme__landlord=referral.landlord, association=partner)
    return MobilisationFactory(referral=referral, convention=convention)


def told():
    return [(message.to, message.subject) for message in mail.outbox]


def test_whoever_asked_is_told_that_a_partner_answered_and_not_which_nor_what(client, asked):
    household = asked.referral.household
    coordinator = UserFactory(organization=asked.organization, role=Role.COORDINATOR)

    mobilisations.decline(mobilisation=asked, user=coordinator, reason=REASON, comment="Trop loin")

    assert told() == [([asked.requested_by.email], "Un partenaire vous a répondu")]
    client.force_login(asked.requested_by)
    page = client.get(reverse("partners:notifications")).text
    assert f"Signalement {asked.referral.reference}&nbsp;: un partenaire a répondu" in page.replace("\u00a0", "&nbsp;")
    for word in ("Arc-en-Addicto", household.name, "Trop loin", "refus"):
        assert word not in page
        assert word not in mail.outbox[0].subject + mail.outbox[0].body


def test_those_who_answer_for_the_partner_are_told_of_a_request_and_nobody_else(client, asked):
    coordinator = UserFactory(organization=asked.organization, role=Role.COORDINATOR)
    UserFactory(organization=asked.organization, role=Role.SOCIAL_WORKER)
    other = ConventionFactory(action=asked.convention.action)
    newcomer = UserFactory(organization=other.association, role=Role.COORDINATOR)

    ConsentFactory(household=asked.referral.household, organization=other.association)
    made = mobilisations.mobilise(referral=asked.referral, user=asked.requested_by, convention=other, goal="Aider")

    assert told() == [([newcomer.email], "Une demande attend votre réponse")]
    assert list(Notification.objects.values_list("recipient", "kind", "about_id")) == [
        (newcomer.pk, "HELP_ASKED", made.pk)
    ]
    assert coordinator.pk != newcomer.pk
    assert asked.referral.household.name not in mail.outbox[0].body
    client.force_login(newcomer)
    assert "vous demande d’accompagner un ménage" in client.get(reverse("partners:notifications")).text


def test_whoever_named_a_door_is_thanked_when_it_is_taken_up_and_when_it_is_not_and_never_told_why(client):
    referral = ReferralFactory(reported=True, household=HouseholdFactory(name="Belkacem"))
    adviser = UserFactory(organization=referral.landlord, role=Role.ADVISER)
    planned = {"adviser": adviser, "planned_at": timezone.now(), "place": Meeting.Place.HOME}

    meetings.plan_meeting(referral=referral, user=adviser, **planned)
    meetings.record_missed(referral=referral, user=adviser)
    meetings.plan_meeting(referral=referral, user=adviser, **planned)
    endings.dismiss(referral=referral, user=adviser, reason=Referral.EndReason.REFUSED)

    subjects = ["Votre signalement\u00a0: pris en charge, merci", "Votre signalement\u00a0: sans suite, merci"]
    assert told() == [([referral.author.email], subject) for subject in subjects]
    client.force_login(referral.author)
    page = client.get(reverse("partners:notifications")).text
    assert f"Votre signalement {referral.reference}\u00a0: sans suite, merci" in page
    for said in (page, *(message.subject + message.body for message in mail.outbox)):
        for secret in ("Belkacem", "aide", "refus", "rencontre", referral.dwelling.street_name):
            assert secret not in said
