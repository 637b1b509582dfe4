from referrals.models.meetings import Meeting
from referrals.models.mobilisations import Mobilisation
from referrals.models.referrals import Referral, ReferralEvent, ReferralQuerySet

__all__ = ["Meeting", "Mobilisation", "Referral", "ReferralEvent", "ReferralQuerySet"]
