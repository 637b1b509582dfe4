from dataclasses import dataclass

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.links import page_url
from partners.models import User
from partners.roles import Right
from referrals.reading.counts import CAP, referrals_to_meet, requests_to_answer, waiting_for


@dataclass(frozen=True)
class Destination:
    """One entry of the main navigation: shown to roles that hold one of `rights` (to all when empty).

    `within` are the beginnings of the addresses that belong to it without continuing its own. It tells how many rows
    of `waiting` wait for those for whom they are counted.
    """

    label: str
    icon: str
    url_name: str
    rights: tuple[Right, ...] = ()
    in_tabbar: bool = True
    within: tuple[str, ...] = ()
    waiting: CompiledQuery | None = None


DESTINATIONS = (
    Destination("Accueil", "house", "home"),
    Destination("Dossiers", "folder-open", "tenancies:households", (Right.READ_CASE_FILES,)),
    Destination("Signalements", "megaphone", "referrals:worklist", (Right.READ_REFERRALS,), waiting=referrals_to_meet),
    Destination("Signaler", "circle-plus", "referrals:find_door", (Right.REPORT_DOOR,)),
    Destination(
        "Demandes", "handshake", "referrals:mobilisations", (Right.ANSWER_MOBILISATION,), waiting=requests_to_answer
    ),
    Destination(
        "Candidatures",
        "key-round",
        "referrals:announcements",
        (Right.MANAGE_RESERVATIONS, Right.PROPOSE_CANDIDATE),
        in_tabbar=False,
        within=("/candidacies/",),
    ),
    Destination("Séjours", "bed", "tenancies:stays", (Right.MANAGE_STAYS,), in_tabbar=False),
    Destination("Commissions", "gavel", "referrals:committees", (Right.RECORD_COMMITTEE,), in_tabbar=False),
    Destination("Pilotage", "chart-column", "dashboard", (Right.READ_DASHBOARD,)),
    Destination("Patrimoine", "building-2", "tenancies:dwellings", (Right.READ_DWELLINGS,), in_tabbar=False),
    Destination(
        "Partenaires",
        "network",
        "partners:partners",
        (Right.READ_PARTNERS,),
        in_tabbar=False,
        within=("/organization/", "/programmes/", "/conventions/", "/parameters/"),
    ),
    Destination("Équipe", "users-round", "partners:team", (Right.INVITE,), in_tabbar=False, within=("/invitations/",)),
    Destination("Journal des accès", "scroll-text", "tenancies:access_log", (Right.READ_ACCESS_LOG,), in_tabbar=False),
)


@dataclass(frozen=True)
class Link:
    label: str
    icon: str
    url: str
    is_current: bool
    in_tabbar: bool
    count: int | None = None


def links_for(user: User, path: str, *, waiting: int | None = None) -> tuple[Link, ...]:
    """The destinations this user may open; the current one is the longest that holds `path`. What waits for the user
    is counted by one query, unless the page has counted it with its own rows."""
    counted = waiting_for(user)
    if counted and waiting is None:
        waiting = counted.count(user, limit=CAP)
    shown = [
        (destination, page_url(destination.url_name))
        for destination in DESTINATIONS
        if not destination.rights or any(user.may(right) for right in destination.rights)
    ]
    home = page_url("home")
    begins = [
        url
        for destination, url in shown
        if path == url or path.startswith(destination.within) or (url != home and path.startswith(url))
    ]
    current = max(begins, key=len, default=None)
    return tuple(
        Link(
            label=destination.label,
            icon=destination.icon,
            url=url,
            is_current=url == current,
            in_tabbar=destination.in_tabbar,
            count=min(waiting, CAP) if waiting and destination.waiting and destination.waiting is counted else None,
        )
        for destination, url in shown
    )
