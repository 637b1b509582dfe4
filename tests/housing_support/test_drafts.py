"""What is typed in a form is kept until it is sent, whatever happens, and what is sent twice is written once."""

import datetime
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from partners.roles import Role
from tenancies.models import Draft, JournalEntry
from tenancies.services import drafts
from tenancies.services.drafts import Place
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory, JournalEntryFactory
from tests.forms import forms_of, stamped_form

pytestmark = pytest.mark.django_db

WORDS = "Appel de la CAF ce matin."


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def household(worker):
    return FollowUpFactory(convention__association=worker.organization, worker=worker).household


@pytest.fixture
def url(household):
    return reverse("tenancies:note_create", args=[household.public_id])


@pytest.fixture
def client(worker):
    client = Client()
    client.force_login(worker)
    return client


@pytest.fixture
def form(client, url):
    return stamped_form(client.get(url))


def note(form, text=WORDS, **changes):
    return form.filled(text, audience=["ORGANIZATION"], **changes)


def keep(client, data):
    return client.post(reverse("draft_keep"), data)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def place_at(user, page="/households/1/", form="a"):
    return Place(owner=str(user.public_id), page=page, form=form, title="Note")


# Kept while typing


def test_what_is_typed_is_kept_and_shown_again(client, url, form):
    saved = keep(client, note(form, "Commencé à"))

    now = timezone.localtime()
    assert saved.json() == {"saved_at": f"{now.hour}\u00a0h\u00a0{now.minute:02}"}
    page = client.get(url)
    again = stamped_form(page)
    assert again.sent["text"] == ["Commencé à"]
    assert again.sent["audience"] == ["ORGANIZATION"]
    assert again.sent["sending_id"] == form.sent["sending_id"]
    assertContains(page, "est repris ici")
    assertNotContains(page, 'aria-invalid="true"')


def test_draft_is_its_authors_alone(client, url, form, worker, household):
    keep(client, note(form))
    colleague = UserFactory(organization=worker.organization, role=Role.COORDINATOR)
    other = Client()
    other.force_login(colleague)
    submission_id = form.sent["sending_id"][0]

    for page in (url, reverse("home"), reverse("drafts")):
        assertNotContains(other.get(page), WORDS)
    other.post(reverse("draft_discard", args=[submission_id]))

    assert Draft.objects.count() == 1


def test_form_shown_to_somebody_else_is_neither_kept_nor_sent_in_my_name(client, form, worker, household, url):
    """Somebody signs in on the computer where a colleague left a page open."""
    colleague = UserFactory(organization=worker.organization, role=Role.SOCIAL_WORKER)
    other = Client()
    other.force_login(colleague)

    assert keep(other, note(form)).status_code == 409
    response = other.post(url, note(form))

    assert response.status_code == 409
    assert not JournalEntry.objects.filter(kind=JournalEntry.Kind.NOTE).exists()
    assert [draft.user for draft in Draft.objects.all()] == [worker]
    assertNotContains(response, WORDS, status_code=409)


def test_draft_is_bounded_in_size(client, form):
    assert keep(client, note(form, "a" * (drafts.MAXIMUM_CHARACTERS + 1))).status_code == 413
    assert not Draft.objects.exists()


def test_drafts_are_bounded_in_number(worker):
    for number in range(drafts.MAXIMUM_DRAFTS + 1):
        drafts.keep_typing(user=worker, place=place_at(worker, page=f"/{number}/"), data=QueryDict("text=a"))

    pages = set(Draft.objects.values_list("page", flat=True))
    assert (len(pages), "/0/" in pages, f"/{drafts.MAXIMUM_DRAFTS}/" in pages) == (drafts.MAXIMUM_DRAFTS, False, True)


def test_drafts_of_others_are_not_counted_among_mine(worker):
    others = UserFactory(organization=worker.organization)
    drafts.keep_typing(user=others, place=place_at(others), data=QueryDict("text=a"))
    for number in range(drafts.MAXIMUM_DRAFTS):
        drafts.keep_typing(user=worker, place=place_at(worker, page=f"/{number}/"), data=QueryDict("text=a"))

    assert Draft.objects.filter(user=others).count() == 1
    assert Draft.objects.filter(user=worker).count() == drafts.MAXIMUM_DRAFTS


@pytest.mark.parametrize("elsewhere", ["author", "page", "form"])
def test_what_is_typed_replaces_nothing_elsewhere(worker, elsewhere):
    """By a colleague in the same form, by oneself on another page or in another form of it."""
    author = UserFactory(organization=worker.organization) if elsewhere == "author" else worker
    place = {"page": {"page": "/households/2/"}, "form": {"form": "b"}}.get(elsewhere, {})
    drafts.keep_typing(user=author, place=place_at(author, **place), data=QueryDict("text=a"))

    drafts.keep_typing(user=worker, place=place_at(worker), data=QueryDict("text=b"))
    drafts.keep_typing(user=worker, place=place_at(worker), data=QueryDict("text=c"))

    assert [draft.data["text"] for draft in Draft.objects.order_by("pk")] == [["a"], ["c"]]


def test_drafts_age_out(worker, client, form):
    long_ago = timezone.now() - drafts.LIFE_OF_DRAFT - datetime.timedelta(minutes=1)
    Draft.objects.create(user=UserFactory(), page="/", form="a", title="Note", updated_at=long_ago)
    yesterday = timezone.now() - drafts.LIFE_OF_SENT - datetime.timedelta(minutes=1)
    Draft.objects.create(user=worker, page="/", form="a", title="Note", sent_at=yesterday, updated_at=yesterday)
    now = timezone.now()
    # What tells a second sending from the first stays for a while.
    Draft.objects.create(user=worker, page="/sent/", form="a", title="Note", sent_at=now, updated_at=now)

    keep(client, note(form))

    assert {draft.page for draft in Draft.objects.all()} == {form.action, "/sent/"}


def test_draft_too_old_is_not_shown_while_it_waits_to_be_forgotten(client, url, form):
    keep(client, note(form))
    Draft.objects.update(updated_at=timezone.now() - drafts.LIFE_OF_DRAFT - datetime.timedelta(minutes=1))

    for page in (url, reverse("drafts"), reverse("home")):
        assertNotContains(client.get(page), WORDS)


def test_draft_written_in_another_role_disappears(client, url, form, worker):
    """A diagnosis that an adviser began is not for the officer that she has become."""
    keep(client, note(form))
    worker.role = Role.COORDINATOR
    worker.save()

    for page in (url, reverse("drafts"), reverse("home")):
        assertNotContains(client.get(page), WORDS)


def test_reason_for_an_address_that_was_read_waits_no_more(client):
    officer = UserFactory(organization__is_landlord=True, role=Role.RENTAL_OFFICER)
    household = HouseholdFactory(landlord=officer.organization, is_protected=True)
    client.force_login(officer)
    page = reverse("tenancies:household_address", args=[household.public_id])
    form = stamped_form(client.get(page))
    keep(client, form.filled("Visite de demain.", purpose=["VISIT"]))

    assert client.post(page, form.filled("Visite de demain.", purpose=["VISIT"])).status_code == 200

    assert not Draft.objects.waiting().exists()


def test_a_question_asked_again_is_answered_again(client):
    """Somebody who reads an address twice the same day has not sent anything twice; each reading is in the log."""
    officer = UserFactory(organization__is_landlord=True, role=Role.RENTAL_OFFICER)
    household = HouseholdFactory(landlord=officer.organization, is_protected=True)
    client.force_login(officer)
    page = reverse("tenancies:household_address", args=[household.public_id])
    form = stamped_form(client.get(page))

    for sending in (form, form, stamped_form(client.get(page))):
        response = client.post(page, sending.filled("Visite de demain.", purpose=["VISIT"]))
        assert (response.status_code, response.context["address"] is None) == (200, False)

    assert household.accesses.filter(kind="ADDRESS").count() == 3


def test_draft_of_a_subject_no_longer_readable_disappears(client, form, household):
    keep(client, note(form))
    assertContains(client.get(reverse("drafts")), WORDS)

    household.participations.update(until=timezone.localdate(), end_reason="TERM")

    for page in ("drafts", "home"):
        response = client.get(reverse(page))
        assertNotContains(response, WORDS)
        assertNotContains(response, household.name)


def test_draft_with_absurd_field_names_is_shown_all_the_same(client):
    """`persons-<5000 digits>-first_name` answered 500 for as long as the draft lived."""
    officer = UserFactory(organization__is_landlord=True, role=Role.RENTAL_OFFICER)
    client.force_login(officer)
    url = f"{reverse('referrals:create_with_household')}?draft={uuid.uuid4()}"
    form = stamped_form(client.get(url))
    odd = {f"persons-{'9' * 5000}-first_name": "Léa", "persons-TOTAL_FORMS": "9" * 5000, "birth_year": "x"}

    keep(client, form.sent | odd)

    assert client.get(url).status_code == 200
    assert client.get(reverse("drafts")).status_code == 200


def test_nothing_of_a_draft_is_in_a_history():
    assert not hasattr(Draft, "history")


def test_discarded_draft_leaves_an_empty_form(client, url, form):
    keep(client, note(form))

    response = client.post(reverse("draft_discard", args=[form.sent["sending_id"][0]]), form.sent)

    assertRedirects(response, url)
    assertNotContains(client.get(url), WORDS)
    elsewhere = {"back": "https://ailleurs.example/"}
    again = client.post(reverse("draft_discard", args=[form.sent["sending_id"][0]]), elsewhere)
    assert said(again)[-1] == "Ce brouillon est déjà effacé ou envoyé."
    assert again.headers["Location"] == reverse("drafts")
    assert not Draft.objects.exists()


# Sessions that end


def test_form_sent_after_the_session_is_kept_and_leads_back_to_its_page(client, url, form):
    client.logout()

    response = client.post(url, note(form))

    assert response.headers["Location"] == f"{reverse('account_login')}?next={url}"
    assert [draft.data["text"] for draft in Draft.objects.all()] == [[WORDS]]


def test_act_sent_after_the_session_leads_back_to_the_page_of_its_form(client):
    """The address of an act takes no GET: it answered a blank 405."""
    adviser = UserFactory(organization__is_landlord=True, role=Role.ADVISER)
    household = HouseholdFactory(landlord=adviser.organization)
    referral = MeetingFactory(referral__household=household, adviser=adviser).referral
    page = reverse("referrals:detail", args=[referral.public_id])
    client.force_login(adviser)
    held = stamped_form(client.get(page), "/held/")
    client.logout()

    response = client.post(held.action, held.filled("Diagnostic posé."))

    assert response.headers["Location"] == f"{reverse('account_login')}?next={page}"
    client.force_login(adviser)
    assert stamped_form(client.get(page), "/held/").sent["diagnosis"] == ["Diagnostic posé."]


def test_text_too_long_after_the_session_still_leads_to_sign_in(client, url, form):
    client.logout()

    response = client.post(url, note(form, "a" * (drafts.MAXIMUM_CHARACTERS + 1)))

    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not Draft.objects.exists()


def test_refused_token_keeps_what_was_sent(worker, url, form):
    """The page was open while its author signed in again elsewhere."""
    response = Client(enforce_csrf_checks=True).post(url, note(form))

    assertContains(response, f'href="{url}"', status_code=403)
    assert [draft.user for draft in Draft.objects.all()] == [worker]


@pytest.mark.parametrize("stamp", ["", "forged", "W10:abc:def"])
def test_forged_stamp_keeps_nothing(url, form, stamp):
    response = Client().post(url, note(form, draft_stamp=[stamp]))

    assert response.status_code == 302
    assert not Draft.objects.exists()


def test_deactivated_author_keeps_nothing(client, worker, url, form):
    client.logout()
    worker.is_active = False
    worker.save()

    client.post(url, note(form))

    assert not Draft.objects.exists()


def test_token_is_renewed_for_a_page_left_open(client):
    assert len(client.get(reverse("draft_keep")).json()["token"]) == 64


# Failures


@pytest.fixture
def failing(client, monkeypatch):
    """The service fails as it would on a full disk."""

    def refuse(**kwargs):
        raise OperationalError("could not extend file: No space left on device")

    client.raise_request_exception = False
    monkeypatch.setattr("tenancies.forms.journal.write_note", refuse)
    # Asked with the connection of the test, it would end its transaction.
    monkeypatch.setattr("housing_support.views.errors.database_is_reachable", lambda: True)


def test_failure_gives_the_form_back_and_keeps_it(client, url, form, failing):
    response = client.post(url, note(form))

    assert response.status_code == 500
    [again] = [each for each in forms_of(response) if each.sent.get("text")]
    sent = note(form)
    assert (again.action, {name: again.sent[name] for name in sent}) == (url, sent)
    assert [draft.data["text"] for draft in Draft.objects.all()] == [[WORDS]]


def test_failure_that_also_keeps_from_saving_gives_the_form_back(client, url, form, failing, monkeypatch):
    def refuse(**kwargs):
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr(drafts, "keep_typing", refuse)

    response = client.post(url, note(form))

    assertContains(response, WORDS, status_code=500)


def test_error_page_gives_back_no_form_of_others(client):
    client.raise_request_exception = False

    response = Client(raise_request_exception=False).post(reverse("account_login"), {"password": WORDS})

    assertNotContains(response, WORDS)


def test_somebody_was_faster_and_what_was_typed_waits(client):
    """The diagnosis was lost with a sentence that said to read the referral again."""
    adviser = UserFactory(organization__is_landlord=True, role=Role.ADVISER)
    household = HouseholdFactory(landlord=adviser.organization)
    meeting = MeetingFactory(referral__household=household, adviser=adviser)
    page = reverse("referrals:detail", args=[meeting.referral.public_id])
    client.force_login(adviser)
    held = stamped_form(client.get(page), "/held/")
    client.post(page.rstrip("/") + "/meeting/missed/")

    client.post(held.action, held.filled("Diagnostic posé."))

    assert Draft.objects.get().data["diagnosis"] == ["Diagnostic posé."]


# Sent twice


def notes():
    return list(JournalEntry.objects.filter(kind=JournalEntry.Kind.NOTE).values_list("text", flat=True))


def test_double_click_writes_once_and_says_it(client, url, form, household):
    first, second = (client.post(url, note(form)) for _ in range(2))

    target = reverse("tenancies:household", args=[household.public_id])
    assert (first.headers["Location"], second.headers["Location"]) == (target, target)
    assert notes() == [WORDS]
    assert said(second)[-1] == "C’était déjà enregistré\u00a0: votre second envoi n’a rien ajouté."


def test_draft_ends_with_the_act_even_if_an_autosave_comes_late(client, url, form):
    keep(client, note(form))
    client.post(url, note(form))

    assert keep(client, note(form)).json() == {"saved_at": None}

    assert not Draft.objects.waiting().exists()
    assertNotContains(client.get(url), WORDS)


def test_second_sending_that_differs_is_shown_beside_the_first_and_asked(client, url, form):
    client.post(url, note(form))

    asked = client.post(url, note(form, "Appel de la CAF, corrigé."))

    assert (asked.status_code, notes()) == (409, [WORDS])
    assertContains(asked, WORDS, status_code=409)
    assertContains(asked, "Appel de la CAF, corrigé.", status_code=409)
    assertContains(asked, "Qui lira cette note", status_code=409)
    assertNotContains(asked, "ORGANIZATION</dd>", status_code=409)
    [again] = [each for each in forms_of(asked) if each.is_stamped]
    client.post(again.action, again.sent)
    client.post(again.action, again.sent)
    assert sorted(notes()) == [WORDS, "Appel de la CAF, corrigé."]


def test_the_same_words_from_another_page_are_asked(client, url, form):
    """Back without JavaScript, or a second tab: the page gave another identifier."""
    client.post(url, note(form))
    other = stamped_form(client.get(url))

    asked = client.post(url, note(other))

    assert other.sent["sending_id"] != form.sent["sending_id"]
    assert (asked.status_code, notes()) == (409, [WORDS])
    [again] = [each for each in forms_of(asked) if each.is_stamped]
    client.post(again.action, again.sent)
    assert notes() == [WORDS, WORDS]


def test_two_tabs_are_one_sending(client, url):
    first, second = (stamped_form(client.get(url)) for _ in range(2))
    client.post(url, note(first))

    asked = client.post(url, note(second, "Autre."))

    assert (asked.status_code, notes()) == (409, [WORDS])


def test_a_new_page_is_a_new_sending(client, url, form):
    client.post(url, note(form))

    client.post(url, note(stamped_form(client.get(url)), "Autre note."))

    assert sorted(notes()) == [WORDS, "Autre note."]


def test_refused_form_is_no_sending(client, url, form):
    assert client.post(url, form.filled(WORDS, audience=[])).status_code == 200

    client.post(url, note(form))

    assert notes() == [WORDS]


def test_first_sending_is_not_shown_to_whom_may_no_longer_read(client, url, form, household):
    client.post(url, note(form))
    household.participations.update(until=timezone.localdate(), end_reason="TERM")

    assertNotContains(client.post(url, note(form, "Autre.")), WORDS, status_code=409)


def test_identifier_of_another_author_or_form_is_a_refusal(client, url, form, worker, household):
    submission_id = uuid.uuid4()
    Draft.objects.create(
        user=UserFactory(), page=url, form="a", title="Note", submission_id=submission_id, sent_at=timezone.now()
    )

    response = client.post(url, note(form, sending_id=[str(submission_id)]))

    assert (response.status_code, notes()) == (409, [])
    assertContains(response, WORDS, status_code=409)


def test_identifier_of_another_entry_is_a_refusal(client, url, form, household):
    """A note whose identifier is another author's answered 500."""
    entry = JournalEntryFactory(household=household, kind=JournalEntry.Kind.NOTE, text="De quelqu’un d’autre.")

    response = client.post(url, note(form, sending_id=[str(entry.public_id)]))

    assert response.status_code == 302
    assert "La note est enregistrée." not in said(response)
    assert notes() == ["De quelqu’un d’autre."]
    assert Draft.objects.waiting().get().data["text"] == [WORDS]


def test_wrong_method_has_a_page_that_leads_to_that_of_the_form(client):
    adviser = UserFactory(organization__is_landlord=True, role=Role.ADVISER)
    household = HouseholdFactory(landlord=adviser.organization)
    referral = MeetingFactory(referral__household=household, adviser=adviser).referral
    client.force_login(adviser)

    response = client.get(reverse("referrals:record_missed", args=[referral.public_id]))

    above = reverse("referrals:detail", args=[referral.public_id])
    assertContains(response, f'href="{above}"', status_code=405)
    assert response.headers["Allow"] == "POST"
