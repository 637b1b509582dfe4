"""What a partner asks about a request before it answers: on the page of the request, on that of its referral, and on
the question's own."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from housing_support.common.links import row_url
from partners.discretion import shown_person
from partners.models import User
from referrals.models import Mobilisation, RequestQuestion
from tenancies.models import CaseFileAccess
from tenancies.reading.questions import PEOPLE, About, Shown, Subject, Who, shown_question, told, told_questions


def asked_on_requests(user: User) -> ArraySubquery:
    """For rows of requests: `asked`, what `questions_shown` reads."""
    return told(RequestQuestion.with_cancelled.visible_to(user).filter(mobilisation=OuterRef("pk")))


def questions_shown(request: Mobilisation, user: User, *, adviser: User | None) -> list[Shown]:
    """Of a request about a referral in charge of `adviser`."""
    questions, who = told_questions(RequestQuestion, request.asked), who_for(user)
    for question in questions:
        question.mobilisation = request
    awaited = who(adviser) if adviser and questions else "la conseillère sociale"
    return [shown_question(question, user, who=who, awaited=awaited) for question in questions]


def who_for(user: User) -> Who:
    return lambda person: shown_person(person, person.organization, user)


def readable_on_requests(user: User) -> QuerySet[RequestQuestion]:
    return RequestQuestion.with_cancelled.visible_to(user).select_related(
        *PEOPLE,
        "asking",
        "answering",
        "mobilisation__referral__household",
        "mobilisation__referral__adviser__organization",
    )


def about_request(question: RequestQuestion, user: User) -> About:
    asked = question.mobilisation
    referral, who = asked.referral, who_for(user)
    association, landlord = question.asking.short_name, question.answering.short_name
    is_landlord = user.organization.is_landlord
    name, key = ("detail", referral.public_id) if is_landlord else ("mobilisation", asked.public_id)
    parent = ("worklist", "Signalements") if is_landlord else ("mobilisations", "Demandes")
    return About(
        title=f"Demande à {association}" if is_landlord else f"Demande de {landlord}",
        text=asked.goal,
        page=row_url(f"referrals:{name}", key),
        page_label=referral.reference,
        reference=referral.reference,
        parent=(reverse(f"referrals:{parent[0]}"), parent[1]),
        household=referral.known_household,
        access=CaseFileAccess.Kind.REFERRAL if is_landlord else CaseFileAccess.Kind.REQUEST,
        who=who,
        awaited=who(referral.adviser) if referral.adviser else "la conseillère sociale",
        readers=f"les conseillères sociales\u00a0: {landlord}, et la coordination\u00a0: {association}",
    )


REQUESTS = Subject(RequestQuestion, readable_on_requests, about_request)
