from housing_support.common.moves import TransitionNotAllowedError


class AgreementMissingError(Exception):
    """The household has not agreed to what is about to be done in its name."""


class HouseholdMissingError(TransitionNotAllowedError):
    """Nobody has said yet which household lives behind the door that was named."""


class DwellingNotFreeError(Exception):
    """The dwelling was let, or left the stock, after the draft that names it was written."""


class AlreadyCandidateError(Exception):
    """The household is a candidate for a dwelling already, this one or another."""


class PlaceTakenError(Exception):
    """Another candidate at work has this rank: there is one for each place."""


class NotACandidateError(Exception):
    """The household is not one that its association may propose: somebody houses it, or its case file is closed."""


class SessionToComeError(TransitionNotAllowedError):
    """The committee decides nothing before the day of its session."""


class QuorumMissingError(Exception):
    """Too few of those who vote are there: how many, and how many it takes, are given with the error."""
