"""What those who take part in the followed household's case file say to one another there, for all audiences."""

import datetime

from django.utils import timezone

from housing_support.common.mending import Mistake
from tenancies.models import Message, ThreadReading
from tenancies.models.audience import Audience
from tenancies.models.messages import audiences_of_messages
from tenancies.services.messages import cancel_message, withdraw_message, write_message
from tenancies.services.syntheses import call_synthesis, hold_synthesis
from tenancies.services.tasks import cancel_task, give_task

WRITERS = ("RO", "AD", "MG", "SW", "CO")
WAITING = "message-en-attente-nèfle"
WITHDRAWN = "message-retiré-physocarpe"
CANCELLED = "message-annulé-arbouse"

SHARED_TASK, OWN_TASK, SOCIAL_TASK = "tâche-commune-kaki", "tâche-d-équipe-cerise", "tâche-sociale-myrte"
AUTHOR_TASK, WRONG_TASK = "tâche-privée-mûre", "tâche-annulée-coing"
SYNTHESIS_MINUTES = "compte-rendu-de-synthèse-aronia"


def message_of(code: str, audience: str) -> str:
    return f"message-{audience.lower()}-de-{code.lower()}"


def make_thread(world) -> None:
    """One that has left by each writer for each audience that they may choose; one that was about another household;
    one that still waits, and one withdrawn while it did."""
    people, household = world.people, world.household

    def say(code, text, audience=Audience.SHARED, called=None):
        return write_message(household=household, user=people[code], audience=audience, text=text, mentioned=called)

    for code in WRITERS:
        for audience in audiences_of_messages(people[code]):
            say(code, message_of(code, audience), audience)
    world.message = say("SW", "Un message pour tous.", called=world.officer)
    wrong = say("CO", CANCELLED)
    leave(household)
    ThreadReading.objects.create(household=household, user=world.worker, waits_since=timezone.now())
    cancel_message(message=wrong, user=world.coordinator, reason=Mistake.WRONG_HOUSEHOLD)
    withdraw_message(message=say("RO", WITHDRAWN), user=world.officer)
    world.waiting_message = say("RO", WAITING)


def make_tasks(world) -> None:
    """One for all, one that its association keeps to itself, one about another household."""
    household, today = world.household, world.today

    def give(user, what, audience, **whom):
        return give_task(
            household=household, user=user, audience=audience, what=what, due_on=today, origin="OTHER", **whom
        )

    charge = {"in_charge": world.association, "person": world.worker}
    world.task = give(world.adviser, SHARED_TASK, Audience.SHARED, **charge)
    world.own_task = give(world.worker, OWN_TASK, Audience.ORGANIZATION, **charge)
    give(world.adviser, SOCIAL_TASK, Audience.SOCIAL, **charge)
    give(world.coordinator, AUTHOR_TASK, Audience.AUTHOR, in_charge=world.association, person=world.coordinator)
    wrong = give(world.worker, WRONG_TASK, Audience.SHARED, **charge)
    cancel_task(task=wrong, user=world.coordinator, reason=Mistake.WRONG_HOUSEHOLD)


def make_syntheses(world) -> None:
    """One to come, one held whose minutes are for social workers."""

    def call():
        return call_synthesis(
            household=world.household,
            user=world.adviser,
            planned_at=timezone.now(),
            place="AGENCY",
            invited=[world.association],
        )

    world.synthesis = call()
    world.held_synthesis = hold_synthesis(
        synthesis=call(),
        user=world.adviser,
        came=[world.association],
        audience=Audience.SOCIAL,
        minutes=SYNTHESIS_MINUTES,
    )


def leave(household) -> None:
    """An hour goes by, and whoever is told of it has been."""
    now = timezone.now()
    waiting = Message.with_cancelled.filter(household=household, leaves_at__gt=now, withdrawn_at=None)
    waiting.update(written_at=now - datetime.timedelta(hours=1), leaves_at=now - datetime.timedelta(minutes=40))
    Message.with_cancelled.filter(household=household, told_at=None, withdrawn_at=None).update(told_at=now)


def threads_named(world) -> dict:
    of_household = {"public_id": world.household.public_id}
    return {
        "message": of_household | {"message": world.message.public_id},
        "task": of_household | {"task": world.task.public_id},
        "own task": of_household | {"task": world.own_task.public_id},
        "synthesis": of_household | {"synthesis": world.synthesis.public_id},
        "held synthesis": of_household | {"synthesis": world.held_synthesis.public_id},
        "unsent": of_household | {"message": world.waiting_message.public_id},
    }
