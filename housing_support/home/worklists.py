"""The sections of each role's worklist. Rules are those of the querysets: here they are only chosen and worded.

A section shows at most `LENGTH` lines and leads to its full list.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from housing_support.templatetags.interface import day_and_month, relative_day, short_moment
from partners.models import Invitation, User
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral
from referrals.presentation import partner_name, plain_status, status_of
from tenancies.models import Draft, FollowUp, Household, Lateness

LENGTH = 5


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


def section(title: str, rows: QuerySet, line: Callable, all_url: str = "") -> Section:
    found = list(rows[: LENGTH + 1])
    return Section(title, tuple(line(row) for row in found[:LENGTH]), all_url, len(found) > LENGTH)


def list_url(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


# Social worker


def social_worker(user: User) -> Iterable[Section]:
    mine = FollowUp.objects.visible_to(user).filter(worker=user).select_related("household")
    by_due = ("visit_due_on", "pk")
    yield drafts(user)
    late_url = list_url("tenancies:households", late="true", mine="true")
    yield section("Visites en retard", mine.late().order_by(*by_due), late_visit, late_url)
    yield soon(mine.on_time().with_reminder_days().order_by(*by_due))
    to_come = mine.running().filter(next_visit_at__gte=timezone.now()).order_by("next_visit_at", "pk")
    yield section("Vos prochains rendez-vous", to_come, appointment, list_url("tenancies:households", mine="true"))


def drafts(user: User) -> Section:
    """Visits that were begun and not sent, in case files still open to this user."""
    kept = Draft.objects.filter(user=user, form=Draft.Form.VISIT).order_by("-updated_at")
    dates = dict(kept.values_list("target", "updated_at")[: LENGTH + 1])
    households = Household.objects.visible_to(user).filter(public_id__in=dates) if dates else Household.objects.none()
    return section("Visites à terminer", households.order_by("sort_name", "pk"), lambda row: draft(row, dates))


def draft(household: Household, dates: dict) -> Line:
    return Line(
        title=household.name,
        text=f"{household.reference} · commencée le {short_moment(dates[household.public_id])}",
        url=reverse("tenancies:visit_create", args=[household.public_id]),
        badge="Brouillon",
    )


def soon(follow_ups: QuerySet) -> Section:
    """The landlord says how many days before the due date a visit is announced."""
    today = timezone.localdate()
    found = [
        row
        for row in follow_ups[: LENGTH + 1]
        if row.lateness(reminder_days=row.reminder_days, today=today) == Lateness.SOON
    ]
    lines = tuple(visit_line(row, f"Avant le {day_and_month(row.visit_due_on)}", "soon") for row in found[:LENGTH])
    return Section("Visites à prévoir", lines, list_url("tenancies:households", mine="true"), len(found) > LENGTH)


def visit_line(follow_up: FollowUp, badge: str, tone: str, text: str = "") -> Line:
    last = follow_up.last_visit_on
    told = f"dernière visite {relative_day(last)}" if last else "aucune visite encore"
    return Line(
        title=follow_up.household.name,
        text=f"{follow_up.household.reference} · {text or told}",
        url=reverse("tenancies:household", args=[follow_up.household.public_id]),
        badge=badge,
        tone=tone,
    )


def late_visit(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, f"En retard, due le {day_and_month(follow_up.visit_due_on)}", "late")


def appointment(follow_up: FollowUp) -> Line:
    when = short_moment(follow_up.next_visit_at)
    return visit_line(follow_up, relative_day(follow_up.next_visit_at).capitalize(), "info", text=when)


# Coordinator


def coordinator(user: User) -> Iterable[Section]:
    own = FollowUp.objects.visible_to(user).filter(organization=user.organization_id).select_related("household")
    asked = Mobilisation.objects.visible_to(user).pending().select_related("referral__household")
    by_due = asked.order_by("answer_due_on", "pk")
    yield section("Demandes à traiter", by_due, request_to_answer, list_url("referrals:mobilisations"))
    unassigned = own.unassigned().order_by("started_on", "pk")
    yield section("Référent à désigner", unassigned, without_worker, figure_url("unassigned"))
    yield section("Visites en retard", own.late().order_by("visit_due_on", "pk"), late_visit, figure_url("late"))


def figure_url(code: str) -> str:
    return reverse("dashboard_figure", args=[code])


def request_to_answer(mobilisation: Mobilisation) -> Line:
    is_late = mobilisation.is_late()
    due = day_and_month(mobilisation.answer_due_on)
    return Line(
        title=mobilisation.referral.household_name,
        text=f"{mobilisation.referral.reference} · demandée {relative_day(mobilisation.requested_at)}",
        url=reverse("referrals:mobilisation", args=[mobilisation.public_id]),
        badge=f"En retard, attendue le {due}" if is_late else f"À traiter avant le {due}",
        tone="late" if is_late else "soon",
    )


def without_worker(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, "Sans référent", "soon", text=f"suivi depuis le {day_and_month(follow_up.started_on)}")


# Adviser


def adviser(user: User) -> Iterable[Section]:
    seen = Referral.objects.visible_to(user).select_related("household")
    own = {"adviser": user, "state": Meeting.State.PLANNED}
    until = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
    meetings = Meeting.objects.filter(**own, planned_at__lt=until).select_related("referral__household")
    worklist = reverse("referrals:worklist")
    yield section("Rencontres du jour", meetings.order_by("planned_at", "pk"), meeting, worklist)
    to_meet = seen.awaiting_meeting().order_by("meeting_due_on", "pk")
    yield section("Rencontres à fixer", to_meet, meeting_to_fix, list_url("referrals:list", state=Referral.State.SENT))
    to_mobilise = seen.awaiting_partner().order_by("meeting_due_on", "pk")
    met_url = list_url("referrals:list", state=Referral.State.MET)
    yield section("Partenaires à mobiliser", to_mobilise, partner_to_find, met_url)
    yield late_answers(user)


def meeting(planned: Meeting) -> Line:
    is_past = timezone.localdate(planned.planned_at) < timezone.localdate()
    return Line(
        title=planned.referral.household_name,
        text=f"{short_moment(planned.planned_at)} · {planned.get_place_display().lower()}",
        url=reverse("referrals:detail", args=[planned.referral.public_id]),
        badge="À enregistrer" if is_past else "Aujourd’hui",
        tone="soon" if is_past else "info",
    )


def meeting_to_fix(referral: Referral) -> Line:
    is_late = referral.is_late()
    due = day_and_month(referral.meeting_due_on)
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · envoyé {relative_day(referral.sent_at)}",
        url=reverse("referrals:detail", args=[referral.public_id]),
        badge=f"En retard, due le {due}" if is_late else f"Avant le {due}",
        tone="late" if is_late else "soon",
    )


def partner_to_find(referral: Referral) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · ménage rencontré",
        url=reverse("referrals:detail", args=[referral.public_id]),
        badge=referral.get_state_display(),
        tone="soon",
    )


def late_answers(user: User) -> Section:
    rows = Mobilisation.objects.visible_to(user).late().select_related("referral__household", "organization")

    def line(mobilisation: Mobilisation) -> Line:
        partner = partner_name(mobilisation.organization, user)
        return Line(
            title=mobilisation.referral.household_name,
            text=f"{mobilisation.referral.reference} · {partner}",
            url=reverse("referrals:detail", args=[mobilisation.referral.public_id]),
            badge=f"En retard, attendue le {day_and_month(mobilisation.answer_due_on)}",
            tone="late",
        )

    return section("Réponses en retard", rows.order_by("answer_due_on", "pk"), line, figure_url("late-answers"))


# Rental officer, caretaker


def rental_officer(user: User) -> Iterable[Section]:
    begun = Referral.objects.drafts_of(user).select_related("household").order_by("-pk")
    yield section("Signalements à envoyer", begun, referral_draft)
    own = Referral.objects.visible_to(user).open().filter(author=user).select_related("household")
    sent = own.prefetch_related("mobilisations__organization").order_by("-pk")
    yield section("Où en sont vos signalements", sent, lambda row: referral_line(row, user), reverse("referrals:list"))


def referral_draft(referral: Referral) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · écrit {relative_day(referral.created_at)}",
        url=reverse("referrals:edit", args=[referral.public_id]),
        badge=referral.get_state_display(),
    )


def referral_line(referral: Referral, user: User) -> Line:
    if user.role == Role.CARETAKER:
        status = plain_status(referral)
    else:
        status = status_of(referral, referral.mobilisations.all(), user)
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · envoyé {relative_day(referral.sent_at)}",
        url=reverse("referrals:detail", args=[referral.public_id]),
        badge=status.word,
        tone=status.tone,
    )


def caretaker(user: User) -> Iterable[Section]:
    begun = Referral.objects.drafts_of(user).select_related("household").order_by("-pk")
    yield section("Signalements à envoyer", begun, referral_draft)
    own = Referral.objects.visible_to(user).sent().select_related("household").order_by("-pk")
    all_url = reverse("referrals:list")
    yield section("Ce que sont devenus vos signalements", own, lambda row: referral_line(row, user), all_url)


# Manager


def manager(user: User) -> Iterable[Section]:
    late = FollowUp.objects.visible_to(user).late().select_related("household").order_by("visit_due_on", "pk")
    yield section("Visites en retard", late, late_visit, figure_url("late"))
    overdue = Referral.objects.visible_to(user).meeting_late().select_related("household")
    by_due = overdue.order_by("meeting_due_on", "pk")
    yield section("Rencontres en retard", by_due, meeting_to_fix, figure_url("to-meet"))
    yield late_answers(user)


# Accounts


def administrator(user: User) -> Iterable[Section]:
    waiting = Invitation.objects.visible_to(user).usable().order_by("expires_at", "pk")
    yield section("Invitations en attente", waiting, invitation, reverse("partners:team"))
    recent = User.objects.colleagues_of(user).active().order_by("-date_joined", "-pk")
    yield section("Comptes de votre organisme", recent, account, reverse("partners:team"))


def invitation(waiting: Invitation) -> Line:
    return Line(
        title=f"{waiting.first_name} {waiting.last_name}",
        text=waiting.get_role_display(),
        url=reverse("partners:team"),
        badge=f"Expire {relative_day(waiting.expires_at)}",
        tone="soon",
    )


def account(colleague: User) -> Line:
    return Line(title=colleague.full_name, text=colleague.get_role_display(), url=reverse("partners:team"))


WORKLISTS: dict[str, Callable[[User], Iterable[Section]]] = {
    Role.SOCIAL_WORKER: social_worker,
    Role.COORDINATOR: coordinator,
    Role.ADVISER: adviser,
    Role.RENTAL_OFFICER: rental_officer,
    Role.CARETAKER: caretaker,
    Role.MANAGER: manager,
    Role.ADMIN: administrator,
}
