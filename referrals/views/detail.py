"""A referral on one page: what was spotted, how far it has come, and the one next act with its form."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from housing_support.common.printing import own_version
from partners.decorators import requires
from partners.discretion import is_unnamed, shown_name
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.reading.mending import Mending, mending_of
from partners.requests import SignedInRequest
from partners.roles import Right, Role
from referrals.forms import (
    AgreementForm,
    AttemptForm,
    CloseForm,
    CompleteForm,
    DismissForm,
    HeldForm,
    MeetingForm,
    MobiliseForm,
    ScreeningForm,
)
from referrals.models import Meeting, MeetingAddition, Mobilisation, Referral, ReferralEvent
from referrals.models.reasons import Reason, readable_reasons
from referrals.models.referrals import are_before_help, is_attached
from referrals.reading.attempts import AttemptLine, attempt_lines, attempts_of
from referrals.reading.detail import (
    additions_to,
    cancelled_meetings_about,
    events_of,
    may_cancel_agreement,
    meetings_about,
    mobilisations_for,
    obstacle_to_correcting_diagnosis,
    photos_shown,
    referral_asked_for,
)
from referrals.reading.doors import duplicates_at, place_of, shown_author, shown_place, subject_of
from referrals.reading.links import link_shown
from referrals.reading.next_act import Act, acts_of
from referrals.reading.outcomes import Outcome
from referrals.reading.outcomes import outcome_of as outcome_of_report
from referrals.reading.pending import ends_with_referral, ends_without_agreement
from referrals.reading.presentation import (
    answer_status,
    cancelled_among,
    event_actor,
    event_words,
    events_told,
    outcome_steps_of,
    reasons_of,
    status_of,
    steps_of,
)
from referrals.reading.questions import questions_shown
from referrals.reading.results import outcome_lines, result_in_words
from referrals.reading.suggestions import partners_for
from tenancies.forms.audience import readers
from tenancies.models import CaseFileAccess, Consent, Draft
from tenancies.models.audience import Audience
from tenancies.reading.case_file import running_tenancies_of
from tenancies.reading.composition import composition
from tenancies.reading.consents import TONES, consents_about, words_of
from tenancies.reading.lines import Member
from tenancies.reading.masking import address_of
from tenancies.services.drafts import beginnings_at
from tenancies.services.journal import log_reading


@require_safe
@requires(Right.READ_REFERRALS)
def detail(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    if referral.state == Referral.State.DRAFT:
        return redirect("referrals:check", referral.public_id)
    return render_detail(request, referral)


BEFORE_THE_MEETING = {Referral.State.SENT, Referral.State.MEETING_PLANNED}
# The name of each act's form in the page, and the partial that draws it.
FORMS = {
    Referral.Move.SCREEN: ("screening_form", "referrals/partials/screening_form.html"),
    Referral.Move.RECORD_ATTEMPT: ("attempt_form", "referrals/partials/attempt_form.html"),
    Referral.Move.PLAN_MEETING: ("meeting_form", "referrals/partials/meeting_form.html"),
    Referral.Move.RECORD_HELD: ("held_form", "referrals/partials/held_form.html"),
    Referral.Move.RECORD_AGREEMENT: ("agreement_form", "referrals/partials/agreement_form.html"),
    Referral.Move.MOBILISE: ("mobilise_form", "referrals/partials/mobilise_form.html"),
    Referral.Move.DISMISS: ("dismiss_form", "referrals/partials/dismiss_form.html"),
    Referral.Move.CLOSE: ("close_form", "referrals/partials/close_form.html"),
}
# Which act the reader unfolded, in the address of the page.
# And of which partner the adviser takes up the question again.
ABOUT = "partner"
UNFOLDED, COMPLETE = "act", "COMPLETE_DIAGNOSIS"


@dataclass(frozen=True)
class ShownAct:
    """`form`: none as long as the act is folded. `at`: when the meeting to be recorded was planned."""

    code: str
    title: str
    is_next: bool
    is_open: bool
    form: Form | None
    template: str
    at: datetime.datetime | None


@dataclass(frozen=True)
class ShownMeeting:
    """What a meeting found, as this reader may read it, with what was added since and what became of it."""

    meeting: Meeting
    needs: list[Reason]
    readers: str
    additions: list[tuple[MeetingAddition, str]]
    mending: Mending
    # Its diagnosis, by its author; when and where it was held, or that it was held at all, by any adviser.
    may_be_corrected: bool
    may_be_mended: bool

    @property
    def is_told(self) -> bool:
        return self.meeting.is_readable and not self.mending.is_withheld

    @property
    def is_kept_off_paper(self) -> bool:
        return Audience(self.meeting.audience) != Audience.SOCIAL


def drafts_about(referral: Referral, user: User) -> list[Draft]:
    """What this reader began to type on the page of a referral, or sent lately from it."""
    return beginnings_at(user, reverse("referrals:detail", args=[referral.public_id]))


def drafts_beside(form: type[Form], drafts: list[Draft]) -> list[Draft]:
    """Those of the other forms: what is typed in this one goes with its act."""
    own = f"{form.__module__}.{form.__qualname__}"
    return [draft for draft in drafts if draft.form.partition(":")[0] != own]


def has_planned(meetings: list[Meeting]) -> bool:
    return any(meeting.state == Meeting.State.PLANNED for meeting in meetings)


def cancelled_meetings(referral: Referral, events: list[ReferralEvent], user: User) -> list[Meeting]:
    """Those that were recorded by error: one query, where there is one."""
    if not any(event.move == Referral.Move.CANCEL_HELD for event in events):
        return []
    return cancelled_meetings_about.rows(user, given={"referral": referral.pk})


def is_told_to(user: User, written: Meeting | MeetingAddition, *, of: Meeting) -> bool:
    """What was recorded in the referral of another household is withheld, but from its author."""
    return written.author_id == user.pk or not of.is_of_another_household


def mending_of_meeting(meeting: Meeting, user: User) -> Mending:
    """Of a meeting whose menders are loaded."""
    return mending_of(
        meeting,
        reader=user,
        author=meeting.author_id,
        who=lambda person: person.full_name,
        people={each.pk: each for each in (meeting.corrected_by, meeting.cancelled_by) if each},
        reads_text=meeting.is_readable,
    )


def meetings_held(referral: Referral, meetings: list[Meeting], user: User) -> list[ShownMeeting]:
    """The latest first; nothing of them reaches the template of somebody who must not read what they found."""
    held = [meeting for meeting in meetings if meeting.state == Meeting.State.HELD]
    if not held or not user.may(Right.READ_SOCIAL_CONTENT):
        return []
    is_completed = any(meeting.is_completed for meeting in held)
    additions = additions_to.rows(user, given={"referral": referral.pk}) if is_completed else []
    return [
        ShownMeeting(
            meeting=meeting,
            needs=readable_reasons(meeting.needs, user) if is_told_to(user, meeting, of=meeting) else [],
            readers=readers(Audience(meeting.audience), user, social=True),
            additions=[
                (each, readers(Audience(each.audience), user, social=True))
                for each in additions
                if each.meeting_id == meeting.pk and is_told_to(user, each, of=meeting)
            ],
            mending=mending_of_meeting(meeting, user),
            may_be_corrected=meeting.author_id == user.pk and not obstacle_to_correcting_diagnosis(meeting),
            may_be_mended=not meeting.is_cancelled
            and not referral.closed_at
            and user.organization_id == referral.landlord_id
            and user.may(Right.MEET_HOUSEHOLD),
        )
        for meeting in held
    ]


def find_referral(request: SignedInRequest, public_id: uuid.UUID) -> Referral:
    found = referral_asked_for.rows(request.user, given={"public_id": public_id})
    if not found:
        raise Http404
    return found[0]


def render_detail(request: SignedInRequest, referral: Referral, **bound) -> HttpResponse:
    """`bound` holds the form that was just refused, under its name in the page."""
    if request.user.role == Role.CARETAKER:
        return render(request, "referrals/referral_for_caretaker.html", outcome_of(referral, request.user))
    if referral.household:
        log_reading(household=referral.household, user=request.user, kind=CaseFileAccess.Kind.REFERRAL)
    drafts: list[Draft] = []
    if request.user.may(Right.MEET_HOUSEHOLD):
        # The forms of the page ask for the same rows, and once is enough.
        drafts = request.drafts_of_page = drafts_about(referral, request.user)
    context = context_of(
        referral,
        request.user,
        drafts,
        unfolded=request.GET.get(UNFOLDED, ""),
        about=request.GET.get(ABOUT, ""),
        bound=bound,
    )
    return render(request, "referrals/referral.html", context | own_version(request))


def outcome_of(referral: Referral, user: User) -> dict:
    """What became of it, and nothing of the case: for its caretaker."""
    return {
        "referral": referral,
        "subject": subject_of(referral, user),
        "status": status_of(referral, (), user),
        "steps": outcome_steps_of(referral),
        "can_cancel": is_possible(referral, Referral.Move.CANCEL),
        "photos": photos_shown(referral, user),
        "is_without_effect": outcome_of_report(referral) == Outcome.WITHOUT_EFFECT,
        "is_in_hand": outcome_of_report(referral) == Outcome.IN_HAND,
    }


def context_of(
    referral: Referral, user: User, drafts: list[Draft], *, unfolded: str, about: str, bound: dict[str, Form]
) -> dict:
    of_referral = {"referral": referral.pk}
    meetings = meetings_about.rows(user, given=of_referral)
    may_act = user.may(Right.MEET_HOUSEHOLD)
    events = events_of.rows(user, given=of_referral)
    planned = next((meeting for meeting in meetings if meeting.state == Meeting.State.PLANNED), None)
    refused = next((move for move, (name, _) in FORMS.items() if name in bound), None)
    acts = acts_of(referral, has_planned=planned is not None, refused=refused) if may_act else []
    # Whoever left a form half-way finds it again.
    is_begun = any(draft.sent_at is None for draft in drafts)
    drawn = {act.move for act in acts if act.is_next or act.move in (refused, unfolded) or is_begun}
    # No partner is asked before a meeting was held; one was when that meeting has been cancelled since.
    was_asked = referral.state not in BEFORE_THE_MEETING or any(
        event.move == Referral.Move.MOBILISE for event in events
    )
    mobilisations = mobilisations_for.rows(user, given=of_referral) if was_asked else []
    reads_social_content = user.may(Right.READ_SOCIAL_CONTENT)
    names_consents = reads_social_content and was_asked and referral.household_id
    consents = consents_about.rows(user, given={"household": referral.household_id}) if names_consents else []
    names_partners = referral.state in BEFORE_THE_MEETING or Referral.Move.MOBILISE in drawn
    # Who could be asked tells why the household was referred.
    partners = (
        partners_for(referral, user=user, meetings=meetings, mobilisations=mobilisations, consents=consents)
        if names_partners and reads_social_content and referral.household_id
        else []
    )
    held = meetings_held(referral, meetings, user)
    cancelled = cancelled_among(events)
    context: dict[str, Any] = {
        "referral": referral,
        "author": shown_author(referral, user),
        "place": shown_place(referral, user),
        "photos": photos_shown(referral, user) if may_act else [],
        "can_open_case_file": referral.opens_case_file,
        "reasons": reasons_of(referral, user),
        "status": status_of(referral, mobilisations, user),
        "steps": steps_of(referral, meetings, mobilisations),
        "events": [
            (event, event_words(event), event_actor(event, referral, user, mobilisations), event.pk in cancelled)
            for event in events_told(events, user)
        ],
        "can_take_back": referral.author_id == user.pk and Referral.machine.allows(referral, Referral.Move.TAKE_BACK),
        "can_detach": may_act and may_be_detached(referral, events),
        "can_cancel_agreement": may_cancel_agreement(user, referral, "agreement"),
        "can_cancel_sharing": may_cancel_agreement(user, referral, "sharing"),
        "can_reopen": may_act and Referral.machine.allows(referral, Referral.Move.REOPEN),
        "attempts": attempts_about(referral, events, meetings, user) if may_act else [],
        "can_mend_attempts": may_act and Referral.machine.allows(referral, Referral.Move.CANCEL_ATTEMPT),
        "can_cancel_screening": may_act and is_possible(referral, Referral.Move.CANCEL_SCREENING),
        "followed_by": [Referral.Service(code).label for code in referral.followed_by] if reads_social_content else [],
        "outcomes": outcome_lines(referral, user),
        "planned": planned,
        "held": held,
        "can_complete": may_act and bool(held) and not referral.closed_at,
        "completes": unfolded == COMPLETE,
        "held_by_error": meetings_held(referral, cancelled_meetings(referral, events, user), user),
        "drafts": drafts,
        "mobilisations": [
            (
                row,
                shown_name(row.organization, user),
                answer_status(row, user),
                link_shown(row, user),
                questions_shown(row, user, adviser=referral.adviser),
                [result_in_words(**each) for each in row.told] if reads_social_content else [],
            )
            for row in mobilisations
        ],
        "consents": (said := consents_shown(consents, mobilisations)),
        "has_answers": any(may_ask for *_, may_ask in said),
        "can_take_up": may_act and any(act.move == Referral.Move.MOBILISE for act in acts),
        "reads_social_content": reads_social_content,
        "can_assign": may_act and Referral.machine.allows(referral, Referral.Move.ASSIGN),
        "can_withdraw": may_act and Referral.machine.allows(referral, Referral.Move.WITHDRAW),
        "partners_are_named": not is_unnamed(user),
        "show_suggestions": bool(partners) and referral.state in BEFORE_THE_MEETING,
        "suggested": [partner for partner in partners if partner.fits],
    }
    context |= household_of(referral, user)
    context |= forms_of(drawn - {refused}, context, user, partners, meetings, mobilisations, about)
    if context["can_complete"] and (unfolded == COMPLETE or is_begun):
        context["complete_form"] = CompleteForm(meeting=held[0].meeting, user=user, prefix="complete")
    context |= bound
    context["acts"] = [shown_act(act, context, is_open=act.move in (refused, unfolded)) for act in acts]
    return context


def attempts_about(
    referral: Referral, events: list[ReferralEvent], meetings: list[Meeting], user: User
) -> list[AttemptLine]:
    """One query, where some were noted."""
    was_tried = any(event.move == Referral.Move.RECORD_ATTEMPT for event in events)
    attempts = attempts_of.rows(user, given={"referral": referral.pk}) if was_tried else []
    return attempt_lines(attempts, meetings, user)


def consents_shown(consents: list[Consent], mobilisations: list[Mobilisation]) -> list[tuple[Consent, str, str, bool]]:
    """What the household says of each partner, its tone, its words, and whether it may be asked again: those that
    nobody asked are a partner of another referral."""
    at_work = {each.organization_id for each in mobilisations if each.state in Mobilisation.OPEN}
    return [(each, TONES[each.state], words_of(each), each.organization_id not in at_work) for each in consents]


def is_possible(referral: Referral, move: Referral.Move) -> bool:
    """With what the move needs, which its state alone does not tell."""
    try:
        Referral.machine.check(referral, move)
    except TransitionNotAllowedError:
        return False
    return True


def may_be_detached(referral: Referral, events: list[ReferralEvent]) -> bool:
    """What `Move.DETACH` needs, of the events that the page reads anyway."""
    is_allowed = Referral.machine.allows(referral, Referral.Move.DETACH)
    return is_allowed and is_attached(referral) and are_before_help(event.move for event in events)


def household_of(referral: Referral, user: User) -> dict:
    """Whom it is about or, of a door whose household is not known yet, what an adviser needs to say it."""
    household = referral.household
    if household is None:
        is_asked = user.may(Right.MEET_HOUSEHOLD)
        return {
            "household": None,
            "awaits_household": is_asked and Referral.machine.allows(referral, Referral.Move.ATTACH),
            "duplicates": [(other, place_of(other)) for other in duplicates_at(referral, user)[:5]] if is_asked else [],
        }
    tenancy = next(iter(running_tenancies_of.rows(user, given={"household": household.pk})), None)
    return {
        "household": household,
        "awaits_household": False,
        "duplicates": [],
        "composition": composition((Member(**member) for member in referral.members), today=timezone.localdate()),
        "address": address_of(household, tenancy.dwelling if tenancy else None),
    }


def forms_of(
    drawn: set[Referral.Move],
    context: dict,
    user: User,
    partners: list,
    meetings: list,
    mobilisations: list,
    about: str,
) -> dict[str, Form]:
    """The form of each of these acts, under its name in the page."""
    referral, planned = context["referral"], context["planned"]
    common = {"referral": referral, "user": user}
    forms: dict[str, Form] = {}
    if Referral.Move.PLAN_MEETING in drawn:
        forms["meeting_form"] = MeetingForm(**common, planned=planned)
    if Referral.Move.RECORD_HELD in drawn:
        at_stake = ends_without_agreement([], mobilisations, user)
        forms["held_form"] = HeldForm(**common, planned_at=planned.planned_at, pending=at_stake)
    if Referral.Move.RECORD_AGREEMENT in drawn:
        at_stake = ends_without_agreement(meetings, mobilisations, user)
        forms["agreement_form"] = AgreementForm(**common, pending=at_stake, prefix="agreement")
    if Referral.Move.MOBILISE in drawn:
        forms["mobilise_form"] = MobiliseForm(**common, partners=partners, about=about)
    if Referral.Move.SCREEN in drawn:
        forms["screening_form"] = ScreeningForm(**common, prefix="screen")
    if Referral.Move.RECORD_ATTEMPT in drawn:
        forms["attempt_form"] = AttemptForm(**common, prefix="attempt")
    if Referral.Move.DISMISS in drawn:
        beside = drafts_beside(DismissForm, context["drafts"])
        ended = ends_with_referral(meetings, mobilisations, beside, user)
        forms["dismiss_form"] = DismissForm(**common, pending=ended, prefix="dismiss")
    if Referral.Move.CLOSE in drawn:
        beside = drafts_beside(CloseForm, context["drafts"])
        ended = ends_with_referral(meetings, mobilisations, beside, user)
        forms["close_form"] = CloseForm(**common, pending=ended, prefix="close")
    return forms


def shown_act(act: Act, context: dict, *, is_open: bool) -> ShownAct:
    name, template = FORMS[act.move]
    return ShownAct(
        code=act.move,
        title=act.title,
        is_next=act.is_next,
        is_open=is_open,
        form=context.get(name),
        template=template,
        at=context["planned"].planned_at if act.move == Referral.Move.RECORD_HELD else None,
    )
