"""A dwelling offered to the candidate whose turn it is, and what its household answers. Each locks the reservation, the
announcement, the candidacy, then the offer."""

import datetime

from django.db import transaction
from django.utils import timezone

from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from referrals.clock import ten_days_after
from referrals.exceptions import NotNextError, OfferOverError
from referrals.models import Announcement, Candidacy, Offer
from referrals.reading.offers import last_ended_offer, next_candidacy
from referrals.services.candidacies import come_back, end, free_place
from tenancies.models import Reservation
from tenancies.stock import reservations


@transaction.atomic
def offer_dwelling(*, candidacy: Candidacy, user: User, notified_on: datetime.date) -> Offer:
    """Write to the candidate whose turn it is that the dwelling is theirs if they want it: they have ten days from the
    day on which they are told. An offer before it whose days have passed ends here, if nothing ended it yet.

    Raises `NotNextError` when it is somebody else's turn, `OfferOverError` when those days have passed already.
    """
    Candidacy.LANDLORD.check(user, candidacy)
    announcement = _lock_dwelling(candidacy.announcement)
    for earlier in announcement.offers.over():
        _expire(earlier, announcement)
    locked = Candidacy.machine.begin(candidacy, Candidacy.Move.OFFER)
    if next_candidacy(announcement) != locked:
        raise NotNextError(locked.pk)
    if not locked.examination.session.held_on <= notified_on <= timezone.localdate():
        raise TransitionNotAllowedError(f"nothing was notified on {notified_on}")
    expires_on = ten_days_after(notified_on)
    if expires_on < timezone.localdate():
        raise OfferOverError(expires_on)
    offer = Offer.objects.create(
        announcement=announcement, candidacy=locked, sent_by=user, notified_on=notified_on, expires_on=expires_on
    )
    Candidacy.machine.finish(locked, Candidacy.Move.OFFER, actor=user, facts={"expires_on": expires_on.isoformat()})
    return offer


@transaction.atomic
def accept(*, offer: Offer, user: User, answered_on: datetime.date, visited_on: datetime.date | None = None) -> Offer:
    """The household takes the dwelling, which is kept for it until its lease. What counts is the day of its answer: one
    that came in time and is noted late, or was noted as a refusal, brings its candidate back as long as the dwelling
    was offered to nobody since.

    Raises `OfferOverError` for an answer after the last day, `NotNextError` when somebody else was offered the
    dwelling, `AlreadyCandidateError` when the household is one elsewhere, `PlaceTakenError` when no place is left.
    """
    locked = _begin(offer, Offer.Move.ACCEPT, user)
    if answered_on > locked.expires_on:
        raise OfferOverError(locked.expires_on)
    if not locked.notified_on <= answered_on <= timezone.localdate():
        raise TransitionNotAllowedError(f"no answer came on {answered_on}")
    candidacy = locked.candidacy
    if locked.state == Offer.State.SENT:
        Candidacy.machine.finish(candidacy, Candidacy.Move.ACCEPT, actor=user)
    elif last_ended_offer(locked.announcement) == locked:
        come_back(candidacy, Candidacy.Move.ACCEPT, actor=user)
    else:
        raise NotNextError(candidacy.pk)
    reservation = locked.announcement.reservation
    reservations.allocate(reservation=reservation, household=candidacy.household, actor=user)
    return Offer.machine.finish(
        locked, Offer.Move.ACCEPT, actor=user, answered_on=answered_on, visited_on=visited_on, reason=""
    )


@transaction.atomic
def refuse(
    *, offer: Offer, user: User, answered_on: datetime.date, reason: str, visited_on: datetime.date | None = None
) -> Offer:
    """The household does not want the dwelling, or gives it up before its lease: it is the next one's turn."""
    locked = _begin(offer, Offer.Move.REFUSE, user)
    if not locked.notified_on <= answered_on <= timezone.localdate():
        raise TransitionNotAllowedError(f"no answer came on {answered_on}")
    Offer.machine.finish(
        locked, Offer.Move.REFUSE, actor=user, answered_on=answered_on, visited_on=visited_on, reason=reason
    )
    _leave(locked, Candidacy.Move.REFUSE, actor=user, reason=Candidacy.EndReason.OFFER_REFUSED)
    return locked


def expire_offers() -> int:
    """End the offers that nobody answered in time; return how many. Done again, or twice at once, it changes nothing
    more."""
    return sum(
        _expire_alone(offer) for offer in Offer.objects.over().select_related("announcement__reservation", "candidacy")
    )


@transaction.atomic
def _expire_alone(offer: Offer) -> bool:
    return _expire(offer, _lock_dwelling(offer.announcement))


def _expire(offer: Offer, announcement: Announcement) -> bool:
    """Whether it was still to be ended: somebody else may have been faster."""
    candidacy = Candidacy.machine.lock(offer.candidacy)
    locked = Offer.machine.lock(offer)
    if not locked.is_over():
        return False
    locked.announcement, locked.candidacy = announcement, candidacy
    Offer.machine.finish(locked, Offer.Move.EXPIRE, actor=None)
    _leave(locked, Candidacy.Move.EXPIRE, actor=None, reason=Candidacy.EndReason.OFFER_EXPIRED)
    return True


def _leave(offer: Offer, move: Candidacy.Move, *, actor: User | None, reason: str) -> None:
    offer.candidacy.announcement = offer.announcement
    end(offer.candidacy, move, actor=actor, reason=reason)
    free_place(offer.candidacy, actor=actor)


def _begin(offer: Offer, move: Offer.Move, user: User) -> Offer:
    Offer.machine.authorize(offer, move, user)
    announcement = _lock_dwelling(offer.announcement)
    candidacy = Candidacy.machine.lock(offer.candidacy)
    locked = Offer.machine.begin(offer, move, user)
    locked.announcement, locked.candidacy = announcement, candidacy
    candidacy.announcement = announcement
    return locked


def _lock_dwelling(announcement: Announcement) -> Announcement:
    Reservation.machine.lock(announcement.reservation)
    return Announcement.machine.lock(announcement)
