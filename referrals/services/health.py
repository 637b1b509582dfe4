"""What a referral says about the health of a household is kept with its agreement alone."""

from referrals.models import Meeting, MeetingAddition, Referral
from referrals.models.reasons import HEALTH_REASONS


def forget_health(referral: Referral) -> list[str]:
    """Forget, in a locked referral, whatever may tell of the household's health; return the reasons that are left, to
    be written with the agreement.

    Where health was a reason, a need of a meeting, or what a partner does, the texts written about it go too: what the
    meetings found and decided, what was added to it, what was expected of partners and what they answered.
    """
    meetings = list(Meeting.with_cancelled.filter(referral=referral).select_for_update(of=("self",)))
    asked = list(referral.mobilisations.select_for_update(of=("self",)).select_related("organization"))
    is_about_health = (
        bool(HEALTH_REASONS.intersection(referral.reasons))
        or any(HEALTH_REASONS.intersection(meeting.needs) for meeting in meetings)
        or any(each.organization.tells_of_health for each in asked)
    )
    if is_about_health:
        for meeting in meetings:
            meeting.needs = without_health(meeting.needs)
            meeting.diagnosis = meeting.decisions = ""
            meeting.save(update_fields=["needs", "diagnosis", "decisions"])
        MeetingAddition.objects.filter(meeting__referral=referral).delete()
        for each in asked:
            each.goal = each.decline_comment = ""
            each.save(update_fields=["goal", "decline_comment"])
    return without_health(referral.reasons)


def without_health(reasons: list[str]) -> list[str]:
    return [reason for reason in reasons if reason not in HEALTH_REASONS]
