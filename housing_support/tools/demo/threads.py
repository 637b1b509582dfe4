"""What the landlord and the associations write to one another in two case files, by the services themselves."""

import datetime
import random
from dataclasses import dataclass

from housing_support.common.mending import Mistake
from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import Partnership
from tenancies.models import Household, Message
from tenancies.models.audience import Audience
from tenancies.models.messages import BEFORE_IT_LEAVES
from tenancies.services.messages import (
    cancel_message,
    note_reading,
    tell_left_messages,
    withdraw_message,
    write_message,
)


@dataclass(frozen=True)
class Said:
    """`days` ago. `is_read`: the others have opened the thread since."""

    household: str
    author: str
    days: int
    hour: int
    text: str
    calls: str = ""
    audience: str = Audience.SHARED
    is_read: bool = True
    is_withdrawn: bool = False
    is_cancelled: bool = False


SAID = (
    Said(
        "Benali",
        "paul",
        9,
        9,
        "Le remplacement du chauffe-eau est programmé vendredi entre 8 h et 10 h. Pouvez-vous prévenir le locataire ?",
        calls="maya",
    ),
    Said("Benali", "maya", 9, 14, "C’est fait : il sera chez lui, et le numéro du plombier lui est transmis."),
    Said("Benali", "paul", 6, 11, "Les clés de la cave sont à la loge.", is_cancelled=True),
    Said("Benali", "maya", 5, 16, "Je passe à l’agence lundi pour en parler.", is_withdrawn=True),
    Said(
        "Benali",
        "maya",
        1,
        10,
        "La quittance du mois n’est pas arrivée et la CAF la demande. Pouvez-vous l’envoyer au locataire ?",
        calls="paul",
        is_read=False,
    ),
    Said(
        "Belkacem",
        "julie",
        4,
        9,
        "Le plan d’apurement est prêt à signer. Voulez-vous que nous le présentions ensemble à Mme Belkacem ?",
        calls="julien",
        audience=Audience.SOCIAL,
    ),
    Said(
        "Belkacem",
        "julien",
        2,
        15,
        "Oui, mercredi à 14 h chez elle si cela vous convient : elle préfère que nous soyons là tous les deux.",
        calls="julie",
        audience=Audience.SOCIAL,
        is_read=False,
    ),
)


def build_threads(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    users = partnership.users
    for said in sorted(SAID, key=lambda said: (-said.days, said.hour)):
        written = clock.moment(clock.day(said.days), said.hour, 10)
        household = Household.objects.get(name=said.household)
        author = users[said.author]
        with acting_at(written, chance=chance):
            message = write_message(
                household=household,
                user=author,
                audience=said.audience,
                text=said.text,
                mentioned=users[said.calls] if said.calls else None,
            )
            if said.is_withdrawn:
                withdraw_message(message=message, user=author)
        with acting_at(written + BEFORE_IT_LEAVES, chance=chance):
            tell_left_messages()
            if said.is_cancelled:
                cancel_message(message=message, user=author, reason=Mistake.WRONG_HOUSEHOLD)
        if said.is_read:
            with acting_at(written + datetime.timedelta(minutes=45), chance=chance):
                _have_read(message, author.pk)


def _have_read(message: Message, author: int) -> None:
    for reading in message.household.thread_readings.filter(waits_since__isnull=False).exclude(user=author):
        note_reading(household=message.household, user=reading.user, up_to=message.leaves_at)
