"""A cell that a spreadsheet would run: what is given in a file stays a text when the file comes back."""

import unicodedata

from housing_support.common.text import visible

MARKS = ("=", "+", "-", "@")
CELL_ENDS = ("\t", "\r")
QUOTE = "'"


def is_formula(text: str) -> bool:
    """Whatever blanks come first, and whether its sign is narrow or wide."""
    begins = unicodedata.normalize("NFKC", visible(text)).lstrip()
    return text.startswith(CELL_ENDS) or begins.startswith(MARKS)


def harmless(text: str) -> str:
    return f"{QUOTE}{text}" if is_formula(text) else text


def given_back(text: str) -> str:
    """The cell that `harmless` made a text, or that a spreadsheet kept from being a number."""
    kept = text[1:]
    return kept if text.startswith(QUOTE) and (is_formula(kept) or kept[:1].isdigit()) else text
