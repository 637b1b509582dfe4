"""Who does what by when in two case files, and who met about one of them, by the services themselves."""

import random
from dataclasses import dataclass

from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import Partnership
from tenancies.models import Household, Synthesis, Task
from tenancies.models.audience import Audience
from tenancies.services.syntheses import call_synthesis, hold_synthesis
from tenancies.services.tasks import do_task, give_task

MINUTES = (
    "Les droits APL sont rouverts. Le plan d’apurement peut être présenté à Mme Belkacem, qui préfère être vue chez "
    "elle. L’Amandier rassemble les justificatifs, la CESF prépare le plan."
)


@dataclass(frozen=True)
class Decided:
    """`days` ago, to be done `within` as many days; `person` None: by the team of `team`."""

    household: str
    author: str
    days: int
    what: str
    within: int
    person: str = ""
    team: str = ""
    audience: str = Audience.SHARED
    origin: str = Task.Origin.OTHER
    is_done: bool = False


DECIDED = (
    Decided(
        "Belkacem",
        "julie",
        12,
        "Rassembler les justificatifs pour le rappel d’APL",
        10,
        person="julien",
        audience=Audience.SOCIAL,
        origin=Task.Origin.MEETING,
        is_done=True,
    ),
    Decided(
        "Belkacem",
        "julie",
        4,
        "Présenter le plan d’apurement à Mme Belkacem, ensemble",
        9,
        person="julien",
        audience=Audience.SOCIAL,
        origin=Task.Origin.MEETING,
    ),
    Decided("Benali", "maya", 8, "Envoyer la quittance du mois au locataire", 6, person="paul"),
    Decided("Benali", "paul", 5, "Demander la nouvelle attestation d’assurance", 15, team="ucrm"),
)


def build_tasks(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    users = partnership.users
    for decided in sorted(DECIDED, key=lambda decided: -decided.days):
        person = users[decided.person] if decided.person else None
        with acting_at(clock.moment(clock.day(decided.days), 15, 5), chance=chance):
            task = give_task(
                household=Household.objects.get(name=decided.household),
                user=users[decided.author],
                audience=decided.audience,
                what=decided.what,
                in_charge=person.organization if person else partnership.organizations[decided.team],
                person=person,
                due_on=clock.day(decided.days - decided.within),
                origin=decided.origin,
            )
        if decided.is_done and person:
            with acting_at(clock.moment(clock.day(decided.days - 5), 9, 40), chance=chance):
                do_task(task=task, user=person)


def build_syntheses(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    """One that was held, of which minutes were kept, and one to come."""
    users = partnership.users
    household, partner = Household.objects.get(name="Belkacem"), partnership.organizations["amandier"]
    for days, held in ((13, True), (-6, False)):
        with acting_at(clock.moment(clock.day(max(days, 0) + 9), 11, 20), chance=chance):
            synthesis = call_synthesis(
                household=household,
                user=users["julie"],
                planned_at=clock.moment(clock.working_day(days), 14),
                place=Synthesis.Place.AGENCY,
                invited=[partner],
            )
        if held:
            with acting_at(clock.moment(clock.day(days), 16, 40), chance=chance):
                hold_synthesis(
                    synthesis=synthesis,
                    user=users["julie"],
                    came=[partner],
                    audience=Audience.SOCIAL,
                    minutes=MINUTES,
                )
