"""URLs that are written once: Django takes longer to write one than to read a row."""

import functools
import uuid
from collections.abc import Callable

from django.urls import reverse

ANY_ROW = uuid.UUID(int=0)


@functools.cache
def fixed_url(url_name: str) -> str:
    """`reverse(url_name)`, looked up once: for what every page leads to."""
    return reverse(url_name)


def row_urls(url_name: str) -> Callable[[uuid.UUID], str]:
    """`reverse(url_name, args=[public_id])` for each row of a list, which differ by an identifier: worked out once."""
    pattern = reverse(url_name, args=[ANY_ROW])
    return lambda public_id: pattern.replace(str(ANY_ROW), str(public_id))
