"""What is cancelled is out of every count, list, due date and figure, and in sight where it was recorded."""

import ast
import datetime
import re
import uuid

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.utils import timezone

from housing_support.common.documents.content import checked
from housing_support.common.mending import Mendable, Mistake
from partners.models import ConventionDocument
from partners.services.documents import add_convention_document, cancel_convention_document
from referrals.models import Referral
from referrals.models.reasons import Reason
from referrals.services import conflicts
from referrals.services.agreements import Answers, cancel_agreement, record_agreement
from referrals.services.drafts import discard_draft, save_draft, send
from referrals.services.endings import dismiss
from referrals.services.meetings import cancel_meeting, record_held
from referrals.services.mending import reopen, take_back
from referrals.services.resuming import resume_follow_up
from tenancies.models import CaseFileAccess, Domain, JournalEntry, Tenancy, Visit
from tenancies.models.ends import EndReason
from tenancies.services.closing import close_household, reopen_household
from tenancies.services.criteria import cancel_criteria, note_criteria
from tenancies.services.documents import add_document, cancel_document
from tenancies.services.journal import cancel_note, write_note
from tenancies.services.support import end_follow_up
from tenancies.services.tenancies import cancel_tenancy, let
from tenancies.services.visits import cancel_visit, record_visit
from tests.consistency.access import url_of
from tests.consistency.conftest import about, client_with, undone
from tests.consistency.test_layers import FILES, tree_of
from tests.consistency.test_query_counts import PAGES
from tests.files import pdf, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

MENDABLE = [model for model in apps.get_models() if issubclass(model, Mendable)]
# What shows cancelled rows, struck through, or must know them: a page of the case file, a service that mends.
KNOW_CANCELLED_ROWS = {
    "partners.services.conventions",
    # Levels of visits that stand: nothing cancelled is left to leave out.
    "housing_support.dashboard.autonomy",
    "housing_support.common.documents.models",
    "housing_support.common.documents.storage",
    "partners.models.documents",
    "partners.reading.documents",
    "partners.services.documents",
    "partners.views.conventions",
    "referrals.models.conflicts",
    "referrals.models.meetings",
    "referrals.models.attempts",
    "referrals.models.photos",
    "referrals.models.questions",
    "referrals.reading.conflicts",
    "referrals.reading.attempts",
    "referrals.services.screening",
    "referrals.views.attempts",
    "referrals.reading.detail",
    "referrals.reading.questions",
    "referrals.services.conflicts",
    "referrals.services.health",
    "referrals.services.meetings",
    "referrals.services.photos",
    "referrals.views.photos",
    "referrals.views.conflicts",
    "referrals.views.mending",
    "tenancies.models.criteria",
    "tenancies.services.merging",
    "tenancies.models.documents",
    "tenancies.models.journal",
    "tenancies.models.messages",
    "tenancies.models.observations",
    "tenancies.models.support",
    "tenancies.models.tasks",
    "tenancies.models.tenancies",
    "tenancies.reading.case_file",
    "tenancies.reading.criteria",
    "tenancies.reading.documents",
    "tenancies.reading.tasks",
    "tenancies.reading.threads",
    "tenancies.reading.timeline",
    "tenancies.services.criteria",
    "tenancies.services.documents",
    "tenancies.services.journal",
    "tenancies.services.messages",
    "tenancies.services.tasks",
    "tenancies.services.tenancies",
    "tenancies.services.visits",
    "tenancies.views.mending",
    "tenancies.views.tenancies",
    "tenancies.models.questions",
    "tenancies.reading.questioned",
    "tenancies.reading.questions",
    "tenancies.models.weak_signals",
    "tenancies.services.questions",
    "tenancies.services.weak_signals",
    "tenancies.views.weak_signals",
}
# The pages of a case file and of a referral tell what was cancelled, the access log why a case file was reopened. All
# others are as if it had never been.
TELLS = re.compile(
    r"tenancies:(household(_|$)|document(_|$)|access_log|note_|message_|task_|visit_|tenancy_|follow_up_|question"
    r"|weak_signal)"
    r"|partners:(convention|cancel_convention)"
    r"|referrals:(detail|answer|reopen|take_back|cancel|detach|conflict$|conflict_)|draft"
)


def named(model) -> str:
    return model.__name__


@pytest.mark.parametrize("model", MENDABLE, ids=named)
def test_rows_are_those_that_stand_unless_others_are_asked_for(model):
    """On both sides of a relation: what Django takes by default is `objects`."""
    of_all = str(model.with_cancelled.all().query)

    assert model._default_manager is model.objects
    assert '"cancelled_at" IS NULL' in str(model.objects.all().query)
    assert '"cancelled_at" IS NULL' not in of_all


@pytest.mark.parametrize("model", MENDABLE, ids=named)
def test_the_database_holds_who_mended_and_why(model):
    name = f"{model.__name__.lower()}_mended_in_full"

    assert name in {constraint.name for constraint in model._meta.constraints}


def test_cancelled_rows_are_read_by_those_who_show_them():
    """A list, a count or a search that named them would count them."""
    names = {
        module
        for module, path in FILES.items()
        if "with_cancelled" in path.read_text() and module != "housing_support.common.mending"
    }

    assert names == KNOW_CANCELLED_ROWS


def test_nothing_else_writes_a_mending():
    written = [
        f"{module}:{node.lineno}"
        for module in FILES
        if module != "housing_support.common.mending"
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr.startswith(("cancell", "corrected_"))
    ]

    assert written == []


def test_no_lookup_goes_round_the_rows_that_stand():
    """A condition that joins a mendable table from the other side would meet cancelled rows: `Exists` of its `objects`
    does not."""
    relations = {
        relation.get_accessor_name()
        for model in MENDABLE
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and not field.remote_field.hidden
        for relation in [field.remote_field]
    }
    joined = re.compile(rf"\b({'|'.join(sorted(relations))})__\w+")

    assert {"visits", "entries"} <= relations
    found = {module: joined.findall(path.read_text()) for module, path in FILES.items()}
    assert {module: names for module, names in found.items() if names} == {}


# Acts


def one_more_visit(world):
    """Later than all others, with an appointment, a level and a report."""
    now = timezone.now()
    return record_visit(
        follow_up=world.follow_up,
        user=world.worker,
        submission_id=uuid.uuid4(),
        outcome=Visit.Outcome.DONE,
        medium=Visit.Medium.HOME,
        visited_at=now,
        topics=[],
        levels={Domain.BUDGET: 5},
        shared_report="Une visite de trop.",
        next_visit_at=now + datetime.timedelta(days=3),
    )


def one_more_note(world):
    return write_note(
        household=world.household, user=world.worker, audience=JournalEntry.Audience.SHARED, text="Une note de trop."
    )


def one_more_lease(world):
    return let(
        household=world.plain,
        actor=world.officer,
        dwelling=world.free_dwelling,
        kind=Tenancy.Kind.DIRECT,
        starts_on=world.today,
    )


def one_more_referral(world):
    draft = save_draft(
        user=world.officer,
        submission_id=uuid.uuid4(),
        household=world.plain,
        reasons=[Reason.ARREARS],
        facts="Un signalement de trop.",
        agreement=Referral.Agreement.NOT_ASKED,
        agreement_on=None,
        agreement_form="",
        urgency=Referral.Urgency.NORMAL,
    )
    return send(referral=draft, user=world.officer)


def forget_referral(world, sent):
    draft = take_back(referral=sent, user=world.officer, reason=Mistake.TWICE)
    discard_draft(referral=draft, user=world.officer)


def agreement_noted(world):
    """To partners, of a household that the adviser has met."""
    referral = world.met.referral
    answers = {name: getattr(referral, name) for name in Answers.__annotations__}
    shared = {"sharing": "GIVEN", "sharing_on": world.today, "sharing_form": "SPOKEN"}
    return record_agreement(referral=referral, user=world.adviser, **answers | shared)


def meeting_held(world):
    """With the agreement to it that was noted before: what the household answered stays noted."""
    referral = world.planned
    return record_held(
        referral=referral,
        user=world.adviser,
        held_at=timezone.now(),
        needs=[Reason.ARREARS],
        diagnosis="Une rencontre de trop.",
        decisions="",
        **{name: getattr(referral, name) for name in Answers.__annotations__},
    )


def end_of_referral(world):
    return dismiss(referral=world.written, user=world.adviser, reason=Referral.EndReason.LEFT_HOME)


def end_of_follow_up(world):
    return end_follow_up(follow_up=world.follow_up, user=world.coordinator, reason=EndReason.TERM)


def closing_of_a_case_file(world):
    """Of one in which nothing waits: what it would have ended does not come back by itself."""
    return close_household(household=world.left, user=world.adviser)


def one_more_criterion(world):
    return note_criteria(household=world.proposed_household, user=world.worker, school="Une école de trop.")


def one_more_document(world):
    return add_convention_document(
        convention=world.convention,
        user=world.people["MG"],
        kind=ConventionDocument.Kind.AMENDMENT,
        file=checked(upload(pdf())),
    )


def one_more_paper(world):
    return add_document(
        household=world.plain, user=world.officer, audience="SHARED", kind="LEASE", file=checked(upload(picture()))
    )


def one_more_step(world):
    """What a conflict waits for next."""
    return conflicts.add_step(
        conflict=world.conflict,
        user=world.adviser,
        kind="REMINDER",
        on=world.today,
        result="DONE",
        next_step="MEETING",
        next_due_on=world.today,
    )


ACTS = {
    "step of a conflict": (
        one_more_step,
        lambda w, act: conflicts.cancel_entry(entry=act, user=w.adviser, reason=Mistake.TWICE),
    ),
    "criteria for a dwelling": (
        one_more_criterion,
        lambda w, act: cancel_criteria(criteria=act, user=w.worker, reason=Mistake.WRONG_HOUSEHOLD),
    ),
    "document of a case file": (
        one_more_paper,
        lambda w, act: cancel_document(document=act, user=w.officer, reason=Mistake.TWICE),
    ),
    "document of a convention": (
        one_more_document,
        lambda w, act: cancel_convention_document(document=act, user=w.people["MG"], reason=Mistake.TWICE),
    ),
    "closing of a case file": (
        closing_of_a_case_file,
        lambda w, act: reopen_household(household=act, user=w.adviser, purpose=CaseFileAccess.Purpose.WRONGLY),
    ),
    "end of a follow-up": (
        end_of_follow_up,
        lambda w, act: resume_follow_up(follow_up=act, user=w.coordinator, reason=Mistake.WRONG_HOUSEHOLD),
    ),
    "sending": (one_more_referral, forget_referral),
    "end of a referral": (
        end_of_referral,
        lambda w, act: reopen(referral=act, user=w.adviser, reason=Mistake.WRONG_HOUSEHOLD),
    ),
    "agreement": (
        agreement_noted,
        lambda w, act: cancel_agreement(
            referral=act, user=w.adviser, question="sharing", reason=Mistake.WRONG_HOUSEHOLD
        ),
    ),
    "meeting": (
        meeting_held,
        lambda w, act: cancel_meeting(meeting=act, user=w.adviser, reason=Mistake.NOT_HAPPENED),
    ),
    "lease": (one_more_lease, lambda w, act: cancel_tenancy(tenancy=act, user=w.officer, reason=Mistake.TWICE)),
    "note": (one_more_note, lambda w, act: cancel_note(entry=act, user=w.worker, reason=Mistake.TWICE)),
    "visit": (one_more_visit, lambda w, act: cancel_visit(visit=act, user=w.worker, reason=Mistake.TWICE)),
}
# What differs from one answer to the next whatever happened.
ALWAYS_NEW = re.compile(
    r'(name="(csrfmiddlewaretoken|draft_stamp|sending_id)" value=|nonce=)"[^"]*"|(draft|after)=[\w-]+'
)


# A page that an act shows on. The others show on no page but that of their own case file, referral or convention.
SHOWN_ON = {
    "step of a conflict": ("AD", "referrals:conflicts", ""),
    "closing of a case file": ("AD", "tenancies:households", ""),
    "end of a follow-up": ("CO", "tenancies:households", ""),
    "sending": ("AD", "home", ""),
    "end of a referral": ("AD", "home", ""),
    "meeting": ("AD", "referrals:worklist", ""),
    "lease": ("AD", "referrals:create", "new referral"),
    "visit": ("SW", "home", ""),
}


@pytest.fixture
def text_of(world, cookies, handler):
    """What a page says, to whom it may be shown; nothing of a file."""

    def ask(code, url, name) -> str:
        with about(code, url, name), undone():
            response = client_with(cookies[code], handler).get(url_of(world, url, name))
            return "" if response.streaming else ALWAYS_NEW.sub("", response.text)

    return ask


def line_that_differs(before: str, after: str) -> str:
    return next((line for line in after.splitlines() if line not in before), "")


def test_an_act_shows_where_it_counts(world, text_of):
    """What follows would hold of an act that does nothing."""
    for act, page in SHOWN_ON.items():
        do, _ = ACTS[act]
        with about(act), undone(), time_machine.travel(timezone.now(), tick=False):
            before = text_of(*page)
            do(world)
            assert text_of(*page) != before


def test_every_list_and_figure_is_as_if_cancelled_acts_had_never_been(world, text_of):
    """Nor do the others tell of an act that shows beside itself alone."""
    pages = [page for page in PAGES if not TELLS.match(page[1])]
    with undone(), time_machine.travel(timezone.now(), tick=False):
        before = {page: text_of(*page) for page in pages}
        for do, cancel in ACTS.values():
            cancel(world, do(world))
        for act, (do, _) in ACTS.items():
            if act not in SHOWN_ON:
                do(world)
        after = {page: text_of(*page) for page in pages}

    assert {page: line_that_differs(before[page], after[page]) for page in pages if after[page] != before[page]} == {}
