"""What follows here from an act in `tenancies`, which must not import this app."""

from django.dispatch import receiver

from partners.models import User
from referrals.models import Referral
from referrals.services.mobilisations import end_with
from tenancies.models import FollowUp, Household
from tenancies.signals import case_file_locking, support_ended


@receiver(case_file_locking)
def lock_referrals_first(sender, household: Household, **kwargs) -> None:
    """As the acts on a referral do: the referral, then the case file."""
    list(
        Referral.objects.open().filter(household=household).select_for_update(of=("self",), no_key=True).order_by("pk")
    )


@receiver(support_ended)
def end_mobilisations(sender, parts: list[FollowUp], actor: User | None, **kwargs) -> None:
    end_with(parts, actor=actor)
