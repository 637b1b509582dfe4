"""What the committee decides, written down during its session, and what follows from the minutes."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from partners.models import User
from referrals.exceptions import CandidatesChangedError, IrregularDecisionsError
from referrals.models import Announcement, Candidacy, CommitteeSession, Examination
from referrals.reading.decisions import Decided, candidates_before, irregularity_of
from referrals.services.candidacies import end, free_place
from tenancies.models import Reservation

Decision = Examination.Decision
WHY_TURNED_DOWN = {
    Decision.NOT_ALLOCATED: Candidacy.EndReason.NOT_ALLOCATED,
    Decision.REJECTED: Candidacy.EndReason.INADMISSIBLE,
}


@transaction.atomic
def decide(
    *,
    session: CommitteeSession,
    announcement: Announcement,
    user: User,
    decided: Sequence[Decided],
    fewer_candidates: str = "",
) -> list[Examination]:
    """Write down what the committee decides of all the candidates for one dwelling; again, to correct it, until the
    minutes: who corrected it, and when, stays beside it.

    Raises `CandidatesChangedError` unless `decided` is about those who are candidates now, `IrregularDecisionsError`
    when the decisions cannot stand together.
    """
    locked = CommitteeSession.machine.begin(session, CommitteeSession.Move.DECIDE, user)
    Announcement.LANDLORD.check(user, announcement)
    current = Announcement.machine.lock(announcement)
    candidates = {each.pk: Candidacy.machine.lock(each) for each in candidates_before(locked, current)}
    if not candidates or {each.candidacy.pk for each in decided} != set(candidates):
        raise CandidatesChangedError
    irregularity = irregularity_of(decided, fewer_candidates=fewer_candidates)
    if irregularity:
        raise IrregularDecisionsError(irregularity)
    written = [
        _write(locked, candidates[each.candidacy.pk], each, user=user, fewer_candidates=fewer_candidates)
        for each in decided
    ]
    CommitteeSession.machine.finish(locked, CommitteeSession.Move.DECIDE, actor=user)
    return written


@transaction.atomic
def close_minutes(*, session: CommitteeSession, user: User) -> CommitteeSession:
    """Freeze what was decided. Those to whom the dwelling is not allocated leave it, and their association is told."""
    locked = CommitteeSession.machine.begin(session, CommitteeSession.Move.CLOSE_MINUTES, user)
    turned_down = locked.examinations.filter(decision__in=WHY_TURNED_DOWN).select_related(
        "announcement__reservation", "candidacy"
    )
    for examination in turned_down.order_by("announcement__reservation", "announcement", "candidacy"):
        Reservation.machine.lock(examination.announcement.reservation)
        announcement = Announcement.machine.lock(examination.announcement)
        candidacy = Candidacy.machine.lock(examination.candidacy)
        candidacy.announcement = announcement
        # Its association may have withdrawn it during the session.
        if Candidacy.machine.allows(candidacy, Candidacy.Move.TURN_DOWN):
            reason = WHY_TURNED_DOWN[Decision(examination.decision)]
            end(candidacy, Candidacy.Move.TURN_DOWN, actor=user, reason=reason)
            free_place(candidacy, actor=user)
    return CommitteeSession.machine.finish(
        locked, CommitteeSession.Move.CLOSE_MINUTES, actor=user, minuted_at=timezone.now()
    )


def _write(
    session: CommitteeSession, candidacy: Candidacy, each: Decided, *, user: User, fewer_candidates: str
) -> Examination:
    words = {
        "decision": each.decision,
        "rank": each.rank if each.allocates else None,
        "reason": each.reason,
        "fewer_candidates": fewer_candidates,
    }
    known = Examination.objects.filter(candidacy=candidacy).first()
    if known:
        if any(getattr(known, name) != value for name, value in words.items()):
            known.mark_corrected(by=user, **words)
        return known
    Candidacy.machine.finish(
        candidacy, Candidacy.Move.EXAMINE, actor=user, facts={"decision": each.decision, "rank": words["rank"]}
    )
    return Examination.objects.create(
        session=session, announcement=candidacy.announcement, candidacy=candidacy, recorded_by=user, **words
    )
