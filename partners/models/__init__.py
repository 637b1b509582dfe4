from partners.models.account_events import AccountEvent
from partners.models.conventions import Convention, FundedAction, LandlordParameters, Programme
from partners.models.documents import ConventionDocument
from partners.models.emails import Email
from partners.models.notifications import Channel, Letter, Notification, NotificationChoice, QuietHours
from partners.models.organizations import Expertise, Organization
from partners.models.rhythm import VisitRhythm
from partners.models.terms import ConventionTerms
from partners.models.users import Invitation, User

__all__ = [
    "AccountEvent",
    "Channel",
    "Convention",
    "ConventionDocument",
    "ConventionTerms",
    "Email",
    "Expertise",
    "FundedAction",
    "Invitation",
    "LandlordParameters",
    "Letter",
    "Notification",
    "NotificationChoice",
    "Organization",
    "Programme",
    "QuietHours",
    "User",
    "VisitRhythm",
]
