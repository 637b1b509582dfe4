"""Why a partner follows a household: what was asked of it, and what was found before."""

from django.db.models import OuterRef, QuerySet, Subquery

from housing_support.common.compiled_queries import compiled
from partners.models import User
from referrals.models import Meeting, Mobilisation
from referrals.models.reasons import readable_reasons
from tenancies.models import Household
from tenancies.reading.origins import Origin


@compiled
def requests_accepted_for(user: User, household: int) -> QuerySet[Mobilisation]:
    """Those that the reader's organization carries out, with the last meeting: when it was held, what it confirmed, and
    what was decided as far as `user` reads it."""
    held = Meeting.objects.filter(referral=OuterRef("referral"), state=Meeting.State.HELD).order_by("-held_at", "-pk")
    accepted = Mobilisation.objects.filter(
        organization=user.organization_id,
        state=Mobilisation.State.ACCEPTED,
        follow_up__ended_on=None,
        referral__household=household,
    )
    return (
        accepted.select_related("referral__adviser")
        .annotate(
            held_at=Subquery(held.values("held_at")[:1]),
            needs=Subquery(held.exclude(needs=[]).values("needs")[:1]),
            decisions=Subquery(held.readable_by(user).exclude(decisions="").values("decisions")[:1]),
        )
        .order_by("pk")
    )


def origins_of_requests(reader: User, household: Household) -> list[Origin]:
    return [
        origin_of(request, reader) for request in requests_accepted_for.rows(reader, given={"household": household.pk})
    ]


def origin_of(request, reader: User) -> Origin:
    referral = request.referral
    return Origin(
        title=f"Signalement {referral.reference}",
        reasons=[reason.label for reason in readable_reasons(request.needs or referral.reasons, reader)],
        goal=request.goal,
        decisions=request.decisions or "",
        dates=[
            (word, moment)
            for word, moment in (
                ("Signalé le", referral.sent_at),
                ("Rencontré le", request.held_at),
                ("Demandé le", request.requested_at),
                ("Accepté le", request.answered_at),
            )
            if moment
        ],
        contact=referral.adviser,
    )
