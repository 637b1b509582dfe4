"""What a notification says in the application: worded when it is read, for its reader, by the rules of that day.

Each application gives the words of what it tells when it is loaded (`tellers`), for this one must not import them. What
the reader may not open any more says nothing of what it was about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, QuerySet

from housing_support.common.compiled_queries import CompiledQuery, among
from housing_support.common.dates import long_date
from housing_support.common.links import page_url, row_url
from partners.models import AccountEvent, Convention, Notification, User
from partners.roles import Right, Role

SAYS_NOTHING = "Ce dont parlait cette notification ne vous est plus ouvert."


@dataclass(frozen=True)
class Teller:
    """The kinds that are about rows of one model. `readable` gives those that a reader may open today, with all that
    the words need: one statement for all the kinds. `url` is the page of a row."""

    readable: Callable[[User], QuerySet]
    words: Mapping[str, Callable[[Any], str]]
    url: Callable[[Any], str]

    @cached_property
    def found(self) -> CompiledQuery:
        return CompiledQuery(lambda user, identifiers: self.readable(user).filter(among("pk", identifiers)))


@dataclass(frozen=True)
class Line:
    notification: Notification
    text: str = SAYS_NOTHING
    # Where it leads; nowhere once its reader may not go there.
    url: str = ""


tellers: list[Teller] = []


def lines_of(notifications: Iterable[Notification], reader: User) -> list[Line]:
    """In their order: a statement for each model that they are about, however many they are."""
    notifications = list(notifications)
    told: dict[int, Line] = {}
    for teller in tellers:
        own = [each for each in notifications if each.kind in teller.words]
        if not own:
            continue
        identifiers = sorted({each.about_id for each in own})
        rows = {row.pk: row for row in teller.found.rows(reader, given={"identifiers": identifiers})}
        for each in own:
            if row := rows.get(each.about_id):
                told[each.pk] = Line(each, teller.words[each.kind](row), teller.url(row))
    return [told.get(each.pk, Line(each)) for each in notifications]


def _ends(convention: Convention) -> str:
    return (
        f"La convention entre {convention.landlord.short_name} et {convention.association.short_name} "
        f"({convention.action}) prend fin le {long_date(convention.ends_on)}."
    )


def _readers(user: User) -> QuerySet[AccountEvent]:
    """As far as they are kept, for those who manage accounts, deputies included."""
    is_theirs = Exists(User.objects.holding(Right.MANAGE_ACCOUNTS).filter(pk=user.pk))
    events = AccountEvent.objects.filter(is_theirs, organization=user.organization_id)
    return events.select_related("account", "by")


def _reader_comes(event: AccountEvent) -> str:
    by, role = (event.by or event.account).full_name, Role(event.facts["role"]).label
    act = "a invité une personne" if event.kind == AccountEvent.Kind.INVITED else "a changé le rôle d’un compte"
    return f"{by} {act}\u00a0: {role}, qui lit des dossiers."


CONVENTIONS = Teller(
    readable=lambda user: Convention.objects.visible_to(user).select_related("landlord", "association", "action"),
    words={"CONVENTION_ENDING": _ends},
    url=lambda convention: row_url("partners:convention", convention.public_id),
)
ACCOUNTS = Teller(readable=_readers, words={"READER_COMES": _reader_comes}, url=lambda event: page_url("partners:team"))
tellers += [CONVENTIONS, ACCOUNTS]
