"""Candidacies by the hundred and dwellings by the thousand, and the pages of reserved dwellings."""

import datetime

from referrals.clock import ten_days_after
from referrals.models import Announcement, Candidacy, Examination, Offer
from tenancies.models import Dwelling, Household, Participation, Reservation, Vacancy
from tests.factories.allocations import CommitteeSessionFactory
from tests.factories.partners import ConventionFactory, FundedActionFactory

DWELLINGS_PER_CANDIDACY = 10
DAY = datetime.timedelta(days=1)
CONCERNED = ("committee", "announce", "candidac", "examin", "minutes", "allocation", "reserv", "free", "dwelling")
CONCERNED += ("home", "worklist", "sign_lease", "households", "search")
State = Candidacy.State
STATES = (State.PROPOSED, State.ELIGIBLE, State.INCOMPLETE, State.EXAMINED, State.OFFERED)


def add_candidacies(world, count: int) -> None:
    """Each for a dwelling of its own, in every state up to the offer, beside nine dwellings that are free."""
    convention = ConventionFactory(
        association=world.association,
        action=FundedActionFactory(programme=world.programme),
        reserved_dwellings=count,
    )
    dwellings = Dwelling.objects.bulk_create(
        Dwelling(landlord=world.landlord, residence=world.dwelling.residence, street_name="rue Nombreuse", rooms=2)
        for _ in range(DWELLINGS_PER_CANDIDACY * count)
    )
    free_on = world.today - 9 * DAY
    Vacancy.objects.bulk_create(Vacancy(dwelling=dwelling, starts_on=free_on) for dwelling in dwellings)
    reservations = Reservation.objects.bulk_create(
        Reservation(
            dwelling=dwelling,
            convention=convention,
            starts_on=world.today,
            ends_on=world.today + 60 * DAY,
            state=Reservation.State.ANNOUNCED,
        )
        for dwelling in dwellings[:count]
    )
    of_both = {"convention": convention, "landlord": world.landlord, "association": world.association}
    announcements = Announcement.objects.bulk_create(
        Announcement(
            reservation=reservation,
            shown=Announcement.Shown.ADDRESS,
            rent_euros=310,
            state=Announcement.State.ANSWERED,
            announced_by=world.officer,
            answer_due_on=world.today + 20 * DAY,
            **of_both,
        )
        for reservation in reservations
    )
    households = Household.objects.bulk_create(
        Household(opened_by=world.association, name=f"Nombreux{rank}", reference=f"D-2019-{count:03}{rank:04}")
        for rank in range(count)
    )
    Participation.objects.bulk_create(
        Participation(household=each, organization=world.association, role="SUPPORT", reason="Candidature")
        for each in households
    )
    candidacies = Candidacy.objects.bulk_create(
        Candidacy(
            announcement=announcement,
            household=household,
            association=world.association,
            rank_wished=1,
            state=(state := STATES[rank % len(STATES)]),
            missing=["TAX"] if state == State.INCOMPLETE else [],
            adults=1,
            support="Une visite par mois.",
            proposed_by=world.worker,
        )
        for rank, (announcement, household) in enumerate(zip(announcements, households, strict=True))
    )
    # Some are still to be written down in the minutes of the world's session, the others have theirs.
    minuted = CommitteeSessionFactory(landlord=world.landlord, minuted=True)
    session = world.offer.candidacy.examination.session
    Examination.objects.bulk_create(
        Examination(
            session=minuted if rank % 2 else session,
            announcement=each.announcement,
            candidacy=each,
            decision=Examination.Decision.ATTRIBUTION,
            rank=1,
            fewer_candidates=Examination.FewerCandidates.NOT_ENOUGH,
            recorded_by=world.officer,
        )
        for rank, each in enumerate(candidacies)
        if each.state in {State.EXAMINED, State.OFFERED}
    )
    Offer.objects.bulk_create(
        Offer(
            announcement=each.announcement,
            candidacy=each,
            sent_by=world.officer,
            notified_on=world.today,
            expires_on=ten_days_after(world.today),
        )
        for each in candidacies
        if each.state == State.OFFERED
    )
