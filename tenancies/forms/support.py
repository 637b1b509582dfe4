from django import forms

from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from partners.roles import Right
from tenancies.models import FollowUp
from tenancies.models.ends import CHOSEN
from tenancies.services.support import assign_worker, end_follow_up


class WorkerForm(SeenMixin, Form):
    worker = forms.ModelChoiceField(
        User.objects.none(),
        label="Référent",
        empty_label="Choisir une personne",
        error_messages={"required": "Choisissez qui suivra ce ménage."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = User.objects.colleagues_of(user).holding(Right.RECORD_VISIT).by_name()

    def save(self, follow_up: FollowUp, user: User) -> FollowUp:
        return assign_worker(follow_up=follow_up, user=user, worker=self.cleaned_data["worker"])


class EndFollowUpForm(Form):
    reason = forms.ChoiceField(
        label="Motif principal de fin",
        choices=[("", "Choisir un motif"), *((reason.value, reason.label) for reason in CHOSEN)],
        error_messages={"required": "Choisissez pourquoi l’accompagnement se termine."},
    )

    def save(self, follow_up: FollowUp, user: User) -> FollowUp:
        return end_follow_up(follow_up=follow_up, user=user, reason=self.cleaned_data["reason"])
