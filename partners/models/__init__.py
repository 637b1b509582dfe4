from partners.models.conventions import Convention, FundedAction, LandlordParameters, Programme
from partners.models.organizations import Expertise, Organization
from partners.models.users import Invitation, User

__all__ = [
    "Convention",
    "Expertise",
    "FundedAction",
    "Invitation",
    "LandlordParameters",
    "Organization",
    "Programme",
    "User",
]
