"""A note is corrected by its author, and cancelled in the open."""

import pytest
from django.urls import reverse

from housing_support.common.dates import long_date
from housing_support.common.mending import Mistake, Obstacle
from partners.roles import Role
from tenancies.models import JournalEntry
from tenancies.services.journal import cancel_note, write_note
from tests.tenancies.mending import TODAY, ago, said, timeline_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def note(household, officer):
    return write_note(household=household, user=officer, audience="SHARED", text="Courrier de la CAF reçu.")


def note_page(note, act):
    return reverse(f"tenancies:note_{act}", args=[note.household.public_id, note.public_id])


def test_author_corrects_a_note_and_who_reads_it(signed_in, officer, member, note):
    client = signed_in(officer)

    response = client.post(note_page(note, "correct"), {"audience": "ORGANIZATION", "text": "Courrier de la CPAM."})

    assert said(response) == [f"La note est corrigée. Qui la lit\u00a0: Votre équipe\u00a0: {officer.organization}."]
    note.refresh_from_db()
    assert (note.audience, note.text, note.corrected_by) == ("ORGANIZATION", "Courrier de la CPAM.", officer)
    html = client.get(timeline_of(note.household)).content.decode()
    assert f"Corrigée le {long_date(TODAY())} par {officer.full_name}" in html
    assert "CPAM" not in signed_in(member(Role.COORDINATOR)).get(timeline_of(note.household)).content.decode()


def test_a_manager_cancels_the_note_of_a_colleague_and_does_not_rewrite_it(signed_in, member, note):
    client = signed_in(member(Role.MANAGER))

    assert client.get(note_page(note, "correct")).status_code == 403
    response = client.post(note_page(note, "cancel"), {"reason": "NOT_HAPPENED"})

    assert said(response) == ["La note est annulée\u00a0: elle reste dans le fil, barrée."]
    html = client.get(timeline_of(note.household)).content.decode()
    assert '<del>Note</del> <span class="badge">Annulée</span>' in html
    assert note_page(note, "cancel") not in html


def test_a_note_about_another_household_is_read_by_its_author_alone(signed_in, officer, member, note):
    cancel_note(entry=note, user=officer, reason=Mistake.WRONG_HOUSEHOLD)

    pages = {user: signed_in(user).get(timeline_of(note.household)) for user in (officer, member(Role.ADVISER))}

    assert ["Courrier de la CAF" in page.content.decode() for page in pages.values()] == [True, False]


def test_a_note_a_month_old_is_cancelled_not_corrected(signed_in, officer, note):
    JournalEntry.objects.update(recorded_at=ago(31))
    client = signed_in(officer)

    assert said(client.get(note_page(note, "correct"))) == [Obstacle.TOO_LATE.label]
    assert client.get(note_page(note, "cancel")).status_code == 200
