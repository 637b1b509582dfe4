"""The filters of the log of accounts, over what its reader may see."""

import django_filters
from django.db.models import QuerySet

from housing_support.common.filters import ListFilter
from partners.models import AccountEvent, User


def colleagues(user: User) -> list[tuple[str, str]]:
    """The accounts of one's own organization, closed ones included: what they did is still there."""
    return [(str(each.pk), each.full_name) for each in User.objects.colleagues_of(user).by_name()]


class AccountEventFilter(ListFilter):
    account = django_filters.ChoiceFilter(label="Personne", choices=(), empty_label="Toutes")
    kind = django_filters.ChoiceFilter(label="Nature", choices=AccountEvent.Kind.choices, empty_label="Toutes")

    class Meta:
        model = AccountEvent
        fields = ()

    def listed(self) -> QuerySet[AccountEvent]:
        return AccountEvent.objects.visible_to(self.user)

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        return {"account": colleagues(self.user)}
