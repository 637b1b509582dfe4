"""What the landlord notices is told to those who follow the household: who is told, who says what, who reads it."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.mending import Mistake
from partners.discretion import UNNAMED_PARTNER
from partners.models import FundedAction
from partners.roles import Role
from tenancies.models import FollowUp, SignalReceipt, WeakSignal
from tenancies.services.weak_signals import cancel_signal, see_signal, send_signal
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

Kind, Action = WeakSignal.Kind, SignalReceipt.Action


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def signal(household, officer):
    return send_signal(household=household, user=officer, kind=Kind.NO_ACCESS, occurred_on=timezone.localdate())


def page(name, signal):
    return reverse(f"tenancies:{name}", args=[signal.entry.household.public_id, signal.public_id])


def test_whoever_follows_the_household_is_told_says_what_is_done_and_the_landlord_reads_it(
    signed_in, follow_up, household, worker, member, officer
):
    coordinator, colleague = member(Role.COORDINATOR), member(Role.SOCIAL_WORKER)
    timeline, today = reverse("tenancies:household", args=[household.public_id]), timezone.localdate()
    creating = reverse("tenancies:weak_signal_create", args=[household.public_id])

    assertContains(signed_in(officer).post(creating, {"kind": ""}), "Choisissez ce qui est constaté.")
    signed_in(officer).post(creating, {"kind": Kind.NO_ACCESS, "occurred_on": today.isoformat()})
    again = signed_in(officer).post(creating, {"kind": Kind.NO_ACCESS, "occurred_on": today.isoformat()})
    signal = WeakSignal.objects.get()

    assertContains(again, "déjà envoyé")
    assert {message.to[0] for message in mail.outbox} == {worker.email, coordinator.email}
    for message in mail.outbox:
        for word in (household.name, "travaux", officer.last_name):
            assert word not in message.subject + message.body
    assertContains(signed_in(officer).get(timeline), "Pas encore vu")
    for person, is_told in ((worker, True), (coordinator, True), (colleague, False)):
        assert ("Signaux du bailleur" in signed_in(person).get(reverse("home")).text) is is_told
    assertContains(signed_in(worker).get(timeline), "Vu, je m’en occupe")
    assertContains(
        signed_in(worker).post(page("weak_signal", signal), {"action": ""}), "Choisissez ce que vous faites."
    )

    signed_in(worker).post(page("weak_signal", signal), {"action": Action.VISIT})

    assertContains(signed_in(officer).get(timeline), "Je passe voir le ménage")
    answer = mail.outbox[-1]
    assert (answer.to, answer.subject) == ([officer.email], "Votre signal a été vu")
    for word in (household.name, worker.last_name, worker.organization.short_name, "passe"):
        assert word not in answer.body
    told = f"Votre signal a été vu\u00a0: ménage {household.name}."
    assertContains(signed_in(officer).get(reverse("partners:notifications")), told)
    assertNotContains(signed_in(worker).get(reverse("home")), "Signaux du bailleur")
    signed_in(worker).post(page("weak_signal_unsee", signal))
    assertContains(signed_in(worker).get(reverse("home")), "Signaux du bailleur")
    FollowUp.objects.filter(pk=follow_up.pk).update(worker=colleague)
    assert SignalReceipt.objects.waiting_for(colleague).exists()
    assert not SignalReceipt.objects.waiting_for(worker).exists()


def test_each_association_reads_its_own_answer_and_rental_staff_no_partners_name(
    signed_in, follow_up, household, worker, officer, member
):
    other = FollowUpFactory(household=household, convention__action__programme__landlord=household.landlord)
    FundedAction.objects.update(objective=FundedAction.Objective.MAINTENANCE)
    ParticipationFactory(household=household, organization=other.organization)
    theirs = UserFactory(organization=other.organization, role=Role.SOCIAL_WORKER)
    signal = send_signal(household=household, user=officer, kind=Kind.UNPAID, occurred_on=timezone.localdate())
    own = signal.receipts.get(organization=worker.organization)
    see_signal(receipt=own, user=worker, action=Action.CALL)

    shown = signed_in(officer).get(page("weak_signal", signal)).text
    assert shown.count(UNNAMED_PARTNER) == 2
    assert worker.last_name not in shown
    assert worker.organization.short_name not in shown
    read = signed_in(member(Role.ADVISER)).get(page("weak_signal", signal)).text
    assert worker.full_name in read
    assertNotContains(signed_in(theirs).get(page("weak_signal", signal)), worker.full_name)
    assertContains(signed_in(theirs).get(page("weak_signal", signal)), "Pas encore vu")


def test_one_sent_by_mistake_is_struck_through_and_waits_for_nobody(signed_in, household, worker, officer, signal):
    cancelling = page("weak_signal_cancel", signal)
    assertContains(signed_in(officer).post(cancelling, {"reason": Mistake.OTHER}), "Précisez le motif")

    signed_in(officer).post(cancelling, {"reason": Mistake.WRONG_FACTS})

    timeline = signed_in(worker).get(reverse("tenancies:household", args=[household.public_id])).text
    assert "<del>Signal du bailleur" in timeline
    assert "saisie avec une erreur" in timeline
    assert "Vu, je m’en occupe" not in timeline
    assert not SignalReceipt.objects.waiting_for(worker).exists()
    assertContains(
        signed_in(worker).post(page("weak_signal", signal), {"action": Action.CALL}, follow=True), "n’attend plus"
    )
    assert not WeakSignal.objects.exists()


def test_nobody_follows_nobody_is_told(signed_in, officer):
    alone = HouseholdFactory(landlord=officer.organization)
    url = reverse("tenancies:weak_signal_create", args=[alone.public_id])

    assertNotContains(
        signed_in(officer).get(reverse("tenancies:household", args=[alone.public_id])), "Signaler un fait"
    )
    assertContains(signed_in(officer).get(url, follow=True), "plus aucune association ne suit ce ménage")


def test_a_colleague_of_the_sender_takes_it_back(household, member, signal):
    cancelled = cancel_signal(signal=signal, user=member(Role.ADVISER), reason=Mistake.TWICE)

    assert (cancelled.is_cancelled, cancelled.entry.is_cancelled) == (True, True)
