from collections.abc import Iterator

from housing_support.common.dates import relative_day
from housing_support.home.sections import LENGTH, Line, Section, list_url, section
from partners.models import Invitation, User


def sections(user: User) -> Iterator[Section]:
    team_url = list_url("partners:team")

    def invitation(waiting: Invitation) -> Line:
        return Line(
            title=f"{waiting.first_name} {waiting.last_name}",
            text=waiting.get_role_display(),
            url=team_url,
            badge=f"Expire {relative_day(waiting.expires_at)}",
            tone="soon",
        )

    def account(colleague: User) -> Line:
        return Line(title=colleague.full_name, text=colleague.get_role_display(), url=team_url)

    waiting = Invitation.objects.visible_to(user).usable().order_by("expires_at", "pk")
    yield section("Invitations en attente", waiting[: LENGTH + 1], invitation, team_url)
    recent = User.objects.colleagues_of(user).active().order_by("-date_joined", "-pk")
    yield section("Comptes de votre organisme", recent[: LENGTH + 1], account, team_url)
