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
from referrals.reading.presentation import status_of, with_awaited_answers


def sections(user: User) -> Iterator[Section]:
    def line(referral: Referral) -> Line:
        status = status_of(referral, referral.awaited_answers, user)
        return sent_referral(referral, badge=status.word, tone=status.tone)

    yield section("Signalements à envoyer", first(referral_drafts, user), referral_draft)
    own = with_awaited_answers(first(open_referrals, user), user)
    yield section("Où en sont vos signalements", own, line, list_url("referrals:list"))


@compiled
def open_referrals(user: User) -> QuerySet[Referral]:
    return referrals_of(user).open().filter(author=user.pk).order_by("-pk")
