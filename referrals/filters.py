import django_filters
from django.db.models import Q, QuerySet

from partners.models import User
from partners.roles import Right
from referrals.models import Referral
from referrals.reasons import Reason, may_read


class ReferralFilter(django_filters.FilterSet):
    """The filters of the list of referrals, over those its reader may see."""

    state = django_filters.ChoiceFilter(
        choices=[choice for choice in Referral.State.choices if choice[0] != Referral.State.DRAFT],
        label="État",
        empty_label="Tous",
    )
    reason = django_filters.ChoiceFilter(method="by_reason", label="Motif", empty_label="Tous")
    urgency = django_filters.ChoiceFilter(choices=Referral.Urgency, label="Urgence", empty_label="Toutes")
    mine = django_filters.ChoiceFilter(
        method="by_person", choices=[("1", "Les miens")], label="Pour qui", empty_label="Tous"
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        # A reason that this reader must not see must not be found by filtering on it either.
        self.filters["reason"].extra["choices"] = [choice for choice in Reason.choices if may_read(choice[0], user)]

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    @property
    def chosen(self) -> tuple[tuple[str, str], ...] | None:
        """The filters in use, by name; None when a choice is unknown: the form says so, and nothing is listed."""
        if not self.form.is_valid():
            return None
        return tuple((name, value) for name, value in self.form.cleaned_data.items() if value)

    @property
    def rows(self) -> QuerySet:
        return self.qs

    def by_reason(self, referrals: QuerySet, name: str, value: str) -> QuerySet:
        return referrals.filter(reasons__contains=[value])

    def by_person(self, referrals: QuerySet, name: str, value: str) -> QuerySet:
        """An adviser's are those she meets or wrote; everybody else's, those they wrote."""
        user = self.user
        if not user.may(Right.MEET_HOUSEHOLD):
            return referrals.filter(author=user.pk)
        return referrals.filter(Q(author=user.pk) | Q(pk__in=user.meetings.values("referral")))
