from django import forms

from housing_support.common.dates import short_date
from housing_support.common.forms import Form, SeenMixin
from housing_support.common.settling import SettlingMixin
from partners.models import User
from partners.roles import Right
from tenancies.forms.audience import AudienceField
from tenancies.forms.exits import EndReasonField
from tenancies.models import FollowUp, JournalEntry
from tenancies.models.audience import audiences_open_to
from tenancies.models.ends import CHOSEN
from tenancies.services.support import assign_worker, confide, end_follow_up


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


class ConfideForm(Form):
    """Several of the follow-ups on the page, to one worker."""

    follow_ups = forms.MultipleChoiceField(
        label="Ménages",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un ménage."},
    )
    worker = WorkerForm.base_fields["worker"]

    def __init__(self, *args, user: User, shown: list[FollowUp], **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.shown = user, {str(follow_up.public_id): follow_up for follow_up in shown}
        self.fields["follow_ups"].choices = [(code, line_of(each)) for code, each in self.shown.items()]
        self.fields["worker"].label = "Nouveau référent"
        self.fields["worker"].error_messages["required"] = "Choisissez qui suivra ces ménages."
        self.fields["worker"].queryset = User.objects.colleagues_of(user).holding(Right.RECORD_VISIT).by_name()

    def save(self) -> list[FollowUp]:
        chosen = [self.shown[code] for code in self.cleaned_data["follow_ups"]]
        return confide(follow_ups=chosen, user=self.user, worker=self.cleaned_data["worker"])


def line_of(follow_up: FollowUp) -> str:
    worker = follow_up.worker.full_name if follow_up.worker else "référent à désigner"
    due = short_date(follow_up.visit_due_on)
    return f"{follow_up.household.name} · {follow_up.household.reference} · {worker} · visite avant le {due}"


class EndFollowUpForm(SettlingMixin, Form):
    """Why an association's part ends and, for those it says, what it leaves to the next."""

    reason = EndReasonField(
        reasons=CHOSEN,
        label="Motif principal de fin",
        error_messages={"required": "Choisissez pourquoi l’accompagnement se termine."},
    )
    note_audience = AudienceField(
        label="Qui lira ce bilan\u00a0?", error_messages={"required": "Choisissez qui lira le bilan."}
    )
    note = forms.CharField(
        label="Bilan de fin de suivi",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ce qui a été fait, où en est le ménage, ce qui reste à suivre\u00a0; rien sur la santé.",
    )

    def __init__(self, *args, user: User, exit_reason: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if exit_reason:
            self.fields["reason"].initial = exit_reason
            self.fields[
                "reason"
            ].help_text = "Celui que le bailleur a noté à la fin du bail\u00a0: gardez-le, ou changez-le."
        self.fields["note_audience"].offer(audiences_open_to(user), user)
        self.fields["note_audience"].initial = JournalEntry.Audience.SOCIAL.value

    def save(self, follow_up: FollowUp) -> FollowUp:
        return end_follow_up(follow_up=follow_up, user=self.user, **self.cleaned_data)
