"""Neighbours in conflict: whoever works with one of them reads nothing of the other."""

import io

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from housing_support.common.mending import Mistake
from partners.models import Expertise, Notification
from partners.roles import Role
from referrals.models import Conflict, ConflictFact, ConflictReading, ConflictStep, MediationAgreement
from referrals.services import conflicts
from referrals.services.conflicts import Commitment, Person
from tenancies.models import CaseFileAccess, Consent
from tenancies.services.consents import withdraw_consent
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import ConsentFactory, DwellingFactory, HouseholdFactory, TenancyFactory

pytestmark = pytest.mark.django_db

TABS = ("household", "household_support", "household_dwelling", "household_members", "household_access")
FACT = "Musique à deux heures du matin."
UNDER_WAY = "Médiation de voisinage en cours"


@pytest.fixture
def neighbour(landlord):
    """Of the same residence, followed by nobody."""
    household = HouseholdFactory(landlord=landlord, name="Quillan", reference="D-2025-0777")
    TenancyFactory(household=household, dwelling=DwellingFactory(residence__landlord=landlord))
    return household


@pytest.fixture
def mediator(convention):
    """Of the mediation association, under the landlord's own action."""
    association = OrganizationFactory(short_name="L’Amandier", expertises=[Expertise.MEDIATION])
    ConventionFactory(action=convention.action, association=association)
    return UserFactory(organization=association, role=Role.COORDINATOR, first_name="Fatou")


@pytest.fixture
def conflict(adviser, household, neighbour):
    parties = [
        Person(kind="HOUSEHOLD", side="CONCERNED", household=household),
        Person(kind="HOUSEHOLD", side="COMPLAINS", household=neighbour),
    ]
    conflict = conflicts.open_conflict(user=adviser, subject="NOISE", parties=parties)
    reporter = conflict.parties.get(household=neighbour)
    facts = {"occurred_on": timezone.localdate(), "text": FACT, "source": "PARTY", "reporter": reporter}
    conflicts.add_fact(conflict=conflict, user=adviser, **facts)
    return conflict


@pytest.fixture
def mediated(conflict, mediator, adviser):
    for party in conflict.parties.all():
        ConsentFactory(household=party.household, organization=mediator.organization, recorded_by=adviser)
    convention = mediator.organization.conventions_as_association.get()
    return conflicts.entrust(conflict=conflict, user=adviser, convention=convention)


def url(name, conflict, *more):
    return reverse(f"referrals:{name}", args=[conflict.public_id, *more])


def case_file_pages(client, household):
    return [client.get(reverse(f"tenancies:{tab}", args=[household.public_id])).text for tab in TABS]


def test_an_association_that_follows_one_party_reads_a_word_at_most(
    signed_in, coordinator, association, household, neighbour, mediated
):
    household.participations.create(organization=association, role="SUPPORT", reason="Signalement")
    client = signed_in(coordinator)

    pages = case_file_pages(client, household)

    assert [UNDER_WAY in page for page in pages] == [tab == "household_support" for tab in TABS]
    for told in (neighbour.name, neighbour.reference, str(neighbour.public_id), mediated.reference, FACT):
        assert [page for page in pages if told in page] == [], told
    assert client.get(url("conflict", mediated)).status_code == 404


def test_whoever_follows_both_parties_is_not_told_that_they_are_two(
    signed_in, coordinator, association, household, neighbour, mediated
):
    """Two words on two case files would join them."""
    for each in (household, neighbour):
        each.participations.create(organization=association, role="SUPPORT", reason="Signalement")
    client = signed_in(coordinator)

    assert [
        page for each in (household, neighbour) for page in case_file_pages(client, each) if UNDER_WAY in page
    ] == []


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_rental_staff_read_nothing_of_it(signed_in, landlord, role, household, mediated):
    client = signed_in(UserFactory(organization=landlord, role=role))

    pages = case_file_pages(client, household)

    assert [page for page in pages if UNDER_WAY in page or mediated.reference in page] == []
    assert client.get(url("conflict", mediated)).status_code == 403


def test_reading_a_conflict_is_on_record_with_it_and_in_no_case_file(signed_in, adviser, mediator, mediated):
    for user in (adviser, mediator):
        signed_in(user).get(url("conflict", mediated))
        signed_in(user).get(url("conflict", mediated))

    readers = set(ConflictReading.objects.values_list("user", flat=True))
    assert (readers, ConflictReading.objects.count()) == ({adviser.pk, mediator.pk}, 2)
    assert not CaseFileAccess.objects.exists()


def test_a_mediator_reads_as_long_as_every_household_agrees(signed_in, adviser, mediator, neighbour, mediated):
    client = signed_in(mediator)
    assertContains(client.get(url("conflict", mediated)), FACT)
    consent = Consent.objects.get(household=neighbour)

    withdraw_consent(consent=consent, user=adviser, on=timezone.localdate(), form=Consent.Form.SPOKEN)

    assert client.get(url("conflict", mediated)).status_code == 404
    assertNotContains(client.get(reverse("referrals:conflicts")), mediated.reference)


def test_entrusting_asks_for_each_household_s_word_and_tells_the_mediator(
    signed_in, adviser, mediator, conflict, household, neighbour
):
    convention = mediator.organization.conventions_as_association.get()
    chosen = {"mediator-mediator": str(convention.public_id)}
    client = signed_in(adviser)

    refused = client.post(url("entrust_conflict", conflict), chosen)

    assertContains(refused, "Recueillez d’abord l’accord pour ce partenaire")
    for each in (household, neighbour):
        ConsentFactory(household=each, organization=mediator.organization)
    mail.outbox.clear()
    assertRedirects(client.post(url("entrust_conflict", conflict), chosen), url("conflict", conflict))
    assert [each.recipient for each in Notification.objects.filter(kind="MEDIATION_ENTRUSTED")] == [mediator]
    [message] = mail.outbox
    told = message.subject + message.body
    assert [word for word in (household.name, neighbour.name, conflict.reference, FACT) if word in told] == []


def test_who_complains_without_a_name_and_who_has_not_agreed_are_named_to_nobody_else(
    signed_in, adviser, mediator, mediated
):
    tenant = Person(kind="TENANT", side="COMPLAINS", name="Rosalie Tenant")
    party = conflicts.add_party(conflict=mediated, user=adviser, person=tenant)
    conflicts.add_party(conflict=mediated, user=adviser, person=Person(kind="UNNAMED", side="COMPLAINS"))

    assertContains(signed_in(adviser).get(url("conflict", mediated)), "Rosalie Tenant")
    client = signed_in(mediator)
    page = client.get(url("conflict", mediated))
    assertContains(page, "Locataire (nom réservé)")
    assertNotContains(page, "Rosalie")
    assertNotContains(client.get(url("new_mediation_agreement", mediated)), "Rosalie")
    party.agreed_on = timezone.localdate()
    party.save()
    assertContains(signed_in(mediator).get(url("conflict", mediated)), "Rosalie Tenant")


def test_the_next_step_waits_and_follows_what_is_cancelled(signed_in, adviser, conflict):
    client, today = signed_in(adviser), timezone.localdate()
    step = {"step-kind": "REMINDER", "step-on": today, "step-result": "INEFFECTIVE", "step-next_step": "MEETING"}

    refused = client.post(url("add_conflict_step", conflict), step)
    assertContains(refused, "Indiquez avant quel jour faire l’étape suivante.")
    assert not ConflictStep.objects.exists()
    assertRedirects(
        client.post(url("add_conflict_step", conflict), step | {"step-next_due_on": today}), url("conflict", conflict)
    )

    conflict.refresh_from_db()
    assert (conflict.next_step, conflict.next_due_on) == ("MEETING", today)
    assertContains(client.get(reverse("home")), conflict.reference)
    written = ConflictStep.objects.get()
    cancel = url("cancel_in_conflict", conflict, "step", written.public_id)
    assertRedirects(client.post(cancel, {"reason": Mistake.TWICE}), url("conflict", conflict))
    conflict.refresh_from_db()
    assert (conflict.next_step, conflict.next_due_on) == ("", None)
    assertContains(client.get(url("conflict", conflict)), "saisie deux fois")
    assertNotContains(client.get(reverse("home")), conflict.reference)


def test_bad_input_keeps_what_was_typed_and_changes_nothing(signed_in, adviser, conflict, household):
    client, tomorrow = signed_in(adviser), timezone.localdate() + timezone.timedelta(days=1)
    typed = {"fact-occurred_on": tomorrow, "fact-text": "Cris sur le palier.", "fact-source": "PARTY"}

    refused = client.post(url("add_conflict_fact", conflict), typed)

    assertContains(refused, "Indiquez une date entre")
    assertContains(refused, "Choisissez la partie qui a rapporté ces faits.")
    assertContains(refused, "Cris sur le palier.")
    assert ConflictFact.objects.count() == 1
    both = {
        f"party{rank}-{name}": value
        for rank in (0, 1)
        for name, value in (("kind", "HOUSEHOLD"), ("reference", household.reference), ("side", "BOTH"))
    }
    same = client.post(reverse("referrals:open_conflict"), both | {"subject": "NOISE"})
    assertContains(same, "déjà la première partie")
    assert Conflict.objects.count() == 1


def test_the_agreement_names_who_signs_and_says_nothing_else_of_them(
    signed_in, adviser, mediator, mediated, household, neighbour
):
    first, second = mediated.parties.order_by("rank")
    agreement = conflicts.record_agreement(
        conflict=mediated,
        user=mediator,
        agreed_on=timezone.localdate(),
        sides=[
            Commitment(party=first, name="Amel B.", commitments="Baisser la musique.\n#strike[Rien]"),
            Commitment(party=second, name="M. Quillan", commitments="Sonner d’abord.", signed_on=timezone.localdate()),
        ],
    )

    for rank, copy in ((1, "Amel B."), (2, "M. Quillan"), (0, mediator.organization.name)):
        response = signed_in(mediator).get(url("mediation_agreement_copy", mediated, agreement.public_id, rank))
        paper = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
        text = "\n".join(page.extract_text() for page in paper.pages)
        assert f"exemplaire de {copy}" in text
        for told in ("Amel B.", "M. Quillan", "Baisser la musique.", "#strike[Rien]", "Sonner d’abord."):
            assert told in text
        for kept in (household.name, household.reference, neighbour.reference, FACT, "Se plaint", "Mise en cause"):
            assert kept not in text
    signed = {"agreed_on": timezone.localdate()} | {
        f"{name}_{rank}": value
        for rank in (1, 2)
        for name, value in (("name", "X"), ("commitments", "Se parler."), ("signed", timezone.localdate()))
    }
    correct = url("correct_mediation_agreement", mediated, agreement.public_id)
    page = signed_in(mediator).get(correct)
    seen = page.context["form"]["seen"].value()
    assertRedirects(signed_in(mediator).post(correct, signed | {"seen": seen}), url("conflict", mediated))
    assert set(MediationAgreement.objects.get().signatories.values_list("signed_on", flat=True)) == {
        timezone.localdate()
    }


def test_a_closed_conflict_waits_for_nothing_and_opens_again(signed_in, adviser, mediator, mediated):
    client = signed_in(adviser)
    assertRedirects(
        client.post(url("close_conflict", mediated), {"close-outcome": "CEASED"}), url("conflict", mediated)
    )

    assert signed_in(mediator).get(url("conflict", mediated)).status_code == 404
    client = signed_in(adviser)
    assertContains(client.get(f"{reverse('referrals:conflicts')}?closed=1"), mediated.reference)
    client.post(url("reopen_conflict", mediated))
    assertContains(signed_in(mediator).get(url("conflict", mediated)), FACT)
    assert [event.move for event in mediated.events.order_by("pk")][-2:] == ["CLOSE", "REOPEN"]
