"""A confidential or a closing note is corrected without losing what it said, and tells it to nobody new."""

import pytest
from django.urls import reverse

from housing_support.common.dates import long_date
from housing_support.common.mending import Mistake, Obstacle
from partners.roles import Role
from tenancies.models import FormerText, JournalEntry, Participation
from tenancies.models.ends import EndReason
from tenancies.services.journal import correct_note, write_closing_note, write_note
from tenancies.services.support import end_follow_up
from tenancies.services.visits import cancel_visit
from tests.factories.tenancies import JournalEntryFactory, VisitFactory
from tests.tenancies.mending import TODAY, ago, said, timeline_of

pytestmark = pytest.mark.django_db

BEFORE, AFTER = "Rendez-vous au centre lundi.", "Rendez-vous au centre mardi."
Kind, Audience = JournalEntry.Kind, JournalEntry.Audience


@pytest.fixture
def coordinator(member):
    return member(Role.COORDINATOR)


@pytest.fixture
def adviser(member):
    return member(Role.ADVISER)


@pytest.fixture
def visit_note(household, follow_up, worker):
    visit = VisitFactory(follow_up=follow_up, author=worker)
    JournalEntryFactory(household=household, author=worker, kind=Kind.VISIT, visit=visit, audience=Audience.SHARED)
    return JournalEntryFactory(
        household=household,
        author=worker,
        kind=Kind.VISIT_NOTE,
        visit=visit,
        audience=Audience.ORGANIZATION,
        text=BEFORE,
    )


@pytest.fixture
def closing_note(household, coordinator):
    return write_closing_note(household=household, author=coordinator, audience=Audience.SHARED, text=BEFORE)


def correction_of(note):
    return reverse("tenancies:note_correct", args=[note.household.public_id, note.public_id])


def read(signed_in, reader, note):
    """Whether a reader of the timeline reads what the note said, and what it says."""
    html = signed_in(reader).get(timeline_of(note.household)).content.decode()
    return (BEFORE in html, AFTER in html)


def test_author_corrects_the_confidential_note_of_a_visit(signed_in, worker, coordinator, adviser, visit_note):
    client = signed_in(worker)
    assert correction_of(visit_note) in client.get(timeline_of(visit_note.household)).content.decode()

    response = client.post(correction_of(visit_note), {"audience": Audience.ORGANIZATION, "text": AFTER})

    assert said(response)[0].startswith("La note est corrigée.")
    html = client.get(timeline_of(visit_note.household)).content.decode()
    assert f"Corrigée le {long_date(TODAY())} par {worker.full_name}" in html
    assert "Texte d’avant le" in html
    assert [read(signed_in, reader, visit_note) for reader in (worker, coordinator, adviser)] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert "Texte d’avant" not in signed_in(adviser).get(timeline_of(visit_note.household)).content.decode()


@pytest.mark.parametrize(
    ("before", "after", "seen_by_colleague"),
    [
        (Audience.ORGANIZATION, Audience.AUTHOR, (False, False)),
        (Audience.AUTHOR, Audience.ORGANIZATION, (False, True)),
    ],
)
def test_another_audience_tells_the_former_text_to_nobody_new(
    signed_in, worker, coordinator, visit_note, before, after, seen_by_colleague
):
    JournalEntry.objects.filter(pk=visit_note.pk).update(audience=before)

    correct_note(entry=visit_note, user=worker, audience=after, text=AFTER)

    assert read(signed_in, worker, visit_note) == (True, True)
    assert read(signed_in, coordinator, visit_note) == seen_by_colleague


@pytest.mark.parametrize("audience", [Audience.SHARED, Audience.SOCIAL])
def test_what_was_confidential_is_offered_to_nobody_else(signed_in, worker, visit_note, audience):
    response = signed_in(worker).post(correction_of(visit_note), {"audience": audience, "text": AFTER})

    assert list(response.context["form"].errors) == ["audience"]
    assert not FormerText.objects.exists()


def test_the_note_of_a_cancelled_visit_is_corrected_no_more(signed_in, worker, visit_note):
    cancel_visit(visit=visit_note.visit, user=worker, reason=Mistake.TWICE)

    assert said(signed_in(worker).get(correction_of(visit_note))) == [Obstacle.CANCELLED.label]


def test_who_reads_it_changes_without_a_former_text(worker, visit_note):
    correct_note(entry=visit_note, user=worker, audience=Audience.AUTHOR, text=BEFORE)

    assert not FormerText.objects.exists()


def test_an_ordinary_note_keeps_no_former_text(household, worker):
    note = write_note(household=household, user=worker, audience=Audience.SHARED, text=BEFORE)

    correct_note(entry=note, user=worker, audience=Audience.SHARED, text=AFTER)

    assert not FormerText.objects.exists()


def test_author_corrects_a_closing_note_that_all_read(signed_in, coordinator, adviser, closing_note):
    client = signed_in(coordinator)

    client.post(correction_of(closing_note), {"audience": Audience.SHARED, "text": AFTER})

    assert read(signed_in, adviser, closing_note) == (True, True)
    html = client.get(timeline_of(closing_note.household)).content.decode()
    assert f"Corrigé le {long_date(TODAY())} par {coordinator.full_name}" in html


def test_nobody_cancels_it(signed_in, coordinator, closing_note):
    cancel = reverse("tenancies:note_cancel", args=[closing_note.household.public_id, closing_note.public_id])

    assert signed_in(coordinator).get(cancel).status_code == 403
    assert cancel not in signed_in(coordinator).get(timeline_of(closing_note.household)).content.decode()


def test_whoever_left_corrects_it_from_what_they_wrote(signed_in, coordinator, adviser, follow_up, household):
    end_follow_up(
        follow_up=follow_up,
        user=coordinator,
        reason=EndReason.AUTONOMY,
        note=BEFORE,
        note_audience=Audience.SHARED,
    )
    note = JournalEntry.objects.get(kind=Kind.CLOSING_NOTE)
    own = reverse("tenancies:own_entries", args=[household.public_id])
    correct = reverse("tenancies:own_entry_correct", args=[household.public_id, note.public_id])
    client = signed_in(coordinator)
    assert correct in client.get(own).content.decode()
    assert household.name not in client.get(correct).content.decode()

    response = client.post(correct, {"audience": Audience.SHARED, "text": AFTER})

    assert said(response)[0].startswith("Le bilan est corrigé.")
    assert AFTER in client.get(own).content.decode()
    assert read(signed_in, adviser, note) == (True, True)

    Participation.objects.filter(organization=coordinator.organization).update(own_until=None)
    assert signed_in(coordinator).get(correct).status_code == 404


def test_a_month_later_whoever_left_reads_why_not(signed_in, coordinator, follow_up, household):
    end_follow_up(
        follow_up=follow_up, user=coordinator, reason=EndReason.AUTONOMY, note=BEFORE, note_audience=Audience.SHARED
    )
    note = JournalEntry.objects.get(kind=Kind.CLOSING_NOTE)
    JournalEntry.objects.update(recorded_at=ago(31))
    correct = reverse("tenancies:own_entry_correct", args=[household.public_id, note.public_id])
    client = signed_in(coordinator)

    assert said(client.get(correct)) == [Obstacle.TOO_LATE.label]
    assert correct not in client.get(reverse("tenancies:own_entries", args=[household.public_id])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_former_texts_are_read_in_one_query(signed_in, household, coordinator, count, django_assert_max_num_queries):
    for number in range(count):
        note = write_closing_note(household=household, author=coordinator, audience=Audience.SHARED, text=BEFORE)
        correct_note(entry=note, user=coordinator, audience=Audience.SHARED, text=f"{AFTER} {number}")
    client = signed_in(coordinator)
    client.get(timeline_of(household))

    with django_assert_max_num_queries(16):
        html = client.get(timeline_of(household)).content.decode()

    assert html.count(BEFORE) == count
