import datetime
from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import day_and_month, relative_day, short_moment
from housing_support.common.links import row_url
from housing_support.home.conflicts import steps_to_come
from housing_support.home.sections import (
    Line,
    Worklist,
    answer_line,
    answers,
    late_answers,
    later_situations,
    one_year_leases,
    own_tasks,
    questions,
    referral_line,
    sent_referral,
    sliding_leases,
    unread_threads,
)
from partners.models import User
from referrals.models import Meeting, Referral, ReferralOutcome, RequestQuestion
from referrals.reading.presentation import screening_status, with_awaited_answers
from referrals.reading.results import outcomes_to_ask
from referrals.reading.worklist import (
    meetings_to_hold,
    requests_sent,
    to_close,
    to_meet,
    to_mobilise,
    to_screen,
    unanswered,
    without_adviser,
)


def worklists(user: User) -> Iterator[Worklist]:
    """What waits for her today, and the whole of what her page « Signalements » begins."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tonight = {"before": today + datetime.timedelta(days=1)}
    by_moment, line = ("planned_at", "pk"), referral_line(user)
    yield Worklist("meetings-of-the-day", "Rencontres du jour", meetings, meeting, by_moment, tonight)
    yield unread_threads()
    yield own_tasks()
    yield Worklist(
        "request-questions",
        "Questions des partenaires",
        partners_questions,
        partners_question,
        ("asked_at", "pk"),
    )
    yield questions()
    yield Worklist(
        "without-adviser",
        "Conseillère à désigner",
        without_adviser,
        line,
        ("meeting_due_on", "pk"),
        complete=lambda rows: with_awaited_answers(rows, user),
    )
    yield Worklist("to-screen", "Signalements à examiner", to_screen, screening_line(user), ("screening_due_on", "pk"))
    yield Worklist("to-meet", "Rencontres à fixer", to_meet, line, ("meeting_due_on", "pk"))
    yield Worklist("to-mobilise", "Partenaires à mobiliser", to_mobilise, line, ("meeting_due_on", "pk"))
    yield Worklist("to-close", "Signalements à clore", to_close, line, ("meeting_due_on", "pk"))
    yield answers()
    yield late_answers(user)
    yield Worklist("unanswered", "Demandes restées sans réponse", unanswered, answer_line(user), ("answered_at", "pk"))
    yield steps_to_come()
    yield one_year_leases()
    yield sliding_leases()
    yield later_situations()
    yield Worklist("outcomes", "Suites à demander", outcomes_to_ask, outcome_to_ask, ("due_on", "pk"))
    yield Worklist("meetings", "Vos rencontres", meetings_to_hold, meeting, by_moment, on_home=False)
    asked = answer_line(user)
    yield Worklist("requests", "Réponses attendues", requests_sent, asked, ("answer_due_on", "pk"), on_home=False)


def outcome_to_ask(later: ReferralOutcome) -> Line:
    is_late = ReferralOutcome.ASKED.is_late(later)
    day = day_and_month(later.due_on)
    return Line(
        title=later.referral.household_name,
        text=f"{later.referral.reference} · {later.months}\u00a0mois après sa fin",
        url=row_url("referrals:detail", later.referral.public_id),
        badge=f"À demander depuis le {day}" if is_late else "À demander aujourd’hui",
        tone="late" if is_late else "soon",
    )


def screening_line(user: User) -> Callable[[Referral], Line]:
    def line(referral: Referral) -> Line:
        status = screening_status(referral)
        return sent_referral(referral, user, badge=status.word, tone=status.tone)

    return line


@compiled
def meetings(user: User, before: datetime.datetime) -> QuerySet[Meeting]:
    """Those that the adviser has to hold today, or held without saying so."""
    return meetings_to_hold(user).filter(planned_at__lt=before)


@compiled
def partners_questions(user: User) -> QuerySet[RequestQuestion]:
    """Before they answer a request of hers: the partner waits for her meanwhile."""
    asked = RequestQuestion.objects.to_answer(user)
    return asked.select_related("mobilisation__referral__household", "asking").order_by("asked_at", "pk")


def partners_question(question: RequestQuestion) -> Line:
    referral = question.mobilisation.referral
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · {question.asking.short_name}, {relative_day(question.asked_at)}",
        url=row_url("tenancies:question", question.public_id),
        badge="Réponse attendue",
        tone="soon",
    )


def meeting(planned: Meeting) -> Line:
    return Line(
        title=planned.referral.household_name,
        text=f"{short_moment(planned.planned_at)} · {planned.get_place_display().lower()}",
        url=row_url("referrals:detail", planned.referral.public_id),
        badge="À enregistrer" if planned.is_past else relative_day(planned.planned_at).capitalize(),
        tone="soon" if planned.is_past else "info",
    )
