"""The door of a referral: what a caretaker may name, and to whom it is told.

Whoever named it reads it for ever, and never the household. The landlord's advisers read it until it would tell where
a protected household lives; nobody else does, for the reference would lead from the door to the name.
"""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.models import User
from partners.roles import Right, Role
from referrals.models import Referral
from tenancies.models import Dwelling, Household, Tenancy
from tenancies.models.dwellings import floor_in_words
from tenancies.reading.doors import ADDRESS, in_order, on_the_way_up
from tenancies.reading.dwellings import close, matching
from tenancies.reading.masking import FINDABLE_BY_ADDRESS, MASKED
from tenancies.reading.search import is_long_enough

Precision = Referral.Precision
# Beyond, one says more of the address.
MOST_ADDRESSES = 40
MOST_OCCUPANTS = 20
# A thumb reaches them without scrolling.
MOST_USUAL, LATELY = 3, 30
# Of a report that named a household: its caretaker reads neither whom nor where.
NO_PLACE = "Porte inconnue, adresse non précisée"


# What may be named


def addresses_for(user: User, text: str) -> list[Dwelling]:
    """A door of each address that `text` finds or, failing them, is close to; without a text, of the first ones."""
    nameable = Dwelling.objects.nameable_by(user)
    if is_long_enough(text):
        found = first_doors(matching(nameable, text)) or first_doors(close(nameable, text))
    else:
        found = first_doors(nameable)
    return sorted(found, key=lambda door: (door.residence.sort_name, door.street_name, in_order(door.street_number)))


def usual_addresses(user: User) -> list[Dwelling]:
    """A door of each address where he named one lately; before the first, of all where there are few."""
    named = Dwelling.objects.nameable_by(user).filter(referrals__author=user.pk).select_related("residence")
    lately = list(named.order_by("-referrals__pk")[:LATELY])
    if not lately:
        found = addresses_for(user, "")
        return found if len(found) <= MOST_USUAL else []
    by_address = {tuple(getattr(door, name) for name in ADDRESS): door for door in reversed(lately)}
    return list(reversed(by_address.values()))[:MOST_USUAL]


def first_doors(doors: QuerySet[Dwelling]) -> list[Dwelling]:
    """One of each of the first addresses."""
    ordered = doors.select_related("residence").order_by("residence__sort_name", *ADDRESS, "pk")
    return list(ordered.distinct("residence__sort_name", *ADDRESS)[: MOST_ADDRESSES + 1])


def doors_at(user: User, door: Dwelling) -> list[Dwelling]:
    """All the doors of its address, taken or free, as one climbs the stairs."""
    same = {name: getattr(door, name) for name in ADDRESS}
    return sorted(Dwelling.objects.nameable_by(user).filter(**same), key=on_the_way_up)


def by_floor(doors: list[Dwelling]) -> dict[str, list[Dwelling]]:
    """« Bâtiment A, 3e étage » and its doors, in the order of `doors`."""
    floors: dict[str, list[Dwelling]] = defaultdict(list)
    for door in doors:
        floors[landing_of(door)].append(door)
    return dict(floors)


# In words


def landing_of(door: Dwelling) -> str:
    parts = [
        floor_in_words(door.floor),
        f"escalier\u00a0{door.staircase}" if door.staircase else "",
        f"bâtiment\u00a0{door.building}" if door.building else "",
    ]
    return ", ".join(part for part in parts if part) or "étage non précisé"


def door_name(door: Dwelling) -> str:
    return f"Porte\u00a0{door.door}" if door.door else "Porte sans numéro"


def place_of(referral: Referral) -> str:
    """« Porte 12, 3e étage, 10 avenue des Mazades ». Needs the dwelling loaded; empty when no door was named."""
    door = referral.dwelling
    if door is None:
        return ""
    name = door_name(door) if referral.precision == Precision.DOOR else "Porte inconnue"
    landing = "" if referral.precision == Precision.ADDRESS else landing_of(door)
    return ", ".join(part for part in (name, landing, door.street_address) if part)


def shown_place(referral: Referral, user: User) -> str:
    """The door, as `user` may read it: see above. Needs the dwelling and the household loaded."""
    if user.pk != referral.author_id and not user.may(Right.MEET_HOUSEHOLD):
        return ""
    place = place_of(referral)
    is_hidden = place and user.role != Role.CARETAKER and referral.household and referral.household.is_protected
    return MASKED if is_hidden else place


def subject_of(referral: Referral, user: User) -> str:
    """Whom a referral is about, on one line, its reference aside: for its caretaker the door, for the others the
    household, or the door until it is known."""
    if user.role == Role.CARETAKER:
        return place_of(referral) or NO_PLACE
    is_known = referral.household_id or referral.new_household
    return referral.household_name if is_known else shown_place(referral, user) or referral.household_name


def shown_author(referral: Referral, user: User) -> str:
    """Who wrote it. The name of a caretaker tells where a protected household lives: advisers alone read it."""
    is_protected = referral.household is not None and referral.household.is_protected
    if is_protected and referral.author.role == Role.CARETAKER and not user.may(Right.MEET_HOUSEHOLD):
        return "un gardien"
    return referral.author.full_name


# For the adviser


def at_the_same_place(referral: Referral, door: str) -> Q:
    """Whose door, at that path, may be the one that was named."""
    named = referral.dwelling
    if named is None:
        return Q(pk=None)
    if referral.precision == Precision.DOOR:
        return Q(**{door: named})
    names = ADDRESS if referral.precision == Precision.ADDRESS else (*ADDRESS, "building", "staircase", "floor")
    return Q(**{f"{door}__{name}": getattr(named, name) for name in names})


def may_be_the_same(referral: Referral) -> Q:
    """Of referrals that name a door: the same one, or one of a floor or an address where it may be."""
    named = referral.dwelling
    if named is None:
        return Q(pk=None)
    address = Q(**{f"dwelling__{name}": getattr(named, name) for name in ADDRESS})
    floor = Q(**{f"dwelling__{name}": getattr(named, name) for name in ("building", "staircase", "floor")})
    match referral.precision:
        case Precision.ADDRESS:
            return address
        case Precision.FLOOR:
            return address & (floor | Q(precision=Precision.ADDRESS))
    return address & (Q(dwelling=named) | floor & Q(precision=Precision.FLOOR) | Q(precision=Precision.ADDRESS))


def occupants_of(referral: Referral) -> list[Household]:
    """The household whose lease runs behind that door; where the floor or the address alone is known, those there that
    an address may find."""
    leases = Tenancy.objects.running().filter(at_the_same_place(referral, "dwelling"))
    if referral.precision != Precision.DOOR:
        leases = leases.filter(FINDABLE_BY_ADDRESS)
    households = Household.objects.filter(
        Exists(leases.filter(household=OuterRef("pk"))), landlord=referral.landlord_id
    )
    return list(households.with_current_tenancy().order_by("sort_name", "pk")[:MOST_OCCUPANTS])


def duplicates_at(referral: Referral, user: User) -> QuerySet[Referral]:
    """The other open referrals that may name the same place and whose household is not known either."""
    others = Referral.objects.visible_to(user).open().filter(household=None).exclude(pk=referral.pk)
    others = others.filter(may_be_the_same(referral))
    return others.select_related("household", "dwelling__residence", "author").order_by("-pk")
