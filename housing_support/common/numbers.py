"""Numbers and amounts as French people write them."""

from decimal import Decimal
from math import ceil

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"


def integer(value: int | None) -> str:
    """12 345, with the narrow no-break space between thousands."""
    return "" if value is None else f"{value:,}".replace(",", NARROW_NO_BREAK)


def agreed(noun: str, count: int) -> str:
    """A regular noun given in the plural, in agreement with its number: in French, the plural begins at two."""
    return noun if count >= 2 or noun.endswith("ès") else noun.removesuffix("s")


def decimal_comma(value: float | Decimal | None) -> str:
    """One decimal, with a comma: 3,4. A whole number keeps none."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):,.1f}".removesuffix(".0")
    return text.replace(",", NARROW_NO_BREAK).replace(".", ",")


def euros(cents: int | None) -> str:
    """Integer cents as people write euros: 37 000 €, 1 234,56 €."""
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    sign = "−" if cents < 0 else ""
    decimals = f",{rest:02}" if rest else ""
    return f"{sign}{integer(whole)}{decimals}{NO_BREAK}€"


def days(number: int) -> str:
    """1 jour, 15 jours"""
    return f"{integer(number)}{NO_BREAK}jour{'s' if number > 1 else ''}"


def a_while(seconds: float) -> str:
    """How long to wait, never too short: 1 seconde, 40 secondes, 12 minutes, 3 heures"""
    units = (("secondes", 1), ("minutes", 60), ("heures", 3600))
    noun, size = next(((noun, size) for noun, size in units if seconds <= 90 * size), units[-1])
    number = max(1, ceil(seconds / size))
    return f"{integer(number)}{NO_BREAK}{agreed(noun, number)}"


def file_size(size: int) -> str:
    """412 ko, 3,2 Mo: never less than it is, so that a file beyond a limit reads beyond it."""
    unit, name = (1_000_000, "Mo") if size >= 1_000_000 else (1_000, "ko")
    return f"{decimal_comma(ceil(size * 10 / unit) / 10 if unit > 1_000 else ceil(size / unit))}{NO_BREAK}{name}"
