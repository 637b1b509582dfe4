"""Those who follow a household meet about it: invited and told, with minutes for the readers that they choose."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from partners.discretion import UNNAMED_PARTNER
from partners.models import Notification
from partners.roles import Role
from tenancies.models import Synthesis
from tenancies.models.audience import Audience
from tenancies.services.syntheses import call_synthesis, correct_minutes, hold_synthesis
from tests.factories.partners import UserFactory
from tests.factories.tenancies import JournalEntryFactory, ParticipationFactory
from tests.tenancies.mending import said

pytestmark = pytest.mark.django_db

MINUTES = "Le plan d’apurement est tenu depuis trois mois."
SOON = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=5)


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def adviser(member):
    return member(Role.ADVISER)


@pytest.fixture
def synthesis(household, adviser, worker):
    return call_synthesis(
        household=household, user=adviser, planned_at=SOON, place="AGENCY", invited=[worker.organization]
    )


def page(client, household):
    return client.get(reverse("tenancies:household_tasks", args=[household.public_id]))


def url(synthesis, act):
    return reverse(f"tenancies:synthesis_{act}", args=[synthesis.household.public_id, synthesis.public_id])


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_those_who_are_invited_are_told_of_it_of_its_move_and_of_its_end(signed_in, household, adviser, worker):
    client = signed_in(adviser)
    create = reverse("tenancies:synthesis_create", args=[household.public_id])
    sent = {"planned_at": local(SOON), "place": "AGENCY"}
    assert "Invitez au moins un organisme du dossier." in client.post(create, sent).text

    response = client.post(create, sent | {"invited": [str(worker.organization.public_id)]})

    assert said(response)[0].startswith("La réunion de synthèse est fixée. Les invités sont avertis")
    synthesis = Synthesis.objects.get()
    client.post(url(synthesis, "move"), {"planned_at": local(SOON + datetime.timedelta(days=1)), "place": "REMOTE"})
    client.post(url(synthesis, "cancel"), {"reason": "ABSENT"})
    synthesis.refresh_from_db()
    assert (synthesis.state, synthesis.place) == ("CANCELLED", "REMOTE")
    kinds = Notification.objects.of(worker).values_list("kind", flat=True)
    assert (list(kinds), [letter.to for letter in mail.outbox]) == (["SYNTHESIS"] * 3, [[worker.email]] * 3)
    assert not any(household.name in letter.body for letter in mail.outbox)
    text = page(signed_in(worker), household).text
    assert ("Déplacée le" in text, "trop d’absents" in text, "Écrire le compte rendu" in text) == (True, True, False)
    response = signed_in(adviser).post(url(synthesis, "hold"), {"audience": "SOCIAL", "minutes": MINUTES})
    assert said(response)[-1].startswith("Cette réunion n’est plus prévue")


def test_its_minutes_are_read_by_their_audience_and_corrected_by_their_author(
    signed_in, household, adviser, worker, member, synthesis
):
    officer, colleague = member(Role.RENTAL_OFFICER), member(Role.ADVISER)
    client = signed_in(adviser)
    came = [str(worker.organization.public_id)]

    client.post(url(synthesis, "hold"), {"came": came, "audience": "SOCIAL", "minutes": MINUTES})

    synthesis.refresh_from_db()
    assert list(synthesis.invitations.values_list("organization", "has_come")) == [(worker.organization_id, True)]
    texts = [page(signed_in(each), household).text for each in (worker, colleague, officer)]
    assert [MINUTES in text for text in texts] == [True, True, False]
    assert ("Tenue" in texts[2], UNNAMED_PARTNER in texts[2]) == (True, True)
    assert signed_in(colleague).get(url(synthesis, "correct")).status_code == 403
    correct_minutes(synthesis=synthesis, user=adviser, audience=Audience.SHARED, minutes="Le plan est tenu.")
    text = page(signed_in(officer), household).text
    assert ("Le plan est tenu." in text, "Compte rendu corrigé le" in text, MINUTES in text) == (True, True, False)


def test_who_is_not_invited_knows_of_it_by_the_minutes_that_they_read_alone(
    signed_in, household, adviser, worker, synthesis
):
    other = ParticipationFactory(household=household, role="SUPPORT").organization
    bystander = UserFactory(organization=other, role=Role.SOCIAL_WORKER)
    JournalEntryFactory(household=household, author=bystander)

    assert page(signed_in(bystander), household).context["syntheses"] == []
    hold_synthesis(
        synthesis=synthesis, user=adviser, came=[worker.organization], audience=Audience.SHARED, minutes=MINUTES
    )
    assert MINUTES in page(signed_in(bystander), household).text
    assert not Notification.objects.of(bystander).exists()


def test_a_case_file_costs_as_much_for_one_meeting_as_for_nine(
    signed_in, household, adviser, worker, synthesis, django_assert_num_queries
):
    client = signed_in(worker)
    page(client, household)
    for count in (1, 9):
        for _ in range(count):
            held = call_synthesis(
                household=household, user=adviser, planned_at=SOON, place="AGENCY", invited=[worker.organization]
            )
            hold_synthesis(synthesis=held, user=adviser, came=[], audience=Audience.SHARED, minutes=MINUTES)
        # Session, user, case file (five), meetings with whom they invite, tasks to do, settled.
        with django_assert_num_queries(11):
            page(client, household)
