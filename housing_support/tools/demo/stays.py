"""Whom Habitat et Humanisme puts up until they have a lasting home (action 2): one stay in each situation, told by the
services. The landlord reads nothing of it."""

from dataclasses import dataclass, field

from housing_support.tools.demo import candidates as people
from housing_support.tools.demo.allocations import Allocations
from housing_support.tools.demo.story import Someone
from tenancies.models import Household, Stay
from tenancies.models.ends import EndReason
from tenancies.services.households import TOWARDS_A_HOME, open_household
from tenancies.services.stays import end_stay, extend_stay, note_readiness, record_stay

Kind = Stay.Kind
HOUSE = "Maison Jean-Paul Fontan"
READY = ("unique_number_on", "identity_on", "resources_on", "savings_on", "assessment_on")


@dataclass(frozen=True)
class PutUp:
    """Days are days ago. `ready` says since when each thing is there."""

    kind: str
    place: str
    recorded: int
    since: int
    # Days from the entry to the planned end.
    length: int
    ready: dict[str, int] = field(default_factory=dict)


MARTEL = (Someone("HOLDER", "Sophie", "Martel", 28), Someone("CHILD", "Lina", "", 4))
MANSOURI = (Someone("HOLDER", "Yasmine", "Mansouri", 20),)
BARRY = (Someone("HOLDER", "Mariama", "Barry", 34), Someone("CHILD", "Alseny", "", 7))
PETIT = (Someone("HOLDER", "Enzo", "Petit", 23),)
FABRE = (Someone("HOLDER", "Louise", "Fabre", 45),)


def tell_stays(allocations: Allocations) -> None:
    _to_come(allocations)
    _running(allocations)
    _near_its_end(allocations)
    _extended(allocations)
    _ended(allocations)


def _to_come(allocations: Allocations) -> None:
    """One in some days, one that was awaited yesterday."""
    for persons, place, since in ((MARTEL, f"{HOUSE}, logement 14", -12), (MANSOURI, "Résidence Étape, studio 3", 1)):
        household = _opened(allocations, persons, on=6)
        _put_up(allocations, household, PutUp(Kind.INTERGENERATIONAL, place, recorded=6, since=since, length=540))


def _running(allocations: Allocations) -> None:
    """Half of what she needs is there. Where she is must not be known."""
    household = _opened(allocations, BARRY, on=300, is_protected=True)
    ready = {"unique_number_on": 250, "identity_on": 280, "resources_on": 40}
    _put_up(
        allocations,
        household,
        PutUp(
            Kind.PRIVATE_FLAT, "Deux pièces, 3e étage, Saint-Cyprien", recorded=299, since=301, length=700, ready=ready
        ),
    )


def _near_its_end(allocations: Allocations) -> None:
    household = _opened(allocations, PETIT, on=280)
    ready = {"unique_number_on": 200, "identity_on": 270, "resources_on": 60, "assessment_on": 35}
    _put_up(
        allocations,
        household,
        PutUp(Kind.RESIDENCE, "Résidence Étape, studio 11", recorded=280, since=655, length=660, ready=ready),
    )


def _extended(allocations: Allocations) -> None:
    """Her dwelling is allocated, her lease yet to be signed."""
    household = Household.objects.get(landlord=None, name=people.LACOMBE.name)
    ready = dict.fromkeys(READY, 42)
    stay = _put_up(
        allocations,
        household,
        PutUp(Kind.RESIDENCE, "Résidence Étape, logement 6", recorded=43, since=728, length=720, ready=ready),
    )
    with allocations.at(4, 11):
        extend_stay(
            stay=stay,
            user=allocations.users["claire"],
            until=allocations.clock.day(-60),
            reason=Stay.ExtensionReason.DWELLING_AWAITED,
        )


def _ended(allocations: Allocations) -> None:
    household = _opened(allocations, FABRE, on=290)
    stay = _put_up(
        allocations,
        household,
        PutUp(
            Kind.INTERGENERATIONAL,
            f"{HOUSE}, logement 2",
            recorded=290,
            since=540,
            length=720,
            ready=dict.fromkeys(READY, 90),
        ),
    )
    with allocations.at(24, 15):
        end_stay(
            stay=stay,
            user=allocations.users["ines"],
            on=allocations.day(25),
            reason=EndReason.REHOUSED,
            destination=Stay.Destination.LASTING_LEASE,
        )


def _opened(
    allocations: Allocations, persons: tuple[Someone, ...], *, on: int, is_protected: bool = False
) -> Household:
    described = [
        {
            "role": someone.role,
            "first_name": someone.first_name,
            "last_name": someone.last_name,
            "birth_year": allocations.clock.today.year - someone.age,
        }
        for someone in persons
    ]
    with allocations.at(on, 10):
        return open_household(
            landlord=None,
            user=allocations.users["ines"],
            name=persons[0].last_name,
            persons=described,
            reason=TOWARDS_A_HOME,
            is_protected=is_protected,
        )


def _put_up(allocations: Allocations, household: Household, told: PutUp) -> Stay:
    day, worker = allocations.clock.day, allocations.users["ines"]
    with allocations.at(told.recorded, 10, 20):
        stay = record_stay(
            household=household,
            user=worker,
            kind=told.kind,
            place_in_words=told.place,
            since=day(told.since),
            planned_end=day(told.since - told.length),
        )
    for name, on in sorted(told.ready.items(), key=lambda each: -each[1]):
        with allocations.at(on, 16):
            stay = note_readiness(stay=stay, user=worker, version=stay.version, days={name: allocations.day(on)})
    return stay
