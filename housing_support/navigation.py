from collections.abc import Callable
from dataclasses import dataclass

from housing_support.common.links import page_url
from partners.models import User
from partners.roles import Right
from referrals.reading.counts import count_referrals_to_meet, count_requests_to_answer


@dataclass(frozen=True)
class Destination:
    """One entry of the main navigation: shown to roles that hold one of `rights` (to all when empty).

    `within` are the beginnings of the addresses that belong to it without continuing its own. A `count` is one query at
    most; no role may open two destinations that count.
    """

    label: str
    icon: str
    url_name: str
    rights: tuple[Right, ...] = ()
    in_tabbar: bool = True
    within: tuple[str, ...] = ()
    count: Callable[[User], int | None] | None = None


DESTINATIONS = (
    Destination("Accueil", "house", "home"),
    Destination("Dossiers", "folder-open", "tenancies:households", (Right.READ_CASE_FILES,)),
    Destination(
        "Signalements", "megaphone", "referrals:worklist", (Right.READ_REFERRALS,), count=count_referrals_to_meet
    ),
    Destination("Signaler", "circle-plus", "referrals:find_door", (Right.REPORT_DOOR,)),
    Destination(
        "Demandes", "handshake", "referrals:mobilisations", (Right.ANSWER_MOBILISATION,), count=count_requests_to_answer
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


def links_for(user: User, path: str) -> tuple[Link, ...]:
    """The destinations this user may open; the current one is the longest that holds `path`."""
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
            count=destination.count(user) if destination.count else None,
        )
        for destination, url in shown
    )
