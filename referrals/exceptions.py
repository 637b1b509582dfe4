from typing import Any

from housing_support.common.moves import TransitionNotAllowedError


class AgreementMissingError(Exception):
    """The household has not agreed to what is about to be done in its name."""


class PartnerHasAccountsError(Exception):
    """Somebody of the partner may answer by an account: no link is sent in their place."""


class TooManyLinksError(Exception):
    """The landlord has sent as many links as it may in a day."""


class PartiesMissingError(Exception):
    """A conflict, or an agreement, is between two parties at least."""


class PartnerTakenError(TransitionNotAllowedError):
    """One of the partners to ask, under `convention`, cannot be any more: no other is asked either."""

    def __init__(self, convention: Any):
        super().__init__(f"{convention} cannot be asked")
        self.convention = convention


class HouseholdMissingError(TransitionNotAllowedError):
    """Nobody has said yet which household lives behind the door that was named."""


class AttemptsMissingError(TransitionNotAllowedError):
    """Too few attempts to meet the household were made for it to be called unreachable: how many are missing is given
    with the error."""


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


class CandidatesChangedError(TransitionNotAllowedError):
    """The candidates for the dwelling are no longer those about whom decisions were given."""


class IrregularDecisionsError(Exception):
    """The decisions of the committee about one dwelling cannot stand together; why is given with the error."""


class OfferOverError(TransitionNotAllowedError):
    """The last day to answer has passed: silence was a refusal."""


class NotNextError(TransitionNotAllowedError):
    """The dwelling is offered in the order of the committee, to one household at a time: it is not this one's turn."""
