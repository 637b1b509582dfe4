"""What a form says of a date too far from today."""

from django.utils import timezone

from housing_support.common.bounds import years_from
from housing_support.common.dates import long_date


def out_of_bounds(*, years_before: int = 0, years_after: int = 0) -> str:
    today = timezone.localdate()
    first, last = years_from(today, -years_before), years_from(today, years_after)
    return f"Indiquez une date entre le {long_date(first)} et le {long_date(last)}."
