"""What a worker carries, and hands over on leaving (`partners.charges`)."""

from django.db.models import QuerySet

from housing_support.common.dates import short_date, short_moment
from partners.charges import Charge, Description
from partners.models import User
from partners.roles import Right
from tenancies.models import Draft, FollowUp, Household, Task
from tenancies.services.support import name_worker
from tenancies.services.tasks import name_person


def follow_ups_of(account: User) -> QuerySet[FollowUp]:
    return FollowUp.objects.running().filter(worker=account).select_related("household").order_by("visit_due_on", "pk")


def described(follow_ups: list[FollowUp], reader: User) -> list[Description]:
    """By the name of the household for whoever may open its case file, else by its reference alone."""
    households = [follow_up.household_id for follow_up in follow_ups]
    readable = set(Household.objects.visible_to(reader).filter(pk__in=households).values_list("pk", flat=True))
    return [description(follow_up, is_named=follow_up.household_id in readable) for follow_up in follow_ups]


def description(follow_up: FollowUp, *, is_named: bool) -> Description:
    household = follow_up.household
    facts = [
        f"suivi depuis le {short_date(follow_up.started_on)}",
        f"visite avant le {short_date(follow_up.visit_due_on)}",
    ]
    if follow_up.next_visit_at:
        to_conclude = ", à conclure" if follow_up.is_awaiting_conclusion else ""
        facts.append(f"rendez-vous {short_moment(follow_up.next_visit_at)}{to_conclude}")
    title = f"{household.name} · {household.reference}" if is_named else f"Dossier {household.reference}"
    return Description(title, " · ".join(facts))


FOLLOW_UPS = Charge(
    code="follow_up",
    title="Ménages suivis",
    right=Right.RECORD_VISIT,
    held_by=follow_ups_of,
    describe=described,
    hand_over=name_worker,
)


def tasks_of(account: User) -> QuerySet[Task]:
    due = Task.objects.filter(Task.DUE.waits_for, person=account)
    return due.select_related("household").order_by("due_on", "pk")


def described_tasks(tasks: list[Task], reader: User) -> list[Description]:
    """By the name of the household for whoever may open its case file, else by its reference alone; never what is to
    be done."""
    households = [task.household_id for task in tasks]
    readable = set(Household.objects.visible_to(reader).filter(pk__in=households).values_list("pk", flat=True))
    return [
        Description(
            f"{task.household.name} · {task.household.reference}"
            if task.household_id in readable
            else f"Dossier {task.household.reference}",
            f"à faire avant le {short_date(task.due_on)}",
        )
        for task in tasks
    ]


TASKS = Charge(
    code="task",
    title="Tâches à faire",
    right=Right.WRITE_JOURNAL,
    held_by=tasks_of,
    describe=described_tasks,
    hand_over=name_person,
)


def count_drafts(account: User) -> int:
    return Draft.objects.waiting().written_as(account).count()
