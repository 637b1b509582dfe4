"""Paper is an output: what is written for a team or for oneself stays off it, unless its reader asks for it."""

import re

import pytest
from playwright.sync_api import expect

from referrals.models import Meeting
from tenancies.models import JournalEntry
from tenancies.models.audience import Audience
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory
from tests.factories.tenancies import FollowUpFactory, JournalEntryFactory, VisitFactory

pytestmark = pytest.mark.django_db(transaction=True)

Kind = JournalEntry.Kind
PRINTED = {f"note-{audience}" for audience in Audience if not audience.is_kept_off_paper} | {"rapport"}
HELD_BACK = {f"note-{audience}" for audience in Audience if audience.is_kept_off_paper} | {"note-de-visite"}


@pytest.fixture
def worker():
    return UserFactory()


@pytest.fixture
def household(worker):
    follow_up = FollowUpFactory(convention__association=worker.organization, worker=worker)
    written = {"household": follow_up.household, "author": worker}
    for audience in Audience:
        JournalEntryFactory(audience=audience, text=f"note-{audience}", **written)
    visit = VisitFactory(follow_up=follow_up, author=worker)
    JournalEntryFactory(kind=Kind.VISIT, visit=visit, audience=Audience.SOCIAL, text="rapport", **written)
    JournalEntryFactory(
        kind=Kind.VISIT_NOTE, visit=visit, audience=Audience.ORGANIZATION, text="note-de-visite", **written
    )
    return follow_up.household


def on_paper(page, texts):
    page.emulate_media(media="print")
    shown = {text for text in texts if page.get_by_text(text, exact=True).is_visible()}
    lines = page.locator(".timeline > li").filter(visible=True).count()
    expect(page.locator(".printed-by")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator(".printed-by")).to_be_hidden()
    return shown, lines


def test_private_texts_are_printed_in_ones_own_version_alone(page, sign_in, worker, household):
    sign_in(page, worker)
    page.goto(f"/households/{household.public_id}/")

    for text in PRINTED | HELD_BACK:
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    # A note held back leaves no line behind it.
    assert on_paper(page, PRINTED | HELD_BACK) == (PRINTED, len(PRINTED))

    page.get_by_role("link", name="Préparer ma version").click()
    assert on_paper(page, PRINTED | HELD_BACK) == (PRINTED | HELD_BACK, len(Audience) + 1)

    page.get_by_role("link", name="Revenir à la version").click()
    assert on_paper(page, PRINTED | HELD_BACK) == (PRINTED, len(PRINTED))


def test_a_printed_page_says_by_whom_and_that_it_is_confidential(page, sign_in, worker, household):
    sign_in(page, worker)

    for address in ("/", "/households/", f"/households/{household.public_id}/", "/partners/"):
        page.goto(address)
        page.emulate_media(media="print")
        footer = page.locator(".printed-by")
        expect(footer).to_contain_text(f"Imprimé par {worker.full_name}, {worker.organization.name}")
        expect(footer).to_contain_text(
            re.compile(r"page du (1er|\d+) \S+ \d{4} à \d+\xa0h\xa0\d\d · Document confidentiel")
        )


def test_what_is_being_typed_is_not_printed(page, sign_in, worker, household):
    sign_in(page, worker)
    page.goto(f"/households/{household.public_id}/visits/new/")
    page.get_by_label("Compte rendu", exact=True).fill("À peine commencé")

    page.emulate_media(media="print")

    expect(page.get_by_label("Compte rendu", exact=True)).to_be_hidden()


def test_a_diagnosis_is_printed_in_ones_own_version_alone(page, sign_in):
    meeting = MeetingFactory(held=True, diagnosis="diagnostic-posé")
    sign_in(page, meeting.adviser)
    page.goto(f"/referrals/{meeting.referral.public_id}/")
    assert meeting.state == Meeting.State.HELD

    expect(page.get_by_text("diagnostic-posé")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("diagnostic-posé")).to_be_hidden()

    page.emulate_media(media="screen")
    page.get_by_role("link", name="Préparer ma version").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("diagnostic-posé")).to_be_visible()
