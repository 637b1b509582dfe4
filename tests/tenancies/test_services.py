"""Who may call each service of this application, and what each refuses."""

import datetime
import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from housing_support.common.documents.content import checked
from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError, UnknownAudienceError
from tenancies.models import (
    CaseFileAccess,
    CaseFileDocument,
    FollowUp,
    Household,
    JournalEntry,
    Participation,
    Person,
    Visit,
)
from tenancies.models.ends import EndReason
from tenancies.services import (
    access,
    addresses,
    closing,
    consents,
    documents,
    drafts,
    households,
    journal,
    messages,
    questions,
    stays,
    support,
    visits,
    withdrawals,
)
from tests.consistency.conftest import undone
from tests.consistency.services import Case, Refusal, cases_of, check_service, services_of
from tests.factories.partners import UserFactory
from tests.factories.tenancies import (
    DwellingFactory,
)
from tests.files import pdf, upload
from tests.tenancies.consent_cases import CONSENTS
from tests.tenancies.criteria_cases import CRITERIA
from tests.tenancies.later_cases import LATER
from tests.tenancies.lease_cases import LEASES, close_case_file
from tests.tenancies.merge_cases import MERGES
from tests.tenancies.message_cases import MESSAGES
from tests.tenancies.question_cases import QUESTIONS
from tests.tenancies.signal_cases import SIGNALS
from tests.tenancies.sliding_cases import SLIDING
from tests.tenancies.stay_cases import STAYS
from tests.tenancies.synthesis_cases import SYNTHESES
from tests.tenancies.task_cases import TASKS
from tests.tenancies.watch_cases import WATCHES

# They ask no right: called by a service that has checked its own, or about the caller's own things alone.
ASK_NOTHING = {
    drafts.drop_draft,
    drafts.drop_drafts_about,
    drafts.keep_typing,
    access.require_open_case_file,
    consents.end_what_rests_on,
    consents.strike,
    consents.tell,
    consents.withdraw_in_declining,
    consents.withdraw_with_all,
    access.require_own_case_file,
    journal.log_access,
    journal.log_reading,
    messages.note_reading,
    questions.put,
    stays.end_with_case_file,
}

PERSONS = [{"role": Person.Role.HOLDER, "first_name": "Inès", "last_name": "Roux", "birth_year": 1980, "phone": ""}]


def end_follow_up(world):
    return FollowUp.objects.filter(pk=world.follow_up.pk).update(ended_on=world.today, end_reason=EndReason.TERM)


def begin_again(world):
    return support.begin_follow_up(
        household=world.household, convention=world.convention, user=world.coordinator, reason="Signalement"
    )


def leave_case_file(world):
    """The association takes part no more, whatever its staff still hold in their hands."""
    return Participation.objects.filter(household=world.household, organization=world.association).update(
        until=world.today, end_reason=EndReason.TERM
    )


def edited(world):
    return {"household": world.household, "version": 1, "name": "Roux", "persons": PERSONS}


def visit(world):
    return {
        "follow_up": world.follow_up,
        "submission_id": uuid.uuid4(),
        "outcome": Visit.Outcome.DONE,
        "medium": Visit.Medium.HOME,
        "visited_at": timezone.now(),
        "topics": [],
        "levels": {},
        "shared_report": "Le loyer est payé.",
    }


def corrected(world):
    return {
        "visit": world.visit,
        "outcome": Visit.Outcome.ABSENT,
        "medium": Visit.Medium.PHONE,
        "visited_at": timezone.now(),
        "topics": [],
        "levels": {},
    }


def cancel_visit(world):
    return Visit.objects.filter(pk=world.visit.pk).update(
        cancelled_at=timezone.now(), cancelled_by=world.worker, cancellation=Mistake.TWICE
    )


def cancel_note(world):
    return JournalEntry.objects.filter(pk=world.note.pk).update(
        cancelled_at=timezone.now(), cancelled_by=world.officer, cancellation=Mistake.TWICE
    )


TABLE = [
    Case(
        addresses.reveal,
        callers="SW RO AD CO",
        arguments=lambda w: {"household": w.household, "purpose": CaseFileAccess.Purpose.VISIT},
        refusals={
            "once the follow-up has ended": Refusal(RightMissingError, given=end_follow_up),
            "without a purpose": Refusal(IntegrityError, arguments=lambda w: {"purpose": ""}),
            "for another purpose, left unsaid": Refusal(
                IntegrityError, arguments=lambda w: {"purpose": CaseFileAccess.Purpose.OTHER}
            ),
        },
    ),
    Case(
        addresses.who_lives_in,
        callers="RO AD",
        arguments=lambda w: {"dwelling": w.dwelling, "purpose": CaseFileAccess.Purpose.VISIT},
        refusals={
            "of another landlord": Refusal(RightMissingError, arguments=lambda w: {"dwelling": DwellingFactory()}),
            "without a purpose": Refusal(IntegrityError, arguments=lambda w: {"purpose": ""}),
        },
    ),
    Case(
        addresses.unprotect,
        callers="SW AD CO",
        arguments=lambda w: {"household": w.household, "purpose": CaseFileAccess.Purpose.ASKED},
        refusals={
            "in a case file closed to the association": Refusal(RightMissingError, given=leave_case_file),
            "once the follow-up has ended": Refusal(RightMissingError, given=end_follow_up),
            "not protected": Refusal(
                TransitionNotAllowedError,
                given=lambda w: Household.objects.filter(pk=w.household.pk).update(is_protected=False),
            ),
            "without a purpose": Refusal(IntegrityError, arguments=lambda w: {"purpose": ""}),
            "for another purpose, left unsaid": Refusal(
                IntegrityError, arguments=lambda w: {"purpose": CaseFileAccess.Purpose.OTHER}
            ),
        },
    ),
    Case(
        addresses.protect,
        callers="AD",
        arguments=lambda w: {"household": w.plain, "purpose": CaseFileAccess.Purpose.ASKED},
        refusals={
            "protected already": Refusal(TransitionNotAllowedError, arguments=lambda w: {"household": w.household}),
            "without a purpose": Refusal(IntegrityError, arguments=lambda w: {"purpose": ""}),
        },
    ),
    Case(
        addresses.protect,
        about="of a candidate",
        callers="SW CO",
        arguments=lambda w: {"household": w.candidate, "purpose": CaseFileAccess.Purpose.SAFETY},
    ),
    Case(
        households.open_household,
        callers="RO AD MG",
        arguments=lambda w: {"landlord": w.landlord, "name": "Roux", "persons": PERSONS, "reason": "Signalement"},
        refusals={
            "in a dwelling let already": Refusal(IntegrityError, arguments=lambda w: {"dwelling": w.dwelling}),
            "in another landlord's dwelling": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"dwelling": DwellingFactory()}
            ),
            "of a candidate, by a landlord": Refusal(RightMissingError, arguments=lambda w: {"landlord": None}),
        },
    ),
    Case(
        households.edit_household,
        callers="RO AD MG SW CO",
        arguments=edited,
        refusals={
            "saved since by somebody else": Refusal(
                StaleVersionError, given=lambda w: Household.objects.filter(pk=w.household.pk).update(version=2)
            ),
            "closed": Refusal(TransitionNotAllowedError, given=close_case_file),
        },
    ),
    Case(
        closing.close_household,
        callers="AD MG",
        arguments=lambda w: {"household": w.plain},
        refusals={
            "followed, without a reason for that to end": Refusal(
                IntegrityError, arguments=lambda w: {"household": w.household}
            ),
            "closed already": Refusal(TransitionNotAllowedError, arguments=lambda w: {"household": w.closed}),
        },
    ),
    Case(
        closing.reopen_household,
        callers="AD MG",
        arguments=lambda w: {"household": w.closed, "purpose": CaseFileAccess.Purpose.AGAIN},
        refusals={
            "without a reason": Refusal(IntegrityError, arguments=lambda w: {"purpose": ""}),
            "for the reason of another act": Refusal(
                IntegrityError, arguments=lambda w: {"purpose": CaseFileAccess.Purpose.VISIT}
            ),
            "open, nobody follows": Refusal(TransitionNotAllowedError, arguments=lambda w: {"household": w.plain}),
            "open, somebody follows": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"household": w.household}
            ),
        },
    ),
    Case(
        documents.add_document,
        callers="RO AD MG SW CO",
        arguments=lambda w: {
            "household": w.household,
            "audience": JournalEntry.Audience.ORGANIZATION,
            "kind": CaseFileDocument.Kind.INSURANCE,
            "file": checked(upload(pdf())),
        },
        refusals={
            "a closed case file": Refusal(TransitionNotAllowedError, arguments=lambda w: {"household": w.closed}),
            "a case file of another association": Refusal(
                RightMissingError, arguments=lambda w: {"household": w.candidate}
            ),
            "for those who read what its author does not": Refusal(
                UnknownAudienceError, arguments=lambda w: {"audience": JournalEntry.Audience.SOCIAL}
            ),
        },
    ),
    Case(
        documents.correct_document,
        callers="RO",
        arguments=lambda w: {"document": w.paper, "audience": JournalEntry.Audience.SHARED, "kind": "OTHER"},
        refusals={
            "a month later": Refusal(
                MendingRefusedError,
                given=lambda w: CaseFileDocument.objects.filter(pk=w.paper.pk).update(
                    recorded_at=timezone.now() - datetime.timedelta(days=31)
                ),
            ),
            "cancelled": Refusal(MendingRefusedError, arguments=lambda w: {"document": w.wrong_paper}),
            "for those who read what its author does not": Refusal(
                UnknownAudienceError, arguments=lambda w: {"audience": JournalEntry.Audience.SOCIAL}
            ),
        },
    ),
    Case(
        documents.cancel_document,
        callers="RO AD MG",
        arguments=lambda w: {"document": w.paper, "reason": Mistake.TWICE},
        refusals={
            "cancelled already": Refusal(MendingRefusedError, arguments=lambda w: {"document": w.wrong_paper}),
            "in a closed case file": Refusal(
                MendingRefusedError,
                given=lambda w: CaseFileDocument.objects.filter(pk=w.paper.pk).update(household=w.closed),
            ),
        },
    ),
    Case(
        documents.cancel_document,
        about="that its author alone reads",
        callers="RO",
        arguments=lambda w: {"document": w.private_paper, "reason": Mistake.TWICE},
    ),
    Case(
        journal.write_note,
        callers="RO AD MG SW CO",
        arguments=lambda w: {
            "household": w.household,
            "audience": JournalEntry.Audience.SHARED,
            "text": "Courrier de la CAF reçu.",
        },
        refusals={
            "for nobody known": Refusal(UnknownAudienceError, arguments=lambda w: {"audience": "EVERYBODY"}),
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file),
        },
    ),
    Case(
        journal.correct_note,
        callers="RO",
        arguments=lambda w: {"entry": w.note, "audience": JournalEntry.Audience.ORGANIZATION, "text": "Reçu le 3."},
        refusals={
            "a month and a day after": Refusal(
                MendingRefusedError,
                given=lambda w: JournalEntry.objects.update(recorded_at=timezone.now() - datetime.timedelta(days=31)),
            ),
            "cancelled": Refusal(MendingRefusedError, given=cancel_note),
            "for nobody known": Refusal(UnknownAudienceError, arguments=lambda w: {"audience": "EVERYBODY"}),
        },
    ),
    Case(
        journal.correct_note,
        about="the confidential note of a visit",
        callers="SW",
        arguments=lambda w: {"entry": w.visit_note, "audience": JournalEntry.Audience.AUTHOR, "text": "Rien à noter."},
        refusals={
            "for other organizations": Refusal(
                UnknownAudienceError, arguments=lambda w: {"audience": JournalEntry.Audience.SHARED}
            ),
            "of a visit that was cancelled": Refusal(
                MendingRefusedError,
                given=lambda w: visits.cancel_visit(visit=w.visit, user=w.worker, reason=Mistake.TWICE),
            ),
            "the report of the visit": Refusal(
                RightMissingError, arguments=lambda w: {"entry": w.visit.entries.get(kind="VISIT")}
            ),
        },
    ),
    Case(
        journal.correct_note,
        about="the closing note of who has left",
        callers="CO",
        arguments=lambda w: {"entry": w.left_note, "audience": JournalEntry.Audience.SHARED, "text": "Bilan relu."},
        refusals={
            "once they read it no more": Refusal(
                RightMissingError, given=lambda w: Participation.objects.filter(household=w.left).update(own_until=None)
            ),
        },
    ),
    Case(
        journal.cancel_note,
        callers="RO AD MG",
        arguments=lambda w: {"entry": w.note, "reason": Mistake.TWICE},
        refusals={
            "cancelled already": Refusal(MendingRefusedError, given=cancel_note),
            "without a reason": Refusal(IntegrityError, arguments=lambda w: {"reason": ""}),
            "the report of a visit": Refusal(
                RightMissingError, arguments=lambda w: {"entry": w.visit.entries.get(kind="VISIT")}
            ),
        },
    ),
    Case(
        journal.cancel_note,
        about="for its author alone",
        callers="RO",
        arguments=lambda w: {"entry": w.private_note, "reason": Mistake.TWICE},
    ),
    # It asks no right: the act that opens the case file to the association has its own.
    Case(
        support.begin_follow_up,
        callers="CO RO CT AD MG LA SW AA AC xAD xMG xLA xCO",
        arguments=lambda w: {
            "household": w.household,
            "convention": w.convention,
            "reason": "Signalement",
            "worker": w.worker,
        },
        given=end_follow_up,
        refusals={
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file),
            "by an association that follows the household": Refusal(TransitionNotAllowedError, given=begin_again),
            "a worker of another association": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"worker": w.people["AC"]}
            ),
            "a worker without the right to visit": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"worker": w.people["AA"]}
            ),
            "a worker whose account is closed": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"worker": UserFactory(organization=w.association, is_active=False)},
            ),
        },
    ),
    Case(
        support.assign_worker,
        callers="CO",
        arguments=lambda w: {"follow_up": w.follow_up, "worker": w.coordinator},
        refusals={
            "once it has ended": Refusal(TransitionNotAllowedError, given=end_follow_up),
            "a worker of another association": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"worker": w.people["AC"]}
            ),
            "a worker without the right to visit": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"worker": w.people["AA"]}
            ),
            "a worker whose account is closed": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"worker": UserFactory(organization=w.association, is_active=False)},
            ),
        },
    ),
    Case(
        support.confide,
        callers="CO",
        arguments=lambda w: {"follow_ups": [w.follow_up], "worker": w.coordinator},
        refusals={
            "once one has ended": Refusal(TransitionNotAllowedError, given=end_follow_up),
            "a worker of another association": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"worker": w.people["AC"]}
            ),
        },
    ),
    Case(
        support.take_in_charge,
        callers="SW",
        arguments=lambda w: {"follow_up": w.follow_up},
        given=lambda w: FollowUp.objects.filter(pk=w.follow_up.pk).update(taken_in_charge_at=None),
    ),
    Case(
        support.end_follow_up,
        callers="CO",
        arguments=lambda w: {"follow_up": w.follow_up, "reason": EndReason.TERM},
        refusals={
            "ended already": Refusal(TransitionNotAllowedError, given=end_follow_up),
            "without a reason": Refusal(IntegrityError, arguments=lambda w: {"reason": ""}),
            "for a reason that is not its own": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"reason": EndReason.WITHDRAWN}
            ),
            "its closing note for nobody known": Refusal(
                UnknownAudienceError, arguments=lambda w: {"note": "Fini.", "note_audience": "EVERYBODY"}
            ),
        },
    ),
    Case(
        withdrawals.withdraw_access,
        callers="AD",
        arguments=lambda w: {
            "household": w.household,
            "organization": w.association,
            "purpose": CaseFileAccess.Purpose.MISCONDUCT,
        },
        refusals={
            "of an association that left": Refusal(TransitionNotAllowedError, given=leave_case_file),
            "of one that takes no part in it": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"organization": w.asked}
            ),
            "of one that takes part in another case file only": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"household": w.plain}
            ),
            "of the landlord itself": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"organization": w.landlord}
            ),
            "without a purpose": Refusal(IntegrityError, arguments=lambda w: {"purpose": ""}),
            "for a purpose of something else": Refusal(
                IntegrityError, arguments=lambda w: {"purpose": CaseFileAccess.Purpose.VISIT}
            ),
        },
    ),
    *LATER,
    *MERGES,
    *MESSAGES,
    *WATCHES,
    *LEASES,
    *CONSENTS,
    *QUESTIONS,
    *SIGNALS,
    *CRITERIA,
    *SLIDING,
    *STAYS,
    *SYNTHESES,
    *TASKS,
    Case(
        visits.record_visit,
        callers="SW CO",
        arguments=visit,
        refusals={
            "once the follow-up has ended": Refusal(TransitionNotAllowedError, given=end_follow_up),
            "its report for its author alone": Refusal(
                UnknownAudienceError, arguments=lambda w: {"report_audience": JournalEntry.Audience.AUTHOR}
            ),
            "its confidential note for all": Refusal(
                UnknownAudienceError, arguments=lambda w: {"note_audience": JournalEntry.Audience.SHARED}
            ),
        },
    ),
    Case(
        visits.correct_visit,
        callers="SW CO",
        arguments=corrected,
        refusals={
            "once the follow-up has ended": Refusal(MendingRefusedError, given=end_follow_up),
            "cancelled": Refusal(MendingRefusedError, given=cancel_visit),
            "a month and a day after": Refusal(
                MendingRefusedError,
                given=lambda w: Visit.objects.update(recorded_at=timezone.now() - datetime.timedelta(days=31)),
            ),
            "once out of the case file": Refusal(RightMissingError, given=leave_case_file),
        },
    ),
    Case(
        visits.correct_visit,
        about="its report",
        callers="SW",
        arguments=lambda w: corrected(w) | {"shared_report": "Le loyer de mai est payé."},
    ),
    Case(
        visits.correct_visit,
        about="of a colleague",
        callers="CO",
        given=lambda w: Visit.objects.update(author=UserFactory(organization=w.association)),
        arguments=corrected,
    ),
    Case(
        visits.cancel_visit,
        callers="SW CO",
        arguments=lambda w: {"visit": w.visit, "reason": Mistake.TWICE},
        refusals={
            "once the follow-up has ended": Refusal(MendingRefusedError, given=end_follow_up),
            "cancelled already": Refusal(MendingRefusedError, given=cancel_visit),
            "without a reason": Refusal(IntegrityError, arguments=lambda w: {"reason": ""}),
            "for another reason, left unsaid": Refusal(IntegrityError, arguments=lambda w: {"reason": Mistake.OTHER}),
            "once out of the case file": Refusal(RightMissingError, given=leave_case_file),
        },
    ),
]

pytestmark = pytest.mark.django_db


def test_every_service_has_its_case():
    services = services_of("tenancies.services")

    assert services - {case.service for case in TABLE} == ASK_NOTHING


@pytest.mark.parametrize("case", cases_of(TABLE))
def test_service(case, world):
    check_service(case, world)


@pytest.mark.parametrize("door", ["dwelling", "free_dwelling"])
def test_whoever_records_no_lease_opens_no_case_file_in_a_door_taken_or_free(world, door):
    """The two answers would tell the door of a protected household."""
    with undone(), pytest.raises(RightMissingError):
        households.open_household(
            landlord=world.landlord,
            user=world.people["MG"],
            name="Roux",
            persons=PERSONS,
            reason="Signalement",
            dwelling=getattr(world, door),
        )
