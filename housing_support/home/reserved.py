"""Worklists of reserved dwellings: what is announced, who is proposed, what is offered, places left."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from housing_support.common.dates import day_and_month, relative_day
from housing_support.common.links import row_url
from housing_support.common.numbers import agreed
from housing_support.home.sections import Line, Worklist
from partners.models import User
from partners.reading.places import in_words
from referrals.models import Announcement, Candidacy, Offer
from referrals.reading.candidacies import (
    announcement_status,
    announcements_to_answer,
    candidacy_status,
    candidacy_step,
    dwelling_title,
    files_to_check,
    late_announcements,
    reservations_to_announce_now,
    running_files,
)
from referrals.reading.offers import decisions_to_notify, offers_to_follow
from tenancies.models import Reservation
from tenancies.stock.places import conventions_with_places_left, places_in

DECIDED = ("examination__session__held_on", "pk")


def places_left(user: User) -> Worklist:
    """Of the conventions of one's organization, on whichever side."""

    def line(convention: Any) -> Line:
        places = places_in(convention)
        is_landlord = user.organization_id == convention.landlord_id
        other = convention.association if is_landlord else convention.landlord
        return Line(
            title=f"{other.short_name} · {convention.action}",
            text=f"{in_words(convention, places)} · jusqu’au {day_and_month(convention.ends_on)}",
            url=row_url("tenancies:convention_reservations", convention.public_id),
            badge=f"{places.unused}\u00a0{agreed('places', places.unused)} {agreed('libres', places.unused)}",
            tone="info",
        )

    key = ("ends_on", "pk")
    return Worklist("places", "Places inutilisées des conventions", conventions_with_places_left, line, key)


# Candidates for reserved dwellings


def reserved_to_announce() -> Worklist:
    key = ("starts_on", "pk")
    return Worklist("to-announce", "Logements à annoncer", reservations_to_announce_now, reserved_line, key)


def reserved_line(reservation: Reservation) -> Line:
    dwelling, convention = reservation.dwelling, reservation.convention
    return Line(
        title=f"{dwelling.typology or 'Logement'} · {dwelling.street_address}",
        text=f"{convention.association.short_name} · {convention.action}",
        url=row_url("referrals:announce", reservation.public_id),
        badge=f"Réservé à partir du {day_and_month(reservation.starts_on)}",
        tone="soon",
    )


def awaiting_candidates(user: User) -> Worklist:
    """For the association."""
    key = ("answer_due_on", "pk")
    line = announcement_line(user)
    return Worklist(
        "announcements", "Logements annoncés\u00a0: candidats à proposer", announcements_to_answer, line, key
    )


def late_candidates(user: User) -> Worklist:
    """For the landlord."""
    key = ("answer_due_on", "pk")
    return Worklist("late-candidates", "Candidats en retard", late_announcements, announcement_line(user), key)


def announcement_line(user: User) -> Callable[[Announcement], Line]:
    def line(announcement: Announcement) -> Line:
        status = announcement_status(announcement, user)
        is_landlord = user.organization_id == announcement.landlord_id
        other = announcement.association if is_landlord else announcement.landlord
        return Line(
            title=dwelling_title(announcement, user),
            text=f"{other.short_name} · annoncé {relative_day(announcement.announced_on)}",
            url=row_url("referrals:announcement", announcement.public_id),
            badge=status.word,
            tone=status.tone,
        )

    return line


def candidates_to_check(user: User) -> Worklist:
    """For the landlord."""
    key = ("proposed_at", "pk")
    return Worklist("to-check", "Candidatures à vérifier", files_to_check, candidacy_line(user), key)


def candidacies_running(user: User) -> Worklist:
    """For the association: what is asked of it, then what happens next with the others."""

    def line(candidacy: Candidacy) -> Line:
        told = candidacy_line(user)(candidacy)
        dwelling = dwelling_title(candidacy.announcement, user)
        return replace(told, text=f"{dwelling} · {candidacy_step(candidacy, user)}")

    return Worklist("candidacies", "Candidatures en cours", running_files, line, ("turn", "proposed_at", "pk"))


def decisions_to_tell(user: User) -> Worklist:
    """For the landlord."""

    def line(candidacy: Candidacy) -> Line:
        decided = candidacy.examination
        return Line(
            title=candidacy.household.name,
            text=f"{dwelling_title(candidacy.announcement, user)} · {decided.get_decision_display().lower()}",
            url=row_url("referrals:allocation", candidacy.announcement.public_id),
            badge=f"Décidé le {day_and_month(decided.session.held_on)}",
            tone="soon",
        )

    return Worklist("to-notify", "Décisions à notifier au ménage", decisions_to_notify, line, DECIDED)


def offers_running(user: User) -> Worklist:
    """For the landlord, down to the lease."""

    def line(offer: Offer) -> Line:
        is_accepted = offer.state == Offer.State.ACCEPTED
        about = offer.candidacy.public_id if is_accepted else offer.announcement.public_id
        until, answered = day_and_month(offer.expires_on), day_and_month(offer.answered_on)
        return Line(
            title=offer.candidacy.household.name,
            text=f"{dwelling_title(offer.announcement, user)} · notifiée {relative_day(offer.notified_on)}",
            url=row_url("referrals:sign_lease" if is_accepted else "referrals:allocation", about),
            badge=f"Acceptée le {answered}, bail à signer" if is_accepted else f"Réponse jusqu’au {until}",
            tone="soon" if is_accepted else "info",
        )

    return Worklist("offers", "Offres en cours et baux à signer", offers_to_follow, line, ("expires_on", "pk"))


def candidacy_line(user: User) -> Callable[[Candidacy], Line]:
    def line(candidacy: Candidacy) -> Line:
        status = candidacy_status(candidacy, user)
        dwelling = dwelling_title(candidacy.announcement, user)
        return Line(
            title=candidacy.household.name,
            text=f"{dwelling} · proposé {relative_day(candidacy.proposed_at)}",
            url=row_url("referrals:candidacy", candidacy.public_id),
            badge=status.word,
            tone=status.tone,
        )

    return line
