"""A partner that does not answer: one reminder when its delay is over, however often one looks, then the end."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date, short_date
from partners.exceptions import TransitionNotAllowedError
from partners.models import ConventionTerms, Notification
from partners.roles import Role
from referrals.models import Mobilisation, Referral, ReferralEvent
from referrals.services import mobilisations, silence
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory

State, Move = Mobilisation.State, Mobilisation.Move
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()


def coordinator_of(asked):
    return UserFactory(organization=asked.organization, role=Role.COORDINATOR)


@pytest.mark.django_db
def test_the_command_run_five_times_reminds_once(client):
    asked = MobilisationFactory(late=True)
    MobilisationFactory(answer_due_on=TODAY)
    coordinator, colleague = coordinator_of(asked), UserFactory(organization=asked.organization, role="SOCIAL_WORKER")
    ConventionTerms.objects.filter(convention=asked.convention).update(reminded_delay_days=4)

    for _ in range(5):
        call_command("recurring", verbosity=0)

    asked.refresh_from_db()
    assert (asked.state, asked.expires_on) == (State.REQUESTED, TODAY + 4 * DAY)
    assert list(Notification.objects.values_list("recipient", "kind", "about_id")) == [
        (coordinator.pk, "ANSWER_OVERDUE", asked.pk)
    ]
    [message] = mail.outbox
    assert (message.to, message.subject) == ([coordinator.email], "Une demande attend toujours votre réponse")
    for word in (asked.referral.household.name, asked.referral.reference, asked.goal, colleague.email):
        assert word not in message.body
    [event] = ReferralEvent.objects.all()
    facts = {"mobilisation": str(asked.public_id)}
    assert (event.move, event.actor, event.facts) == ("REMIND", None, facts)
    client.force_login(coordinator)
    page = client.get(reverse("partners:notifications")).text
    assert f"la demande prend fin après le {long_date(asked.expires_on)}" in page


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_remind_once_and_end_once():
    together = Barrier(2)

    def at_once(step):
        def do(_):
            try:
                connection.ensure_connection()
                together.wait()
                return step()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as processes:
            return sorted(processes.map(do, range(2)))

    late, silent = MobilisationFactory(late=True), MobilisationFactory(silent=True)
    for asked in (late, silent):
        coordinator_of(asked)

    assert (at_once(silence.remind_silent), at_once(silence.expire_silent)) == ([0, 1], [0, 1])

    assert sorted(Notification.objects.values_list("kind", flat=True)) == [
        "ANSWER_MISSED",
        "ANSWER_OVERDUE",
        "REQUEST_EXPIRED",
    ]
    assert sorted(ReferralEvent.objects.values_list("move", flat=True)) == ["EXPIRE", "REMIND"]


@pytest.mark.django_db
def test_after_the_second_delay_the_adviser_chooses_another_and_the_partner_reads_that_it_ended(client):
    asked = MobilisationFactory(silent=True)
    other = ConventionFactory(action=asked.convention.action)
    coordinator, adviser = coordinator_of(asked), asked.requested_by
    sheet = reverse("referrals:mobilisation", args=[asked.public_id])
    client.force_login(coordinator)
    assert "répondez jusqu’au" in client.get(sheet).text

    call_command("recurring", verbosity=0)

    asked.refresh_from_db()
    assert (asked.state, asked.answered_by, asked.referral.state) == (State.EXPIRED, None, Referral.State.MET)
    refused = client.post(reverse("referrals:accept", args=[asked.public_id]), {"worker": ""}, follow=True)
    assert "Le délai de réponse est passé" in refused.text
    assert f"attendait votre réponse jusqu’au {long_date(asked.expires_on)}" in refused.text
    assert asked.referral.household.name not in refused.text
    assert "Restée sans réponse" in client.get(reverse("referrals:mobilisations"), {"answered": "1"}).text
    with pytest.raises(TransitionNotAllowedError):
        mobilisations.decline(mobilisation=asked, user=coordinator, reason="FULL")

    client.force_login(adviser)
    page = client.get(reverse("referrals:detail", args=[asked.referral.public_id])).text
    assert f"relancé le {short_date(asked.reminded_at)}, demande terminée le {short_date(asked.answered_at)}" in page
    assert "Choisir un autre partenaire" in page
    assert "un partenaire n’a pas répondu, sollicitez-en un autre" in client.get(reverse("referrals:worklist")).text
    assert "Vous pouvez en choisir un autre" in client.get(reverse("partners:notifications")).text
    partners = (
        client.get(reverse("referrals:detail", args=[asked.referral.public_id])).context["mobilise_form"].partners
    )
    # Whoever never answered comes last, and may be asked again.
    assert [each.convention for each in partners] == [other, asked.convention]
    assert "n’a pas répondu" in partners[1].about


@pytest.mark.django_db
def test_one_of_two_that_never_answered_waits_for_another_until_one_is_asked(client):
    expired = MobilisationFactory(expired=True, requested_at=timezone.now() - 30 * DAY)
    referral, adviser = expired.referral, expired.requested_by
    MobilisationFactory(referral=referral, requested_by=adviser, requested_at=timezone.now() - DAY, reminded=True)
    client.force_login(adviser)

    def found(name):
        return list(client.get(reverse("referrals:worklist")).context[name])

    assert (found("unanswered"), found("to_mobilise")) == ([expired], [])
    for answers, expected in (("expired", [referral]), ("reminded", [referral]), ("late", [referral])):
        rows = client.get(reverse("referrals:list"), {"answers": answers}).context["rows"]
        assert [row.referral for row in rows] == expected
    MobilisationFactory(referral=referral, requested_by=adviser, requested_at=timezone.now() + DAY)
    assert found("unanswered") == []


@pytest.mark.django_db
def test_who_must_not_know_the_partner_reads_no_day_that_its_convention_fixes(client):
    """Beside the day of the request it would tell which convention."""
    asked = MobilisationFactory(reminded=True, requested_at=timezone.now() - 12 * DAY)
    day = timezone.now() - 9 * DAY
    Mobilisation.objects.filter(pk=asked.pk).update(reminded_at=day)
    ReferralEvent.objects.create(referral=asked.referral, move="REMIND", to_state="MOBILISING", at=day)
    page = reverse("referrals:detail", args=[asked.referral.public_id])

    client.force_login(asked.requested_by)
    assert client.get(page).text.count("Partenaire relancé") == 1
    for role in (Role.MANAGER, Role.RENTAL_OFFICER):
        client.force_login(UserFactory(organization=asked.referral.landlord, role=role))
        text = client.get(page).text
        assert "Relancé, sans réponse" in text
        assert "Partenaire relancé" not in text
        assert short_date(day) not in text


@pytest.mark.django_db
def test_the_database_wants_a_reminder_before_an_end_and_a_last_day_with_it():
    expired = MobilisationFactory(expired=True)

    for changed, name in (
        ({"reminded_at": None, "expires_on": None}, "mobilisation_expires_after_reminder"),
        ({"expires_on": None}, "mobilisation_reminder_gives_a_last_day"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Mobilisation.objects.filter(pk=expired.pk).update(**changed)


# Move -> state before -> state after. What is absent is refused.
LEADS_TO = {
    Move.ACCEPT: {State.REQUESTED: State.ACCEPTED, State.WAITLISTED: State.ACCEPTED},
    Move.DECLINE: {State.REQUESTED: State.DECLINED, State.WAITLISTED: State.DECLINED},
    Move.WITHDRAW: {State.REQUESTED: State.WITHDRAWN, State.WAITLISTED: State.WITHDRAWN},
    Move.WAITLIST: {State.REQUESTED: State.WAITLISTED, State.WAITLISTED: State.WAITLISTED},
    Move.UNLIST: {State.WAITLISTED: State.REQUESTED},
    Move.ASK_AGAIN: {State.WAITLISTED: State.REQUESTED},
    Move.REMIND: {State.REQUESTED: State.REQUESTED},
    Move.EXPIRE: {State.REQUESTED: State.EXPIRED},
}


def make(asked, move):
    match move:
        case Move.ACCEPT:
            mobilisations.accept(mobilisation=asked, user=coordinator_of(asked))
        case Move.DECLINE:
            mobilisations.decline(mobilisation=asked, user=coordinator_of(asked), reason="FULL")
        case Move.WITHDRAW:
            adviser = UserFactory(organization=asked.referral.landlord, role=Role.ADVISER)
            mobilisations.withdraw(mobilisation=asked, user=adviser)
        case Move.WAITLIST:
            mobilisations.put_on_waiting_list(
                mobilisation=asked, user=coordinator_of(asked), place_expected_on=TODAY + DAY
            )
        case Move.UNLIST:
            mobilisations.take_off_waiting_list(mobilisation=asked, user=coordinator_of(asked))
        case Move.ASK_AGAIN:
            if not silence.ask_waiting_again():
                raise TransitionNotAllowedError
        case Move.REMIND:
            if not silence.remind_silent():
                raise TransitionNotAllowedError
        case Move.EXPIRE:
            if not silence.expire_silent():
                raise TransitionNotAllowedError


@pytest.mark.django_db
def test_every_state_allows_its_own_moves_and_no_other():
    """Its follow-up ends, or goes on, by moves of its own (`test_finished_work.py`)."""
    for move, paths in LEADS_TO.items():
        for state in State:
            with transaction.atomic():
                asked = MobilisationFactory(late=True) if move == Move.REMIND else MobilisationFactory(silent=True)
                put_in(asked, state)
                try:
                    make(asked, move)
                except TransitionNotAllowedError:
                    assert state not in paths, (move, state)
                else:
                    asked.refresh_from_db()
                    assert asked.state == paths[state], (move, state)
                transaction.set_rollback(True)


def put_in(asked, state):
    if state == State.REQUESTED:
        return
    if state in {State.ACCEPTED, State.ENDED}:
        mobilisations.accept(mobilisation=asked, user=coordinator_of(asked))
        Mobilisation.objects.filter(pk=asked.pk).update(state=state)
    else:
        reason = "FULL" if state == State.DECLINED else ""
        beside = {
            State.EXPIRED: {"reminded_at": timezone.now(), "expires_on": TODAY},
            State.WAITLISTED: {"place_expected_on": TODAY - DAY},
        }
        Mobilisation.objects.filter(pk=asked.pk).update(
            state=state, answered_at=timezone.now(), decline_reason=reason, **beside.get(state, {})
        )
    asked.refresh_from_db()


@pytest.mark.django_db
def test_a_referral_that_is_over_is_left_alone():
    """Its requests were taken back; one that was forgotten there stops nothing."""
    forgotten = MobilisationFactory(late=True, referral=ReferralFactory(ended=True))
    reminded = MobilisationFactory(late=True)

    assert silence.remind_silent() == 1

    forgotten.refresh_from_db()
    reminded.refresh_from_db()
    assert (forgotten.reminded_at, bool(reminded.reminded_at)) == (None, True)
