from referrals.models.events import ReferralEvent
from referrals.models.meetings import Meeting, MeetingAddition
from referrals.models.mobilisations import Mobilisation
from referrals.models.referrals import Referral, ReferralQuerySet

__all__ = ["Meeting", "MeetingAddition", "Mobilisation", "Referral", "ReferralEvent", "ReferralQuerySet"]
