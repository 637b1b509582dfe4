from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Value

from partners.models import User
from referrals.models import Referral
from tenancies.models import Household
from tenancies.models.functions import Unaccented


def possible_duplicates(referral: Referral, user: User) -> list[Referral]:
    """Open referrals of the same household or, for a new one, of its namesakes."""
    if referral.household_id:
        households = Household.objects.filter(pk=referral.household_id)
    else:
        name = Unaccented(Value(referral.described_household["name"]))
        households = Household.objects.referable_by(user).filter(sort_name=name)
    return list(Referral.objects.visible_to(user).open().filter(household__in=households).order_by("-pk")[:3])


def open_referrals_of(households: Iterable[Household]) -> dict[int, list[Referral]]:
    """By household, those that wait or are followed already."""
    found: dict[int, list[Referral]] = defaultdict(list)
    for referral in Referral.objects.open().filter(household__in=list(households)).order_by("-pk"):
        if referral.household_id:
            found[referral.household_id].append(referral)
    return dict(found)
