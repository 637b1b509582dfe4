"""A question about what somebody wrote: who is told, who reads it, and what becomes of it."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.mending import Mistake
from partners.models import Notification
from partners.roles import Role
from partners.services.accounts import deactivate
from tenancies.models import EntryQuestion, FollowUp, JournalEntry
from tenancies.services.journal import cancel_note, correct_note
from tenancies.services.questions import (
    answer_question,
    ask_about_entry,
    cancel_question,
    reopen_question,
    resolve_question,
)
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory, JournalEntryFactory

pytestmark = pytest.mark.django_db

Audience, State = JournalEntry.Audience, EntryQuestion.State
TEXT, ANSWER = "Le plan est-il signé\u00a0?", "Oui, depuis lundi."


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def note_of(household):
    def note_of(author, audience=Audience.SHARED):
        return JournalEntryFactory(household=household, author=author, audience=audience, text="Plan proposé.")

    return note_of


def told():
    """Since it was last asked."""
    sent = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return sent


def readers(question, people):
    return {person.role for person in people if EntryQuestion.objects.visible_to(person).filter(pk=question.pk)}


def test_a_question_is_asked_answered_and_resolved_by_those_concerned(signed_in, household, worker, officer, note_of):
    note, home = note_of(officer), reverse("home")
    UserFactory(organization=officer.organization, role=Role.ADVISER)
    asking = reverse("tenancies:question_create", args=[household.public_id, note.public_id])

    signed_in(worker).post(asking, {"text": TEXT})
    question = EntryQuestion.objects.get()
    page = reverse("tenancies:question", args=[question.public_id])

    assert told() == [(officer.email, "Une question attend votre réponse")]
    waiting = signed_in(officer).get(home)
    assertContains(waiting, "Questions auxquelles répondre")
    assertContains(waiting, page)
    assertContains(signed_in(officer).get(reverse("partners:notifications")), "une question vous est posée")
    assertContains(signed_in(officer).get(page), TEXT)
    refused = signed_in(officer).post(reverse("tenancies:question_answer", args=[question.public_id]), {"answer": " "})
    assertContains(refused, "Écrivez votre réponse.")

    signed_in(officer).post(reverse("tenancies:question_answer", args=[question.public_id]), {"answer": ANSWER})

    assert told() == [(worker.email, "Votre question a sa réponse")]
    assertNotContains(signed_in(officer).get(home), "Questions auxquelles répondre")
    assertContains(signed_in(worker).get(home), "Réponses à vos questions")
    timeline = signed_in(worker).get(reverse("tenancies:household", args=[household.public_id]))
    assertContains(timeline, TEXT)
    assertContains(timeline, ANSWER)

    signed_in(worker).post(reverse("tenancies:question_resolve", args=[question.public_id]))

    question.refresh_from_db()
    assert (question.state, question.resolved_by, told()) == (State.RESOLVED, worker, [])
    assertNotContains(signed_in(worker).get(home), "Réponses à vos questions")
    assert Notification.objects.count() == 2


def test_without_a_text_it_is_a_mark_that_whoever_wrote_it_takes_away(signed_in, household, worker, officer, note_of):
    note = note_of(worker)
    asking = reverse("tenancies:question_create", args=[household.public_id, note.public_id])

    signed_in(officer).post(asking, {"text": "  "})
    question = EntryQuestion.objects.get()

    assert (question.is_mark, told()) == (True, [(worker.email, "Quelque chose est à revoir")])
    assertContains(signed_in(worker).get(reverse("tenancies:question", args=[question.public_id])), "C’est revu")
    signed_in(worker).post(reverse("tenancies:question_answer", args=[question.public_id]), {"answer": ""})
    question.refresh_from_db()
    assert (question.state, question.answered_by, question.answer) == (State.ANSWERED, worker, "")


def test_nothing_sent_by_mail_says_who_nor_what(household, worker, officer, note_of):
    question = ask_about_entry(entry=note_of(officer), user=worker, text=TEXT)
    answer_question(question=question, user=officer, answer=ANSWER)

    for message in mail.outbox:
        for word in (household.name, TEXT, ANSWER, worker.last_name, "Plan proposé"):
            assert word not in message.subject + message.body


def test_it_is_read_by_those_who_read_the_entry_and_no_more_when_others_read_it_later(member, worker, officer, note_of):
    adviser, coordinator, manager = member(Role.ADVISER), member(Role.COORDINATOR), member(Role.MANAGER)
    people = [worker, officer, adviser, coordinator, manager]
    everybody = {person.role for person in people}
    team, social = {Role.SOCIAL_WORKER, Role.COORDINATOR}, {Role.SOCIAL_WORKER, Role.COORDINATOR, Role.ADVISER}
    of = {audience: note_of(worker, audience) for audience in (Audience.SHARED, Audience.SOCIAL, Audience.ORGANIZATION)}
    asked = {audience: ask_about_entry(entry=note, user=coordinator, text=TEXT) for audience, note in of.items()}

    assert {audience: readers(question, people) for audience, question in asked.items()} == {
        Audience.SHARED: everybody,
        Audience.SOCIAL: social,
        Audience.ORGANIZATION: team,
    }

    correct_note(entry=of[Audience.ORGANIZATION], user=worker, audience=Audience.SHARED, text="Plan proposé.")
    correct_note(entry=of[Audience.SHARED], user=worker, audience=Audience.SOCIAL, text="Plan proposé.")

    assert readers(asked[Audience.ORGANIZATION], people) == team
    assert readers(asked[Audience.SHARED], people) == social


def test_a_cancelled_entry_takes_its_questions_along(signed_in, worker, officer, note_of):
    note = note_of(officer)
    question = ask_about_entry(entry=note, user=worker, text=TEXT)

    cancel_note(entry=note, user=officer, reason=Mistake.TWICE)

    assert not EntryQuestion.objects.to_answer(officer).exists()
    assert signed_in(officer).get(reverse("tenancies:question", args=[question.public_id])).status_code == 404


def test_once_its_author_has_left_it_is_asked_of_those_who_stand_in(follow_up, member, household, officer, note_of):
    author = UserFactory(organization=follow_up.organization, role=Role.SOCIAL_WORKER)
    coordinator, elsewhere = member(Role.COORDINATOR), member(Role.SOCIAL_WORKER)
    FollowUpFactory(convention=follow_up.convention, worker=elsewhere)
    question = ask_about_entry(entry=note_of(author), user=officer, text=TEXT)
    before = [EntryQuestion.objects.to_answer(each).count() for each in (author, follow_up.worker, coordinator)]

    deactivate(account=author, user=UserFactory(organization=follow_up.organization, role=Role.ADMIN))
    mail.outbox.clear()
    ask_about_entry(entry=question.entry, user=officer, text="Et la CAF\u00a0?")

    assert before == [1, 0, 0]
    assert {to for to, _ in told()} == {follow_up.worker.email, coordinator.email}
    waiting = {
        each: EntryQuestion.objects.to_answer(each).count() for each in (follow_up.worker, coordinator, elsewhere)
    }
    assert waiting == {follow_up.worker: 2, coordinator: 2, elsewhere: 0}
    FollowUp.objects.filter(pk=follow_up.pk).update(ended_on=timezone.localdate(), end_reason="TERM")
    assert not EntryQuestion.objects.to_answer(follow_up.worker).exists()


def test_what_was_done_by_mistake_is_taken_back_in_the_open(signed_in, household, worker, officer, note_of):
    note = note_of(officer)
    asked = ask_about_entry(entry=note, user=worker, text=TEXT)
    correcting = reverse("tenancies:question_correct", args=[asked.public_id])

    assertContains(signed_in(worker).post(correcting, {"text": ""}), "Écrivez votre question.")
    signed_in(worker).post(correcting, {"text": "Le plan est-il envoyé\u00a0?"})
    answer_question(question=asked, user=officer, answer=ANSWER)
    signed_in(officer).post(correcting, {"answer": "Oui, depuis mardi."})
    reopened = reopen_question(question=resolve_question(question=asked, user=worker), user=worker)

    page = signed_in(worker).get(reverse("tenancies:question", args=[asked.public_id])).text
    assert reopened.state == State.ANSWERED
    for words in ("Le plan est-il envoyé", "Corrigée le", "Oui, depuis mardi.", "corrigée le"):
        assert words in page

    cancel_question(question=asked, user=worker, reason=Mistake.WRONG_FACTS)

    timeline = signed_in(officer).get(reverse("tenancies:household", args=[household.public_id])).text
    assert "<del>Le plan est-il envoyé" in timeline
    assert "saisie avec une erreur" in timeline
    assert not EntryQuestion.objects.to_resolve(worker).exists()


@pytest.mark.parametrize("count", [0, 3])
def test_the_questions_of_a_timeline_are_read_with_it(
    signed_in, household, worker, officer, note_of, count, django_assert_num_queries
):
    for _ in range(count):
        answer_question(
            question=ask_about_entry(entry=note_of(officer), user=worker, text=TEXT), user=officer, answer=ANSWER
        )
    client, url = signed_in(worker), reverse("tenancies:household", args=[household.public_id])
    client.get(url)

    with django_assert_num_queries(11):
        client.get(url)
