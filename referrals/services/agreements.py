import datetime

from django.db import transaction

from partners.models import User
from referrals.models import Referral
from referrals.services.health import forget_health
from referrals.services.mobilisations import state_after_answer, withdraw_pending


@transaction.atomic
def record_agreement(
    *, referral: Referral, user: User, agreement: str, agreement_on: datetime.date | None, agreement_form: str
) -> Referral:
    """Note what the household answered. Without its agreement, whatever tells of its health is forgotten, and the
    partners that have not answered yet are no longer asked."""
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
    """The fields to write so that agreement, its proof and the reasons fit together. Without agreement, the rest of
    what tells of the household's health is forgotten at once."""
    if agreement == Referral.Agreement.GIVEN:
        return {"agreement": agreement, "agreement_on": agreement_on, "agreement_form": agreement_form}
    return {
        "agreement": agreement,
        "agreement_on": None,
        "agreement_form": "",
        "reasons": forget_health(referral),
    }
