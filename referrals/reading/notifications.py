"""What is told of a dwelling that is announced and of its candidates, to those who may open their pages."""

from django.db.models import Q, QuerySet

from housing_support.common.dates import long_date
from housing_support.common.links import row_url
from partners.models import User
from partners.reading.notifications import Teller
from partners.roles import Right
from referrals.models import Announcement, Candidacy, Conflict, Mobilisation, Referral, RequestQuestion
from referrals.reading.outcomes import outcome_of


def _announced(announcement: Announcement) -> str:
    return (
        f"{announcement.landlord.short_name} vous annonce un logement\u00a0: vos candidats sont attendus avant le "
        f"{long_date(announcement.answer_due_on)}."
    )


def _answered(announcement: Announcement) -> str:
    return f"{announcement.association.short_name} a du nouveau pour un logement que vous lui avez annoncé."


def _ended(candidacy: Candidacy) -> str:
    landlord = candidacy.announcement.landlord.short_name
    return f"La candidature du ménage {candidacy.household.name} auprès de {landlord} n’est plus en cours."


def _back(candidacy: Candidacy) -> str:
    landlord = candidacy.announcement.landlord.short_name
    return f"La candidature du ménage {candidacy.household.name} auprès de {landlord} est de nouveau en cours."


def _asked_of_us(user: User) -> QuerySet[Mobilisation]:
    """What a landlord asked of others is read on the page of its referral."""
    asked = Mobilisation.objects.visible_to(user).filter(organization=user.organization_id)
    return asked.select_related("convention__landlord")


def _help_asked(request: Mobilisation) -> str:
    return (
        f"{request.convention.landlord.short_name} vous demande d’accompagner un ménage\u00a0: votre réponse est "
        f"attendue avant le {long_date(request.answer_due_on)}."
    )


def _answer_overdue(request: Mobilisation) -> str:
    asked = f"{request.convention.landlord.short_name} attend toujours votre réponse à une demande"
    if request.state != Mobilisation.State.REQUESTED or request.expires_on is None:
        return f"{asked}, qui n’attend plus rien aujourd’hui."
    return f"{asked}\u00a0: sans elle, la demande prend fin après le {long_date(request.expires_on)}."


def _answer_missed(request: Mobilisation) -> str:
    return f"Une demande de {request.convention.landlord.short_name} a pris fin\u00a0: elle est restée sans réponse."


def _mediation_entrusted(conflict: Conflict) -> str:
    landlord = conflict.landlord.short_name
    return f"{landlord} vous confie la médiation d’un conflit de voisinage\u00a0: {conflict.reference}."


def _mediation_news(conflict: Conflict) -> str:
    return f"Conflit {conflict.reference}\u00a0: le médiateur y a écrit."


def _asked_by_us(user: User) -> QuerySet[Mobilisation]:
    """And those of referrals that one has taken over since."""
    is_own = Q(requested_by=user.pk) | Q(referral__adviser=user.pk)
    own = Mobilisation.objects.filter(is_own, referral__in=Referral.objects.visible_to(user))
    return own.select_related("referral")


def _request_answered(request: Mobilisation) -> str:
    """Nor who, nor what: the page says both, where nobody else looks over a shoulder."""
    return f"Signalement {request.referral.reference}\u00a0: un partenaire a répondu à votre demande."


def _own_reports(user: User) -> QuerySet[Referral]:
    return Referral.objects.visible_to(user).filter(author=user.pk)


def _report_answered(referral: Referral) -> str:
    """As it stands today."""
    return f"Votre signalement {referral.reference}\u00a0: {outcome_of(referral).word.lower()}."


REPORTS = Teller(
    readable=_own_reports,
    words={"REPORT_ANSWERED": _report_answered},
    url=lambda referral: row_url("referrals:detail", referral.public_id),
)


def _request_expired(request: Mobilisation) -> str:
    return (
        f"Signalement {request.referral.reference}\u00a0: un partenaire n’a pas répondu à votre demande, malgré une "
        "relance. Vous pouvez en choisir un autre."
    )


def _questioned(question: RequestQuestion) -> str:
    return f"Signalement {question.mobilisation.referral.reference}\u00a0: un partenaire vous pose une question."


def _explained(question: RequestQuestion) -> str:
    referral = question.mobilisation.referral
    return f"{referral.landlord.short_name} a répondu à votre question sur la demande {referral.reference}."


CONFLICTS = Teller(
    readable=lambda user: Conflict.objects.visible_to(user).select_related("landlord"),
    words={"MEDIATION_ENTRUSTED": _mediation_entrusted, "MEDIATION_NEWS": _mediation_news},
    url=lambda conflict: row_url("referrals:conflict", conflict.public_id),
)


def _to_close(referral: Referral) -> str:
    return f"Signalement {referral.reference}\u00a0: tous les suivis sont terminés, il vous reste à le clore."


def _met_by_us(user: User) -> QuerySet[Referral]:
    return Referral.objects.visible_to(user) if user.may(Right.MEET_HOUSEHOLD) else Referral.objects.none()


TO_CLOSE = Teller(
    readable=_met_by_us,
    words={"REFERRAL_TO_CLOSE": _to_close},
    url=lambda referral: row_url("referrals:detail", referral.public_id),
)
REQUESTS_TO_US = Teller(
    readable=_asked_of_us,
    words={"HELP_ASKED": _help_asked, "ANSWER_OVERDUE": _answer_overdue, "ANSWER_MISSED": _answer_missed},
    url=lambda request: row_url("referrals:mobilisation", request.public_id),
)
OWN_REQUESTS = Teller(
    readable=_asked_by_us,
    words={"REQUEST_ANSWERED": _request_answered, "REQUEST_EXPIRED": _request_expired},
    url=lambda request: row_url("referrals:detail", request.referral.public_id),
)
QUESTIONS = Teller(
    readable=lambda user: RequestQuestion.objects.visible_to(user).select_related("mobilisation__referral__landlord"),
    words={"REQUEST_QUESTIONED": _questioned, "REQUEST_EXPLAINED": _explained},
    url=lambda question: row_url("tenancies:question", question.public_id),
)
ANNOUNCEMENTS = Teller(
    readable=lambda user: Announcement.objects.visible_to(user).select_related("landlord", "association"),
    words={"DWELLING_ANNOUNCED": _announced, "ANNOUNCEMENT_ANSWERED": _answered},
    url=lambda announcement: row_url("referrals:announcement", announcement.public_id),
)
CANDIDACIES = Teller(
    readable=lambda user: Candidacy.objects.visible_to(user).select_related("household", "announcement__landlord"),
    words={"CANDIDACY_ENDED": _ended, "CANDIDACY_BACK": _back},
    url=lambda candidacy: row_url("referrals:candidacy", candidacy.public_id),
)
