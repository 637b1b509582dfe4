from collections.abc import Iterator

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.home.reserved import (
    candidates_to_check,
    decisions_to_tell,
    late_candidates,
    offers_running,
    reserved_to_announce,
)
from housing_support.home.sections import (
    Worklist,
    answers,
    insurances,
    one_year_leases,
    own_tasks,
    questions,
    referral_line,
    referrals_of,
    sliding_leases,
    unread_threads,
    unsent_referrals,
)
from partners.models import User
from referrals.models import Referral
from referrals.reading.presentation import with_awaited_answers


def worklists(user: User) -> Iterator[Worklist]:
    yield unsent_referrals()
    yield unread_threads()
    yield questions()
    yield own_tasks()
    yield reserved_to_announce()
    yield candidates_to_check(user)
    yield late_candidates(user)
    yield decisions_to_tell(user)
    yield offers_running(user)
    yield insurances()
    yield one_year_leases()
    yield sliding_leases()
    yield answers()
    yield Worklist(
        "own-referrals",
        "Où en sont vos signalements",
        open_referrals,
        referral_line(user),
        ("-pk",),
        complete=lambda rows: with_awaited_answers(rows, user),
    )


@compiled
def open_referrals(user: User) -> QuerySet[Referral]:
    return referrals_of(user).open().filter(author=user.pk).order_by("-pk")
