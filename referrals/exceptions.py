class AgreementMissingError(Exception):
    """The household has not agreed to what is about to be done in its name."""


class DwellingNotFreeError(Exception):
    """The dwelling was let, or left the stock, after the draft that names it was written."""
