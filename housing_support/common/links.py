"""The URLs of a list's rows: they differ by an identifier, and Django takes longer to write one than to read a row."""

import uuid
from collections.abc import Callable

from django.urls import reverse

ANY_ROW = uuid.UUID(int=0)


def row_urls(url_name: str) -> Callable[[uuid.UUID], str]:
    """`reverse(url_name, args=[public_id])` for each row, worked out once for the list."""
    pattern = reverse(url_name, args=[ANY_ROW])
    return lambda public_id: pattern.replace(str(ANY_ROW), str(public_id))
