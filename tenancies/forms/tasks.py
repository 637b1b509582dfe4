from typing import Any

from django import forms

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.models import User
from tenancies.forms.audience import AudienceField
from tenancies.models import Household, Task
from tenancies.models.audience import audiences_open_to
from tenancies.reading.tasks import Charges
from tenancies.services.drafts import submission_of
from tenancies.services.tasks import correct_task, give_task


class TaskForm(Form):
    """What is to be done: who reads it, then what, who and by when."""

    audience = AudienceField(
        label="Qui lira cette tâche\u00a0?", error_messages={"required": "Choisissez qui lira cette tâche."}
    )
    what = forms.CharField(
        label="Quoi faire",
        max_length=300,
        error_messages={"required": "Écrivez ce qu’il faut faire."},
        help_text="Par exemple\u00a0: «\u00a0Demander la quittance d’octobre\u00a0». Rien sur la santé ni sur une "
        "condamnation.",
    )
    charge = forms.ChoiceField(
        label="Qui s’en charge",
        error_messages={"required": "Choisissez qui s’en charge."},
        help_text="Cette personne, ou cette équipe, en sera avertie.",
    )
    due_on = DayField(
        label="Avant le",
        bounds=around_today(years_before=1, years_after=2),
        error_messages={"required": "Indiquez la date convenue."},
    )
    origin = forms.ChoiceField(label="Décidée lors de", choices=Task.Origin, initial=Task.Origin.OTHER)

    def __init__(self, *args, user: User, charges: Charges, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.charges = user, charges
        self.fields["audience"].offer(audiences_open_to(user), user)
        self.fields["charge"].choices = [("", "Choisir"), *charges.choices]
        self.fields["charge"].initial = f"P{user.public_id}"

    def refuse_charge(self) -> None:
        self.add_error(
            "charge",
            "Qui s’en charge ne pourrait pas lire cette tâche\u00a0: choisissez d’autres lecteurs, ou quelqu’un "
            "d’autre.",
        )

    @property
    def given(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        in_charge, person = self.charges.chosen(cleaned.pop("charge"))
        cleaned.pop("seen", None)
        return cleaned | {"in_charge": in_charge, "person": person}

    def save(self, household: Household) -> Task:
        return give_task(household=household, user=self.user, submission_id=submission_of(self.data), **self.given)


class TaskCorrectionForm(SeenMixin, TaskForm):
    def __init__(self, *args, task: Task, charges: Charges, **kwargs):
        initial = {
            "audience": task.audience,
            "what": task.what,
            "charge": charges.code_of(task),
            "due_on": task.due_on,
            "origin": task.origin,
        }
        super().__init__(*args, initial=initial, charges=charges, **kwargs)
        self.task = task

    def save(self) -> Task:
        return correct_task(task=self.task, user=self.user, **self.given)
