"""Who may call each service of this application, and what each refuses. Every state of a referral and every move have
their own table (`test_moves.py`)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError, UnknownAudienceError
from partners.models import Convention
from partners.roles import Role
from referrals.exceptions import (
    AgreementMissingError,
    DwellingNotFreeError,
    HouseholdMissingError,
    PartnerHasAccountsError,
    PartnerTakenError,
    QuorumMissingError,
    SessionToComeError,
    TooManyLinksError,
)
from referrals.models import CommitteeSession, Meeting, Mobilisation, Referral
from referrals.models.reasons import Reason
from referrals.reading.duplicates import possible_duplicates
from referrals.services import (
    agreements,
    candidacies,
    committees,
    consents,
    doors,
    drafts,
    endings,
    links,
    meetings,
    mending,
    mobilisations,
    photos,
    questions,
    resuming,
)
from referrals.services import planned as planned_meeting
from tenancies.models import Consent, FollowUp, Household, ResidenceCaretaker
from tenancies.models.ends import EndReason
from tenancies.services.support import begin_follow_up, end_follow_up
from tests.consistency.services import Case, Refusal, cases_of, check_service, services_of
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory
from tests.factories.tenancies import ConsentFactory, DwellingFactory, HouseholdFactory, TenancyFactory
from tests.referrals.result_cases import TABLE as RESULTS
from tests.referrals.screening_cases import TABLE as SCREENINGS
from tests.referrals.test_allocation_services import TABLE as ALLOCATIONS
from tests.referrals.test_candidacy_services import TABLE as CANDIDACIES
from tests.referrals.test_conflict_services import TABLE as CONFLICTS

# They ask no right: called by a service that has checked its own.
ASK_NOTHING = {
    candidacies.end_with_case_file,
    agreements.end_those_at_work,
    agreements.end_what_is_refused,
    endings.end,
    endings.end_with_case_file,
    endings.settle,
    planned_meeting.move_planned,
    consents.resume_parts,
    consents.withdraw_requests,
    mobilisations.answer,
    mobilisations.finish,
    mobilisations.withdraw_pending,
    photos.keep_photo,
    resuming.resume_request,
}

REFUSED = agreements.REFUSED


def contact(world):
    return {
        "agreement": Referral.Agreement.GIVEN,
        "agreement_on": world.today,
        "agreement_form": Referral.AgreementForm.SPOKEN,
    }


ENDED = {"state": "DISMISSED", "closed_at": timezone.now(), "closing_reason": "DUPLICATE"}


def given(world):
    return contact(world) | {
        "sharing": Referral.Agreement.GIVEN,
        "sharing_on": world.today,
        "sharing_form": Referral.AgreementForm.SPOKEN,
    }


def facts(world):
    return contact(world) | {
        "submission_id": uuid.uuid4(),
        "reasons": [Reason.ARREARS],
        "facts": "Deux loyers impayés.",
        "urgency": Referral.Urgency.NORMAL,
        "household": world.plain,
    }


def seen_at_a_door(world):
    return {
        "dwelling": world.free_dwelling,
        "precision": Referral.Precision.DOOR,
        "reasons": [Reason.NO_CONTACT],
        "facts": "Volets fermés depuis une semaine.",
        "urgency": Referral.Urgency.URGENT,
    }


def somebody_new(world):
    persons = [{"role": "HOLDER", "first_name": "Anna", "last_name": "Fabre"}]
    return {"referral": world.reported, "name": "Fabre", "persons": persons, "lease_starts_on": None}


def set_referral(name, **values):
    return lambda w: Referral.objects.filter(pk=getattr(w, name).pk).update(**values)


def new_household(**described):
    nobody = {"name": "Fabre", "persons": [], "dwelling": None, "lease_starts_on": None}
    return {"household": None, "new_household": nobody | described}


def draft_in(dwelling, world):
    described = new_household(dwelling=str(dwelling.public_id))
    return {"referral": ReferralFactory(draft=True, landlord=world.landlord, author=world.officer, **described)}


def held(world):
    return given(world) | {
        "referral": world.planned,
        "held_at": timezone.now(),
        "needs": [Reason.ARREARS],
        "diagnosis": "Budget serré.",
        "decisions": "",
    }


def session_of(world):
    return {"held_on": world.today, "quorum": 1, "members": {"APPOINTED": ["Hortense"], "CONSULTED": ["Gaspard"]}}


def all_of(session):
    return set(session.members.values_list("pk", flat=True))


def hold(world):
    committees.hold_session(session=world.committee, user=world.officer, present=all_of(world.committee))


def planned(world):
    return {
        "referral": world.sent,
        "adviser": world.adviser,
        "planned_at": timezone.now(),
        "place": Meeting.Place.HOME,
    }


def agreed_convention(world):
    convention = another_convention(world)
    ConsentFactory(household=world.household, organization=convention.association)
    return convention


def said(world):
    return {"answer": Consent.State.GIVEN, "on": world.today, "form": Consent.Form.SPOKEN}


def asks_of(convention, world):
    return [{"convention": convention, "goal": "Aider."} | said(world)]


def another_convention(world):
    return ConventionFactory(action=world.action)


def end_part(world):
    return end_follow_up(follow_up=world.follow_up, user=world.coordinator, reason=EndReason.TERM)


def set_part(world, **values):
    return FollowUp.objects.filter(pk=world.follow_up.pk).update(**values)


def answered(world):
    requests = Mobilisation.objects.filter(pk=world.requested.pk)
    return requests.update(state="WITHDRAWN", answered_at=timezone.now(), place_expected_on=None)


def waitlisted(world):
    foreseen = world.today + datetime.timedelta(days=9)
    requests = Mobilisation.objects.filter(pk=world.requested.pk)
    return requests.update(state="WAITLISTED", answered_at=timezone.now(), place_expected_on=foreseen)


ANSWERED = {"answered already": Refusal(TransitionNotAllowedError, given=answered)}

TABLE = [
    Case(
        meetings.assign_adviser,
        callers="AD",
        arguments=lambda w: {"referral": w.sent, "adviser": w.adviser},
        refusals={
            "an adviser of another landlord": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"adviser": w.people["xAD"]}
            ),
            "somebody who meets nobody": Refusal(TransitionNotAllowedError, arguments=lambda w: {"adviser": w.officer}),
            "somebody who left": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {
                    "adviser": UserFactory(organization=w.landlord, role=Role.ADVISER, is_active=False)
                },
            ),
            "once it has ended": Refusal(
                TransitionNotAllowedError,
                given=lambda w: endings.dismiss(referral=w.sent, user=w.adviser, reason=Referral.EndReason.LEFT_HOME),
            ),
        },
    ),
    Case(
        agreements.record_agreement,
        callers="AD",
        arguments=lambda w: given(w) | {"referral": w.sent},
        refusals={
            "of nobody yet": Refusal(HouseholdMissingError, arguments=lambda w: {"referral": w.reported}),
        },
    ),
    Case(
        agreements.cancel_agreement,
        callers="AD",
        arguments=lambda w: {"referral": w.referral, "question": "sharing", "reason": Mistake.WRONG_HOUSEHOLD},
        refusals={
            "that nobody gave": Refusal(MendingRefusedError, arguments=lambda w: {"referral": w.met.referral}),
            "to another question": Refusal(MendingRefusedError, arguments=lambda w: {"question": "state"}),
            "of nobody yet": Refusal(HouseholdMissingError, arguments=lambda w: {"referral": w.reported}),
            "of a referral that has ended": Refusal(TransitionNotAllowedError, given=set_referral("referral", **ENDED)),
        },
    ),
    Case(
        doors.report_door,
        callers="CT",
        arguments=seen_at_a_door,
        refusals={
            "of another landlord": Refusal(RightMissingError, arguments=lambda w: {"dwelling": DwellingFactory()}),
            "of a residence that somebody else looks after": Refusal(
                RightMissingError,
                given=lambda w: ResidenceCaretaker.objects.create(
                    user=w.caretaker, residence=w.protected_dwelling.residence
                ),
            ),
            "for a reason about health": Refusal(
                RightMissingError, arguments=lambda w: {"reasons": [Reason.ADDICTION]}
            ),
        },
    ),
    Case(
        photos.cancel_photo,
        callers="AD CT",
        arguments=lambda w: {"photo": w.photo, "reason": Mistake.TWICE},
        refusals={
            "twice": Refusal(MendingRefusedError, arguments=lambda w: {"photo": w.wrong_photo}),
            "that may tell where a protected household lives": Refusal(
                RightMissingError,
                given=lambda w: Referral.objects.filter(pk=w.reported.pk).update(household=w.household),
            ),
        },
    ),
    Case(committees.plan_session, callers="RO MG xMG", arguments=session_of),
    Case(
        committees.change_session,
        callers="RO MG",
        arguments=lambda w: {"session": w.committee} | session_of(w),
        refusals={"held already": Refusal(TransitionNotAllowedError, given=hold)},
    ),
    Case(
        committees.hold_session,
        callers="RO MG",
        arguments=lambda w: {"session": w.committee, "present": all_of(w.committee)},
        refusals={
            "held already": Refusal(TransitionNotAllowedError, given=hold),
            "before its day": Refusal(
                SessionToComeError,
                given=lambda w: CommitteeSession.objects.update(held_on=w.today + datetime.timedelta(days=1)),
            ),
            "without its quorum": Refusal(QuorumMissingError, arguments=lambda w: {"present": set()}),
            "with members of another session": Refusal(
                QuorumMissingError,
                arguments=lambda w: {"present": all_of(committees.plan_session(user=w.people["xMG"], **session_of(w)))},
            ),
        },
    ),
    Case(
        committees.cancel_session,
        callers="RO MG",
        arguments=lambda w: {"session": w.committee},
        refusals={"held already": Refusal(TransitionNotAllowedError, given=hold)},
    ),
    Case(
        committees.correct_present,
        callers="RO MG",
        arguments=lambda w: {
            "session": w.sitting,
            "present": {w.sitting.members.create(name="Ida", quality="MAYOR").pk},
        },
        refusals={
            "before it is held": Refusal(TransitionNotAllowedError, arguments=lambda w: {"session": w.committee}),
            "without its quorum": Refusal(QuorumMissingError, arguments=lambda w: {"present": set()}),
        },
    ),
    Case(
        doors.attach_household,
        callers="AD",
        arguments=lambda w: {"referral": w.reported, "household": w.plain},
        refusals={
            "of another landlord": Refusal(
                RightMissingError, arguments=lambda w: {"household": HouseholdFactory(landlord=w.other_landlord)}
            ),
            "whose case file is closed": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"household": w.closed}
            ),
            "after another one": Refusal(TransitionNotAllowedError, arguments=lambda w: {"referral": w.sent}),
        },
    ),
    Case(
        doors.attach_new_household,
        callers="AD",
        arguments=somebody_new,
        refusals={
            "in a dwelling that is let": Refusal(
                DwellingNotFreeError,
                given=lambda w: TenancyFactory(household=w.plain, dwelling=w.free_dwelling),
                arguments=lambda w: {"lease_starts_on": w.today},
            ),
            "after another one": Refusal(TransitionNotAllowedError, arguments=lambda w: {"referral": w.sent}),
        },
    ),
    Case(
        doors.log_occupants,
        callers="AD",
        arguments=lambda w: {"households": [w.household]},
        refusals={
            "one of whom is not theirs": Refusal(
                RightMissingError, arguments=lambda w: {"households": [w.household, HouseholdFactory()]}
            ),
        },
    ),
    Case(
        drafts.save_draft,
        about="of a known household",
        callers="RO AD MG",
        arguments=facts,
        refusals={
            "a health reason by somebody who does not read it": Refusal(
                RightMissingError, arguments=lambda w: {"reasons": [Reason.ARREARS, Reason.ADDICTION]}
            ),
            "the draft of a colleague": Refusal(
                RightMissingError,
                arguments=lambda w: {
                    "submission_id": ReferralFactory(draft=True, household=w.plain, author=w.colleague).submission_id
                },
            ),
            "sent already": Refusal(
                TransitionNotAllowedError,
                given=lambda w: set_referral("sent", author=w.officer)(w),
                arguments=lambda w: {"submission_id": w.sent.submission_id},
            ),
        },
    ),
    Case(
        drafts.save_draft,
        about="of a household to come",
        callers="RO AD MG xAD xMG",
        arguments=lambda w: facts(w) | new_household(),
    ),
    Case(
        drafts.say_whom,
        callers="RO",
        arguments=lambda w: draft_in(w.free_dwelling, w) | {"household": w.plain},
        refusals={
            "of another landlord": Refusal(RightMissingError, arguments=lambda w: {"household": HouseholdFactory()}),
            "of a closed case file": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"household": HouseholdFactory(landlord=w.landlord, closed=True)},
            ),
            "sent already": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"referral": w.draft},
                given=lambda w: drafts.send(referral=w.draft, user=w.officer),
            ),
        },
    ),
    Case(
        drafts.discard_draft,
        callers="RO",
        arguments=lambda w: {"referral": w.draft},
        refusals={
            "sent already": Refusal(
                TransitionNotAllowedError,
                given=lambda w: drafts.send(referral=w.draft, user=w.officer),
            ),
        },
    ),
    Case(
        drafts.send,
        callers="RO",
        arguments=lambda w: {"referral": w.draft},
        refusals={
            "about a closed case file": Refusal(
                TransitionNotAllowedError,
                given=lambda w: Household.objects.filter(pk=w.plain.pk).update(state="CLOSED", closed_on=w.today),
            ),
            "about a tenant of a dwelling let since": Refusal(
                DwellingNotFreeError,
                arguments=lambda w: draft_in(w.dwelling, w),
            ),
            "about a tenant of another landlord's dwelling": Refusal(
                DwellingNotFreeError,
                arguments=lambda w: draft_in(DwellingFactory(), w),
            ),
        },
    ),
    Case(
        endings.dismiss,
        callers="AD",
        arguments=lambda w: {"referral": w.sent, "reason": Referral.EndReason.LEFT_HOME},
    ),
    Case(
        endings.close,
        callers="AD",
        arguments=lambda w: {"referral": w.referral, "reason": Referral.EndReason.SOLVED},
    ),
    Case(
        links.send_link,
        callers="AD",
        arguments=lambda w: {"mobilisation": w.linked, "email": "autre@exemple.fr", "base_url": "https://x.test"},
        refusals={
            "once it is answered": Refusal(
                TransitionNotAllowedError,
                given=lambda w: mobilisations.withdraw(mobilisation=w.linked, user=w.adviser),
            ),
            "where somebody may answer": Refusal(
                PartnerHasAccountsError, arguments=lambda w: {"mobilisation": w.requested}
            ),
            "of a partner that the household no longer agrees to": Refusal(
                AgreementMissingError,
                given=lambda w: Consent.objects.filter(organization=w.linked.organization).update(state="WITHDRAWN"),
            ),
            "one too many that day": Refusal(
                TooManyLinksError,
                given=lambda w: [
                    links.send_link(mobilisation=w.linked, user=w.adviser, email="a@exemple.fr", base_url="https://x")
                    for _ in range(links.MOST_A_DAY - 1)
                ],
            ),
        },
    ),
    Case(
        links.withdraw_link,
        callers="AD",
        arguments=lambda w: {"link": w.link},
        refusals={
            "withdrawn already": Refusal(
                TransitionNotAllowedError, given=lambda w: links.withdraw_link(link=w.link, user=w.adviser)
            ),
        },
    ),
    Case(
        mending.take_back,
        callers="RO",
        arguments=lambda w: {"referral": w.written, "reason": Mistake.TWICE},
        refusals={
            "once somebody did something with it": Refusal(
                TransitionNotAllowedError,
                given=lambda w: agreements.record_agreement(referral=w.written, user=w.adviser, **given(w)),
            ),
        },
    ),
    Case(
        resuming.resume_follow_up,
        callers="CO",
        given=end_part,
        arguments=lambda w: {"follow_up": w.follow_up, "reason": Mistake.WRONG_HOUSEHOLD},
        refusals={
            "running": Refusal(MendingRefusedError, given=lambda w: set_part(w, ended_on=None, end_reason="")),
            "ended more than a month ago": Refusal(
                MendingRefusedError,
                given=lambda w: set_part(
                    w,
                    started_on=w.today - datetime.timedelta(days=40),
                    ended_on=w.today - datetime.timedelta(days=31),
                ),
            ),
            "ended by somebody else's choice": Refusal(
                MendingRefusedError, given=lambda w: set_part(w, end_reason=EndReason.AGREEMENT)
            ),
            "in a closed case file": Refusal(
                MendingRefusedError,
                given=lambda w: Household.objects.filter(pk=w.household.pk).update(state="CLOSED", closed_on=w.today),
            ),
            "under a convention that is over": Refusal(
                MendingRefusedError,
                given=lambda w: Convention.objects.filter(pk=w.convention.pk).update(
                    ends_on=w.today - datetime.timedelta(days=1)
                ),
            ),
            "while another part of the action runs": Refusal(
                MendingRefusedError,
                given=lambda w: begin_follow_up(
                    household=w.household, convention=w.asked_convention, user=w.adviser, reason="Relais"
                ),
            ),
            "without the household's agreement": Refusal(
                MendingRefusedError, given=set_referral("referral", sharing="REFUSED", sharing_on=None, sharing_form="")
            ),
            "once the referral has ended": Refusal(
                MendingRefusedError,
                given=set_referral(
                    "referral", state="CLOSED", closed_at=timezone.now(), closing_reason=Referral.EndReason.SUPPORTED
                ),
            ),
        },
    ),
    Case(
        mending.cancel,
        callers="CT",
        arguments=lambda w: {"referral": w.reported, "reason": Mistake.TWICE},
        refusals={"that has ended": Refusal(TransitionNotAllowedError, given=set_referral("reported", **ENDED))},
    ),
    Case(
        mending.detach,
        callers="AD",
        arguments=lambda w: {"referral": w.sent, "reason": Mistake.WRONG_HOUSEHOLD},
        refusals={
            "before it was attached": Refusal(TransitionNotAllowedError, arguments=lambda w: {"referral": w.reported}),
            "of no door": Refusal(TransitionNotAllowedError, arguments=lambda w: {"referral": w.written}),
            "once somebody did something with it": Refusal(
                TransitionNotAllowedError,
                given=lambda w: agreements.record_agreement(referral=w.sent, user=w.adviser, **given(w)),
            ),
        },
    ),
    Case(
        mending.reopen,
        callers="AD",
        arguments=lambda w: {"referral": w.ended, "reason": Mistake.WRONG_FACTS},
        refusals={
            "in a closed case file": Refusal(
                MendingRefusedError,
                given=lambda w: Household.objects.filter(pk=w.plain.pk).update(state="CLOSED", closed_on=w.today),
            ),
        },
    ),
    Case(
        meetings.plan_meeting,
        callers="AD",
        arguments=planned,
        refusals={
            "of nobody yet": Refusal(HouseholdMissingError, arguments=lambda w: {"referral": w.reported}),
            "with an adviser of another landlord": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"adviser": w.people["xAD"]}
            ),
            "with somebody who meets no household": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"adviser": w.officer}
            ),
            "with an adviser whose account is closed": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"adviser": UserFactory(organization=w.landlord, role="ADVISER", is_active=False)},
            ),
        },
    ),
    Case(
        meetings.record_held,
        callers="AD",
        arguments=held,
        refusals={
            "its diagnosis for rental staff too": Refusal(
                UnknownAudienceError, arguments=lambda w: {"audience": Meeting.Audience.SHARED}
            ),
        },
    ),
    Case(
        meetings.correct_meeting,
        callers="AD",
        arguments=lambda w: {"meeting": w.held, "held_at": timezone.now(), "place": Meeting.Place.AGENCY},
        refusals={
            "a month and a day after": Refusal(
                MendingRefusedError,
                given=lambda w: w.referral.meetings.update(held_at=timezone.now() - datetime.timedelta(days=31)),
            ),
            "of a referral that has ended": Refusal(MendingRefusedError, given=set_referral("referral", **ENDED)),
            "that was not held": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"meeting": w.planned.meetings.get()}
            ),
        },
    ),
    Case(
        meetings.cancel_meeting,
        callers="AD",
        arguments=lambda w: {"meeting": w.met, "reason": Mistake.TWICE},
        refusals={
            "cancelled already": Refusal(
                MendingRefusedError,
                given=lambda w: meetings.cancel_meeting(meeting=w.met, user=w.adviser, reason=Mistake.TWICE),
            ),
            "on which a partner's work rests": Refusal(MendingRefusedError, arguments=lambda w: {"meeting": w.held}),
            "of a referral that has ended": Refusal(
                MendingRefusedError,
                given=lambda w: Referral.objects.filter(pk=w.met.referral_id).update(**ENDED),
            ),
            "that was not held": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"meeting": w.planned.meetings.get()}
            ),
        },
    ),
    Case(
        meetings.correct_diagnosis,
        callers="AD",
        arguments=lambda w: {
            "meeting": w.referral.meetings.get(),
            "diagnosis": "Deux crédits, pas trois.",
            "decisions": "",
            "audience": Meeting.Audience.SOCIAL,
        },
        refusals={
            "of a colleague": Refusal(
                RightMissingError, given=lambda w: w.referral.meetings.update(author=UserFactory())
            ),
            "for rental staff too": Refusal(
                UnknownAudienceError, arguments=lambda w: {"audience": Meeting.Audience.SHARED}
            ),
            "a month and a day after": Refusal(
                MendingRefusedError,
                given=lambda w: w.referral.meetings.update(held_at=timezone.now() - datetime.timedelta(days=31)),
            ),
            "once it was forgotten": Refusal(
                MendingRefusedError, given=lambda w: w.referral.meetings.update(diagnosis="", decisions="")
            ),
        },
    ),
    Case(
        meetings.complete_diagnosis,
        callers="AD",
        arguments=lambda w: {
            "meeting": w.referral.meetings.get(),
            "text": "Le dossier FSL est accepté.",
            "audience": Meeting.Audience.SOCIAL,
        },
        refusals={
            "for rental staff too": Refusal(
                UnknownAudienceError, arguments=lambda w: {"audience": Meeting.Audience.SHARED}
            ),
            "of a meeting to come": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"meeting": w.planned.meetings.get()}
            ),
            "once the referral is closed": Refusal(
                TransitionNotAllowedError,
                given=set_referral("referral", state="CLOSED", closed_at=timezone.now(), closing_reason="SOLVED"),
            ),
        },
    ),
    Case(meetings.record_missed, callers="AD", arguments=lambda w: {"referral": w.planned}),
    Case(
        mobilisations.mobilise,
        callers="AD",
        arguments=lambda w: {"referral": w.referral, "convention": agreed_convention(w), "goal": "Aider."},
        refusals={
            "not agreed to for that very partner": Refusal(
                AgreementMissingError, arguments=lambda w: {"convention": another_convention(w)}
            ),
            "not agreed to": Refusal(AgreementMissingError, given=set_referral("referral", sharing="NOT_ASKED")),
            "refused by the household": Refusal(
                AgreementMissingError, given=set_referral("referral", sharing="REFUSED")
            ),
            "a partner asked already": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"convention": w.asked_convention}
            ),
            "a partner that follows the household already": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"convention": w.convention}
            ),
            "a partner of another landlord": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"convention": ConventionFactory()}
            ),
        },
    ),
    Case(
        consents.ask_about,
        callers="AD",
        arguments=lambda w: {"referral": w.referral, "convention": another_convention(w), "goal": "Aider."} | said(w),
        refusals={
            "not agreed to at all": Refusal(AgreementMissingError, given=set_referral("referral", sharing="NOT_ASKED")),
            "a partner asked already": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"convention": w.asked_convention}
            ),
        },
    ),
    Case(
        consents.ask_about_each,
        callers="AD",
        arguments=lambda w: {"referral": w.referral, "asks": asks_of(another_convention(w), w)},
        refusals={
            "not agreed to at all": Refusal(AgreementMissingError, given=set_referral("referral", sharing="NOT_ASKED")),
            # Nor is the one before it.
            "a partner asked already": Refusal(
                PartnerTakenError,
                arguments=lambda w: {"asks": asks_of(another_convention(w), w) + asks_of(w.asked_convention, w)},
            ),
        },
    ),
    Case(mobilisations.withdraw, callers="AD", arguments=lambda w: {"mobilisation": w.requested}, refusals=ANSWERED),
    Case(
        mobilisations.accept,
        callers="AC",
        arguments=lambda w: {"mobilisation": w.requested},
        refusals=ANSWERED
        | {
            "with a worker of another association": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"worker": w.worker}
            ),
        },
    ),
    Case(
        mobilisations.put_on_waiting_list,
        callers="AC",
        arguments=lambda w: {"mobilisation": w.requested, "place_expected_on": w.today + datetime.timedelta(days=30)},
        refusals=ANSWERED
        | {
            "for a day that is there": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"place_expected_on": w.today}
            ),
            "in more than a year": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"place_expected_on": w.today + datetime.timedelta(days=367)},
            ),
        },
    ),
    Case(
        mobilisations.take_off_waiting_list,
        callers="AC",
        given=waitlisted,
        arguments=lambda w: {"mobilisation": w.requested},
        refusals=ANSWERED,
    ),
    Case(
        mobilisations.decline,
        callers="AC",
        arguments=lambda w: {"mobilisation": w.requested, "reason": Mobilisation.DeclineReason.FULL},
        refusals=ANSWERED,
    ),
    Case(
        questions.ask_about_request,
        callers="AC",
        arguments=lambda w: {"mobilisation": w.requested, "text": "Quel jour\u00a0?"},
        refusals=ANSWERED
        | {
            "without a text": Refusal(IntegrityError, arguments=lambda w: {"text": ""}),
            "under the code of another question": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"submission_id": w.request_question.public_id}
            ),
        },
    ),
]

pytestmark = pytest.mark.django_db


def test_every_service_has_its_case():
    services = services_of("referrals.services") - {
        case.service for case in [*TABLE, *SCREENINGS, *RESULTS, *CANDIDACIES, *ALLOCATIONS, *CONFLICTS]
    }

    assert services == ASK_NOTHING


@pytest.mark.parametrize("case", cases_of([*TABLE, *SCREENINGS, *RESULTS]))
def test_service(case, world):
    check_service(case, world)


def test_a_health_need_is_kept_with_the_agreement_of_the_household_only(world):
    answers = held(world) | {"needs": [Reason.ARREARS, Reason.ADDICTION]}

    meeting = meetings.record_held(user=world.adviser, **answers | REFUSED)

    assert meeting.needs == [Reason.ARREARS]


def test_a_health_need_is_kept_when_the_household_agrees(world):
    answers = held(world) | {"needs": [Reason.ARREARS, Reason.ADDICTION]}

    meeting = meetings.record_held(user=world.adviser, **answers)

    assert meeting.needs == [Reason.ARREARS, Reason.ADDICTION]


@pytest.mark.parametrize(
    "traits", [{"ended": True}, {"ended": True, "state": Referral.State.DISMISSED}, {"draft": True}]
)
def test_only_open_referrals_are_possible_duplicates(traits):
    is_open = ReferralFactory()
    ReferralFactory(household=is_open.household, **traits)
    written = ReferralFactory(household=is_open.household, draft=True)

    assert possible_duplicates(written, written.author) == [is_open]


def test_a_partner_that_declined_may_be_asked_again(world):
    mobilisations.decline(mobilisation=world.requested, user=world.people["AC"], reason=Mobilisation.DeclineReason.FULL)

    again = mobilisations.mobilise(
        referral=world.referral, user=world.adviser, convention=world.asked_convention, goal="De nouveau."
    )

    assert (again.organization, again.state) == (world.asked, Mobilisation.State.REQUESTED)
    assert again.answer_due_on == world.today + datetime.timedelta(days=world.asked_convention.answer_delay_days)


@pytest.mark.parametrize(("days", "is_late"), [(-1, True), (0, False), (1, False)])
def test_a_deadline_is_late_the_day_after_it_was_due(days, is_late):
    """The landlord's to meet the household, a partner's to answer; once met or answered, nothing is late."""
    due_on = timezone.localdate() + datetime.timedelta(days=days)
    referral = ReferralFactory(meeting_due_on=due_on)
    ReferralFactory(meeting_due_on=due_on, state=Referral.State.MET)
    asked = MobilisationFactory(answer_due_on=due_on)
    MobilisationFactory(
        answer_due_on=due_on,
        state=Mobilisation.State.DECLINED,
        answered_at=timezone.now(),
        decline_reason=Mobilisation.DeclineReason.FULL,
    )
    found = Referral.objects.filter(meeting_due_on=due_on).meeting_late()

    assert list(found) == ([referral] if is_late else [])
    assert list(Mobilisation.objects.late()) == ([asked] if is_late else [])
    assert (referral.is_late(), asked.is_late()) == (is_late, is_late)


def test_only_a_referral_about_a_case_file_has_a_known_household():
    referral, stranger = ReferralFactory(), ReferralFactory(stranger=True)

    assert referral.known_household == referral.household
    with pytest.raises(ValueError, match="no household yet"):
        _ = stranger.known_household


def test_only_a_dwelling_that_is_taken_is_said_not_to_be_free(monkeypatch):
    """Whatever else the database refuses is an error of ours, and must be seen as such."""

    def refused(**description):
        raise IntegrityError("household_reference_unique_per_landlord")

    monkeypatch.setattr("referrals.services.drafts.open_household", refused)
    referral = ReferralFactory(stranger=True)

    with pytest.raises(IntegrityError):
        drafts.open_described_household(referral, referral.author)
