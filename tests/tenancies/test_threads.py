"""The thread of a case file: read by those whom it is for, once it has left; told once; new until it is opened."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from housing_support.common.mending import Mistake
from partners.discretion import UNNAMED_PARTNER
from partners.models import Notification
from partners.roles import Role
from tenancies.models import Draft, Household, Message, Participation, ThreadReading
from tenancies.models.audience import Audience
from tenancies.services.merging import merge_households
from tenancies.services.messages import (
    MentionRefusedError,
    cancel_message,
    tell_left_messages,
    tell_of_message,
    withdraw_message,
    write_message,
)
from tests.consistency.database import written_anywhere
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, JournalEntryFactory, MessageFactory, ParticipationFactory
from tests.forms import stamp_of
from tests.tenancies.mending import said

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
TEXT = "Le plombier passe jeudi entre 8 h et 10 h."


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(member, household):
    """Who has written in the case file."""
    officer = member(Role.RENTAL_OFFICER)
    JournalEntryFactory(household=household, author=officer)
    return officer


@pytest.fixture
def adviser(member):
    return member(Role.ADVISER)


@pytest.fixture
def coordinator(member):
    return member(Role.COORDINATOR)


@pytest.fixture
def say(household):
    """`say(user, mentioned=worker)`: a message for all, unless said otherwise."""

    def say(user, **given):
        given = {"audience": Audience.SHARED, "text": TEXT} | given
        return write_message(household=household, user=user, **given)

    return say


def thread(household):
    return reverse("tenancies:household_thread", args=[household.public_id])


def leave(message):
    """An hour goes by, and a worker looks at what has left."""
    now = timezone.now()
    Message.with_cancelled.filter(pk=message.pk).update(written_at=now - 2 * HOUR, leaves_at=now - HOUR)
    tell_of_message.call(message.pk)


def told(user):
    return list(Notification.objects.of(user).order_by("pk").values_list("kind", flat=True))


def texts_on(page):
    return [line.text for line in (*page.context["thread"].new, *page.context["thread"].read)]


def test_a_message_is_its_authors_until_it_leaves_then_everybodys_who_is_told_of_it(
    signed_in, household, adviser, worker, coordinator, member
):
    bystander = member(Role.MANAGER)
    client = signed_in(adviser)
    response = client.post(
        reverse("tenancies:message_create", args=[household.public_id]),
        {"audience": "SHARED", "mentioned": str(worker.public_id), "text": TEXT},
    )
    message = Message.objects.get()
    at = f"{timezone.localtime(message.leaves_at):%-H\u00a0h\u00a0%M}"
    assert said(response)[0].startswith(f"Le message part à {at}\u00a0: d’ici là, vous pouvez le retirer.")
    assert TEXT in client.get(thread(household)).text
    assert f"Part à {at}" in client.get(thread(household)).text
    page = signed_in(worker).get(thread(household))
    assert (TEXT in page.text, "Aucun message" in page.text) == (False, True)
    tell_of_message.call(message.pk)
    assert (tell_left_messages(), Notification.objects.count(), len(mail.outbox)) == (0, 0, 0)

    leave(message)

    assert [told(each) for each in (worker, coordinator, adviser, bystander)] == [
        ["MENTIONED"],
        ["MESSAGE_LEFT"],
        [],
        [],
    ]
    # The others are written to once a day, unless they choose otherwise.
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([worker.email], "Un message s’adresse à vous")
    assert household.name not in letter.body
    client = signed_in(worker)
    assert "1&nbsp;nouveau" in client.get(reverse("tenancies:household", args=[household.public_id])).text.replace(
        "\u00a0", "&nbsp;"
    )
    home = client.get(reverse("home")).text
    assert (thread(household) in home, "Nouveaux messages" in home) == (True, True)
    page = client.get(thread(household))
    assert ("Nouveaux messages" in page.text, "À votre attention" in page.text) == (True, True)
    again = client.get(thread(household))
    assert ("Nouveaux messages" in again.text, TEXT in again.text) == (False, True)
    assert "Nouveaux messages" not in client.get(reverse("home")).text
    assert not Notification.objects.of(worker).unread().exists()


def test_told_once_however_many_come_to_it_and_by_another_when_its_worker_was_killed(household, officer, worker, say):
    message = say(officer)
    leave(message)
    killed = MessageFactory(household=household, author=officer, told_at=None)

    for _ in range(3):
        tell_of_message.call(message.pk)
        call_command("recurring")
        tell_of_message.call(killed.pk)

    assert told(worker) == ["MESSAGE_LEFT", "MESSAGE_LEFT"]
    message.refresh_from_db()
    assert ThreadReading.objects.get(user=worker).waits_since == min(message.leaves_at, killed.leaves_at)


def test_withdrawn_it_is_nowhere_and_nobody_is_told(signed_in, household, officer, worker):
    client, url = signed_in(officer), reverse("tenancies:message_create", args=[household.public_id])
    sent = stamp_of(client.get(url)) | {"audience": "SHARED", "text": "parole-mirabelle"}
    client.post(url, sent)
    message = Message.objects.get()
    assert Draft.objects.get(submission_id=message.public_id).data["text"] == ["parole-mirabelle"]

    response = client.post(reverse("tenancies:message_withdraw", args=[household.public_id, message.public_id]))

    assert said(response)[-1] == "Le message est retiré\u00a0: personne d’autre ne l’a lu ni ne le lira."
    assert "parole-mirabelle" not in written_anywhere()
    message.refresh_from_db()
    assert (message.author, message.withdrawn_at is not None) == (officer, True)
    assert "Message retiré à" in client.get(thread(household)).text
    # The same page sent again writes nothing.
    assert client.post(url, sent).status_code == 409
    assert Message.objects.count() == 1
    Message.objects.update(**{each: F(each) - HOUR for each in ("written_at", "withdrawn_at", "leaves_at")})
    tell_of_message.call(message.pk)
    assert (tell_left_messages(), Notification.objects.count()) == (0, 0)
    page = signed_in(worker).get(thread(household))
    assert ("retiré" in page.text, texts_on(page)) == (False, [])


def test_one_that_has_left_is_not_withdrawn_but_cancelled_in_the_open(signed_in, household, officer, worker, say):
    message, other = say(officer), say(officer, text="De quelqu’un d’autre.")
    for each in (message, other):
        leave(each)
    client = signed_in(officer)
    place = [household.public_id, message.public_id]

    response = client.post(reverse("tenancies:message_withdraw", args=place))

    assert said(response)[0].startswith("Ce message est parti à")
    assert TEXT in client.get(thread(household)).text
    client.post(reverse("tenancies:message_cancel", args=place), {"reason": Mistake.WRONG_FACTS})
    cancel_message(message=other, user=officer, reason=Mistake.WRONG_HOUSEHOLD)
    page = signed_in(worker).get(thread(household))
    assert texts_on(page) == ["", TEXT]
    assert page.text.count("Message annulé") == 2
    assert f"par {officer.full_name}" in page.text
    assert texts_on(signed_in(officer).get(thread(household))) == ["De quelqu’un d’autre.", TEXT]


def test_it_calls_upon_nobody_who_could_not_read_it(signed_in, household, officer, worker, member, say):
    adviser = member(Role.ADVISER)
    JournalEntryFactory(household=household, author=adviser)
    stranger = UserFactory(role=Role.COORDINATOR)
    client = signed_in(adviser)
    url = reverse("tenancies:message_create", args=[household.public_id])
    offered = [value for value, _ in client.get(url).context["form"].fields["mentioned"].choices]
    assert set(offered) == {"", str(officer.public_id), str(worker.public_id)}

    sent = {"audience": "SOCIAL", "mentioned": str(officer.public_id), "text": TEXT}
    page = client.post(url, sent)

    [error] = page.context["form"].errors["mentioned"]
    assert error.startswith(f"{officer.full_name} ne pourrait pas lire ce message")
    assert TEXT in page.text
    for called, audience in ((officer, "SOCIAL"), (worker, "ORGANIZATION"), (stranger, "SHARED"), (adviser, "SHARED")):
        with pytest.raises(MentionRefusedError):
            say(adviser, mentioned=called, audience=audience)
    assert not Message.objects.exists()


def test_whoever_has_left_before_it_leaves_reads_nothing_and_is_told_nothing(
    signed_in, household, officer, worker, say
):
    before, during = say(officer, mentioned=worker), say(officer, text="Plus tard.", mentioned=worker)
    leave(before)
    Participation.objects.filter(household=household, organization=worker.organization).update(
        until=timezone.localdate(), end_reason="TERM"
    )

    leave(during)

    assert told(worker) == ["MENTIONED"]
    client = signed_in(worker)
    assert client.get(thread(household)).status_code == 404
    assert household.name not in client.get(reverse("partners:notifications")).text
    assert "Nouveaux messages" not in client.get(reverse("home")).text


def test_rental_staff_read_no_name_of_a_partner_mobilised_for_a_tenant_in_place(
    signed_in, household, officer, worker, say
):
    leave(say(worker))
    client = signed_in(officer)

    text = client.get(thread(household)).text
    form = client.get(reverse("tenancies:message_create", args=[household.public_id])).text

    assert (UNNAMED_PARTNER in text, worker.last_name in text, worker.last_name in form) == (True, False, False)


def test_a_closed_case_file_is_read_and_what_waits_there_may_still_be_withdrawn(signed_in, household, officer, say):
    leave(say(officer))
    waiting = say(officer, text="Trop tard.")
    Household.objects.filter(pk=household.pk).update(state="CLOSED", closed_on=timezone.localdate())
    client = signed_in(officer)

    page = client.get(thread(household))

    assert (TEXT in page.text, "Écrire un message" in page.text, page.text.count("Annuler")) == (True, False, 0)
    assert withdraw_message(message=waiting, user=officer).withdrawn_at


def test_the_thread_of_a_duplicate_goes_on_in_the_file_that_stays(signed_in, household, officer, member):
    duplicate = HouseholdFactory(landlord=household.landlord)
    ParticipationFactory(household=duplicate, organization=household.participations.get(role="SUPPORT").organization)
    now = timezone.now()
    MessageFactory(household=duplicate, text="Dans le doublon.", leaves_at=now - datetime.timedelta(hours=3))
    MessageFactory(household=household, text="Ici.", leaves_at=now - datetime.timedelta(hours=2))
    for each in (household, duplicate):
        ThreadReading.objects.create(household=each, user=officer, read_up_to=now - datetime.timedelta(hours=4))

    merge_households(kept=household, duplicate=duplicate, user=member(Role.MANAGER))

    page = signed_in(officer).get(thread(household))
    assert [line.text for line in page.context["thread"].new] == ["Ici.", "Dans le doublon."]


def test_a_thread_costs_as_much_for_three_messages_as_for_five_thousand(
    signed_in, household, officer, worker, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(worker)
    client.get(thread(household))
    now = timezone.now()
    for count in (3, 5_000):
        Message.objects.all().delete()
        ThreadReading.objects.all().delete()
        Message.objects.bulk_create(
            MessageFactory.build(
                household=household,
                author=officer,
                mentioned=worker if number % 2 else None,
                leaves_at=now - datetime.timedelta(minutes=number + 1),
            )
            for number in range(count)
        )
        # Session, user, case file (five), messages; the first time, what is read is noted.
        with django_assert_max_num_queries(12):
            page = client.get(thread(household))
        assert len(page.context["thread"].new) == min(count, 20)
        with django_assert_num_queries(8):
            page = client.get(thread(household))
        assert page.context["thread"].new == []
    older = client.get(page.context["page"].next_url)
    assert len(older.context["thread"].read) == 20
