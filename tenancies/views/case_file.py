"""What every page of a case file begins with: the household, seen by this user, and what this user may do there."""

import datetime
import uuid
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.utils import timezone

from housing_support.common.links import row_url
from partners.decorators import requires
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.models import FollowUp, Household, Visit
from tenancies.reading.autonomy import Assessment, assessment_of
from tenancies.reading.case_file import (
    MOST_UNREAD,
    household_asked_for,
    members_of,
    running_follow_ups_of,
    running_tenancies_of,
    visits_to,
)
from tenancies.reading.criteria import keeps_criteria
from tenancies.reading.history import PAGE_TITLES
from tenancies.reading.masking import may_protect, may_reveal
from tenancies.reading.origins import Origin, origins_of
from tenancies.reading.summaries import HouseholdSummary, summarize
from tenancies.services.journal import log_reading
from tenancies.services.support import take_in_charge

TABS = (
    ("tenancies:household", "Fil du dossier"),
    ("tenancies:household_thread", "Échanges"),
    ("tenancies:household_tasks", "Réunions et tâches"),
    ("tenancies:household_support", "Accompagnement"),
    ("tenancies:household_dwelling", "Logement et bail"),
    ("tenancies:household_members", "Ménage"),
    ("tenancies:household_documents", "Documents"),
    ("tenancies:household_access", "Accès et historique"),
)

THREAD_TAB = "tenancies:household_thread"
# Between two of them, for the association that puts the household up.
STAY_TAB = ("tenancies:household_stay", "Séjour")

reads_case_files = requires(Right.READ_CASE_FILES)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool
    # « 3 nouveaux », of what waits there.
    new: str = ""


class CaseFile:
    """A household and its reader. Rights are asked here once, for buttons and handlers alike."""

    def __init__(self, household: Household, user: User):
        self.household = household
        self.user = user
        # Those that this very request takes in charge.
        self.newly_taken: list[FollowUp] = []
        self.summary: HouseholdSummary = summarize(household, user=user, today=timezone.localdate())

    @property
    def can_edit(self) -> bool:
        return self.household.can_edit

    @property
    def is_own(self) -> bool:
        """Whether the user's organization answers for this case file."""
        return self.user.organization_id == self.household.owner_id

    @property
    def can_write(self) -> bool:
        return self.can_edit and self.user.may(Right.WRITE_JOURNAL)

    @property
    def can_signal(self) -> bool:
        """What the landlord noticed, to those who follow the household."""
        return self.can_edit and self.user.may(Right.SEND_SIGNAL) and bool(self.household.running_follow_ups)

    @property
    def keeps_criteria(self) -> bool:
        return keeps_criteria(self.user, self.household)

    @property
    def can_note_criteria(self) -> bool:
        return self.can_edit and self.keeps_criteria

    @property
    def own_follow_ups(self) -> list[FollowUp]:
        return [one for one in self.household.running_follow_ups if one.organization_id == self.user.organization_id]

    @property
    def can_record_visit(self) -> bool:
        return self.user.may(Right.RECORD_VISIT) and bool(self.own_follow_ups)

    @property
    def origins(self) -> list[Origin]:
        """Why the user's organization follows the household, for those who may visit it."""
        return origins_of(self.household, reader=self.user) if self.can_record_visit else []

    @property
    def can_assign(self) -> bool:
        return self.user.may(Right.ASSIGN_WORKER) and bool(self.own_follow_ups)

    @property
    def can_call_synthesis(self) -> bool:
        return self.can_edit and self.user.may(Right.CALL_SYNTHESIS)

    @property
    def can_manage_tenancies(self) -> bool:
        return self.can_edit and self.is_own and self.user.may(Right.MANAGE_TENANCIES)

    @property
    def reads_stays(self) -> bool:
        """Whether stays are recorded here at all: by the association that opened the case file, for itself alone."""
        return self.user.may(Right.MANAGE_STAYS) and self.user.organization_id == self.household.opened_by_id

    @property
    def can_manage_stays(self) -> bool:
        return self.can_edit and self.reads_stays

    @property
    def can_propose(self) -> bool:
        """As a candidate for a dwelling: while no landlord houses the household."""
        return self.can_manage_stays and not self.household.landlord_id and self.user.may(Right.PROPOSE_CANDIDATE)

    @property
    def can_withdraw_access(self) -> bool:
        return self.is_own and self.user.may(Right.WITHDRAW_ACCESS)

    @property
    def can_move(self) -> bool:
        return self.is_own and self.user.may(Right.CLOSE_CASE_FILE)

    @property
    def can_close(self) -> bool:
        return self.can_move and Household.machine.allows(self.household, Household.Move.CLOSE)

    @property
    def can_split(self) -> bool:
        return self.can_close and len(self.household.members) > 1

    @property
    def can_reopen(self) -> bool:
        return self.can_move and Household.machine.allows(self.household, Household.Move.REOPEN)

    @property
    def can_reveal_address(self) -> bool:
        household = self.household
        return household.is_protected and may_reveal(
            user=self.user, household=household, follow_ups=household.running_follow_ups
        )

    @property
    def can_open_documents(self) -> bool:
        """A lease tells where the household lives."""
        return not self.household.is_protected or self.can_reveal_address

    @property
    def can_change_protection(self) -> bool:
        household = self.household
        return may_protect(user=self.user, household=household, follow_ups=household.running_follow_ups)

    @property
    def named_partners(self) -> set[int]:
        """What `partners.discretion` may name in this case file; whoever opened it was known before any partner."""
        return {*getattr(self.household, "named_partners", ()), self.household.opened_by_id}

    @property
    def reads_social_content(self) -> bool:
        return self.user.may(Right.READ_SOCIAL_CONTENT)

    @cached_property
    def visits(self) -> list[Visit]:
        """Cancelled ones too: `standing_visits` are those that took place."""
        return visits_to.rows(self.user, given={"household": self.household.pk})

    @property
    def standing_visits(self) -> list[Visit]:
        return [visit for visit in self.visits if not visit.is_cancelled]

    @property
    def assessment(self) -> Assessment | None:
        """One query, for those who read social content."""
        return assessment_of(self.household, reader=self.user) if self.reads_social_content else None

    @property
    def missed_twice_at(self) -> datetime.datetime | None:
        """When the household was absent for the second time in a row."""
        is_missed = self.household.last_outcomes == [Visit.Outcome.ABSENT, Visit.Outcome.ABSENT]
        return self.household.last_visited_at if is_missed and self.household.running_follow_ups else None


def open_case_file(request: SignedInRequest, public_id: uuid.UUID) -> CaseFile:
    """The case file asked for, with a line in the access log; 404 unless this user may see it. Its
    worker newly named takes it in charge by opening it."""
    user = request.user
    found = household_asked_for.rows(user, given={"public_id": public_id})
    if not found:
        raise Http404
    household = found[0]
    log_reading(household=household, user=user)
    given = {"household": household.pk}
    household.members = members_of.rows(user, given=given)
    household.running_tenancies = running_tenancies_of.rows(user, given=given)
    household.running_follow_ups = running_follow_ups_of.rows(user, given=given)
    for child in (*household.running_tenancies, *household.running_follow_ups):
        child.household = household
    case_file = CaseFile(household, user)
    for follow_up in household.running_follow_ups:
        if follow_up.worker_id == user.pk and follow_up.taken_in_charge_at is None:
            take_in_charge(follow_up=follow_up, user=user)
            case_file.newly_taken.append(follow_up)
    return case_file


def page_context(case_file: CaseFile, *, current: str) -> dict:
    places = [*TABS]
    if case_file.reads_stays:
        places.insert(5, STAY_TAB)
    tabs = [
        Tab(
            label,
            row_url(name, case_file.household.public_id),
            name == current,
            new=new_in_words(len(case_file.household.unread_messages)) if name == THREAD_TAB != current else "",
        )
        for name, label in places
    ]
    return {
        "case_file": case_file,
        "household": case_file.household,
        "summary": case_file.summary,
        "tabs": tabs,
    }


def new_in_words(count: int) -> str:
    """« 3 nouveaux », of messages; nothing for none."""
    if not count:
        return ""
    noun = "nouveaux" if count > 1 else "nouveau"
    return f"plus de {MOST_UNREAD}\u00a0{noun}" if count > MOST_UNREAD else f"{count}\u00a0{noun}"


def own_follow_up(case_file: CaseFile, public_id: uuid.UUID) -> FollowUp:
    """A running follow-up that the user's own association carries in this case file."""
    for follow_up in case_file.own_follow_ups:
        if follow_up.public_id == public_id:
            return follow_up
    raise Http404


def form_context(request: SignedInRequest, case_file: CaseFile, **context) -> dict:
    """A form page of the case file, under the title that the history gives it too."""
    heading = PAGE_TITLES[f"{request.resolver_match.url_name}"]
    return {"case_file": case_file, "household": case_file.household, "heading": heading, **context}
