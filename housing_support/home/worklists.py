"""The sections of each role's worklist. Rules are those of the querysets: here they are only chosen and worded.

A section shows at most `LENGTH` lines and leads to its full list. Its query reads the columns of a line, no more.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.dates import day_and_month, relative_day, short_moment
from housing_support.common.links import fixed_url, row_url
from partners.discretion import shown_name
from partners.models import Invitation, User
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral, ReferralQuerySet
from referrals.reading.presentation import plain_status, status_of, with_awaited_answers
from tenancies.models import Draft, FollowUp, Household, Lateness
from tenancies.models.support import FollowUpQuerySet

LENGTH = 5

HOUSEHOLD = ("household__public_id", "household__name", "household__reference")
FOLLOW_UP = ("started_on", "last_visit_on", "next_visit_at", "visit_due_on", *HOUSEHOLD)
REFERRAL = ("public_id", "reference", "state", "sent_at", "meeting_due_on", "household__name")
OF_REFERRAL = ("referral__public_id", "referral__reference", "referral__household__name")
MOBILISATION = ("public_id", "state", "requested_at", "answer_due_on", *OF_REFERRAL)
MEETING = ("planned_at", "place", *OF_REFERRAL)


@dataclass(frozen=True)
class Line:
    title: str
    text: str
    url: str
    badge: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]
    all_url: str = ""
    has_more: bool = False


def sections_for(user: User) -> list[Section]:
    """Those that hold something, in the order in which to take them up."""
    return [section for section in WORKLISTS[user.role](user) if section.lines]


def section(title: str, found: list, line: Callable, all_url: str = "") -> Section:
    """`found` holds one row more than a section shows when there are more."""
    return Section(title, tuple(line(row) for row in found[:LENGTH]), all_url, len(found) > LENGTH)


def list_url(name: str, **query: str) -> str:
    return f"{fixed_url(name)}?{urlencode(query)}" if query else fixed_url(name)


def first(prepared: CompiledQuery, user: User, **given) -> list:
    return prepared.rows(user, limit=LENGTH + 1, given=given)


# Follow-ups


def follow_ups_of(user: User) -> FollowUpQuerySet:
    return FollowUp.objects.visible_to(user).select_related("household").only(*FOLLOW_UP).order_by("visit_due_on", "pk")


LATE_OF_WORKER = CompiledQuery(lambda user: follow_ups_of(user).late().filter(worker=user.pk))
DUE_OF_WORKER = CompiledQuery(lambda user: follow_ups_of(user).on_time().filter(worker=user.pk).with_reminder_days())
APPOINTMENTS_OF_WORKER = CompiledQuery(
    lambda user, now: (
        follow_ups_of(user).running().filter(worker=user.pk, next_visit_at__gte=now).order_by("next_visit_at", "pk")
    )
)
LATE_OF_ASSOCIATION = CompiledQuery(lambda user: follow_ups_of(user).late().filter(organization=user.organization_id))
UNASSIGNED_OF_ASSOCIATION = CompiledQuery(
    lambda user: follow_ups_of(user).unassigned().filter(organization=user.organization_id).order_by("started_on", "pk")
)
LATE_OF_LANDLORD = CompiledQuery(lambda user: follow_ups_of(user).late())
VISIT_DRAFTS = CompiledQuery(
    lambda user: (
        Draft.objects.filter(user=user.pk, form=Draft.Form.VISIT)
        .order_by("-updated_at")
        .values_list("target", "updated_at")
    )
)


# Social worker


def social_worker(user: User) -> Iterable[Section]:
    yield drafts(user)
    late_url = list_url("tenancies:households", late="true", mine="true")
    yield section("Visites en retard", first(LATE_OF_WORKER, user), late_visit, late_url)
    yield soon(first(DUE_OF_WORKER, user))
    to_come = first(APPOINTMENTS_OF_WORKER, user, now=timezone.now())
    yield section("Vos prochains rendez-vous", to_come, appointment, list_url("tenancies:households", mine="true"))


def drafts(user: User) -> Section:
    """Visits that were begun and not sent, in case files still open to this user."""
    dates = dict(first(VISIT_DRAFTS, user))
    households = Household.objects.visible_to(user).filter(public_id__in=dates).order_by("sort_name", "pk")
    found = list(households[: LENGTH + 1]) if dates else []
    return section("Visites à terminer", found, lambda row: draft(row, dates))


def draft(household: Household, dates: dict) -> Line:
    return Line(
        title=household.name,
        text=f"{household.reference} · commencée le {short_moment(dates[household.public_id])}",
        url=row_url("tenancies:visit_create", household.public_id),
        badge="Brouillon",
    )


def soon(follow_ups: list[FollowUp]) -> Section:
    """The landlord says how many days before the due date a visit is announced."""
    today = timezone.localdate()
    found = [row for row in follow_ups if row.lateness(reminder_days=row.reminder_days, today=today) == Lateness.SOON]
    lines = tuple(visit_line(row, f"Avant le {day_and_month(row.visit_due_on)}", "soon") for row in found[:LENGTH])
    return Section("Visites à prévoir", lines, list_url("tenancies:households", mine="true"), len(found) > LENGTH)


def visit_line(follow_up: FollowUp, badge: str, tone: str, text: str = "") -> Line:
    last = follow_up.last_visit_on
    told = f"dernière visite {relative_day(last)}" if last else "aucune visite encore"
    return Line(
        title=follow_up.household.name,
        text=f"{follow_up.household.reference} · {text or told}",
        url=row_url("tenancies:household", follow_up.household.public_id),
        badge=badge,
        tone=tone,
    )


def late_visit(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, f"En retard, due le {day_and_month(follow_up.visit_due_on)}", "late")


def appointment(follow_up: FollowUp) -> Line:
    when = short_moment(follow_up.next_visit_at)
    return visit_line(follow_up, relative_day(follow_up.next_visit_at).capitalize(), "info", text=when)


# Coordinator


REQUESTS_TO_ANSWER = CompiledQuery(
    lambda user: (
        Mobilisation.objects.visible_to(user)
        .pending()
        .select_related("referral__household")
        .only(*MOBILISATION)
        .order_by("answer_due_on", "pk")
    )
)


def coordinator(user: User) -> Iterable[Section]:
    asked = first(REQUESTS_TO_ANSWER, user)
    yield section("Demandes à traiter", asked, request_to_answer, list_url("referrals:mobilisations"))
    unassigned = first(UNASSIGNED_OF_ASSOCIATION, user)
    yield section("Référent à désigner", unassigned, without_worker, figure_url("unassigned"))
    yield section("Visites en retard", first(LATE_OF_ASSOCIATION, user), late_visit, figure_url("late"))


def figure_url(code: str) -> str:
    return reverse("dashboard_figure", args=[code])


def request_to_answer(mobilisation: Mobilisation) -> Line:
    is_late = mobilisation.is_late()
    due = day_and_month(mobilisation.answer_due_on)
    return Line(
        title=mobilisation.referral.household_name,
        text=f"{mobilisation.referral.reference} · demandée {relative_day(mobilisation.requested_at)}",
        url=row_url("referrals:mobilisation", mobilisation.public_id),
        badge=f"En retard, attendue le {due}" if is_late else f"À traiter avant le {due}",
        tone="late" if is_late else "soon",
    )


def without_worker(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, "Sans référent", "soon", text=f"suivi depuis le {day_and_month(follow_up.started_on)}")


# Adviser


def referrals_of(user: User) -> ReferralQuerySet:
    referrals = Referral.objects.visible_to(user).select_related("household").only(*REFERRAL)
    return referrals.order_by("meeting_due_on", "pk")


MEETINGS_UNTIL = CompiledQuery(
    lambda user, until: (
        Meeting.objects.filter(adviser=user.pk, state=Meeting.State.PLANNED, planned_at__lt=until)
        .select_related("referral__household")
        .only(*MEETING)
        .order_by("planned_at", "pk")
    )
)
TO_MEET = CompiledQuery(lambda user: referrals_of(user).awaiting_meeting())
TO_MOBILISE = CompiledQuery(lambda user: referrals_of(user).awaiting_partner())
LATE_MEETINGS = CompiledQuery(lambda user: referrals_of(user).meeting_late())
LATE_ANSWERS = CompiledQuery(
    lambda user: (
        Mobilisation.objects.visible_to(user)
        .late()
        .select_related("referral__household", "organization")
        .only(*MOBILISATION, "organization__short_name", "organization__expertises")
        .order_by("answer_due_on", "pk")
    )
)


def adviser(user: User) -> Iterable[Section]:
    until = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
    meetings = first(MEETINGS_UNTIL, user, until=until)
    yield section("Rencontres du jour", meetings, meeting, fixed_url("referrals:worklist"))
    to_meet_url = list_url("referrals:list", state=Referral.State.SENT)
    yield section("Rencontres à fixer", first(TO_MEET, user), meeting_to_fix, to_meet_url)
    met_url = list_url("referrals:list", state=Referral.State.MET)
    yield section("Partenaires à mobiliser", first(TO_MOBILISE, user), partner_to_find, met_url)
    yield late_answers(user)


def meeting(planned: Meeting) -> Line:
    is_past = timezone.localdate(planned.planned_at) < timezone.localdate()
    return Line(
        title=planned.referral.household_name,
        text=f"{short_moment(planned.planned_at)} · {planned.get_place_display().lower()}",
        url=row_url("referrals:detail", planned.referral.public_id),
        badge="À enregistrer" if is_past else "Aujourd’hui",
        tone="soon" if is_past else "info",
    )


def meeting_to_fix(referral: Referral) -> Line:
    is_late = referral.is_late()
    due = day_and_month(referral.meeting_due_on)
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · envoyé {relative_day(referral.sent_at)}",
        url=row_url("referrals:detail", referral.public_id),
        badge=f"En retard, due le {due}" if is_late else f"Avant le {due}",
        tone="late" if is_late else "soon",
    )


def partner_to_find(referral: Referral) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · ménage rencontré",
        url=row_url("referrals:detail", referral.public_id),
        badge=referral.get_state_display(),
        tone="soon",
    )


def late_answers(user: User) -> Section:
    def line(mobilisation: Mobilisation) -> Line:
        partner = shown_name(mobilisation.organization, user)
        return Line(
            title=mobilisation.referral.household_name,
            text=f"{mobilisation.referral.reference} · {partner}",
            url=row_url("referrals:detail", mobilisation.referral.public_id),
            badge=f"En retard, attendue le {day_and_month(mobilisation.answer_due_on)}",
            tone="late",
        )

    return section("Réponses en retard", first(LATE_ANSWERS, user), line, figure_url("late-answers"))


# Rental officer, caretaker


REFERRAL_DRAFTS = CompiledQuery(
    lambda user: Referral.objects.drafts_of(user).select_related("household").order_by("-pk")
)
OWN_OPEN_REFERRALS = CompiledQuery(lambda user: referrals_of(user).open().filter(author=user.pk).order_by("-pk"))
OWN_REFERRALS = CompiledQuery(lambda user: referrals_of(user).sent().order_by("-pk"))


def rental_officer(user: User) -> Iterable[Section]:
    yield section("Signalements à envoyer", first(REFERRAL_DRAFTS, user), referral_draft)
    sent = with_awaited_answers(first(OWN_OPEN_REFERRALS, user), user)
    yield section(
        "Où en sont vos signalements", sent, lambda row: referral_line(row, user), fixed_url("referrals:list")
    )


def referral_draft(referral: Referral) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · écrit {relative_day(referral.created_at)}",
        url=row_url("referrals:edit", referral.public_id),
        badge=referral.get_state_display(),
    )


def referral_line(referral: Referral, user: User) -> Line:
    if user.role == Role.CARETAKER:
        status = plain_status(referral)
    else:
        status = status_of(referral, referral.awaited_answers, user)
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · envoyé {relative_day(referral.sent_at)}",
        url=row_url("referrals:detail", referral.public_id),
        badge=status.word,
        tone=status.tone,
    )


def caretaker(user: User) -> Iterable[Section]:
    yield section("Signalements à envoyer", first(REFERRAL_DRAFTS, user), referral_draft)
    own, all_url = first(OWN_REFERRALS, user), fixed_url("referrals:list")
    yield section("Ce que sont devenus vos signalements", own, lambda row: referral_line(row, user), all_url)


# Manager


def manager(user: User) -> Iterable[Section]:
    yield section("Visites en retard", first(LATE_OF_LANDLORD, user), late_visit, figure_url("late"))
    yield section("Rencontres en retard", first(LATE_MEETINGS, user), meeting_to_fix, figure_url("to-meet"))
    yield late_answers(user)


# Accounts


def administrator(user: User) -> Iterable[Section]:
    waiting = Invitation.objects.visible_to(user).usable().order_by("expires_at", "pk")
    yield section("Invitations en attente", list(waiting[: LENGTH + 1]), invitation, fixed_url("partners:team"))
    recent = User.objects.colleagues_of(user).active().order_by("-date_joined", "-pk")
    yield section("Comptes de votre organisme", list(recent[: LENGTH + 1]), account, fixed_url("partners:team"))


def invitation(waiting: Invitation) -> Line:
    return Line(
        title=f"{waiting.first_name} {waiting.last_name}",
        text=waiting.get_role_display(),
        url=fixed_url("partners:team"),
        badge=f"Expire {relative_day(waiting.expires_at)}",
        tone="soon",
    )


def account(colleague: User) -> Line:
    return Line(title=colleague.full_name, text=colleague.get_role_display(), url=fixed_url("partners:team"))


WORKLISTS: dict[str, Callable[[User], Iterable[Section]]] = {
    Role.SOCIAL_WORKER: social_worker,
    Role.COORDINATOR: coordinator,
    Role.ADVISER: adviser,
    Role.RENTAL_OFFICER: rental_officer,
    Role.CARETAKER: caretaker,
    Role.MANAGER: manager,
    Role.ADMIN: administrator,
}
