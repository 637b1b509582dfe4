"""Two conflicts between neighbours that L'Amandier mediates, for households that agreed to it: one with its agreement,
one that has just been opened."""

import datetime
import random
from collections.abc import Callable
from typing import Any

from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import Partnership
from partners.models import User
from referrals.models import Conflict
from referrals.services import conflicts
from referrals.services.conflicts import Commitment, Person
from tenancies.models import Household

# Of whom a neighbour complains, who has no case file; and of whom somebody complains who wants no name to be known.
MEDIATED, NEIGHBOUR = "Diallo", "Lucette Astruc"
OPENED = "Bouzid"


def build_conflicts(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    """`chance` is their own: the other households are told the same way without them."""
    adviser, mediator = partnership.users["julie"], partnership.users["julien"]

    def at(days: int, hour: int, act: Callable[..., Any], *, user: User = adviser, **told: Any) -> Any:
        with acting_at(clock.moment(clock.day(days), hour), chance=chance):
            return act(user=user, **told)

    concerned = Household.objects.get(name=MEDIATED)
    conflict = at(
        48,
        10,
        conflicts.open_conflict,
        subject=Conflict.Subject.NOISE,
        parties=[
            Person(kind="TENANT", side="COMPLAINS", name=NEIGHBOUR, agreed_on=clock.day(48)),
            Person(kind="HOUSEHOLD", side="CONCERNED", household=concerned),
        ],
    )
    first, second = conflict.parties.order_by("rank")
    for days, text, source, reporter in (
        (52, "Musique entendue de 23 h à 1 h, fenêtre ouverte.", "PARTY", first),
        (49, "Meubles déplacés après 22 h ; le gardien l’a entendu depuis le hall.", "CARETAKER", None),
    ):
        at(
            47,
            11,
            conflicts.add_fact,
            conflict=conflict,
            occurred_on=clock.day(days),
            text=text,
            source=source,
            reporter=reporter,
        )
    at(
        45,
        9,
        conflicts.add_step,
        conflict=conflict,
        kind=Conflict.Step.REMINDER,
        on=clock.day(45),
        towards=second,
        result="INEFFECTIVE",
        note="Règlement intérieur relu avec le couple.",
        next_step=Conflict.Step.MEDIATION,
        next_due_on=clock.day(20),
    )
    convention = partnership.conventions["amandier", 3]
    at(39, 9, conflicts.entrust, conflict=conflict, convention=convention)
    at(
        12,
        17,
        conflicts.add_step,
        user=mediator,
        conflict=conflict,
        kind=Conflict.Step.MEDIATION,
        on=clock.day(12),
        result="AGREED",
        note="Deux entretiens séparés, puis une rencontre à la loge.",
        next_step=Conflict.Step.MEETING,
        next_due_on=clock.day(-18),
    )
    at(
        12,
        18,
        conflicts.record_agreement,
        user=mediator,
        conflict=conflict,
        agreed_on=clock.day(12),
        sides=[
            Commitment(
                party=first,
                name="Lucette Astruc",
                commitments="Appeler ou sonner avant d’écrire à l’agence.\nNe plus frapper au plafond.",
                signed_on=clock.day(12),
            ),
            Commitment(
                party=second,
                name="Mamadou et Kadiatou Diallo",
                commitments="Baisser la musique à 22 h, fenêtres fermées.\nPoser des patins sous les chaises.",
            ),
        ],
    )
    neighbour = Household.objects.get(name=OPENED)
    opened = at(
        6,
        14,
        conflicts.open_conflict,
        subject=Conflict.Subject.COMMON_PARTS,
        parties=[
            Person(kind="UNNAMED", side="COMPLAINS"),
            Person(kind="HOUSEHOLD", side="CONCERNED", household=neighbour),
        ],
    )
    at(
        6,
        15,
        conflicts.add_fact,
        conflict=opened,
        occurred_on=clock.day(7),
        text="Une dizaine de personnes réunies devant l’entrée de 21 h à minuit.",
        source="CARETAKER",
    )
    at(
        5,
        9,
        conflicts.add_step,
        conflict=opened,
        kind=Conflict.Step.REMINDER,
        on=clock.day(5),
        result="DONE",
        next_step=Conflict.Step.MEETING,
        next_due_on=clock.today - datetime.timedelta(days=1),
    )
    at(4, 10, conflicts.entrust, conflict=opened, convention=convention)
