"""The places that conventions promise, and the reservations that take them: the one rule of every number of places."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import (
    Case,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from partners.models import Convention, ConventionTerms, User
from partners.reading.places import Places
from tenancies.models import Reservation, Tenancy
from tenancies.models.functions import DaysBetween
from tenancies.models.reservations import ReservationQuerySet

DAY = datetime.timedelta(days=1)
# From a day through another one.
Period = tuple[datetime.date, datetime.date]


def with_places(conventions: QuerySet[Convention], on: datetime.date | None = None) -> QuerySet[Any]:
    """Each with `promised` places on that day, today unless said, how many of them are `used`, and how many
    reservations are `planned` from a later day on."""
    day = on or timezone.localdate()
    promised = ConventionTerms.objects.on(day).filter(convention=OuterRef("pk")).order_by().values("places")
    return conventions.annotate(
        # Before it begins, those that it begins with.
        promised=Coalesce(Subquery(promised), F("reserved_dwellings")),
        used=_number_of(Reservation.objects.on(day)),
        planned=_number_of(Reservation.objects.planned(day)),
    )


def with_vacant_days(reservations: ReservationQuerySet, today: datetime.date | None = None) -> QuerySet[Any]:
    """Each with the number of its `vacant_days`: from its first day, on which its dwelling is free, to the lease, to
    its release or to today. None of those that are to come, of those recorded by mistake, nor of those of a protected
    household: when it moved in would tell which dwelling is its own."""
    day = today or timezone.localdate()
    lease = Tenancy.objects.filter(
        dwelling=OuterRef("dwelling"),
        household=OuterRef("household"),
        household__is_protected=False,
        starts_on__gte=OuterRef("starts_on"),
    )
    over = ExpressionWrapper(F("ends_on") + Value(1), DateField())
    until = Case(
        When(starts_on__gt=day, then=None),
        When(release_reason=Reservation.ReleaseReason.MISTAKE, then=None),
        When(state__in=Reservation.HOUSED, then=Subquery(lease.order_by("starts_on").values("starts_on")[:1])),
        default=Least(Coalesce("released_on", Value(day)), over),
        output_field=DateField(),
    )
    return reservations.annotate(vacant_days=Greatest(DaysBetween(until, F("starts_on")), Value(0)))


@compiled
def conventions_with_places_left(user: User) -> QuerySet[Any]:
    """Those in force of which a place at least is unused today."""
    in_force = Convention.objects.visible_to(user).in_force().for_list()
    return with_places(in_force).filter(promised__gt=F("used")).order_by("ends_on", "pk")


def places_in(counted: Any) -> Places:
    """Of a row of `with_places`."""
    return Places(counted.promised, counted.used, counted.planned)


def _number_of(reservations: ReservationQuerySet) -> Subquery:
    # All of them are counted together, none as zero: `Count` would group them first.
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    own = reservations.filter(convention=OuterRef("pk")).order_by()
    return Subquery(own.annotate(number=number).values("number"))


def places_of(conventions: list[int], *, on: datetime.date, tells_since: bool = False) -> dict[int, Places]:
    """What `partners.reading.places` asks."""
    counted = with_places(Convention.objects.filter(pk__in=conventions), on)
    found = {each.pk: places_in(each) for each in counted}
    if not tells_since:
        return found
    unused = [pk for pk, places in found.items() if places.unused]
    since = _unused_since(unused, on)
    return {pk: Places(places.promised, places.used, places.planned, since.get(pk)) for pk, places in found.items()}


def _unused_since(conventions: list[int], day: datetime.date) -> dict[int, datetime.date]:
    """For each of these, of which a place at least is unused on that day: since when one has been, without a break."""
    terms: dict[int, list[tuple[datetime.date, int]]] = {pk: [] for pk in conventions}
    taken: dict[int, list[Period]] = {pk: [] for pk in conventions}
    known = ConventionTerms.objects.filter(convention__in=conventions, since__lte=day).order_by("since")
    for pk, since, places in known.values_list("convention", "since", "places"):
        terms[pk].append((since, places))
    for pk, period in _periods(conventions, day):
        taken[pk].append(period)
    return {pk: _last_break(terms[pk], taken[pk], day) for pk in conventions if terms[pk]}


def _periods(conventions: list[int], day: datetime.date) -> Iterator[tuple[int, Period]]:
    """The days on which a reservation took a place: until the eve of its release, when it was released; none, when it
    was recorded by mistake."""
    begun = Reservation.objects.filter(convention__in=conventions, starts_on__lte=day)
    real = begun.exclude(release_reason=Reservation.ReleaseReason.MISTAKE)
    for pk, first, last, released_on in real.values_list("convention", "starts_on", "ends_on", "released_on"):
        until = min(last, released_on - DAY) if released_on else last
        if first <= until:
            yield pk, (first, until)


def _last_break(terms: list[tuple[datetime.date, int]], taken: Iterable[Period], day: datetime.date) -> datetime.date:
    """The day after the last one on which every promised place was taken, else the first of the convention. Whether
    they are changes on few days: when terms take effect, and when a period begins or is over."""
    periods = list(taken)
    begins = terms[0][0]
    changes = {since for since, _ in terms} | {edge for first, last in periods for edge in (first, last + DAY)}
    since = day
    for change in sorted((edge for edge in changes if begins <= edge <= day), reverse=True):
        places = next(number for start, number in reversed(terms) if start <= change)
        if sum(first <= change <= last for first, last in periods) >= places:
            break
        since = change
    return since
