import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import relative_day
from housing_support.home.sections import Line, Worklist
from partners.models import Invitation, User


def worklists(user: User) -> Iterator[Worklist]:
    team_url = reverse("partners:team")

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

    now, last = {"now": timezone.now()}, ("-date_joined", "-pk")
    yield Worklist("invitations", "Invitations en attente", invitations, invitation, ("expires_at", "pk"), now)
    yield Worklist("accounts", "Comptes de votre organisme", accounts, account, last)


@compiled
def invitations(user: User, now: datetime.datetime) -> QuerySet[Invitation]:
    return Invitation.objects.visible_to(user).waiting().filter(expires_at__gt=now)


@compiled
def accounts(user: User) -> QuerySet[User]:
    return User.objects.colleagues_of(user).active()
