"""What the services raise when the world disagrees. Views turn them into a message or an HTTP status."""

from django.core.exceptions import PermissionDenied


class TransitionNotAllowedError(Exception):
    """The record is no longer in a state from which this move is possible: somebody was faster."""


class RightMissingError(PermissionDenied):
    """The user's role does not hold the right this act requires. Django answers 403."""
