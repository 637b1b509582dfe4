"""What the services leave in the timeline of a case file and in its referral's events, behind each row they write.

`test_stories.py` holds these rules to what the services do; the demonstration and the seed are held to them.
"""

from referrals.models import Meeting, Mobilisation, Referral
from referrals.services.leases import REASON
from tenancies.models import Consent, ConsentEvent, Household, JournalEntry, PeriodicReview, Tenancy, WeakSignal
from tenancies.services.households import TOWARDS_A_HOME


def traces_of(household: Household) -> dict[str, list]:
    """What the timeline, the referral's events and the reasons of the participants say, without moments."""
    referrals = household.referrals.all()
    return {
        "journal": sorted(household.journal.exclude(event="").values_list("kind", "event", "audience")),
        "events": sorted(referrals.values_list("events__move", flat=True).exclude(events=None)),
        "reasons": sorted(household.participations.values_list("role", "reason")),
    }


def audience_of(event: str) -> str:
    """What the household says of a partner is for the social workers of the case file."""
    return "SOCIAL" if event == JournalEntry.Event.CONSENT_GIVEN else "SHARED"


def implied_by(household: Household) -> dict[str, list]:
    """The same, as the services leave it behind the rows that there are: the test of the stories holds it to that."""
    Event, Move = JournalEntry.Event, Referral.Move
    told, made, reason = [Event.CASE_FILE_OPENED], [], "Entrée dans le logement"
    is_candidate = household.opened_by_id != household.landlord_id
    for referral in household.referrals.exclude(state=Referral.State.DRAFT):
        told.append(Event.REFERRAL_SENT)
        made += [Move.REPORT, Move.ATTACH] if referral.dwelling_id else [Move.SEND]
        reason = f"Signalement {referral.reference}"
        if referral.screened_at and not referral.meetings.exists():
            made.append(Move.SCREEN)
        made += [Move.RECORD_ATTEMPT] * referral.attempts.count()
        for meeting in referral.meetings.all():
            made.append(Move.PLAN_MEETING)
            if meeting.state == Meeting.State.HELD:
                told.append(Event.MEETING_HELD)
                made.append(Move.RECORD_HELD)
            elif meeting.state == Meeting.State.MISSED:
                made.append(Move.RECORD_MISSED)
        for asked in referral.mobilisations.all():
            told.append(Event.PARTNER_ASKED)
            made.append(Move.MOBILISE)
            if asked.reminded_at:
                made.append(Move.REMIND)
            if asked.state == Mobilisation.State.EXPIRED:
                made.append(Move.EXPIRE)
            elif asked.state == Mobilisation.State.WAITLISTED:
                made.append(Move.WAITLIST)
            elif asked.state != Mobilisation.State.REQUESTED:
                made.append(Move.ACCEPT if asked.follow_up_id else Move.DECLINE)
            if asked.state == Mobilisation.State.ENDED:
                made.append(Move.END_SUPPORT)
        if referral.closed_at:
            made.append(Move.CLOSE if referral.state == Referral.State.CLOSED else Move.DISMISS)
    said = ConsentEvent.objects.filter(consent__household=household, move=Consent.Move.GIVE)
    told += [Event.CONSENT_GIVEN] * said.count()
    told += [Event.SIGNAL_SENT] * WeakSignal.with_cancelled.filter(entry__household=household).count()
    reasons = [("SUPPORT", TOWARDS_A_HOME)] if is_candidate else [("LANDLORD", reason)]
    if is_candidate and household.landlord_id:
        reasons.append(("LANDLORD", REASON))
    for follow_up in household.follow_ups.all():
        told.append(Event.SUPPORT_BEGUN)
        if not is_candidate:
            reasons.append(("SUPPORT", reason if made else f"Convention, {follow_up.convention.action}"))
        if follow_up.watched_since:
            told.append(Event.WATCH_BEGUN)
        if follow_up.ended_on:
            told.append(Event.SUPPORT_ENDED)
    for lease in household.tenancies.filter(starts_on__gte=household.opened_on):
        # The term of a lease of one year is no end that somebody recorded.
        has_ended = lease.ends_on and not Tenancy.ONE_YEAR.is_waiting(lease)
        # Where another one took over, nobody left.
        has_ended = has_ended and not household.tenancies.filter(follows=lease).exists()
        told += [Event.TENANCY_BEGUN] + ([Event.TENANCY_ENDED] if has_ended else [])
    held = PeriodicReview.objects.filter(sliding__tenancy__household=household, held_on__isnull=False)
    told += [Event.SLIDING_REVIEWED] * held.count()
    if household.closed_on:
        told.append(Event.CASE_FILE_CLOSED)
    lines = [(JournalEntry.KIND_OF_EVENT[event], event, audience_of(event)) for event in told]
    if is_candidate and household.landlord_id:
        # Opened before the landlord took part.
        lines[0] = (*lines[0][:2], "ORGANIZATION")
    return {
        "journal": sorted(lines),
        "events": sorted(made),
        "reasons": sorted(reasons),
    }
