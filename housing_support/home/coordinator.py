from collections.abc import Iterator

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import day_and_month, relative_day
from housing_support.common.links import row_url
from housing_support.home.conflicts import mediations
from housing_support.home.reserved import awaiting_candidates, candidacies_running, places_left
from housing_support.home.sections import (
    Line,
    Worklist,
    answers,
    conventions_ending,
    conventions_to_sign,
    follow_ups_of,
    late_visit,
    left_behind,
    one_year_leases,
    own_tasks,
    questions,
    signals,
    sliding_leases,
    stays,
    to_take_in_charge,
    unread_threads,
    visit_line,
    watches,
    watches_of_association,
)
from partners.models import User
from referrals.models import Mobilisation
from referrals.reading.presentation import answer_status
from referrals.reading.results import results_to_say
from tenancies.models import FollowUp


def worklists(user: User) -> Iterator[Worklist]:
    def asked(mobilisation: Mobilisation) -> Line:
        return request_to_answer(mobilisation, user)

    yield to_take_in_charge()
    yield unread_threads()
    yield own_tasks()
    yield Worklist("requests", "Demandes à traiter", requests_to_answer, asked, ("answer_due_on", "pk"))
    yield signals()
    yield questions()
    yield mediations()
    yield awaiting_candidates(user)
    yield candidacies_running(user)
    yield one_year_leases()
    yield sliding_leases()
    yield Worklist("unassigned", "Référent à désigner", unassigned, without_worker, ("started_on", "pk"))
    yield Worklist("late-visits", "Visites en retard", late_visits, late_visit, ("visit_due_on", "pk"))
    yield answers()
    yield watches(watches_of_association)
    yield stays()
    yield places_left(user)
    yield Worklist("ended-lately", "Suivis terminés récemment", ended_lately, ended_follow_up, ("-ended_on", "-pk"))
    yield Worklist("results", "Résultats à renseigner", results_to_say, result_to_say, ("follow_up__ended_on", "pk"))
    yield conventions_to_sign()
    yield conventions_ending()
    yield Worklist("waiting-list", "Votre liste d’attente", requests_waiting, asked, ("place_expected_on", "pk"))
    yield left_behind()


@compiled
def requests_to_answer(user: User) -> QuerySet[Mobilisation]:
    pending = Mobilisation.objects.visible_to(user).pending()
    return pending.select_related("referral__household").order_by("answer_due_on", "pk")


@compiled
def requests_waiting(user: User) -> QuerySet[Mobilisation]:
    waiting = Mobilisation.objects.visible_to(user).waitlisted()
    return waiting.select_related("referral__household").order_by("place_expected_on", "pk")


@compiled
def unassigned(user: User) -> QuerySet[FollowUp]:
    own = follow_ups_of(user).filter(organization=user.organization_id)
    return own.unassigned().order_by("started_on", "pk")


@compiled
def late_visits(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).late().filter(organization=user.organization_id)


def request_to_answer(mobilisation: Mobilisation, user: User) -> Line:
    status = answer_status(mobilisation, user)
    return Line(
        title=mobilisation.referral.household_name,
        text=f"{mobilisation.referral.reference} · demandée {relative_day(mobilisation.requested_at)}",
        url=row_url("referrals:mobilisation", mobilisation.public_id),
        badge=status.word,
        tone=status.tone,
    )


def result_to_say(asked: Mobilisation) -> Line:
    """The case file has closed to the association: the reference of the referral alone is told."""
    ended_on = asked.follow_up.ended_on if asked.follow_up else None
    return Line(
        title=f"Demande {asked.referral.reference}",
        text=f"{asked.referral.landlord.short_name} · suivi terminé {relative_day(ended_on)}",
        url=row_url("referrals:results", asked.public_id),
        badge="À dire",
        tone="soon",
    )


def without_worker(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, "Sans référent", "soon", text=f"suivi depuis le {day_and_month(follow_up.started_on)}")


@compiled
def ended_lately(user: User) -> QuerySet[FollowUp]:
    """Of one's own association, whether or not the case file is still open to it."""
    own = FollowUp.objects.filter(organization=user.organization_id).ended_lately()
    return own.select_related("household").order_by("-ended_on", "-pk")


def ended_follow_up(follow_up: FollowUp) -> Line:
    """The case file may be closed to the association: its reference alone is told."""
    return Line(
        title=follow_up.household.reference,
        text=f"{follow_up.get_end_reason_display()} · une erreur\u00a0? Ouvrez pour annuler cette fin",
        url=row_url("referrals:resume", follow_up.public_id),
        badge=f"Terminé {relative_day(follow_up.ended_on)}",
    )
