"""The filters of the list of referrals, over those its reader may see.

A plain form: with those of django-filter, making the form took longer than reading the list.
"""

from collections.abc import Mapping

from django import forms
from django.db.models import Q, QuerySet

from partners.models import User
from partners.roles import Right
from referrals.models import Referral
from referrals.models.reasons import Reason, may_read

STATES = [choice for choice in Referral.State.choices if choice[0] != Referral.State.DRAFT]


class ReferralFilter(forms.Form):
    state = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *STATES])
    reason = forms.ChoiceField(label="Motif", required=False)
    urgency = forms.ChoiceField(label="Urgence", required=False, choices=[("", "Toutes"), *Referral.Urgency.choices])
    mine = forms.ChoiceField(label="Pour qui", required=False, choices=[("", "Tous"), ("1", "Les miens")])

    def __init__(self, data: Mapping[str, str], *, user: User):
        super().__init__(data)
        # A reason that this reader must not see must not be found by filtering on it either.
        readable = [choice for choice in Reason.choices if may_read(choice[0], user)]
        self.fields["reason"].choices = [("", "Tous"), *readable]

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    @property
    def chosen(self) -> tuple[tuple[str, str], ...] | None:
        """The filters in use, by name; None when a choice is unknown: the form says so, and nothing is listed."""
        if not self.is_valid():
            return None
        return tuple((name, value) for name, value in self.cleaned_data.items() if value)


def filtered(referrals: QuerySet[Referral], *, user: User, chosen: dict[str, str]) -> QuerySet[Referral]:
    """Those of `referrals` that answer the filters `chosen`, which are known to be valid."""
    for name in chosen.keys() & {"state", "urgency"}:
        referrals = referrals.filter(**{name: chosen[name]})
    if "reason" in chosen:
        referrals = referrals.filter(reasons__contains=[chosen["reason"]])
    return referrals.filter(concerning(user)) if "mine" in chosen else referrals


def concerning(user: User) -> Q:
    """An adviser's are those she meets or wrote; everybody else's, those they wrote."""
    written = Q(author=user.pk)
    return written | Q(pk__in=user.meetings.values("referral")) if user.may(Right.MEET_HOUSEHOLD) else written
