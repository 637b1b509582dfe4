from partners.forms.mending import CancellationForm, MistakeForm
from tenancies.forms.household import (
    CloseHouseholdForm,
    HouseholdForm,
    PurposeForm,
    ReopenHouseholdForm,
    WithdrawAccessForm,
)
from tenancies.forms.journal import NoteCorrectionForm, NoteForm
from tenancies.forms.lease_facts import EntryForm, ExitForm
from tenancies.forms.merging import MergeForm
from tenancies.forms.persons import MemberFormSet
from tenancies.forms.questions import AnswerCorrectionForm, AnswerForm, QuestionCorrectionForm, QuestionForm
from tenancies.forms.splitting import SplitForm
from tenancies.forms.support import ConfideForm, EndFollowUpForm, WorkerForm
from tenancies.forms.tenancy import EndTenancyForm, NoticeForm, TakeOverForm, TenancyCorrectionForm, TenancyForm
from tenancies.forms.visit import VisitCorrectionForm, VisitForm

__all__ = [
    "AnswerCorrectionForm",
    "AnswerForm",
    "CancellationForm",
    "CloseHouseholdForm",
    "ConfideForm",
    "EndFollowUpForm",
    "EndTenancyForm",
    "EntryForm",
    "ExitForm",
    "HouseholdForm",
    "MemberFormSet",
    "MergeForm",
    "MistakeForm",
    "NoteCorrectionForm",
    "NoteForm",
    "NoticeForm",
    "PurposeForm",
    "QuestionCorrectionForm",
    "QuestionForm",
    "ReopenHouseholdForm",
    "SplitForm",
    "TakeOverForm",
    "TenancyCorrectionForm",
    "TenancyForm",
    "VisitCorrectionForm",
    "VisitForm",
    "WithdrawAccessForm",
    "WorkerForm",
]
