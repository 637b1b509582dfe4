"""A visit recorded by error is corrected or cancelled in the open, and what followed from it follows."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date, long_moment
from housing_support.common.mending import MendingRefusedError, Mistake, Obstacle
from partners.roles import Role
from tenancies.models import Domain, JournalEntry, Observation, Visit
from tenancies.reading.autonomy import assessment_of
from tenancies.services.visits import cancel_visit, correct_visit, record_visit
from tests.tenancies.mending import TODAY, ago, local, said, timeline_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def begun_long_ago(follow_up):
    follow_up.started_on = TODAY() - datetime.timedelta(days=60)
    follow_up.visit_due_on = TODAY() - datetime.timedelta(days=45)
    follow_up.save()


def record(follow_up, author, *, days_ago=0, **changes):
    facts = {
        "outcome": Visit.Outcome.DONE,
        "medium": Visit.Medium.HOME,
        "visited_at": ago(days_ago),
        "topics": [],
        "levels": {},
        "shared_report": "APL versée en décembre.",
    }
    return record_visit(follow_up=follow_up, user=author, submission_id=uuid.uuid4(), **facts | changes)


def recorded(visit, **changes):
    facts = {name: getattr(visit, name) for name in ("outcome", "medium", "visited_at", "topics")}
    levels = dict(visit.observations.values_list("domain", "level"))
    return {"visit": visit, "levels": levels, **facts, **changes}


def dates_of(follow_up):
    follow_up.refresh_from_db()
    return follow_up.last_visit_on, follow_up.visit_due_on


def due_after(follow_up, days_ago):
    day = TODAY() - datetime.timedelta(days=days_ago)
    return day, day + datetime.timedelta(days=follow_up.convention.visit_interval_days)


# A visit


def test_the_due_date_follows_a_visit_whose_date_is_corrected(follow_up, worker):
    visit = record(follow_up, worker)

    correct_visit(user=worker, **recorded(visit, visited_at=ago(9)))

    assert dates_of(follow_up) == due_after(follow_up, 9)
    assert set(visit.entries.values_list("occurred_at", flat=True)) == {ago(9)}


def test_the_due_date_goes_back_to_the_visit_before_a_cancelled_one(follow_up, worker):
    record(follow_up, worker, days_ago=20)
    visit = record(follow_up, worker, days_ago=2)

    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    assert dates_of(follow_up) == due_after(follow_up, 20)


def test_the_due_date_goes_back_to_the_start_without_any_visit(follow_up, worker):
    visit = record(follow_up, worker)

    cancel_visit(visit=visit, user=worker, reason=Mistake.NOT_HAPPENED)

    assert dates_of(follow_up) == (None, due_after(follow_up, 60)[1])


def test_a_visit_corrected_to_an_absence_moves_no_due_date(follow_up, worker):
    visit = record(follow_up, worker)

    correct_visit(user=worker, **recorded(visit, outcome=Visit.Outcome.ABSENT))

    assert dates_of(follow_up) == (None, due_after(follow_up, 60)[1])


def test_the_appointment_of_a_cancelled_visit_falls_and_the_former_one_comes_back(follow_up, worker):
    former, wrong = ago(-5), ago(-8)
    record(follow_up, worker, days_ago=10, next_visit_at=former)
    visit = record(follow_up, worker, days_ago=1, next_visit_at=wrong)

    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    follow_up.refresh_from_db()
    assert follow_up.next_visit_at == former


def test_an_appointment_made_since_outlives_the_cancelled_visit(follow_up, worker):
    visit = record(follow_up, worker, days_ago=3, next_visit_at=ago(-2))
    made_since = ago(-4)
    record(follow_up, worker, days_ago=1, next_visit_at=made_since)

    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    follow_up.refresh_from_db()
    assert follow_up.next_visit_at == made_since


def test_levels_of_a_cancelled_visit_no_longer_count(follow_up, worker):
    record(follow_up, worker, days_ago=10, levels={Domain.BUDGET: 2})
    visit = record(follow_up, worker, levels={Domain.BUDGET: 5})

    cancel_visit(visit=visit, user=worker, reason=Mistake.WRONG_FACTS)

    assert assessment_of(follow_up.household, reader=worker).last(Domain.BUDGET) == 2


def test_corrected_levels_replace_those_recorded(follow_up, worker):
    visit = record(follow_up, worker, days_ago=3, levels={Domain.BUDGET: 5, Domain.HOUSING: 3})

    correct_visit(user=worker, **recorded(visit, visited_at=ago(4), levels={Domain.BUDGET: 2, Domain.RIGHTS: 4}))

    day = timezone.localdate(ago(4))
    observed = Observation.with_cancelled.order_by("domain").values_list("domain", "level", "observed_on")
    assert list(observed) == [("BUDGET", 2, day), ("RIGHTS", 4, day)]


def test_the_confidential_note_keeps_its_words_and_follows_the_day(follow_up, worker):
    visit, moment = record(follow_up, worker, note="Une inquiétude."), ago(2)

    correct_visit(user=worker, **recorded(visit, visited_at=moment, shared_report="APL versée en janvier."))

    assert list(visit.entries.order_by("pk").values_list("text", "occurred_at")) == [
        ("APL versée en janvier.", moment),
        ("Une inquiétude.", moment),
    ]


def test_a_report_that_its_author_leaves_as_it_is_keeps_its_words(follow_up, worker):
    visit = record(follow_up, worker)

    correct_visit(user=worker, **recorded(visit, medium=Visit.Medium.PHONE))

    assert visit.entries.get().text == "APL versée en décembre."


def test_absences_are_counted_without_a_cancelled_one(signed_in, follow_up, worker):
    record(follow_up, worker, days_ago=2, outcome=Visit.Outcome.ABSENT)
    visit = record(follow_up, worker, days_ago=1, outcome=Visit.Outcome.ABSENT)
    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    html = signed_in(worker).get(timeline_of(follow_up.household)).content.decode()

    assert "Deux absences de suite" not in html


@pytest.mark.parametrize(
    "values",
    [
        {"cancelled_at": timezone.now()},
        {"cancelled_at": timezone.now(), "cancellation": "TWICE"},
        {"cancellation": "TWICE"},
        {"cancellation_note": "Saisie deux fois."},
        {"corrected_at": timezone.now()},
    ],
)
def test_the_database_refuses_half_a_mending(follow_up, worker, values):
    visit = record(follow_up, worker)

    with pytest.raises(IntegrityError, match="visit_mended_in_full"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**values)


def test_a_visit_cancelled_then_sent_again_is_not_recorded_again(follow_up, worker):
    submission_id = uuid.uuid4()
    facts = {"visited_at": ago(1), "topics": [], "levels": {}, "shared_report": "Vu.", "outcome": "DONE"}
    sent = {"follow_up": follow_up, "user": worker, "submission_id": submission_id, "medium": "HOME", **facts}
    visit = record_visit(**sent)
    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    assert record_visit(**sent) == visit
    assert not Visit.objects.exists()


def test_refusal_says_what_stands_in_the_way(follow_up, worker):
    visit = record(follow_up, worker)
    follow_up.ended_on, follow_up.end_reason = TODAY(), "TERM"
    follow_up.save()

    with pytest.raises(MendingRefusedError) as refusal:
        cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    assert refusal.value.obstacle == Obstacle.ENDED


# Its pages


def page_of(visit, act):
    return reverse(f"tenancies:visit_{act}", args=[visit.household.public_id, visit.public_id])


@pytest.fixture
def visit(follow_up, worker):
    return record(follow_up, worker, days_ago=1, levels={Domain.BUDGET: 3}, topics=["BUDGET"])


@pytest.fixture
def answers(visit):
    """The form as its page shows it."""
    return {
        "outcome": "DONE",
        "medium": "HOME",
        "visited_at": local(visit.visited_at),
        "topics": ["BUDGET"],
        "shared_report": "APL versée en décembre.",
        "autonomy_budget": "3",
    }


def test_author_corrects_the_date_and_the_report(signed_in, worker, follow_up, visit, answers):
    moment = ago(6)

    response = signed_in(worker).post(
        page_of(visit, "correct"), answers | {"visited_at": local(moment), "shared_report": "APL versée en janvier."}
    )

    assert response.headers["Location"] == timeline_of(visit.household)
    due = long_date(dates_of(follow_up)[1])
    assert said(response) == [
        f"La visite est corrigée. Prochaine visite avant le {due}\u00a0; aucun rendez-vous n’est fixé."
    ]
    visit.refresh_from_db()
    assert (visit.visited_at, visit.corrected_by) == (moment, worker)
    assert visit.entries.get().text == "APL versée en janvier."
    html = signed_in(worker).get(timeline_of(visit.household)).content.decode()
    who = f"{worker.full_name}, {worker.organization.short_name}"
    assert f"Corrigée le {long_date(TODAY())} par {who}" in html


def test_a_coordinator_corrects_the_facts_and_leaves_the_report_to_its_author(signed_in, member, visit, answers):
    client = signed_in(member(Role.COORDINATOR))

    assert "shared_report" not in client.get(page_of(visit, "correct")).context["form"].fields
    client.post(page_of(visit, "correct"), answers | {"outcome": "ABSENT", "shared_report": "Réécrit par un autre."})

    visit.refresh_from_db()
    assert (visit.outcome, visit.entries.get().text) == ("ABSENT", "APL versée en décembre.")


@pytest.mark.parametrize("act", ["correct", "cancel"])
def test_a_colleague_mends_nothing_and_sees_no_button(signed_in, member, visit, act):
    client = signed_in(member(Role.SOCIAL_WORKER))

    assert client.get(page_of(visit, act)).status_code == 403
    assert page_of(visit, act) not in client.get(timeline_of(visit.household)).content.decode()


@pytest.mark.parametrize("act", ["correct", "cancel"])
def test_author_has_the_button(signed_in, worker, visit, act):
    assert page_of(visit, act) in signed_in(worker).get(timeline_of(visit.household)).content.decode()


def test_a_month_later_the_page_says_why_not(signed_in, worker, visit):
    Visit.objects.update(recorded_at=ago(31))
    client = signed_in(worker)

    response = client.get(page_of(visit, "correct"))

    assert (response.status_code, said(response)) == (302, [Obstacle.TOO_LATE.label])
    assert page_of(visit, "correct") not in client.get(timeline_of(visit.household)).content.decode()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"visited_at": local(ago(90))}, ["visited_at"]),
        ({"visited_at": ""}, ["visited_at"]),
        ({"shared_report": ""}, ["shared_report"]),
        ({"outcome": ""}, ["outcome"]),
    ],
)
def test_a_wrong_correction_changes_nothing(signed_in, worker, visit, answers, changes, errors):
    response = signed_in(worker).post(page_of(visit, "correct"), answers | changes)

    assert (response.status_code, list(response.context["form"].errors)) == (200, errors)
    assert Visit.objects.get().corrected_at is None


def test_a_visit_is_not_corrected_to_after_the_appointment_it_made(signed_in, worker, follow_up, answers):
    appointment = ago(4)
    earlier = record(follow_up, worker, days_ago=8, next_visit_at=appointment)

    response = signed_in(worker).post(page_of(earlier, "correct"), answers | {"visited_at": local(ago(2))})

    assert response.context["form"].errors["visited_at"] == [
        f"Cette visite a fixé la suivante au {long_moment(appointment)}."
    ]


def test_two_corrections_at_once_are_asked_about(signed_in, worker, visit, answers):
    client = signed_in(worker)
    seen = client.get(page_of(visit, "correct")).context["form"].recorded_digest()
    correct_visit(user=worker, **recorded(visit, medium=Visit.Medium.PHONE))

    response = client.post(page_of(visit, "correct"), answers | {"seen": seen, "medium": "OFFICE"})

    assert response.status_code == 200
    visit.refresh_from_db()
    assert visit.medium == Visit.Medium.PHONE


def test_a_cancelled_visit_stays_in_sight_struck_through_with_its_reason(signed_in, worker, member, visit):
    response = signed_in(worker).post(page_of(visit, "cancel"), {"reason": "OTHER", "note": "Confusion d’agenda"})

    assert said(response)[0].startswith("La visite est annulée. ")
    for role, told in ((Role.COORDINATOR, " (Confusion d’agenda)"), (Role.RENTAL_OFFICER, "")):
        html = signed_in(member(role)).get(timeline_of(visit.household)).content.decode()
        assert '<del>Visite à domicile</del> <span class="badge">Annulée</span>' in html
        who = f"{worker.full_name}, {worker.organization.short_name}"
        who = who if told else "Un partenaire (nom réservé)"
        assert f"Annulée le {long_date(TODAY())} par {who}\u00a0: autre motif{told}." in html


def test_the_page_of_support_counts_the_visits_that_stand(signed_in, worker, follow_up, visit):
    record(follow_up, worker, days_ago=5)
    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    response = signed_in(worker).get(reverse("tenancies:household_support", args=[visit.household.public_id]))

    assert '<h2 id="visites">Visites</h2><small>1</small>' in response.content.decode()
    assert response.content.decode().count("<del>Visite à domicile</del>") == 1


@pytest.mark.parametrize(
    ("reason", "reads"),
    [
        (Mistake.WRONG_HOUSEHOLD, {"author": True, "colleague": False}),
        (Mistake.TWICE, {"author": True, "colleague": True}),
    ],
)
def test_what_was_written_of_somebody_else_is_read_by_its_author_alone(signed_in, worker, member, visit, reason, reads):
    cancel_visit(visit=visit, user=worker, reason=reason)
    people = {"author": worker, "colleague": member(Role.COORDINATOR)}

    pages = {name: signed_in(user).get(timeline_of(visit.household)) for name, user in people.items()}

    assert {name: "APL versée" in page.content.decode() for name, page in pages.items()} == reads
    assert {name: '<span class="badge">Budget</span>' in page.content.decode() for name, page in pages.items()} == reads


@pytest.mark.parametrize(
    ("data", "field"),
    [({"note": ""}, "reason"), ({"reason": "X"}, "reason"), ({"reason": "OTHER", "note": " "}, "note")],
)
def test_cancelling_asks_why(signed_in, worker, visit, data, field):
    response = signed_in(worker).post(page_of(visit, "cancel"), data)

    assert list(response.context["form"].errors) == [field]
    assert Visit.objects.get() == visit


def test_a_visit_cancelled_meanwhile_is_told(signed_in, worker, visit):
    client = signed_in(worker)
    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    response = client.post(page_of(visit, "cancel"), {"reason": "TWICE"})

    assert said(response) == [Obstacle.CANCELLED.label]


def test_the_journal_keeps_the_texts_of_a_cancelled_visit(visit, worker):
    cancel_visit(visit=visit, user=worker, reason=Mistake.TWICE)

    assert [entry.text for entry in JournalEntry.objects.filter(visit=visit)] == ["APL versée en décembre."]
