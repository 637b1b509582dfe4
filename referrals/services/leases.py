"""The lease of a candidate who accepted the dwelling: what begins with it begins in one transaction, or not at all."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from referrals.models import Announcement, Candidacy
from referrals.services import announcements
from tenancies.models import Household, Reservation, Tenancy
from tenancies.services.households import house_candidate
from tenancies.services.sliding import describe
from tenancies.services.support import begin_follow_up
from tenancies.services.tenancies import let
from tenancies.stock import reservations

# Why both take part in the case file, as every participant reads it.
REASON = "Bail d’un logement réservé"


@transaction.atomic
def sign_lease(
    *,
    candidacy: Candidacy,
    user: User,
    starts_on: datetime.date,
    kind: str = Tenancy.Kind.DIRECT,
    sliding_terms: Mapping[str, Any] | None = None,
) -> Tenancy:
    """The household gets the dwelling: its case file opens to the landlord, which answers for it from then on, its
    measure and its follow-up begin under the convention, its first visit is due; the other candidates are told.

    A lease that slides is signed with what its documents say (`tenancies.services.sliding.TERMS`): the association of
    the convention rents, and sublets to the household.

    Raises `DwellingTakenError` when somebody else has the dwelling on one of the days of the lease, and what `let` does
    of a lease of one year.
    """
    Candidacy.LANDLORD.check(user, candidacy)
    reservation = Reservation.machine.lock(candidacy.announcement.reservation)
    announcement = Announcement.machine.begin(candidacy.announcement, Announcement.Move.SETTLE)
    locked = Candidacy.machine.begin(candidacy, Candidacy.Move.HOUSE)
    if (kind == Tenancy.Kind.SLIDING) != bool(sliding_terms):
        raise TransitionNotAllowedError("a sliding lease, and no other, is signed with its documents")
    if not reservation.starts_on <= starts_on <= reservation.ends_on:
        raise TransitionNotAllowedError(f"{reservation.pk} keeps the dwelling on other days than {starts_on}")
    household = Household.machine.lock(locked.household)
    house_candidate(household=household, landlord=announcement.landlord, reason=REASON)
    tenancy = let(
        household=household,
        actor=user,
        dwelling=reservation.dwelling,
        kind=kind,
        starts_on=starts_on,
    )
    reservations.mark_let(reservation=reservation, actor=user)
    begin_follow_up(household=household, convention=announcement.convention, user=user, reason=REASON)
    if sliding_terms:
        describe(tenancy, actor=user, association=announcement.convention.association, terms=sliding_terms)
    announcements.settle(candidacy=locked, actor=user)
    return tenancy
