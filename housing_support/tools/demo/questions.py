"""What people ask one another, by the services themselves: about a visit, about a note, before a partner accepts."""

import random
from functools import partial

from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import Partnership
from partners.models import User
from referrals.models import Mobilisation
from referrals.services.questions import ask_about_request
from tenancies.models import JournalEntry
from tenancies.models.audience import COMMON
from tenancies.services.questions import answer_question, ask_about_entry

ON_A_VISIT = "Le prochain rendez-vous est-il déjà fixé\u00a0? Je peux venir avec vous parler de l’assurance."
ON_A_NOTE = "L’intervention est-elle prévue le matin ou l’après-midi\u00a0? Le ménage travaille de nuit."
ON_THE_MORNING = "Le matin, entre 8\u00a0h et 10\u00a0h. L’entreprise appelle la veille."
BEFORE_ACCEPTING = "Le ménage préfère-t-il être reçu chez nous ou à domicile\u00a0?"


def build_questions(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    users = partnership.users
    yesterday = partial(clock.moment, clock.working_day(1))
    visits = JournalEntry.objects.filter(kind=JournalEntry.Kind.VISIT)
    visit, looked_at = _standing(visits, users["maya"]).filter(audience__in=COMMON)[:2]
    note = _standing(JournalEntry.objects.filter(kind=JournalEntry.Kind.NOTE), users["paul"])
    note = next(each for each in note if each.household.follow_ups.running().filter(worker=users["maya"]).exists())
    with acting_at(yesterday(11, 20), chance=chance):
        ask_about_entry(entry=visit, user=users["julie"], text=ON_A_VISIT)
    with acting_at(yesterday(14, 5), chance=chance):
        ask_about_entry(entry=looked_at, user=users["solene"])
    with acting_at(clock.moment(clock.working_day(4), 9, 40), chance=chance):
        asked = ask_about_entry(entry=note, user=users["maya"], text=ON_A_NOTE)
    with acting_at(yesterday(16, 30), chance=chance):
        answer_question(question=asked, user=users["paul"], answer=ON_THE_MORNING)
    bruno = users["bruno"]
    waiting = Mobilisation.objects.pending().filter(organization=bruno.organization).order_by("-requested_at", "-pk")
    with acting_at(yesterday(10, 15), chance=chance):
        ask_about_request(mobilisation=waiting[0], user=bruno, text=BEFORE_ACCEPTING)


def _standing(entries, author: User):
    stand = entries.filter(author=author, household__closed_on=None, visit__cancelled_at=None)
    return stand.select_related("household").order_by("-occurred_at", "-pk")
