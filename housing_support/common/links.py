"""The URLs of rows: a list has dozens of one pattern, and Django works each of them out anew."""

import functools
import uuid

from django.urls import get_script_prefix, reverse

ANY_ROW = uuid.UUID(int=0)


def row_url(url_name: str, public_id: uuid.UUID) -> str:
    """What `reverse(url_name, args=[public_id])` gives, the pattern being looked up once."""
    return _pattern(url_name, get_script_prefix(), ANY_ROW).replace(str(ANY_ROW), str(public_id))


def fixed_url(url_name: str, *words: str) -> str:
    """What `reverse(url_name, args=words)` gives, looked up once: words are few, such as a figure's code."""
    return _pattern(url_name, get_script_prefix(), *words)


@functools.cache
def _pattern(url_name: str, prefix: str, *arguments: str | uuid.UUID) -> str:
    return reverse(url_name, args=arguments)
