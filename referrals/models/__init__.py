from referrals.models.announcements import Announcement
from referrals.models.attempts import Attempt
from referrals.models.candidacies import AnnouncementEvent, Candidacy
from referrals.models.committees import CommitteeMember, CommitteeSession
from referrals.models.conflicts import (
    AgreementSide,
    Conflict,
    ConflictEvent,
    ConflictFact,
    ConflictParty,
    ConflictReading,
    ConflictStep,
    MediationAgreement,
)
from referrals.models.events import ReferralEvent
from referrals.models.examinations import Examination
from referrals.models.links import RequestLink
from referrals.models.meetings import Meeting, MeetingAddition
from referrals.models.mobilisations import Mobilisation
from referrals.models.offers import Offer
from referrals.models.photos import ReferralPhoto
from referrals.models.questions import RequestQuestion
from referrals.models.referrals import Referral, ReferralQuerySet
from referrals.models.results import MobilisationResult, ReferralOutcome

__all__ = [
    "AgreementSide",
    "Announcement",
    "AnnouncementEvent",
    "Attempt",
    "Candidacy",
    "CommitteeMember",
    "CommitteeSession",
    "Conflict",
    "ConflictEvent",
    "ConflictFact",
    "ConflictParty",
    "ConflictReading",
    "ConflictStep",
    "Examination",
    "MediationAgreement",
    "Meeting",
    "MeetingAddition",
    "Mobilisation",
    "MobilisationResult",
    "Offer",
    "Referral",
    "ReferralEvent",
    "ReferralOutcome",
    "ReferralPhoto",
    "ReferralQuerySet",
    "RequestLink",
    "RequestQuestion",
]
