"""What a caretaker wrote about a household, before doors were named or in another role: out of their reach, it goes on
as the report of its door."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import resolve, reverse
from django.utils import timezone

from partners.models import User
from partners.roles import Role
from referrals.models import Referral
from tenancies.models import Draft, Dwelling, Tenancy
from tenancies.reading.masking import FINDABLE_BY_ADDRESS
from tenancies.services.drafts import LIFE_OF_DRAFT, forget_drafts_about

Typed = dict[str, list[str]]
# The form of a door, as its page names it: `housing_support.drafts.words.name_of`.
DOOR_FORM = "referrals.forms.doors.DoorForm"
KEPT = ("reasons", "facts", "urgency")


def take_up_by_door() -> int:
    """How many are now drafts of the report of a door. One whose door is not known, or not this caretaker's to name,
    waits as long as any draft, for its author may be given the former role back; then it is forgotten."""
    unsent = Referral.objects.filter(state=Referral.State.DRAFT, author__role=Role.CARETAKER)
    typed = Draft.objects.waiting().filter(role=Role.CARETAKER, page__startswith=reverse("referrals:find"))
    taken_up = sum(_take_up_referral(referral) for referral in unsent.select_related("author__organization"))
    return taken_up + sum(_take_up_typed(draft) for draft in typed.select_related("user__organization"))


@transaction.atomic
def _take_up_referral(referral: Referral) -> bool:
    later = Draft.objects.waiting().filter(user=referral.author).about(referral.public_id).first()
    written = later.data if later else _as_typed(referral)
    named = referral.described_household.get("dwelling")
    at = Q(public_id=named) if named else _home_of(Q(household=referral.household), referral.created_at)
    is_taken_up = _begin_report(referral.author, at, written)
    if is_taken_up or referral.created_at < timezone.now() - LIFE_OF_DRAFT:
        referral.delete()
        forget_drafts_about(referral.public_id)
        forget_drafts_about(referral.submission_id)
    return is_taken_up


@transaction.atomic
def _take_up_typed(draft: Draft) -> bool:
    household = resolve(draft.page.partition("?")[0]).kwargs.get("household_id")
    named = draft.data.get("dwelling", [""])[0]
    at = _home_of(Q(household__public_id=household), draft.updated_at) if household else Q(public_id=_uuid(named))
    is_taken_up = _begin_report(draft.user, at, draft.data)
    if is_taken_up:
        draft.delete()
    return is_taken_up


def _uuid(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


def _as_typed(referral: Referral) -> dict[str, Any]:
    return {"reasons": referral.reasons, "facts": [referral.facts], "urgency": [referral.urgency]}


def _home_of(household: Q, at: datetime.datetime) -> Q:
    """Where it lived then: never of one whose address is protected today."""
    leases = Tenancy.objects.running(timezone.localdate(at)).filter(household, FINDABLE_BY_ADDRESS)
    return Q(pk__in=leases.values("dwelling"))


def _begin_report(author: User, at: Q, written: Typed) -> bool:
    door = Dwelling.objects.nameable_by(author).filter(at).order_by("pk").first()
    if door is None:
        return False
    page = reverse("referrals:report_door", args=[door.public_id])
    # Nothing is written over what they began to type there since.
    if Draft.objects.waiting().filter(user=author, page=page).exists():
        return False
    data = {name: written[name] for name in KEPT if written.get(name)}
    data["place"] = [f"{Referral.Precision.DOOR}-{door.public_id}"]
    Draft.objects.create(user=author, page=page, form=DOOR_FORM, title="Signalement", role=author.role, data=data)
    return True
