"""Recording a visit: once, completely, and without losing a word."""

import datetime
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.dates import long_date, long_moment
from partners.roles import Role
from tenancies.forms.visit import FIELD_OF_DOMAIN
from tenancies.models import Domain, FollowUp, JournalEntry, Observation, Visit
from tenancies.services.support import end_follow_up
from tests.factories.partners import ConventionFactory
from tests.factories.tenancies import FollowUpFactory, VisitFactory
from tests.forms import stamp_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(household):
    return reverse("tenancies:visit_create", args=[household.public_id])


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def answers(follow_up):
    """The form of a visit made an hour ago."""
    follow_up.started_on = timezone.localdate() - datetime.timedelta(days=30)
    follow_up.save()
    return {
        "follow_up": str(follow_up.public_id),
        "outcome": "DONE",
        "medium": "HOME",
        "visited_at": local(timezone.now() - datetime.timedelta(hours=1)),
        "topics": ["HOUSING", "BUDGET"],
        "shared_report": "APL versée dès décembre.",
        "note": "À revoir seule.",
        "report_audience": "SOCIAL",
        "note_audience": "ORGANIZATION",
        "autonomy_housing": "4",
        "autonomy_budget": "2",
        "next_visit_at": local(timezone.now() + datetime.timedelta(days=10)),
    }


def test_visit_is_recorded_with_its_texts(signed_in, worker, household, follow_up, url, answers):
    response = signed_in(worker).post(url, answers)

    assert response.headers["Location"] == reverse("tenancies:household", args=[household.public_id])
    follow_up.refresh_from_db()
    due, at = long_date(follow_up.visit_due_on), long_moment(follow_up.next_visit_at)
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"La visite est enregistrée. Prochaine visite avant le {due}\u00a0; rendez-vous le {at}."
    ]
    visit = Visit.objects.get()
    assert (visit.follow_up, visit.author, visit.organization, visit.outcome, visit.medium, visit.topics) == (
        follow_up,
        worker,
        worker.organization,
        "DONE",
        "HOME",
        ["HOUSING", "BUDGET"],
    )
    observed = visit.observations.order_by("pk")
    assert list(observed.values_list("household", "domain", "level", "by", "observed_on", "occasion")) == [
        (household.pk, "HOUSING", 4, "WORKER", timezone.localdate(visit.visited_at), "VISIT"),
        (household.pk, "BUDGET", 2, "WORKER", timezone.localdate(visit.visited_at), "VISIT"),
    ]
    assert sorted(visit.entries.values_list("kind", "audience", "text")) == [
        ("VISIT", "SOCIAL", "APL versée dès décembre."),
        ("VISIT_NOTE", "ORGANIZATION", "À revoir seule."),
    ]
    follow_up.refresh_from_db()
    visited_on = timezone.localdate(visit.visited_at)
    assert (follow_up.last_visit_on, follow_up.visit_due_on) == (visited_on, visited_on + datetime.timedelta(days=15))
    assert local(follow_up.next_visit_at) == answers["next_visit_at"]


def test_sending_twice_records_one_visit(signed_in, worker, household, url, answers):
    client = signed_in(worker)
    sent = answers | stamp_of(client.get(url))

    responses = [client.post(url, sent) for _ in range(2)]

    target = reverse("tenancies:household", args=[household.public_id])
    assert [response.headers["Location"] for response in responses] == [target, target]
    assert (Visit.objects.count(), Observation.objects.count(), JournalEntry.objects.count()) == (1, 2, 2)


def test_absence_needs_no_report_and_moves_no_due_date(signed_in, worker, follow_up, url, answers):
    due = follow_up.visit_due_on

    signed_in(worker).post(url, answers | {"outcome": "ABSENT", "shared_report": "", "note": ""})

    follow_up.refresh_from_db()
    assert Visit.objects.get().outcome == "ABSENT"
    assert (follow_up.visit_due_on, follow_up.last_visit_on) == (due, None)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"outcome": ""}, ["outcome"]),
        ({"outcome": "DREAMT"}, ["outcome"]),
        ({"medium": ""}, ["medium"]),
        ({"shared_report": "  "}, ["shared_report"]),
        ({"visited_at": ""}, ["visited_at"]),
        ({"visited_at": "2999-01-01T10:00"}, ["visited_at"]),
        ({"visited_at": "2020-01-01T10:00"}, ["visited_at"]),
        ({"visited_at": "hier"}, ["visited_at"]),
        ({"next_visit_at": "2026-01-01T10:00"}, ["next_visit_at"]),
        ({"topics": ["HOUSING", "GOSSIP"]}, ["topics"]),
        ({"autonomy_budget": "6"}, ["autonomy_budget"]),
        ({"note_audience": "SHARED"}, ["note_audience"]),
        ({"report_audience": ""}, ["report_audience"]),
        ({"report_audience": "AUTHOR"}, ["report_audience"]),
        ({"follow_up": str(uuid.uuid4())}, ["follow_up"]),
    ],
)
def test_errors_stand_at_their_field_and_the_text_stays(signed_in, worker, url, answers, changes, errors):
    response = signed_in(worker).post(url, answers | changes)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == errors
    assert "À revoir seule." in response.content.decode()
    assert not Visit.objects.exists()


def test_empty_form_proposes_now_and_the_conventions_interval(signed_in, worker, follow_up, url):
    VisitFactory(follow_up=follow_up, levels={Domain.BUDGET: 3})

    response = signed_in(worker).get(url)

    form = response.context["form"]
    next_visit = datetime.datetime.fromisoformat(form["next_visit_at"].value())
    assert (next_visit.date() - timezone.localdate()).days == 15
    assert form["visited_at"].value()[:13] == local(timezone.now())[:13]
    assert [form[name].value() for name in FIELD_OF_DOMAIN.values()] == [None] * 5
    assert response.content.decode().count("la dernière fois\u00a0: 3") == 1


def test_worker_of_two_follow_ups_says_which(signed_in, worker, household, follow_up, url, answers):
    convention = ConventionFactory(
        action__programme=follow_up.convention.action.programme, association=follow_up.organization
    )
    other = FollowUpFactory(convention=convention, household=household)
    other.started_on = follow_up.started_on
    other.save()
    client = signed_in(worker)

    assert client.get(url).content.decode().count('name="follow_up"') == 2
    client.post(url, answers | {"follow_up": str(other.public_id)})

    assert Visit.objects.get().follow_up == other


def test_ended_follow_up_takes_no_visit(signed_in, worker, follow_up, url, answers):
    follow_up.ended_on, follow_up.end_reason = timezone.localdate(), "TERM"
    follow_up.save()

    response = signed_in(worker).post(url, answers)

    assert given_back(response, answers) == 403
    assert not Visit.objects.exists()


def test_case_file_closed_to_the_association_gives_back_what_was_typed(
    signed_in, worker, member, follow_up, url, answers
):
    end_follow_up(follow_up=follow_up, user=member(Role.COORDINATOR), reason="TERM")

    response = signed_in(worker).post(url, answers)

    assert given_back(response, answers) == 404
    assertNotContains(response, follow_up.household.name, status_code=404)
    assert not Visit.objects.exists()


def test_follow_up_ended_at_that_very_moment_gives_back_what_was_typed(
    signed_in, worker, follow_up, url, answers, monkeypatch
):
    def end_and_lock(**options):
        FollowUp.objects.filter(pk=follow_up.pk).update(ended_on=timezone.localdate(), end_reason="TERM")
        return lock(**options)

    lock = FollowUp.objects.select_for_update
    monkeypatch.setattr(FollowUp.objects, "select_for_update", end_and_lock)

    response = signed_in(worker).post(url, answers)

    assert given_back(response, answers) == 409
    assert not Visit.objects.exists()


def given_back(response, answers):
    for name in ("shared_report", "note"):
        assertContains(response, answers[name], status_code=response.status_code)
    return response.status_code


@pytest.mark.parametrize("count", [1, 30])
def test_form_costs_seven_queries(signed_in, worker, follow_up, url, django_assert_num_queries, count):
    for days in range(count):
        VisitFactory(follow_up=follow_up, author=worker, visited_at=timezone.now() - datetime.timedelta(days=days))
    client = signed_in(worker)

    with django_assert_num_queries(7):
        assert client.get(url).status_code == 200


# Drafts: what all forms share is in tests/housing_support/test_drafts.py and tests/consistency/test_typed.py


def test_button_saves_the_draft_without_javascript(signed_in, worker, url, answers):
    client = signed_in(worker)

    response = client.post(url, answers | stamp_of(client.get(url)) | {"outcome": "", "save_draft": "1"})

    assert response.headers["Location"] == url
    assert not Visit.objects.exists()
    assert client.get(url).context["form"]["shared_report"].value() == answers["shared_report"]


def test_visit_under_the_identifier_of_another_visit_is_refused(signed_in, worker, household, url, answers):
    """It was said to be recorded, and was not."""
    client = signed_in(worker)
    elsewhere = VisitFactory(follow_up__organization=worker.organization, author=worker)

    response = client.post(url, answers | {"sending_id": str(elsewhere.submission_id)})

    assert response.status_code == 409
    assert answers["shared_report"] in response.content.decode()
    assert not household.visits.exists()


def test_two_visits_of_one_submission_are_refused_by_the_database(follow_up):
    visit = VisitFactory(follow_up=follow_up)

    with pytest.raises(IntegrityError), transaction.atomic():
        VisitFactory(follow_up=follow_up, submission_id=visit.submission_id)


def test_visit_recorded_late_leaves_the_appointment_made_since(signed_in, worker, follow_up, url, answers):
    client = signed_in(worker)
    client.post(url, answers)
    follow_up.refresh_from_db()
    due, appointment = follow_up.visit_due_on, follow_up.next_visit_at
    before = {"visited_at": local(timezone.now() - datetime.timedelta(days=12)), "next_visit_at": ""}

    client.post(url, answers | before)

    follow_up.refresh_from_db()
    assert Visit.objects.count() == 2
    assert (follow_up.visit_due_on, follow_up.next_visit_at) == (due, appointment)


# Appointments: each belongs to whoever made it


@pytest.fixture
def appointment(follow_up):
    """Made by a colleague, in twenty days."""
    follow_up.next_visit_at = timezone.localtime().replace(second=0, microsecond=0) + datetime.timedelta(days=20)
    follow_up.save()
    return follow_up.next_visit_at


@pytest.mark.parametrize("outcome", Visit.Outcome.values)
def test_a_visit_without_a_word_about_the_next_leaves_a_later_appointment(
    signed_in, worker, follow_up, url, answers, appointment, outcome
):
    signed_in(worker).post(url, answers | {"outcome": outcome, "next_visit_at": "", "return_at": ""})

    follow_up.refresh_from_db()
    assert (Visit.objects.get().outcome, follow_up.next_visit_at) == (outcome, appointment)


def test_what_the_form_proposed_before_an_appointment_was_made_does_not_replace_it(
    signed_in, worker, follow_up, url, answers
):
    client = signed_in(worker)
    proposed = client.get(url).context["form"]["next_visit_at"].value()
    follow_up.next_visit_at = appointment = timezone.now() + datetime.timedelta(days=20)
    follow_up.save()

    client.post(url, answers | {"next_visit_at": proposed})

    follow_up.refresh_from_db()
    assert (Visit.objects.count(), follow_up.next_visit_at) == (1, appointment)


def test_nothing_is_proposed_beside_an_appointment_which_is_told(signed_in, worker, url, appointment):
    response = signed_in(worker).get(url)

    assert response.context["form"]["next_visit_at"].value() == ""
    assertContains(response, f"Un rendez-vous est déjà fixé le {long_moment(appointment)}", count=2)


def test_an_appointment_is_replaced_by_whom_says_another_one(signed_in, worker, follow_up, url, answers, appointment):
    signed_in(worker).post(url, answers)

    follow_up.refresh_from_db()
    assert local(follow_up.next_visit_at) == answers["next_visit_at"] != local(appointment)


@pytest.mark.parametrize(("days", "stays"), [(-1, False), (0, False), (1, True)])
def test_an_appointment_is_over_with_the_visit_of_its_day(signed_in, worker, follow_up, url, answers, days, stays):
    visited_on = timezone.localdate(datetime.datetime.fromisoformat(answers["visited_at"]).astimezone())
    noon = datetime.datetime.combine(visited_on + datetime.timedelta(days=days), datetime.time(12))
    follow_up.next_visit_at = timezone.make_aware(noon)
    follow_up.save()

    signed_in(worker).post(url, answers | {"outcome": "POSTPONED", "next_visit_at": ""})

    follow_up.refresh_from_db()
    assert (Visit.objects.count(), follow_up.next_visit_at is not None) == (1, stays)


@pytest.mark.parametrize("outcome", ["ABSENT", "POSTPONED", "REFUSED"])
def test_a_missed_visit_asks_when_one_comes_back(signed_in, worker, follow_up, url, answers, outcome):
    """What was proposed for a visit made, be it illegible, is not taken for the answer."""
    missed = answers | {"outcome": outcome, "next_visit_at": "hier"}

    signed_in(worker).post(url, missed)
    without = FollowUp.objects.get().next_visit_at
    signed_in(worker).post(url, missed | {"submission_id": str(uuid.uuid4()), "return_at": answers["next_visit_at"]})

    follow_up.refresh_from_db()
    assert (Visit.objects.count(), without, local(follow_up.next_visit_at)) == (2, None, answers["next_visit_at"])


def test_the_deadline_stands_beside_the_question(signed_in, worker, follow_up, url):
    help_text = signed_in(worker).get(url).context["form"]["return_at"].help_text

    assert help_text == f"La visite reste à faire avant le {long_date(follow_up.visit_due_on)}."
