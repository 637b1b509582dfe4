"""Whom a draft is about, as its page's address says, and whether its author may still read of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

from partners.models import Convention, Programme, User
from referrals.models import Mobilisation, Referral
from tenancies.models import Draft, Dwelling, Household
from tenancies.reading.questions import names_of_questions

# The only part of a query that tells one form of a page from another.
PARAMETER = "draft"


@dataclass(frozen=True)
class Shown:
    """A draft whose subject its author may read: `name` is the household's, or empty."""

    draft: Draft
    name: str


def page_of(request: HttpRequest) -> str:
    """The address of a page, as drafts know it: nothing of its filters and searches."""
    try:
        return f"{request.path}?{PARAMETER}={UUID(request.GET.get(PARAMETER, ''))}"
    except ValueError:
        return request.path


def match_of(page: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(page).path)
    except Resolver404:
        return None


def readable(user: User, drafts: Iterable[Draft]) -> list[Shown]:
    """Those whose subject the user may still read: a query for each kind of subject."""
    matches = [(draft, match_of(draft.page)) for draft in drafts]
    asked: dict[str, set[UUID]] = {}
    for _, match in matches:
        if match and (kind := kind_of(match)):
            asked.setdefault(kind, set()).add(subject_of(match))
    found = {kind: names_of(user, kind, subjects) for kind, subjects in asked.items()}
    shown = []
    for draft, match in matches:
        if match is None:
            continue
        kind = kind_of(match)
        name = found[kind].get(subject_of(match)) if kind else typed_name(draft)
        if name is not None:
            shown.append(Shown(draft, name))
    return shown


def kind_of(match: ResolverMatch) -> str:
    """What the address names first: a household, a tenant or a door to signal, a referral, a request, an agreement, a
    question."""
    if not any(isinstance(value, UUID) for value in match.kwargs.values()):
        return ""
    if "household_id" in match.kwargs:
        return "tenant"
    if "dwelling_id" in match.kwargs:
        return "door"
    if match.route.startswith("households/"):
        return "household"
    for kind in ("referral", "mobilisation", "convention", "programme", "question"):
        if match.route.startswith(f"{kind}s/"):
            return kind
    return "other"


def subject_of(match: ResolverMatch) -> UUID:
    return next(value for value in match.kwargs.values() if isinstance(value, UUID))


def names_of(user: User, kind: str, subjects: set[UUID]) -> dict[UUID, str]:
    if kind in ("household", "tenant"):
        of_kind = Household.objects.visible_to if kind == "household" else Household.objects.referable_by
        return dict(chosen(of_kind(user), subjects).values_list("public_id", "name"))
    if kind == "door":
        doors = chosen(Dwelling.objects.nameable_by(user), subjects)
        return {row.public_id: row.street_address for row in doors}
    if kind == "referral":
        referrals = chosen(Referral.objects.visible_to(user).select_related("household"), subjects)
        return {row.public_id: row.household_name for row in referrals}
    if kind == "mobilisation":
        requests = chosen(Mobilisation.objects.visible_to(user).select_related("referral__household"), subjects)
        return {row.public_id: row.referral.household_name for row in requests}
    if kind == "convention":
        conventions = chosen(Convention.objects.visible_to(user).select_related("association"), subjects)
        return {row.public_id: row.association.short_name for row in conventions}
    if kind == "programme":
        return dict(chosen(Programme.objects.visible_to(user), subjects).values_list("public_id", "name"))
    if kind == "question":
        return names_of_questions(user, subjects)
    return dict.fromkeys(subjects, "")


def chosen(rows: QuerySet, subjects: set[UUID]) -> QuerySet:
    return rows.filter(public_id__in=subjects)


def typed_name(draft: Draft) -> str:
    """Of somebody whom no case file names yet."""
    return next(iter(draft.data.get("last_name", [])), "")[:80]
