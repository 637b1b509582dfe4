import datetime

from django.db import transaction

from partners.models import User
from referrals.exceptions import AgreementMissingError
from referrals.models import Referral
from referrals.models.reasons import HEALTH_REASONS
from referrals.services.mobilisations import state_after_answer, withdraw_pending


@transaction.atomic
def record_agreement(
    *, referral: Referral, user: User, agreement: str, agreement_on: datetime.date | None, agreement_form: str
) -> Referral:
    """Note what the household answered. Without its agreement a health reason is forgotten, and `AgreementMissingError`
    raised when the referral holds no other; the partners that have not answered yet are no longer asked."""
    locked = Referral.machine.begin(referral, Referral.Move.RECORD_AGREEMENT, user)
    changes = agreement_changes(locked, agreement=agreement, agreement_on=agreement_on, agreement_form=agreement_form)
    to_state = locked.state
    if agreement != Referral.Agreement.GIVEN and withdraw_pending(locked, user=user):
        to_state = state_after_answer(locked)
    return Referral.machine.finish(
        locked,
        Referral.Move.RECORD_AGREEMENT,
        actor=user,
        to=to_state,
        facts={"agreement": agreement},
        **changes,
    )


def agreement_changes(
    referral: Referral, *, agreement: str, agreement_on: datetime.date | None, agreement_form: str
) -> dict:
    """The fields to write so that agreement, its proof and the reasons fit together."""
    if agreement == Referral.Agreement.GIVEN:
        return {"agreement": agreement, "agreement_on": agreement_on, "agreement_form": agreement_form}
    reasons = [reason for reason in referral.reasons if reason not in HEALTH_REASONS]
    if not reasons:
        raise AgreementMissingError(referral.reference)
    return {"agreement": agreement, "agreement_on": None, "agreement_form": "", "reasons": reasons}
