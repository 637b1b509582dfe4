"""The filters of the list of referrals, over those its reader may see."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from housing_support.common.compiled_queries import compiled
from housing_support.common.filters import ListFilter
from housing_support.common.pagination import EMPTY_PAGE, Page, compiled_page
from partners.discretion import names_partners
from partners.models import User
from partners.roles import Right
from referrals.models import Mobilisation, Referral
from referrals.models.reasons import Reason, may_read

STATES = [choice for choice in Referral.State.choices if choice[0] != Referral.State.DRAFT]

# What is awaited of partners, and what never came.
ANSWERS = [
    ("late", "En retard"),
    ("reminded", "Partenaire relancé"),
    ("waitlisted", "Sur liste d’attente"),
    ("expired", "Restées sans réponse"),
]


class ReferralFilter(ListFilter):
    state = django_filters.ChoiceFilter(label="État", choices=STATES, empty_label="Tous")
    reason = django_filters.ChoiceFilter(label="Motif", choices=(), empty_label="Tous", method="for_reason")
    urgency = django_filters.ChoiceFilter(label="Urgence", choices=Referral.Urgency.choices, empty_label="Toutes")
    answers = django_filters.ChoiceFilter(
        label="Réponses des partenaires", choices=ANSWERS, empty_label="Toutes", method="for_answers"
    )
    mine = django_filters.ChoiceFilter(
        label="Afficher", choices=[("1", "Mes signalements")], empty_label="Tous", method="concerning_the_reader"
    )

    class Meta:
        model = Referral
        fields = ()

    def listed(self) -> QuerySet[Referral]:
        return Referral.objects.visible_to(self.user).sent().select_related("household", "author", "dwelling")

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        # A reason that this reader must not see must not be found by filtering on it either.
        if not names_partners(self.user):
            return {"reason": []}
        return {"reason": [choice for choice in Reason.choices if may_read(choice[0], self.user)]}

    def for_reason(self, referrals: QuerySet, name: str, value: str) -> QuerySet:
        return referrals.filter(reasons__contains=[value])

    def for_answers(self, referrals: QuerySet, name: str, value: str) -> QuerySet:
        asked = Mobilisation.objects.filter(referral=OuterRef("pk"))
        found = {
            "late": asked.late,
            "reminded": asked.reminded,
            "waitlisted": asked.waitlisted,
            "expired": asked.expired,
        }
        return referrals.filter(Exists(found[value]()))

    def concerning_the_reader(self, referrals: QuerySet, name: str, value: str) -> QuerySet:
        """An adviser's are those she meets or wrote; everybody else's, those they wrote."""
        written = Q(author=self.user.pk)
        if self.user.may(Right.MEET_HOUSEHOLD):
            return referrals.filter(written | Q(pk__in=self.user.meetings.values("referral")))
        return referrals.filter(written)

    def page(self, request: HttpRequest) -> Page:
        """The rows that the request asks for, by a statement written once for the filters in use."""
        if not self.is_valid():
            return EMPTY_PAGE
        chosen = tuple(self.chosen.items())
        return compiled_page(referrals_listed, self.user, key=("-pk",), request=request, chosen=chosen)


@compiled
def referrals_listed(user: User, chosen: tuple[tuple[str, str], ...]) -> QuerySet[Referral]:
    return ReferralFilter({}, user=user).narrowed(dict(chosen))
