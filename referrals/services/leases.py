"""The lease of a candidate who accepted the dwelling: what begins with it begins in one transaction, or not at all."""

import datetime

from django.db import transaction

from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from referrals.models import Announcement, Candidacy
from referrals.services import announcements
from tenancies.models import Household, Reservation, Tenancy
from tenancies.services.households import house_candidate
from tenancies.services.support import begin_follow_up
from tenancies.services.tenancies import let
from tenancies.stock import reservations

# Why both take part in the case file, as every participant reads it.
REASON = "Bail d’un logement réservé"


@transaction.atomic
def sign_lease(*, candidacy: Candidacy, user: User, starts_on: datetime.date) -> Tenancy:
    """The household gets the dwelling: its case file opens to the landlord, which answers for it from then on, its
    measure and its follow-up begin under the convention, its first visit is due; the other candidates are told.

    Raises `DwellingTakenError` when somebody else has the dwelling on one of the days of the lease.
    """
    Candidacy.LANDLORD.check(user, candidacy)
    reservation = Reservation.machine.lock(candidacy.announcement.reservation)
    announcement = Announcement.machine.begin(candidacy.announcement, Announcement.Move.SETTLE)
    locked = Candidacy.machine.begin(candidacy, Candidacy.Move.HOUSE)
    if not reservation.starts_on <= starts_on <= reservation.ends_on:
        raise TransitionNotAllowedError(f"{reservation.pk} keeps the dwelling on other days than {starts_on}")
    household = Household.machine.lock(locked.household)
    house_candidate(household=household, landlord=announcement.landlord, reason=REASON)
    tenancy = let(
        household=household,
        actor=user,
        dwelling=reservation.dwelling,
        kind=Tenancy.Kind.DIRECT,
        starts_on=starts_on,
    )
    reservations.mark_let(reservation=reservation, actor=user)
    begin_follow_up(household=household, convention=announcement.convention, user=user, reason=REASON)
    announcements.settle(candidacy=locked, actor=user)
    return tenancy
