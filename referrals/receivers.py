"""What follows here from an act in `tenancies`, which must not import this app."""

from django.db.models import F, Q
from django.dispatch import receiver

from housing_support.common.settling import Pending
from partners.models import Convention, User
from partners.notifications import notify
from partners.notifications.kinds import REQUEST_EXPLAINED, REQUEST_QUESTIONED
from partners.signals import convention_over
from referrals.models import Announcement, Candidacy, Mobilisation, Referral, RequestQuestion
from referrals.reading.candidacies import candidacy_step
from referrals.reading.pending import ends_with_case_file
from referrals.reading.stays import candidacy_of
from referrals.services import announcements, candidacies
from referrals.services.consents import resume_parts, withdraw_requests
from referrals.services.endings import end_with_case_file
from referrals.services.mobilisations import end_with, withdraw_under
from referrals.services.questions import follow_delay
from tenancies.models import Consent, FollowUp, Household, Question, Reservation
from tenancies.signals import (
    candidacy_asked,
    case_file_closing,
    case_file_locking,
    case_file_pending,
    case_files_parting,
    consent_ended,
    consent_restored,
    question_moved,
    reservation_released,
    support_ended,
)


@receiver(convention_over)
def take_back_requests(sender, convention: Convention, **kwargs) -> None:
    withdraw_under(convention)


@receiver(convention_over)
def end_announcements(sender, convention: Convention, **kwargs) -> None:
    announcements.end_under(convention=convention)


@receiver(reservation_released)
def end_its_announcement(sender, reservation: Reservation, actor: User | None, **kwargs) -> None:
    announcements.end_with_reservation(reservation=reservation, actor=actor)


@receiver(case_file_locking)
def lock_referrals_first(sender, household: Household, **kwargs) -> None:
    """As the acts on a referral, or on a candidacy, do: what it hangs on, then the case file."""
    referrals = Referral.objects.open().filter(household=household)
    running = Announcement.objects.running().filter(candidacies__household=household, candidacies__ended_at=None)
    reservations = Reservation.objects.filter(announcements__in=running.values("pk"))
    for rows in (referrals, reservations, running):
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


@receiver(case_file_pending)
def tell_what_waits(sender, household: Household, user: User, **kwargs) -> list[Pending]:
    return ends_with_case_file(household, user)


@receiver(case_files_parting)
def is_tied(sender, kept: Household, duplicate: Household, **kwargs) -> bool:
    """A referral without the support that came of it, a candidacy without the dwelling that it won."""
    both = (kept.pk, duplicate.pk)
    apart = ~Q(referral__household=F("follow_up__household"))
    helped = Mobilisation.objects.filter(apart, referral__household__in=both, follow_up__household__in=both)
    chosen = Candidacy.objects.filter(state__in=[Candidacy.State.OFFERED, Candidacy.State.ACCEPTED])
    won = chosen.filter(household__in=both, announcement__reservation__household__in=both)
    return helped.exists() or won.filter(~Q(household=F("announcement__reservation__household"))).exists()


@receiver(candidacy_asked)
def tell_candidacy(sender, household: Household, user: User, **kwargs) -> str:
    candidacy = candidacy_of(household, user)
    return candidacy_step(candidacy, user) if candidacy else ""


@receiver(case_file_closing)
def end_what_waits(sender, household: Household, user: User, **kwargs) -> None:
    end_with_case_file(household=household, user=user)
    candidacies.end_with_case_file(household=household, user=user)


@receiver(consent_ended)
def take_back_what_is_asked(sender, consent: Consent, actor: User, **kwargs) -> None:
    withdraw_requests(consent.household, consent.organization, user=actor)


@receiver(consent_restored)
def go_on(sender, consent: Consent, household: Household, actor: User, reason: str, withdrawn_at, **kwargs) -> None:
    resume_parts(consent, household=household, user=actor, reason=reason, withdrawn_at=withdrawn_at)


@receiver(support_ended)
def end_mobilisations(sender, parts: list[FollowUp], actor: User | None, **kwargs) -> None:
    end_with(parts, actor=actor)


@receiver(question_moved, sender=RequestQuestion)
def follow_question(sender, question: RequestQuestion, is_news: bool, **kwargs) -> None:
    """The delay of the partner, then whoever is asked, or asked; nobody else."""
    follow_delay(question.mobilisation)
    if is_news and question.state == Question.State.ASKED:
        notify(REQUEST_QUESTIONED, about=question, at=question.asked_at)
    elif is_news and question.answered_at:
        notify(REQUEST_EXPLAINED, about=question, at=question.answered_at)
