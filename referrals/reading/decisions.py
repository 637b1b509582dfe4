"""What the committee may decide of the candidates for a dwelling, together: the rules of R441-3 CCH."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from partners.models import User
from referrals.models import Announcement, Candidacy, CommitteeSession, Examination
from referrals.models.announcements import MOST_CANDIDATES
from referrals.reading.candidacies import dwelling_title

# The committee examines as many, unless an exception applies.
ENOUGH_CANDIDATES = MOST_CANDIDATES


class Irregularity(models.TextChoices):
    """Why decisions cannot stand together, as the page says."""

    TOO_FEW = (
        "TOO_FEW",
        f"Il faut au moins {ENOUGH_CANDIDATES}\u00a0candidats\u00a0: choisissez l’exception qui s’applique.",
    )
    ALONE = "ALONE", "Une attribution simple est seule\u00a0: classez les candidats retenus, ou refusez les autres."
    RANKS = "RANKS", "Classez les candidats retenus à partir de 1, sans rang en double."
    UNEXPLAINED = "UNEXPLAINED", "Dites pourquoi, ou quelle pièce manque."


@dataclass(frozen=True)
class Decided:
    candidacy: Candidacy
    decision: str
    rank: int | None = None
    reason: str = ""

    @property
    def allocates(self) -> bool:
        return self.decision in Examination.ALLOCATED


def irregularity_of(decided: Sequence[Decided], *, fewer_candidates: str) -> Irregularity | None:
    """The first rule that these decisions about one dwelling break."""
    if len(decided) < ENOUGH_CANDIDATES and not fewer_candidates:
        return Irregularity.TOO_FEW
    if any(each.decision in Examination.EXPLAINED and not each.reason for each in decided):
        return Irregularity.UNEXPLAINED
    allocated = [each for each in decided if each.allocates]
    if len(allocated) > 1 and any(each.decision == Examination.Decision.ATTRIBUTION for each in allocated):
        return Irregularity.ALONE
    if sorted(each.rank or 0 for each in allocated) != list(range(1, len(allocated) + 1)):
        return Irregularity.RANKS
    return None


def candidates_before(session: CommitteeSession, announcement: Announcement) -> list[Candidacy]:
    """Those whom this session decides of: their file is complete, or it has decided already and may correct it. Nobody
    who was withdrawn, nor whom an earlier session ranked."""
    found = announcement.candidacies.running().filter(
        Q(state=Candidacy.State.ELIGIBLE)
        | Q(state=Candidacy.State.EXAMINED, examination__session=session, examination__announcement=announcement)
    )
    return list(found.select_related("household", "examination").order_by("rank_wished", "pk"))


def dwellings_of(session: CommitteeSession, user: User) -> list[tuple[Announcement, str, list[Examination], int]]:
    """The dwellings of a session: what it decided for each, and, while it is open, how many candidates wait for it."""
    if session.state in (CommitteeSession.State.PLANNED, CommitteeSession.State.CANCELLED):
        return []
    examined = Q(examinations__session=session)
    is_open = session.state == CommitteeSession.State.HELD
    eligible = Q(candidacies__state=Candidacy.State.ELIGIBLE) if is_open else Q(pk=None)
    decided = session.examinations.select_related("candidacy__household", "corrected_by")
    found = (
        Announcement.objects.visible_to(user)
        .filter(Exists(Announcement.objects.filter(examined | eligible, pk=OuterRef("pk"))))
        .for_list()
        .prefetch_related(Prefetch("examinations", decided, to_attr="decided"))
        .annotate(waiting=Count("candidacies", filter=Q(candidacies__state=Candidacy.State.ELIGIBLE)))
    )
    return [
        (each, dwelling_title(each, user), each.decided, each.waiting if is_open else 0)
        for each in found.order_by("pk")
    ]
