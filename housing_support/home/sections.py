"""What the worklists of all roles are made of. Rules are those of the querysets: here they are only worded.

A section shows at most `LENGTH` lines of a worklist and leads to the page of the same worklist, which has all of them.
After `MOST` sections, those that hold something too are told by their number alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, DateField, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery, compiled, count_each
from housing_support.common.dates import day_and_month, relative_day, short_date, short_moment
from housing_support.common.links import row_url
from housing_support.common.numbers import days
from housing_support.common.pagination import COUNT_CAP, capped, extent
from housing_support.drafts.subjects import Shown, readable
from partners.discretion import shown_name
from partners.models import Convention, User
from referrals.models import Mobilisation, Referral, ReferralQuerySet
from referrals.reading.counts import waiting_for
from referrals.reading.doors import subject_of
from referrals.reading.presentation import answer_status, status_of
from tenancies.models import (
    EntryQuestion,
    FollowUp,
    Lateness,
    LaterSituation,
    Participation,
    SignalReceipt,
    SlidingLease,
    Stay,
    Task,
    Tenancy,
    ThreadReading,
)
from tenancies.models.support import FollowUpQuerySet
from tenancies.reading.lines import visit_badge
from tenancies.reading.sliding import first_due
from tenancies.reading.stays import badge_of, readiness_in_words
from tenancies.services.drafts import drafts_of

LENGTH, MOST = 5, 5
# Days before an association reads its entries no more, from which on it is told apart.
SOON_CLOSED = 7


@dataclass(frozen=True)
class Line:
    title: str
    text: str
    url: str
    badge: str = ""
    tone: str = ""
    # Where it is thrown away, when it may be.
    discard_url: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]
    all_url: str = ""
    has_more: bool = False
    # « 5 sur 9 », when some are left out.
    extent: str = ""


@dataclass(frozen=True)
class Worklist:
    """The rows of a query, in the order of `key`, and how they are worded. `complete` loads what their lines need
    besides. Those that are not `on_home` stand on another page, which leads here."""

    code: str
    title: str
    rows: CompiledQuery
    line: Callable[..., Line]
    key: tuple[str, ...]
    given: dict[str, Any] = field(default_factory=dict)
    complete: Callable[[list], list] = list
    on_home: bool = True

    @property
    def url(self) -> str:
        return row_url("worklist", self.code)

    def lines(self, rows: list) -> tuple[Line, ...]:
        return tuple(self.line(row) for row in self.complete(rows))


def counted(worklists: list[Worklist], user: User) -> tuple[list[int], int]:
    """How many rows each holds, and how many acts the navigation tells of: one query, whatever they are."""
    waiting = waiting_for(user)
    asked = [(each.rows, each.given) for each in worklists] + ([(waiting, {})] if waiting else [])
    counts = count_each(user, asked, limit=COUNT_CAP + 1)
    return counts[: len(worklists)], sum(counts[len(worklists) :])


def shown(worklists: Iterable[Worklist], counts: Iterable[int], user: User) -> list[Section]:
    """Those that hold something, with their first lines and how many there are."""
    sections: list[Section] = []
    for each, count in zip(worklists, counts, strict=True):
        if count and len(sections) < MOST:
            rows = each.rows.rows(user, order=each.key, limit=LENGTH, given=each.given)
            told = extent(len(rows), count)
            sections.append(Section(each.title, each.lines(rows), each.url, has_more=bool(told), extent=told))
        elif count:
            sections.append(Section(each.title, (), each.url, has_more=True, extent=capped(count)))
    return sections


# Drafts


def own_drafts(user: User) -> Section:
    """What this person began to type, about households they may still read of."""
    found = readable(user, drafts_of(user))
    lines = tuple(draft_line(each) for each in found[:LENGTH])
    told = extent(len(lines), len(found))
    return Section("Vos brouillons", lines, reverse("drafts"), has_more=bool(told), extent=told)


def draft_line(found: Shown) -> Line:
    draft = found.draft
    return Line(
        title=f"{draft.title} · {found.name}" if found.name else draft.title,
        text=f"Saisie interrompue, {short_moment(draft.updated_at)}",
        url=draft.page,
        badge="Brouillon",
        discard_url=reverse("draft_discard", args=[draft.submission_id]),
    )


# Follow-ups


def follow_ups_of(user: User) -> FollowUpQuerySet:
    return FollowUp.objects.visible_to(user).select_related("household").order_by("visit_due_on", "pk")


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


def late_visit(follow_up: FollowUp, *, is_named: bool = True) -> Line:
    """The day is the convention's own: it is not told of an unnamed partner."""
    badge = visit_badge(Lateness.LATE, follow_up.visit_due_on, is_named=is_named)
    return visit_line(follow_up, badge.words, badge.tone)


@compiled
def newly_confided(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).to_take_in_charge().filter(worker=user.pk)


def newly_confided_line(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, f"Visite avant le {day_and_month(follow_up.visit_due_on)}", "info")


def to_take_in_charge() -> Worklist:
    """For whoever may carry a follow-up."""
    key = ("visit_due_on", "pk")
    return Worklist("to-take-in-charge", "À prendre en main", newly_confided, newly_confided_line, key)


@compiled
def watches_of_worker(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).watch_due().filter(worker=user.pk)


@compiled
def watches_of_association(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).watch_due().filter(organization=user.organization_id)


def watches(rows: CompiledQuery) -> Worklist:
    """The visit of the year of households that are only watched over."""
    return Worklist("watches", "Veille\u00a0: la visite de l’année", rows, watch_line, ("visit_due_on", "pk"))


def watch_line(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, f"Avant le {day_and_month(follow_up.visit_due_on)}", "info")


# Threads


@compiled
def threads_to_read(user: User) -> QuerySet[ThreadReading]:
    return ThreadReading.objects.waiting_for(user).select_related("household").order_by("waits_since", "pk")


def unread_threads() -> Worklist:
    """For whoever deals with households."""
    key = ("waits_since", "pk")
    return Worklist("threads", "Nouveaux messages", threads_to_read, thread_line, key)


def thread_line(reading: ThreadReading) -> Line:
    return Line(
        title=reading.household.name,
        text=f"{reading.household.reference} · depuis {short_moment(reading.waits_since)}",
        url=row_url("tenancies:household_thread", reading.household.public_id),
        badge="À lire",
        tone="info",
    )


# Tasks


@compiled
def tasks_to_do(user: User) -> QuerySet[Task]:
    return Task.objects.waiting_for(user).select_related("household").order_by("due_on", "pk")


def own_tasks() -> Worklist:
    """For whoever deals with households."""
    return Worklist("tasks", "Tâches à faire", tasks_to_do, task_line, ("due_on", "pk"))


def task_line(task: Task) -> Line:
    is_late = Task.DUE.is_late(task)
    day = day_and_month(task.due_on)
    return Line(
        title=task.household.name,
        text=f"{task.household.reference} · {task.what}",
        url=row_url("tenancies:household_tasks", task.household.public_id),
        badge=f"En retard depuis le {day}" if is_late else f"Avant le {day}",
        tone="late" if is_late else "info",
    )


# Stays


@compiled
def stays_to_look_after(user: User) -> QuerySet[Any]:
    """Those to come whose day has come, and those that end soon, by that day."""
    seen = Stay.objects.visible_to(user)
    due_on = Case(When(state=Stay.State.PLANNED, then="since"), default="latest_end", output_field=DateField())
    found = (seen.to_enter() | seen.ending_soon()).annotate(due_on=due_on)
    return found.select_related("household").order_by("due_on", "pk")


def stays() -> Worklist:
    """For the association."""
    key = ("due_on", "pk")
    return Worklist("stays", "Séjours\u00a0: entrées à confirmer, fins proches", stays_to_look_after, stay_line, key)


def stay_line(stay: Stay) -> Line:
    badge = badge_of(stay, timezone.localdate())
    told = f"attendu le {day_and_month(stay.since)}"
    if stay.state != Stay.State.PLANNED:
        told = f"{readiness_in_words(stay).lower()} · jusqu’au {short_date(stay.latest_end)}"
    return Line(
        title=stay.household.name,
        text=f"{stay.household.reference} · {told}",
        url=row_url("tenancies:household_stay", stay.household.public_id),
        badge=badge.words,
        tone=badge.tone,
    )


# Leases


@compiled
def insurance_to_renew(user: User) -> QuerySet[Tenancy]:
    to_insure = Tenancy.objects.visible_to(user).to_insure().select_related("household")
    return to_insure.order_by("insured_until", "pk")


def insurances() -> Worklist:
    """For the landlord."""
    key = ("insured_until", "pk")
    return Worklist("insurances", "Attestations d’assurance à demander", insurance_to_renew, insurance_line, key)


def insurance_line(tenancy: Tenancy) -> Line:
    household, day = tenancy.household, day_and_month(tenancy.insured_until)
    is_late = tenancy.is_insurance_late()
    return Line(
        title=household.name,
        text=f"{household.reference} · {tenancy.get_kind_display().lower()}",
        url=row_url("tenancies:household_dwelling", household.public_id),
        badge=f"Expirée le {day}" if is_late else f"Valable jusqu’au {day}",
        tone="late" if is_late else "soon",
    )


@compiled
def one_year_leases_ending(user: User) -> QuerySet[Tenancy]:
    return Tenancy.objects.visible_to(user).one_year_ending().select_related("household").order_by("ends_on", "pk")


def one_year_leases() -> Worklist:
    """For both sides: what comes after is prepared by the association, and signed by the landlord."""
    key = ("ends_on", "pk")
    return Worklist("one-year-leases", "Baux d’un an qui prennent fin", one_year_leases_ending, one_year_line, key)


def one_year_line(tenancy: Tenancy) -> Line:
    household, day = tenancy.household, tenancy.ends_on
    is_over = Tenancy.ONE_YEAR.is_late(tenancy)
    return Line(
        title=household.name,
        text=f"{household.reference} · dites la suite\u00a0: bail durable, ou sortie",
        url=row_url("tenancies:household_dwelling", household.public_id),
        badge=f"{'Échu' if is_over else 'Terme'} le {day_and_month(day)}",
        tone="late" if is_over else "soon",
    )


@compiled
def sliding_leases_to_follow(user: User) -> QuerySet[SlidingLease]:
    followed = SlidingLease.objects.visible_to(user).to_follow().select_related("tenancy__household")
    return followed.order_by("term_on", "pk")


def sliding_leases() -> Worklist:
    """For both sides: reviews, the word to the préfet, ends of period and of approval."""
    key = ("term_on", "pk")
    return Worklist("sliding-leases", "Baux glissants à suivre", sliding_leases_to_follow, sliding_line, key)


def sliding_line(sliding: SlidingLease) -> Line:
    household, due = sliding.tenancy.household, first_due(sliding)
    return Line(
        title=household.name,
        text=f"{household.reference} · {sliding.get_state_display().lower()}",
        url=row_url("tenancies:household_dwelling", household.public_id),
        badge=f"{due.words} avant le {day_and_month(due.day)}",
        tone="late" if due.is_late else "soon",
    )


# After the support


@compiled
def situations_after(user: User) -> QuerySet[LaterSituation]:
    asked = LaterSituation.objects.visible_to(user).filter(landlord=user.organization_id).to_ask()
    return asked.select_related("household").order_by("due_on", "pk")


def later_situations() -> Worklist:
    """For the landlord: the case file has closed to the association that supported the household."""
    key = ("due_on", "pk")
    return Worklist("situations", "Situations à recueillir", situations_after, later_situation_line, key)


def later_situation_line(later: LaterSituation) -> Line:
    household, day = later.household, day_and_month(later.due_on)
    is_late = LaterSituation.ASKED.is_late(later)
    return Line(
        title=household.name,
        text=f"{household.reference} · {later.months}\u00a0mois après son accompagnement",
        url=row_url("tenancies:household_dwelling", household.public_id),
        badge=f"À recueillir depuis le {day}" if is_late else f"À recueillir avant le {day}",
        tone="late" if is_late else "soon",
    )


# Conventions


@compiled
def ending_soon(user: User) -> QuerySet[Convention]:
    return Convention.objects.visible_to(user).announced().for_list().order_by("ends_on", "pk")


def conventions_ending() -> Worklist:
    return Worklist("conventions", "Conventions qui prennent fin bientôt", ending_soon, ending_line, ("ends_on", "pk"))


def ending_line(convention: Convention) -> Line:
    return Line(
        title=f"{convention.association.short_name} · {convention.action}",
        text=f"{convention.landlord.short_name} · sans prolongation, ses suivis se terminent le lendemain",
        url=row_url("partners:convention", convention.public_id),
        badge=f"Fin le {day_and_month(convention.ends_on)}",
        tone="soon",
    )


@compiled
def awaiting_signature(user: User) -> QuerySet[Convention]:
    return Convention.objects.visible_to(user).to_sign().for_list().order_by("starts_on", "pk")


def conventions_to_sign() -> Worklist:
    return Worklist("to-sign", "Conventions à signer", awaiting_signature, signature_line, ("starts_on", "pk"))


def signature_line(convention: Convention) -> Line:
    return Line(
        title=f"{convention.association.short_name} · {convention.action}",
        text=f"{convention.landlord.short_name} · elle engage une fois sa signature enregistrée",
        url=row_url("partners:convention", convention.public_id),
        badge=f"Prise d’effet le {day_and_month(convention.starts_on)}",
        tone="soon",
    )


# Case files that have closed


@compiled
def left_lately(user: User) -> QuerySet[Participation]:
    left = Participation.objects.left_lately_by(user).select_related("household")
    return left.order_by("own_until", "pk")


def left_behind() -> Worklist:
    """Named by their references: the household is no longer theirs to know."""
    return Worklist("left", "Vos écrits dans des dossiers quittés", left_lately, left_line, ("own_until", "pk"))


def left_line(participation: Participation) -> Line:
    left = participation.own_days_left
    return Line(
        title=participation.household.reference,
        text=f"quitté {relative_day(participation.until)} · {participation.get_end_reason_display().lower()}",
        url=row_url("tenancies:own_entries", participation.household.public_id),
        badge=f"Encore {days(left)}" if left else "Jusqu’à ce soir",
        tone="soon" if left <= SOON_CLOSED else "info",
    )


# Signals


@compiled
def signals_to_see(user: User) -> QuerySet[SignalReceipt]:
    waiting = SignalReceipt.objects.waiting_for(user).select_related("signal__entry__household")
    return waiting.order_by("pk")


def signals() -> Worklist:
    """Of the landlord's, to those who follow a household."""
    return Worklist("signals", "Signaux du bailleur", signals_to_see, signal_line, ("pk",))


def signal_line(receipt: SignalReceipt) -> Line:
    signal, household = receipt.signal, receipt.signal.entry.household
    return Line(
        title=household.name,
        text=f"{household.reference} · {signal.get_kind_display()}, {day_and_month(signal.occurred_on)}",
        url=reverse("tenancies:weak_signal", args=[household.public_id, signal.public_id]),
        badge="À voir",
        tone="soon",
    )


# Questions


@compiled
def questions_to_answer(user: User) -> QuerySet[EntryQuestion]:
    asked = EntryQuestion.objects.to_answer(user).select_related("entry__household")
    return asked.order_by("asked_at", "pk")


@compiled
def questions_answered(user: User) -> QuerySet[EntryQuestion]:
    answered = EntryQuestion.objects.to_resolve(user).select_related("entry__household")
    return answered.order_by("answered_at", "pk")


def questions() -> Worklist:
    """On what one wrote in a case file: for whoever writes there."""
    key = ("asked_at", "pk")
    return Worklist("questions", "Questions auxquelles répondre", questions_to_answer, question_line, key)


def answers() -> Worklist:
    """To those that one asked."""
    key = ("answered_at", "pk")
    return Worklist("answers", "Réponses à vos questions", questions_answered, answered_line, key)


def question_line(question: EntryQuestion) -> Line:
    household = question.known_household
    return Line(
        title=household.name,
        text=f"{household.reference} · sur ce que vous avez écrit, {relative_day(question.asked_at)}",
        url=row_url("tenancies:question", question.public_id),
        badge="À revoir" if question.is_mark else "Question posée",
        tone="soon",
    )


def answered_line(question: EntryQuestion) -> Line:
    household = question.known_household
    return Line(
        title=household.name,
        text=f"{household.reference} · répondu {relative_day(question.answered_at)}",
        url=row_url("tenancies:question", question.public_id),
        badge="Revu" if question.is_mark else "Réponse donnée",
        tone="info",
    )


# Referrals


def referrals_of(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).select_related("household", "dwelling").order_by("meeting_due_on", "pk")


@compiled
def referral_drafts(user: User) -> QuerySet[Referral]:
    return Referral.objects.drafts_of(user).select_related("household").order_by("-pk")


def referral_draft(referral: Referral) -> Line:
    return Line(
        title=referral.household_name,
        text=f"{referral.reference} · écrit {relative_day(referral.created_at)}",
        url=row_url("referrals:edit", referral.public_id),
        badge=Referral.State.DRAFT.label,
    )


def unsent_referrals() -> Worklist:
    return Worklist("unsent", "Signalements à envoyer", referral_drafts, referral_draft, ("-pk",))


def sent_referral(referral: Referral, user: User, *, badge: str, tone: str) -> Line:
    return Line(
        title=subject_of(referral, user),
        text=f"{referral.reference} · envoyé {relative_day(referral.sent_at)}",
        url=row_url("referrals:detail", referral.public_id),
        badge=badge,
        tone=tone,
    )


def referral_line(user: User) -> Callable[[Referral], Line]:
    """Where it stands; `with_awaited_answers` completes those that may wait for one."""

    def line(referral: Referral) -> Line:
        status = status_of(referral, getattr(referral, "awaited_answers", ()), user)
        return sent_referral(referral, user, badge=status.word, tone=status.tone)

    return line


@compiled
def late_answers_to(user: User) -> QuerySet[Mobilisation]:
    late = Mobilisation.objects.visible_to(user).late()
    return late.select_related("referral__household", "organization").order_by("answer_due_on", "pk")


def late_answers(user: User) -> Worklist:
    return Worklist("late-answers", "Réponses en retard", late_answers_to, answer_line(user), ("answer_due_on", "pk"))


def answer_line(user: User) -> Callable[[Mobilisation], Line]:
    def line(mobilisation: Mobilisation) -> Line:
        status = answer_status(mobilisation, user)
        return Line(
            title=mobilisation.referral.household_name,
            text=f"{mobilisation.referral.reference} · {shown_name(mobilisation.organization, user)}",
            url=row_url("referrals:detail", mobilisation.referral.public_id),
            badge=status.word,
            tone=status.tone,
        )

    return line
