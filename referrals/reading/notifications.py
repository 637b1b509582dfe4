"""What is told of a dwelling that is announced and of its candidates, to those who may open their pages."""

from housing_support.common.dates import long_date
from housing_support.common.links import row_url
from partners.reading.notifications import Teller
from referrals.models import Announcement, Candidacy


def _announced(announcement: Announcement) -> str:
    return (
        f"{announcement.landlord.short_name} vous annonce un logement\u00a0: vos candidats sont attendus avant le "
        f"{long_date(announcement.answer_due_on)}."
    )


def _answered(announcement: Announcement) -> str:
    return f"{announcement.association.short_name} a du nouveau pour un logement que vous lui avez annoncé."


def _ended(candidacy: Candidacy) -> str:
    landlord = candidacy.announcement.landlord.short_name
    return f"La candidature du ménage {candidacy.household.name} auprès de {landlord} n’est plus en cours."


def _back(candidacy: Candidacy) -> str:
    landlord = candidacy.announcement.landlord.short_name
    return f"La candidature du ménage {candidacy.household.name} auprès de {landlord} est de nouveau en cours."


ANNOUNCEMENTS = Teller(
    readable=lambda user: Announcement.objects.visible_to(user).select_related("landlord", "association"),
    words={"DWELLING_ANNOUNCED": _announced, "ANNOUNCEMENT_ANSWERED": _answered},
    url=lambda announcement: row_url("referrals:announcement", announcement.public_id),
)
CANDIDACIES = Teller(
    readable=lambda user: Candidacy.objects.visible_to(user).select_related("household", "announcement__landlord"),
    words={"CANDIDACY_ENDED": _ended, "CANDIDACY_BACK": _back},
    url=lambda candidacy: row_url("referrals:candidacy", candidacy.public_id),
)
