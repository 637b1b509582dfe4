"""What a signal of the landlord says, and what each association did with it, beside its line of the timeline."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from housing_support.common.dates import long_date
from partners.authority import may_mend
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import JournalEntry, SignalReceipt, WeakSignal

Action = SignalReceipt.Action


@dataclass(frozen=True)
class Shown:
    """`receipts`: in words, one for each association that this reader knows of."""

    receipts: list[str]
    url: str
    is_waiting: bool
    cancel_url: str


def signal_on_entries(user: User) -> ArraySubquery:
    """For rows of entries: `signalled`, what `shown_signal` reads of those that are a signal."""
    receipts = SignalReceipt.objects.filter(signal__entry=OuterRef("pk")).order_by("pk")
    if not user.organization.is_landlord:
        receipts = receipts.filter(organization=user.organization_id)
    told = JSONObject(
        signal=F("signal__public_id"),
        organization=F("organization_id"),
        short_name=F("organization__short_name"),
        action=F("action"),
        seen_at=F("seen_at"),
        first_name=F("seen_by__first_name"),
        last_name=F("seen_by__last_name"),
    )
    return ArraySubquery(receipts.values(told=told))


def shown_signal(entry: JournalEntry, user: User, name: Callable[[Organization], tuple[str, bool]]) -> Shown | None:
    """Of an entry loaded with its household; `name` says how an association is named to this reader, and whether its
    people are."""
    rows: list[dict[str, Any]] = entry.signalled or []
    if not rows:
        return None
    place = [entry.household.public_id, rows[0]["signal"]]
    is_waiting = any(row["organization"] == user.organization_id and not row["seen_at"] for row in rows)
    is_theirs = user.may(Right.SEND_SIGNAL) and may_mend(
        user, author=entry.author_id, organization=entry.organization_id
    )
    return Shown(
        receipts=[receipt_words(row, name) for row in rows],
        url=reverse("tenancies:weak_signal", args=place),
        is_waiting=is_waiting and user.may(Right.RECORD_VISIT) and not entry.is_cancelled,
        cancel_url=reverse("tenancies:weak_signal_cancel", args=place) if is_theirs and not entry.is_cancelled else "",
    )


def receipt_words(row: dict[str, Any], name: Callable[[Organization], tuple[str, bool]]) -> str:
    """« Vu le 14 novembre 2026 par Maya Carrère, UCRM : je passe voir le ménage »"""
    organization, is_named = name(Organization(pk=row["organization"], short_name=row["short_name"]))
    if not row["seen_at"]:
        return f"Pas encore vu\u00a0: {organization}"
    who = f"{row['first_name']} {row['last_name']}, {organization}" if is_named else organization
    seen_at = row["seen_at"]
    moment = seen_at if isinstance(seen_at, datetime.datetime) else datetime.datetime.fromisoformat(seen_at)
    action = Action(row["action"]).label
    return f"Vu le {long_date(moment)} par {who}\u00a0: «\u00a0{action}\u00a0»"


def row_of(receipt: SignalReceipt) -> dict[str, Any]:
    """As `receipt_words` reads it."""
    seen_by = receipt.seen_by
    return {
        "organization": receipt.organization_id,
        "short_name": receipt.organization.short_name,
        "action": receipt.action,
        "seen_at": receipt.seen_at,
        "first_name": seen_by.first_name if seen_by else "",
        "last_name": seen_by.last_name if seen_by else "",
    }


def signal_words(signal: WeakSignal) -> str:
    """« Plainte d’un voisin, le 12 novembre 2026 »"""
    return f"{signal.get_kind_display()}, le {long_date(signal.occurred_on)}"
