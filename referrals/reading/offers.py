"""The turn of each candidate, once the committee has decided."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from housing_support.common.compiled_queries import compiled
from partners.models import User
from referrals.models import Announcement, Candidacy, CommitteeSession, Offer
from referrals.models.candidacies import CandidacyQuerySet

ROW = ("examination__session__held_on", "examination__rank", "pk")


def to_offer(candidacies: CandidacyQuerySet) -> CandidacyQuerySet:
    """Those to whom their dwelling is to be offered now: the best rank among those who still wait for it, once the
    minutes are closed; nobody while an offer runs or was accepted."""
    waiting = Candidacy.objects.filter(
        state=Candidacy.State.EXAMINED,
        examination__session__state=CommitteeSession.State.MINUTED,
        examination__rank__isnull=False,
    )
    first = waiting.filter(announcement=OuterRef("announcement")).order_by(*ROW)
    theirs = Offer.objects.filter(announcement=OuterRef("announcement"))
    is_taken = Exists(theirs.running()) | Exists(theirs.filter(state=Offer.State.ACCEPTED))
    return candidacies.filter(~is_taken, state=Candidacy.State.EXAMINED, pk=Subquery(first.values("pk")[:1]))


def next_candidacy(announcement: Announcement) -> Candidacy | None:
    return to_offer(announcement.candidacies.all()).first()


def running_offer(announcement: Announcement) -> Offer | None:
    """The one that awaits an answer, or was accepted and awaits its lease."""
    standing = announcement.offers.standing().filter(candidacy__ended_at=None)
    return next((offer for offer in standing.select_related("candidacy__household") if not offer.is_over()), None)


def last_ended_offer(announcement: Announcement) -> Offer | None:
    """The one that was refused, or not answered in time, when nobody was offered the dwelling since: an answer that
    came in time may still be noted."""
    if announcement.ended_at or running_offer(announcement):
        return None
    last = announcement.offers.select_related("candidacy__household").order_by("pk").last()
    return last if last and last.has_ended() else None


def ranked_candidates(announcement: Announcement) -> list[tuple[Candidacy, Offer | None]]:
    """Those to whom the committee allocates the dwelling, in its order, each with its offer if it has had one."""
    ranked = announcement.candidacies.filter(examination__rank__isnull=False)
    found = ranked.select_related("household", "examination__session", "offer")
    return [(candidacy, getattr(candidacy, "offer", None)) for candidacy in found.order_by(*ROW)]


# The lists


@compiled
def decisions_to_notify(user: User) -> QuerySet[Candidacy]:
    """For the landlord: whoever does not know yet that a dwelling is theirs."""
    to_tell = to_offer(Candidacy.objects.visible_to(user)).for_worklist().select_related("examination__session")
    return to_tell.order_by("examination__session__held_on", "pk")


@compiled
def offers_to_follow(user: User) -> QuerySet[Offer]:
    """For the landlord, down to the lease."""
    standing = (
        Offer.objects.visible_to(user)
        .to_follow()
        .select_related(
            "candidacy__household",
            "announcement__reservation__dwelling__residence",
            "announcement__reservation__household",
        )
    )
    return standing.order_by("expires_on", "pk")
