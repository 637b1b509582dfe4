"""Referrals by the thousand, and the lists, the worklists and the homes that hold them."""

import datetime

import pgtrigger
from django.utils import timezone

from referrals.models import Mobilisation, Referral
from tenancies.models import Household

CONCERNED = {
    "home",
    "worklist",
    "search",
    "dashboard",
    "referrals:list",
    "referrals:worklist",
    "referrals:mobilisations",
}
State = Referral.State
STATES = (State.SENT, State.MEETING_PLANNED, State.MET, State.MOBILISING, State.TO_CLOSE)


def add_referrals(world, count: int) -> None:
    """In every state that waits for somebody; half of the partners asked are late."""
    today, now = timezone.localdate(), timezone.now()
    with pgtrigger.ignore():
        households = Household.objects.bulk_create(
            Household(
                landlord=world.landlord, opened_by=world.landlord, name=f"Nombreux{rank}", reference=f"D-{count}-{rank}"
            )
            for rank in range(count)
        )
        referrals = Referral.objects.bulk_create(
            Referral(
                landlord=world.landlord,
                household=household,
                reference=f"S-{count}-{rank}",
                author=world.officer,
                adviser=world.adviser,
                reasons=["ARREARS"],
                facts="Deux loyers impayés.",
                state=STATES[rank % len(STATES)],
                sent_at=now,
                meeting_due_on=today,
                screening_due_on=today,
                agreement="GIVEN",
                agreement_on=today,
                agreement_form="PHONE",
                sharing="GIVEN",
                sharing_on=today,
                sharing_form="PHONE",
            )
            for rank, household in enumerate(households)
        )
        Mobilisation.objects.bulk_create(
            Mobilisation(
                referral=referral,
                convention=world.convention,
                organization=world.convention.association,
                goal="Aider à tenir le budget.",
                requested_by=world.adviser,
                answer_due_on=today - datetime.timedelta(days=rank % 2),
            )
            for rank, referral in enumerate(referrals)
            if referral.state == State.MOBILISING
        )
