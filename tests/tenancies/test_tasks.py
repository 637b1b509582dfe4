"""Who does what by when: read by its audience, told to whoever does it, on their home until it is done."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from partners.discretion import UNNAMED_PARTNER
from partners.models import Notification
from partners.roles import Role
from partners.services.accounts import deactivate
from tenancies.models import Household, Participation, Task
from tenancies.models.audience import Audience
from tenancies.services.tasks import cancel_task, do_task, give_task, reopen_task
from tests.factories.partners import UserFactory
from tests.factories.tenancies import TaskFactory
from tests.tenancies.mending import said

pytestmark = pytest.mark.django_db

WHAT = "Demander la quittance d’octobre"
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def adviser(member):
    return member(Role.ADVISER)


@pytest.fixture
def give(household, adviser, worker):
    """`give(person=None)`: from the adviser, to the worker unless said otherwise."""

    def give(**given):
        person = given.pop("person", worker)
        given = {
            "user": adviser,
            "audience": Audience.SHARED,
            "what": WHAT,
            "in_charge": worker.organization,
            "due_on": TODAY + 7 * DAY,
            "origin": Task.Origin.MEETING,
        } | given
        return give_task(household=household, person=person, **given)

    return give


def list_of(household):
    return reverse("tenancies:household_tasks", args=[household.public_id])


def waiting(client):
    return [section.title for section in client.get(reverse("home")).context["sections"] if "Tâches" in section.title]


def test_decided_at_a_meeting_it_is_told_to_whoever_does_it_and_stays_on_their_home_until_it_is_done(
    signed_in, household, adviser, worker
):
    client = signed_in(adviser)
    sent = {
        "audience": "SHARED",
        "what": WHAT,
        "charge": f"P{worker.public_id}",
        "due_on": str(TODAY + 7 * DAY),
        "origin": "MEETING",
    }
    response = client.post(reverse("tenancies:task_create", args=[household.public_id]), sent)
    assert said(response)[0].startswith("La tâche est notée\u00a0: à faire avant le")
    task = Task.objects.get()
    assert (task.author, task.person, task.in_charge) == (adviser, worker, worker.organization)
    [letter] = mail.outbox
    assert (letter.to, household.name in letter.body, WHAT in letter.body) == ([worker.email], False, False)
    client = signed_in(worker)
    assert waiting(client) == ["Tâches à faire"]
    assert household.name in client.get(reverse("partners:notifications")).text

    response = client.post(reverse("tenancies:task_do", args=[household.public_id, task.public_id]))

    assert said(response) == ["La tâche est faite. Elle ne figure plus dans ce qui reste à faire."]
    assert waiting(client) == []
    page = client.get(list_of(household))
    assert ([line.badge for line in page.context["settled"]], page.context["to_do"]) == (["Faite"], [])
    client.post(reverse("tenancies:task_reopen", args=[household.public_id, task.public_id]))
    assert waiting(client) == ["Tâches à faire"]
    assert list(task.events.order_by("pk").values_list("move", "actor")) == [("DO", worker.pk), ("REOPEN", worker.pk)]


def test_given_to_a_team_it_waits_for_whoever_answers_for_it(signed_in, member, worker, give):
    coordinator = member(Role.COORDINATOR)

    give(person=None)

    assert [waiting(signed_in(each)) for each in (worker, coordinator)] == [[], ["Tâches à faire"]]
    assert list(Notification.objects.values_list("recipient", "kind")) == [(coordinator.pk, "TASK_GIVEN")]


def test_late_it_says_so_and_in_a_closed_case_file_it_waits_for_nobody(signed_in, household, worker, give):
    give(due_on=TODAY - DAY)
    client = signed_in(worker)
    assert "En retard depuis le" in client.get(list_of(household)).text
    assert Task.DUE.late(Task.objects.all()).count() == 1

    Household.objects.filter(pk=household.pk).update(state="CLOSED", closed_on=TODAY)

    assert waiting(client) == []
    page = client.get(list_of(household)).text
    assert (WHAT in page, "C’est fait" in page, "Noter une tâche" in page) == (True, False, False)


def test_nobody_is_given_what_they_could_not_read(signed_in, household, adviser, member):
    officer = member(Role.RENTAL_OFFICER)
    TaskFactory(household=household, author=officer)
    client = signed_in(adviser)
    sent = {"audience": "SOCIAL", "what": WHAT, "charge": f"T{adviser.organization.public_id}", "due_on": str(TODAY)}
    create = reverse("tenancies:task_create", args=[household.public_id])
    assert client.post(create, sent | {"origin": "OTHER"}).status_code == 302

    other = household.participations.exclude(organization=adviser.organization).get().organization
    page = client.post(create, sent | {"audience": "ORGANIZATION", "charge": f"T{other.public_id}", "origin": "OTHER"})

    [error] = page.context["form"].errors["charge"]
    assert error.startswith("Qui s’en charge ne pourrait pas lire cette tâche")
    assert (WHAT in page.text, Task.objects.count()) == (True, 2)
    assert "À faire" in signed_in(officer).get(list_of(household)).text
    assert WHAT not in signed_in(officer).get(list_of(household)).text


def test_it_is_corrected_by_its_author_and_cancelled_in_the_open(signed_in, household, adviser, worker, give):
    task = give()
    client = signed_in(adviser)
    correct = reverse("tenancies:task_correct", args=[household.public_id, task.public_id])
    sent = {
        "audience": "SHARED",
        "what": "Demander deux quittances",
        "charge": f"T{worker.organization.public_id}",
        "due_on": str(TODAY + 9 * DAY),
        "origin": "OTHER",
    }

    client.post(correct, sent | {"seen": client.get(correct).context["form"]["seen"].value()})

    task.refresh_from_db()
    assert (task.what, task.person, task.corrected_by) == ("Demander deux quittances", None, adviser)
    cancel_task(task=task, user=adviser, reason="NOT_HAPPENED")
    page = signed_in(worker).get(list_of(household))
    assert ([line.badge for line in page.context["settled"]], page.context["to_do"]) == (["Annulée"], [])
    assert "cela n’a pas eu lieu" in page.text


def test_what_somebody_had_to_do_goes_to_their_team_when_they_leave(worker, member, give):
    task, other = give(), give(audience=Audience.ORGANIZATION, user=worker)
    admin = UserFactory(organization=worker.organization, role=Role.ADMIN)

    deactivate(account=worker, user=admin)

    for each in (task, other):
        each.refresh_from_db()
    assert (task.person, other.person) == (None, None)


def test_whoever_has_left_the_case_file_has_nothing_to_do_there(signed_in, household, worker, give):
    give()
    Participation.objects.filter(household=household, organization=worker.organization).update(
        until=TODAY, end_reason="TERM"
    )

    client = signed_in(worker)

    assert (waiting(client), client.get(list_of(household)).status_code) == ([], 404)


def test_rental_staff_read_no_name_of_a_partner_mobilised_for_a_tenant_in_place(
    signed_in, household, member, worker, give
):
    give()
    client = signed_in(member(Role.RENTAL_OFFICER))

    page, form = (
        client.get(reverse(f"tenancies:{name}", args=[household.public_id])).text
        for name in ("household_tasks", "task_create")
    )

    told = (worker.last_name, worker.organization.short_name)
    assert UNNAMED_PARTNER in page
    assert [each for each in told if each in page or each in form] == []


def test_a_list_costs_as_much_for_one_task_as_for_forty(
    signed_in, household, adviser, worker, django_assert_num_queries
):
    client = signed_in(worker)
    client.get(list_of(household))
    for count in (1, 40):
        for number in range(count):
            TaskFactory(household=household, author=adviser, person=worker, state="DONE" if number % 2 else "TODO")
        # Session, user, case file (five), what is to be done, what is settled, meetings.
        with django_assert_num_queries(10):
            client.get(list_of(household))


def test_done_at_once_by_two_it_is_done_once(worker, give):
    task = give()
    do_task(task=task, user=worker)

    with pytest.raises(Exception, match="not possible"):
        do_task(task=task, user=worker)

    assert reopen_task(task=task, user=worker).state == Task.State.TODO
