"""Who may be known already: before a case file is opened, those that look like whoever is described."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from partners.models import User
from tenancies.models.functions import Unaccented
from tenancies.reading.search import Findable, by_member, of_members, restricted_to, words_of

MOST = 3


def likely_households(
    user: User, *, findable: Findable, first_name: str, last_name: str, birth_year: int | None = None
) -> QuerySet:
    """The first `MOST` of those that the reader may find, closed ones too: of that name, whatever its case and its
    accents; then of a name close to it, when a member has that first name or that birth year; and those of which a
    member is called so, in either order. Members are looked for in open case files alone."""
    households = findable(user)
    name = Unaccented(Value(last_name.strip()))
    same = Q(sort_name=name)
    like = households.filter(sort_name__trigram_similar=name).order_by()
    ways = [households.filter(same).order_by().values("pk")]
    if words := words_of(first_name):
        ways += by_member(like, words, user)
        ways += by_member(households, words_of(f"{last_name} {first_name}"), user)
    if birth_year:
        ways.append(of_members(like, user).filter(birth_year=birth_year).values("household"))
    # Those of the same name before the others.
    rank = Case(When(same, then=0), default=1, output_field=IntegerField())
    return restricted_to(households, ways[0].union(*ways[1:], all=True)).order_by(rank, "sort_name", "pk")[:MOST]
