"""What follows here from an act in `partners`, which must not import this app, and in the stock from one of a lease."""

from django.dispatch import receiver

from partners.models import Convention
from partners.notifications import notify
from partners.notifications.kinds import QUESTION_ANSWERED, QUESTION_ASKED
from partners.signals import convention_amended, convention_end_moved, convention_over
from tenancies.models import EntryQuestion, Question, Tenancy
from tenancies.services import sliding
from tenancies.services.support import reschedule_visits
from tenancies.services.terms import settle_parts_under
from tenancies.signals import lease_changed, question_moved
from tenancies.stock import reservations, vacancies
from tenancies.stock.reservations import settle_reservations_under


@receiver(convention_amended)
def move_due_dates(sender, convention: Convention, **kwargs) -> None:
    """Lateness is measured against the convention in force: another interval moves every visit still due."""
    reschedule_visits(convention=convention)


@receiver(convention_end_moved)
def move_ends_of_reservations(sender, convention: Convention, **kwargs) -> None:
    reservations.follow_convention(convention=convention)


@receiver(convention_over)
def end_parts_under(sender, convention: Convention, **kwargs) -> None:
    settle_parts_under(convention=convention)


@receiver(convention_over)
def end_reservations_under(sender, convention: Convention, **kwargs) -> None:
    settle_reservations_under(convention=convention)


@receiver(lease_changed)
def follow_in_calendar(sender, tenancy: Tenancy, before, after, **kwargs) -> None:
    """A household that leaves gives back what was reserved for it; its dwelling is free again, once made ready."""
    dwelling = tenancy.dwelling
    if before:
        reservations.follow_lease(dwelling=dwelling, household=tenancy.household, before=before, after=after)
    vacancies.follow_lease(dwelling=dwelling, before=before, after=after)


@receiver(lease_changed)
def follow_sliding_lease(sender, tenancy: Tenancy, actor, **kwargs) -> None:
    """What makes a lease slide ends with it, and comes back with it."""
    sliding.follow_lease(tenancy=tenancy, actor=actor)


@receiver(question_moved, sender=EntryQuestion)
def tell_who_is_concerned(sender, question: EntryQuestion, is_news: bool, **kwargs) -> None:
    """Whoever is asked of the question, whoever asked of the answer, and nobody else."""
    if is_news and question.state == Question.State.ASKED:
        notify(QUESTION_ASKED, about=question, at=question.asked_at)
    elif is_news and question.answered_at:
        notify(QUESTION_ANSWERED, about=question, at=question.answered_at)
