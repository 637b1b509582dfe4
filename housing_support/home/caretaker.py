from collections.abc import Iterator

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.home.sections import (
    Line,
    Section,
    first,
    list_url,
    referral_draft,
    referral_drafts,
    referrals_of,
    section,
    sent_referral,
)
from partners.models import User
from referrals.models import Referral
from referrals.reading.presentation import plain_status


def sections(user: User) -> Iterator[Section]:
    yield section("Signalements à envoyer", first(referral_drafts, user), referral_draft)
    own = first(sent_referrals, user)
    yield section("Ce que sont devenus vos signalements", own, outcome, list_url("referrals:list"))


@compiled
def sent_referrals(user: User) -> QuerySet[Referral]:
    return referrals_of(user).sent().order_by("-pk")


def outcome(referral: Referral) -> Line:
    status = plain_status(referral)
    return sent_referral(referral, badge=status.word, tone=status.tone)
