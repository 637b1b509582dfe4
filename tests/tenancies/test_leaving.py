"""Whoever leaves hands over what they carry: to a successor, or to be named."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.messages import SUCCESS, Message
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertFormError, assertMessages

from housing_support.common.dates import short_date, short_moment
from housing_support.home.views import sections_for
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.roles import Role
from partners.services import accounts
from tenancies.models import Draft, FollowUp, JournalEntry
from tenancies.services.support import assign_worker
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return ConventionFactory()


@pytest.fixture
def person(convention):
    """`person(Role.COORDINATOR)`: somebody of the association."""
    return lambda role=Role.SOCIAL_WORKER, **values: UserFactory(
        organization=convention.association, role=role, **values
    )


@pytest.fixture
def admin(person):
    return person(Role.ADMIN)


@pytest.fixture
def leaver(person):
    return person(first_name="Zoé", last_name="Zola")


@pytest.fixture
def carried(convention, leaver):
    """Three, the most pressing first."""
    today = timezone.localdate()
    return [
        FollowUpFactory(convention=convention, worker=leaver, visit_due_on=today + datetime.timedelta(days=days))
        for days in (1, 2, 3)
    ]


def page_of(leaver):
    return reverse("partners:deactivate", args=[leaver.public_id])


def code(follow_up):
    return f"follow_up-{follow_up.pk}"


def workers(carried):
    return [FollowUp.objects.get(pk=follow_up.pk).worker for follow_up in carried]


def test_each_household_goes_to_whom_the_page_says(signed_in, admin, leaver, carried, person):
    first, second = person(), person()
    chosen = {"follow_up": str(first.public_id), code(carried[1]): str(second.public_id), code(carried[2]): "none"}

    response = signed_in(admin).post(page_of(leaver), chosen)

    leaver.refresh_from_db()
    assert leaver.is_active is False
    assert workers(carried) == [first, second, None]
    done = (
        "Le compte de Zoé Zola est désactivé et ses sessions sont fermées. Un message part pour l’en informer. "
        "Chaque suivi attend à l’accueil de son successeur\u00a0; ceux qui restent à désigner, à l’accueil de qui les "
        "attribue."
    )
    assertMessages(response, [Message(SUCCESS, done)])


def test_successors_find_it_to_take_in_charge_and_the_coordinator_what_is_to_be_named(
    signed_in, admin, leaver, carried, person
):
    successor, coordinator = person(), person(Role.COORDINATOR)

    signed_in(admin).post(page_of(leaver), {"follow_up": str(successor.public_id), code(carried[0]): "none"})

    found = {
        (section.title, line.title)
        for user in (successor, coordinator)
        for section in sections_for(user)[0]
        for line in section.lines
        if section.title in ("À prendre en main", "Référent à désigner")
    }
    assert found == {
        ("Référent à désigner", carried[0].household.name),
        ("À prendre en main", carried[1].household.name),
        ("À prendre en main", carried[2].household.name),
    }


def test_nothing_changes_until_a_successor_is_chosen(signed_in, admin, leaver, carried):
    response = signed_in(admin).post(page_of(leaver), {code(carried[0]): "none"})

    leaver.refresh_from_db()
    assert leaver.is_active is True
    assert workers(carried) == [leaver, leaver, leaver]
    assertFormError(response.context["form"], "follow_up", "Choisissez un successeur, ou «\u00a0À désigner\u00a0».")
    assert '<option value="none" selected>' in response.text


def test_successors_are_colleagues_who_may_visit(signed_in, admin, leaver, carried, person):
    worker, coordinator = person(last_name="Aubry"), person(Role.COORDINATOR, last_name="Zola")
    person(is_active=False)
    UserFactory()

    form = signed_in(admin).get(page_of(leaver)).context["form"]

    assert [code for code, _ in form.fields["follow_up"].choices] == [
        "",
        "none",
        str(worker.public_id),
        str(coordinator.public_id),
    ]


def test_an_admin_reads_the_reference_and_a_coordinator_the_name(signed_in, leaver, carried, person, admin):
    moment = timezone.now() + datetime.timedelta(days=2)
    FollowUp.objects.filter(pk=carried[0].pk).update(next_visit_at=moment)
    household = carried[0].household

    read = signed_in(admin).get(page_of(leaver)).context["form"]
    User.objects.filter(pk=admin.pk).update(is_active=False)
    read_by_coordinator = signed_in(person(Role.COORDINATOR)).get(page_of(leaver)).context["form"]

    field = read.fields[code(carried[0])]
    assert field.label == f"Dossier {household.reference}"
    assert field.help_text == (
        f"suivi depuis le {short_date(carried[0].started_on)} · "
        f"visite avant le {short_date(carried[0].visit_due_on)} · rendez-vous {short_moment(moment)}"
    )
    assert read_by_coordinator.fields[code(carried[0])].label == f"{household.name} · {household.reference}"


def test_only_what_runs_is_handed_over(signed_in, admin, leaver, convention, carried):
    ended = FollowUpFactory(convention=convention, worker=leaver, ended_on=timezone.localdate())

    form = signed_in(admin).get(page_of(leaver)).context["form"]
    accounts.deactivate(account=leaver, user=admin)

    assert list(form.fields) == ["follow_up", *map(code, carried)]
    ended.refresh_from_db()
    assert ended.worker == leaver


def test_whoever_carries_nothing_leaves_at_once(signed_in, admin, leaver):
    client = signed_in(admin)

    assert "Rien n’est à confier" in client.get(page_of(leaver)).text
    response = client.post(page_of(leaver))

    leaver.refresh_from_db()
    assert leaver.is_active is False
    done = "Le compte de Zoé Zola est désactivé et ses sessions sont fermées. Un message part pour l’en informer."
    assertMessages(response, [Message(SUCCESS, done)])


def test_what_was_typed_and_not_sent_is_counted_without_a_word_of_it(signed_in, admin, leaver):
    for form in ("a", "b"):
        Draft.objects.create(user=leaver, role=leaver.role, page="/households/", form=form, title="Visite secrète")

    page = signed_in(admin).get(page_of(leaver)).text

    assert "<b>Saisies commencées et non envoyées&nbsp;: 2.</b>" in page
    assert "Visite secrète" not in page


def test_the_timeline_says_that_the_worker_changes_and_not_that_the_first_one_is_named(
    admin, leaver, carried, convention, person
):
    unassigned = FollowUpFactory(convention=convention)
    assign_worker(follow_up=unassigned, user=person(Role.COORDINATOR), worker=leaver)

    accounts.deactivate(account=leaver, user=admin)

    told = JournalEntry.objects.filter(event=JournalEntry.Event.WORKER_CHANGED)
    assert {entry.household for entry in told} == {each.household for each in (*carried, unassigned)}
    assert {(entry.author, entry.audience) for entry in told} == {(admin, JournalEntry.Audience.SHARED)}


def test_the_message_tells_nothing_of_a_household(admin, leaver, carried):
    accounts.deactivate(account=leaver, user=admin)

    [message] = mail.outbox
    assert [each for each in carried if each.household.name in message.body] == []
    assert [each for each in carried if each.household.reference in message.body] == []


def test_what_comes_after_the_page_follows_the_choice_made_for_all(admin, leaver, carried, person):
    successor = person()

    accounts.deactivate(account=leaver, user=admin, successors={"follow_up": successor, code(carried[0]): None})

    assert workers(carried) == [None, successor, successor]


def test_somebody_who_may_not_take_over_is_refused_and_nothing_changes(admin, leaver, carried, person):
    for wrong in (UserFactory(), person(Role.ADMIN), person(is_active=False), leaver):
        with pytest.raises(TransitionNotAllowedError):
            accounts.deactivate(account=leaver, user=admin, successors={"follow_up": wrong})

    leaver.refresh_from_db()
    assert leaver.is_active is True
    assert workers(carried) == [leaver, leaver, leaver]


def test_a_successor_who_left_meanwhile_is_refused_at_the_page(signed_in, admin, leaver, carried, person):
    successor = person()
    client = signed_in(admin)
    client.get(page_of(leaver))
    accounts.deactivate(account=successor, user=admin)

    response = client.post(page_of(leaver), {"follow_up": str(successor.public_id)})

    assert list(response.context["form"].errors) == ["follow_up"]


def test_reactivation_gives_nothing_back(admin, leaver, carried):
    accounts.deactivate(account=leaver, user=admin)
    accounts.reactivate(account=leaver, user=admin)

    assert workers(carried) == [None, None, None]


def test_beyond_a_hundred_the_rest_follows_the_choice_for_all(signed_in, admin, leaver, carried, person, monkeypatch):
    monkeypatch.setattr("partners.forms.departures.MOST_ASKED", 2)
    successor = person()
    client = signed_in(admin)

    page = client.get(page_of(leaver))
    client.post(page_of(leaver), {"follow_up": str(successor.public_id), code(carried[0]): "none"})

    assert "(1) vont au successeur choisi pour tous" in page.text
    assert workers(carried) == [None, successor, successor]


@pytest.mark.django_db(transaction=True)
def test_whoever_is_named_while_leaving_carries_nothing_in_the_end(admin, leaver, convention, person):
    """The coordinator names the leaver at the same moment: refused, or handed over with the rest."""
    coordinator, follow_up = person(Role.COORDINATOR), FollowUpFactory(convention=convention)
    both_ready = threading.Barrier(2)

    def at_once(act, **arguments):
        try:
            both_ready.wait(timeout=10)
            act(**arguments)
        except TransitionNotAllowedError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        threads.submit(at_once, assign_worker, follow_up=follow_up, user=coordinator, worker=leaver)
        threads.submit(at_once, accounts.deactivate, account=leaver, user=admin)

    follow_up.refresh_from_db()
    assert follow_up.worker is None


# Another role


def role_page_of(leaver):
    return reverse("partners:change_role", args=[leaver.public_id])


def test_a_role_that_may_not_visit_asks_for_successors(signed_in, admin, leaver, carried, person):
    client, successor = signed_in(admin), person()

    refused = client.post(role_page_of(leaver), {"role": Role.ADMIN})
    client.post(role_page_of(leaver), {"role": Role.ADMIN, "follow_up": str(successor.public_id)})

    assertFormError(refused.context["form"], "follow_up", "Choisissez un successeur, ou «\u00a0À désigner\u00a0».")
    leaver.refresh_from_db()
    assert leaver.role == Role.ADMIN
    assert workers(carried) == [successor, successor, successor]


def test_a_role_that_may_visit_keeps_what_is_carried(signed_in, admin, leaver, carried, person):
    person()

    signed_in(admin).post(role_page_of(leaver), {"role": Role.COORDINATOR})

    leaver.refresh_from_db()
    assert leaver.role == Role.COORDINATOR
    assert workers(carried) == [leaver, leaver, leaver]
