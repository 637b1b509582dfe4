"""The minutes of a session, in the words of its paper (`documents/committee_minutes.typ`)."""

from typing import Any

from housing_support.common.dates import long_date
from partners.models import User
from referrals.models import CommitteeSession, Examination
from referrals.reading.decisions import dwellings_of
from referrals.reading.slides import slides_told_at

Fact = tuple[str, str]


def minutes_of(session: CommitteeSession, user: User) -> dict[str, Any]:
    """Of a session whose minutes are closed: they say the same for ever."""
    members = list(session.members.all())
    present = sum(member.was_present and member.votes for member in members)
    seats = [
        (member.name, member.get_quality_display() + ("" if member.was_present else ", absent")) for member in members
    ]
    slid = [(each.household.name, each.words) for each in slides_told_at(session)]
    quorum = f"{present}, pour un quorum de {session.quorum}"
    return {
        "title": "Procès-verbal de la commission d’attribution",
        "about": f"{session.landlord.name} · séance du {long_date(session.held_on)}",
        "edited": f"Arrêté le {long_date(session.minuted_at)}",
        "sections": [
            {"title": "Membres", "facts": seats},
            {"title": "Quorum", "facts": [("Membres présents ayant voix délibérative", quorum)]},
            *(
                {"title": f"{title} · {announcement.association}", "facts": decisions(examinations)}
                for announcement, title, examinations, _ in dwellings_of(session, user)
            ),
            *([{"title": "Baux glissés depuis la commission précédente", "facts": slid}] if slid else []),
        ],
    }


def decisions(examinations: list[Examination]) -> list[Fact]:
    told = [(examination.candidacy.household.name, in_words(examination)) for examination in examinations]
    exceptions = {each.get_fewer_candidates_display() for each in examinations if each.fewer_candidates}
    return [*told, *(("Moins de trois candidats", exception) for exception in sorted(exceptions))]


def in_words(examination: Examination) -> str:
    rank = f"rang {examination.rank}" if examination.rank else ""
    return ", ".join(filter(None, [examination.get_decision_display(), rank, examination.reason]))
