"""Telephone numbers: how one is kept, shown and dialled, whatever way it was typed.

A number of France is kept as people write it, two digits at a time; one of another country in one block, after its `+`.
"""

import re

SEPARATORS = re.compile(r"\(0\)|[\s.\-/()]")


def kept(typed: str) -> str:
    """The number as it is recorded; nothing when what was typed is none."""
    digits = re.sub(r"^00", "+", SEPARATORS.sub("", typed))
    digits = re.sub(r"^\+33(?=[1-9][0-9]{8}$)", "0", digits)
    if re.fullmatch(r"0[1-9][0-9]{8}", digits):
        return " ".join(re.findall("..", digits))
    return digits if re.fullmatch(r"\+(?!33)[1-9][0-9]{6,14}", digits) else ""


def dialled(number: str) -> str:
    """What a telephone of France, overseas included, dials; nothing when it is no number."""
    return kept(number).replace(" ", "")
