from django.db.models import Exists, OuterRef, Value

from partners.models import User
from referrals.models import Referral
from tenancies.models import Household
from tenancies.models.functions import Unaccented


def possible_duplicates(referral: Referral, user: User) -> list[Referral]:
    """Open referrals of the same household or, for a new one, of its namesakes. Each says with `can_see` whether
    `user` may open it: that one exists is told to every author."""
    if referral.household_id:
        households = Household.objects.filter(pk=referral.household_id)
    else:
        name = Unaccented(Value(referral.described_household["name"]))
        households = Household.objects.referable_by(user).filter(sort_name=name)
    visible = Referral.objects.visible_to(user).filter(pk=OuterRef("pk"))
    return list(
        Referral.objects.open()
        .filter(household__in=households, landlord=referral.landlord_id)
        .annotate(can_see=Exists(visible))
        .order_by("-pk")[:3]
    )
