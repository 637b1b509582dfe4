"""Ten thousand referrals: the lists, the worklists and the homes that hold them ask as often as for three."""

import datetime

import pgtrigger
import pytest
from django.utils import timezone

from referrals.models import Mobilisation, Referral
from tenancies.models import Household
from tests.consistency.test_query_counts import MOST, PAGES, grown, queries_of_pages

pytestmark = pytest.mark.django_db

# Three in each state.
FEW, MANY = 15, 10_000
CONCERNED = {
    "home",
    "worklist",
    "search",
    "dashboard",
    "referrals:list",
    "referrals:worklist",
    "referrals:mobilisations",
}
OF_REFERRALS = [page for page in PAGES if page[1] in CONCERNED]
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


def test_lists_of_referrals_ask_as_often_for_ten_thousand(world, client_of, statements_as_in_production):
    add_referrals(world, FEW)
    few = queries_of_pages(world, client_of, OF_REFERRALS)
    add_referrals(world, MANY)
    many = queries_of_pages(world, client_of, OF_REFERRALS)

    assert {url for _, url, _ in OF_REFERRALS} == CONCERNED
    assert {page: count for page, count in many[0].items() if count > MOST} == {}
    assert grown(few, many) == {}
