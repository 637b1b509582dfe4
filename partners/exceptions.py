"""What the services raise when the world disagrees. Views turn them into a message or an HTTP status."""

import datetime

from django.core.exceptions import PermissionDenied

from housing_support.common.moves import TransitionNotAllowedError
from partners.roles import Right

__all__ = [
    "ActionInUseError",
    "AddressTakenError",
    "ConventionsLeftOutError",
    "FirstPersonSettledError",
    "PlacesTakenError",
    "ProgrammeNameTakenError",
    "ProgrammeOverlapError",
    "RightMissingError",
    "SignedCopyMissingError",
    "StaleVersionError",
    "TooManyInvitationsError",
    "TransitionNotAllowedError",
    "UnknownAudienceError",
]


class RightMissingError(PermissionDenied):
    """The user's role does not hold the right this act requires. Django answers 403.

    Raised with the `Right` itself, or with a French sentence for the page that says so.
    """

    def __str__(self) -> str:
        return "" if self.args and isinstance(self.args[0], Right) else super().__str__()


class AddressTakenError(Exception):
    """An account, or an invitation that still waits for its answer, already holds this e-mail address."""


class FirstPersonSettledError(Exception):
    """Somebody works in this association already, or another organization invited its first person."""


class TooManyInvitationsError(Exception):
    """The organization sent as many invitations in a day as it may."""


class ProgrammeOverlapError(Exception):
    """Another programme of the landlord, given with the error, runs on one of these days."""


class ProgrammeNameTakenError(Exception):
    """Another programme of the landlord bears this name."""


class ConventionsLeftOutError(Exception):
    """The new days of a programme leave out some of its conventions: given with the error, one by bound that moved."""


class PlacesTakenError(Exception):
    """An amendment would leave fewer places than the `used` ones that are reserved on `day`."""

    def __init__(self, *, day: datetime.date, used: int) -> None:
        super().__init__(day)
        self.day, self.used = day, used


class ActionInUseError(Exception):
    """An action, given with the error, has its conventions: it is not removed, nor is its objective changed."""


class SignedCopyMissingError(Exception):
    """A convention is signed only with what its parties signed: nothing was written."""


class StaleVersionError(Exception):
    """Somebody saved this record since the form was opened: nothing was written."""


class UnknownAudienceError(Exception):
    """A text was written for readers that its author may not choose: nothing was written."""
