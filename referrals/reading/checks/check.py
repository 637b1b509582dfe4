from dataclasses import dataclass

from housing_support.common.numbers import euros


@dataclass(frozen=True)
class Check:
    """What one rule finds. `inputs` are the figures it read, each with its name, `source` the text it follows."""

    title: str
    words: str
    is_warning: bool
    inputs: tuple[tuple[str, str], ...] = ()
    source: str = ""


def amount(whole_euros: int | None, missing: str = "non indiqué") -> str:
    return missing if whole_euros is None else euros(whole_euros * 100)
