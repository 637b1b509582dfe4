from referrals.forms.acts import (
    AdviserForm,
    AgreementForm,
    AgreementMistakeForm,
    CloseForm,
    CompleteForm,
    DiagnosisForm,
    DismissForm,
    HeldForm,
    MeetingCorrectionForm,
    MeetingForm,
    MobiliseForm,
)
from referrals.forms.answers import AcceptForm, DeclineForm, WaitForm
from referrals.forms.doors import DoorForm, HouseholdBehindDoorForm
from referrals.forms.households import NewHouseholdForm
from referrals.forms.questions import RequestQuestionForm
from referrals.forms.referrals import ReferralForm
from referrals.forms.results import OutcomeForm, ResultsForm
from referrals.forms.screening import AttemptCorrectionForm, AttemptForm, ScreeningForm

__all__ = [
    "AcceptForm",
    "AdviserForm",
    "AgreementForm",
    "AgreementMistakeForm",
    "AttemptCorrectionForm",
    "AttemptForm",
    "CloseForm",
    "CompleteForm",
    "DeclineForm",
    "DiagnosisForm",
    "DismissForm",
    "DoorForm",
    "HeldForm",
    "HouseholdBehindDoorForm",
    "MeetingCorrectionForm",
    "MeetingForm",
    "MobiliseForm",
    "NewHouseholdForm",
    "OutcomeForm",
    "ReferralForm",
    "RequestQuestionForm",
    "ResultsForm",
    "ScreeningForm",
    "WaitForm",
]
