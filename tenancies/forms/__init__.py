from tenancies.forms.household import HouseholdForm, PurposeForm
from tenancies.forms.journal import NoteForm, ReportForm
from tenancies.forms.persons import MemberFormSet
from tenancies.forms.support import EndFollowUpForm, WorkerForm
from tenancies.forms.tenancy import EndTenancyForm, TenancyForm
from tenancies.forms.visit import VisitForm

__all__ = [
    "EndFollowUpForm",
    "EndTenancyForm",
    "HouseholdForm",
    "MemberFormSet",
    "NoteForm",
    "PurposeForm",
    "ReportForm",
    "TenancyForm",
    "VisitForm",
    "WorkerForm",
]
