from partners.models import User
from referrals.models import CommitteeMember, CommitteeSession


def names_of(session: CommitteeSession) -> dict[str, list[str]]:
    """Who sits there, by what they sit as: each quality is there, even without anybody."""
    names: dict[str, list[str]] = {quality: [] for quality in CommitteeMember.Quality}
    for member in session.members.all():
        names[member.quality].append(member.name)
    return names


def last_session_of(user: User) -> CommitteeSession | None:
    """Most often the same people sit again."""
    return CommitteeSession.objects.visible_to(user).order_by("-held_on", "-pk").first()
