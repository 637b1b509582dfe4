"""Who may be known already: before a case file is opened, those that look like whoever is described."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from housing_support.common import telephones
from partners.models import User
from tenancies.models import Dwelling, Tenancy
from tenancies.models.functions import Unaccented
from tenancies.reading.doors import ADDRESS
from tenancies.reading.masking import FINDABLE_BY_ADDRESS
from tenancies.reading.search import Findable, by_member, of_members, restricted_to, words_of

MOST = 3


def likely_households(
    user: User,
    *,
    findable: Findable,
    first_name: str,
    last_name: str,
    birth_year: int | None = None,
    phone: str = "",
    dwelling: Dwelling | None = None,
) -> QuerySet:
    """The first `MOST` of those that the reader may find, closed ones too: of that name, whatever its case and its
    accents; then of a name close to it, when a member has that first name or that birth year; those of which a member
    is called so, in either order, or has that telephone, however it is written. Members are looked for in open case
    files alone.

    The address tells nobody by itself: it makes a name that is close enough, or a first name, or a birth year. Whoever
    is not found by their address is not told by it here: that nobody is offered says nothing of a door.
    """
    households = findable(user)
    name = Unaccented(Value(last_name.strip()))
    same = Q(sort_name=name)
    like = households.filter(sort_name__trigram_similar=name).order_by()
    ways = [households.filter(same).order_by().values("pk")]
    there = households.filter(pk__in=living_at(dwelling)).order_by() if dwelling else None
    if words := words_of(first_name):
        ways += by_member(like, words, user)
        ways += by_member(households, words_of(f"{last_name} {first_name}"), user)
    if birth_year:
        ways.append(of_members(like, user).filter(birth_year=birth_year).values("household"))
    if number := telephones.kept(phone):
        ways.append(of_members(households, user).filter(phone=number).values("household"))
    if there is not None:
        ways.append(there.filter(sort_name__trigram_similar=name).values("pk"))
        if words:
            ways += by_member(there, words, user)
        if birth_year:
            ways.append(of_members(there, user).filter(birth_year=birth_year).values("household"))
    # Those of the same name before the others.
    rank = Case(When(same, then=0), default=1, output_field=IntegerField())
    return restricted_to(households, ways[0].union(*ways[1:], all=True)).order_by(rank, "sort_name", "pk")[:MOST]


def living_at(dwelling: Dwelling) -> QuerySet:
    """The households whose lease runs at that address, behind whichever door, and who are found by it."""
    same = {f"dwelling__{name}": getattr(dwelling, name) for name in ADDRESS}
    return Tenancy.objects.running().filter(FINDABLE_BY_ADDRESS, **same).values("household")
