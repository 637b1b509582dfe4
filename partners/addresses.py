"""The addresses of rows: a list has dozens of one pattern, and Django works each of them out anew."""

import functools
import uuid

from django.urls import get_script_prefix, reverse

ANY_ROW = uuid.UUID(int=0)


def address_of(url_name: str, public_id: uuid.UUID) -> str:
    """What `reverse(url_name, args=[public_id])` gives, the pattern being looked up once."""
    return _pattern(url_name, get_script_prefix()).replace(str(ANY_ROW), str(public_id))


def fixed_address(url_name: str) -> str:
    """What `reverse(url_name)` gives, looked up once."""
    return _pattern(url_name, get_script_prefix(), has_row=False)


@functools.cache
def _pattern(url_name: str, prefix: str, has_row: bool = True) -> str:
    return reverse(url_name, args=[ANY_ROW] if has_row else [])
