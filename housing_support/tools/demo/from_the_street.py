"""The road of one household, from a centre to a home of its own where it needs nobody any more (action 1).

Told by the services from end to end: its candidacy among three, the committee, the offer, the lease, the visits, the
exit.
"""

import datetime

from django.utils import timezone

from housing_support.tools.demo import candidates as people
from housing_support.tools.demo.allocations import Allocations, Decision, ranked
from housing_support.tools.demo.ids import uuid_from
from housing_support.tools.demo.papers import insurance_proof
from housing_support.tools.demo.reports import ARCS, ROUTINE
from housing_support.tools.demo.visits import TOPICS
from partners.models import Convention
from referrals.models import Candidacy
from referrals.reading.decisions import Decided
from referrals.services.leases import sign_lease
from tenancies.models import CaseFileDocument, Domain, FollowUp, JournalEntry, Visit
from tenancies.models.ends import EndReason
from tenancies.services.closing import close_household
from tenancies.services.documents import add_document
from tenancies.services.support import assign_worker, end_follow_up, take_in_charge
from tenancies.services.visits import record_visit

ARC = "arrival"
# Where the household stands at the first visit and at the last one, in each domain.
AUTONOMY = ((1, 2, 3, 3, 1), (4, 4, 5, 4, 4))
FIRST_VISIT, LAST_VISIT, INTERVAL = 273, 49, 14
CLOSING_NOTE = (
    "Monsieur tient son logement, son budget et son courrier seul depuis trois mois. Il sait qui appeler : l’agence, "
    "le centre social, UCRM s’il en a besoin."
)


def tell_from_the_street(allocations: Allocations, *, convention: Convention) -> None:
    follow_up = _housed(allocations, convention)
    _supported(allocations, follow_up)
    _left_in_autonomy(allocations, follow_up)


def _housed(allocations: Allocations, convention: Convention) -> FollowUp:
    reservation = allocations.reserve(convention, residence="Lalande", rooms=1, on=298)
    announcement = allocations.announce(reservation, on=298)
    chosen = allocations.propose(announcement, people.NGUYEN, rank=1, on=296)
    second = allocations.propose(announcement, people.BERTIN, rank=2, on=295)
    third = allocations.propose(announcement, people.SOW, rank=3, on=295)
    allocations.declare_complete(chosen, second, third, on=292)
    session = allocations.convene(on=296, held=289)
    allocations.hold(session, on=289)
    turned_down = Decided(third, Decision.NOT_ALLOCATED, reason="Un logement en rez-de-chaussée lui sera proposé.")
    allocations.decide(session, *ranked(chosen, second), turned_down, on=289)
    allocations.close_minutes(session, on=288)
    allocations.accept(allocations.offer(chosen, on=287), on=282, visited=285)
    with allocations.at(277, 10):
        sign_lease(candidacy=chosen, user=allocations.officer, starts_on=allocations.day(277))
    # The second has found elsewhere since.
    allocations.close_case_file(people.BERTIN, on=240)
    return FollowUp.objects.get(household=Candidacy.objects.get(pk=chosen.pk).household)


def _supported(allocations: Allocations, follow_up: FollowUp) -> None:
    users = allocations.users
    with allocations.at(276, 15):
        assign_worker(follow_up=follow_up, user=users["solene"], worker=users["yanis"])
    with allocations.at(275, 9):
        take_in_charge(follow_up=FollowUp.objects.get(pk=follow_up.pk), user=users["yanis"])
    days = range(FIRST_VISIT, LAST_VISIT - 1, -INTERVAL)
    texts = (*ARCS[ARC], *ROUTINE * len(days))
    for rank, (days_ago, text) in enumerate(zip(days, texts, strict=False)):
        _visit(allocations, follow_up, days_ago, text=text, share=rank / (len(days) - 1), is_observed=rank % 3 == 0)
    with allocations.at(260, 17):
        holder = people.NGUYEN.persons[0]
        add_document(
            household=follow_up.household,
            user=users["yanis"],
            audience=JournalEntry.Audience.SHARED,
            kind=CaseFileDocument.Kind.INSURANCE,
            file=insurance_proof(f"{holder.first_name} {holder.last_name}", at=timezone.now()),
        )


def _visit(
    allocations: Allocations, follow_up: FollowUp, days_ago: int, *, text: str, share: float, is_observed: bool
) -> None:
    visited_at = allocations.clock.moment(allocations.day(days_ago), 14, 30)
    is_last = share == 1
    levels = {
        domain.value: round(start + (end - start) * share) for domain, start, end in zip(Domain, *AUTONOMY, strict=True)
    }
    with allocations.at(days_ago, 16):
        record_visit(
            follow_up=follow_up,
            user=allocations.users["yanis"],
            submission_id=uuid_from(allocations.chance),
            outcome=Visit.Outcome.DONE,
            medium=Visit.Medium.HOME,
            visited_at=visited_at,
            topics=list(TOPICS[ARC]),
            levels=levels if is_observed or is_last else {},
            shared_report=text,
            next_visit_at=None if is_last else _next(allocations, days_ago),
        )


def _next(allocations: Allocations, days_ago: int) -> datetime.datetime:
    return allocations.clock.moment(allocations.day(days_ago - INTERVAL), 14, 30)


def _left_in_autonomy(allocations: Allocations, follow_up: FollowUp) -> None:
    with allocations.at(40, 15):
        end_follow_up(
            follow_up=follow_up, user=allocations.users["solene"], reason=EndReason.AUTONOMY, note=CLOSING_NOTE
        )
    with allocations.at(38, 16, 30):
        close_household(household=follow_up.household, user=allocations.users["julie"])
