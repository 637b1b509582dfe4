from referrals.models import Announcement, Candidacy, CommitteeSession, Offer


def next_candidacy(announcement: Announcement) -> Candidacy | None:
    """To whom the dwelling is to be offered now: the best rank among those who still wait, once the minutes are closed;
    nobody while an offer runs or was accepted."""
    if any(not offer.is_over() for offer in announcement.offers.standing()):
        return None
    waiting = announcement.candidacies.filter(
        state=Candidacy.State.EXAMINED,
        examination__session__state=CommitteeSession.State.MINUTED,
        examination__rank__isnull=False,
    )
    return waiting.order_by("examination__session__held_on", "examination__rank", "pk").first()


def running_offer(announcement: Announcement) -> Offer | None:
    """The one that awaits an answer, or was accepted and awaits its lease."""
    standing = announcement.offers.standing().filter(candidacy__ended_at=None)
    return next((offer for offer in standing.select_related("candidacy__household") if not offer.is_over()), None)


def ranked_candidates(announcement: Announcement) -> list[tuple[Candidacy, Offer | None]]:
    """Those to whom the committee allocates the dwelling, in its order, each with its offer if it has had one."""
    ranked = announcement.candidacies.filter(examination__rank__isnull=False)
    found = ranked.select_related("household", "examination__session", "offer")
    in_order = found.order_by("examination__session__held_on", "examination__rank", "pk")
    return [(candidacy, getattr(candidacy, "offer", None)) for candidacy in in_order]
