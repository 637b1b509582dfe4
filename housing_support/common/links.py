"""The URLs of a list's rows, which differ by an identifier, and of the pages that every page leads to: Django takes
longer to write one than to read a row."""

import functools
import uuid
from collections.abc import Callable

from django.urls import get_script_prefix, reverse

ANY_ROW = uuid.UUID(int=0)


def row_url(url_name: str, *identifiers: uuid.UUID | str) -> str:
    """`reverse(url_name, args=identifiers)`, worked out once for all rows; `identifiers`: UUIDs, or codes of ours."""
    url = _address_of_any_row(url_name, get_script_prefix(), len(identifiers))
    for identifier in identifiers:
        url = url.replace(str(ANY_ROW), str(identifier), 1)
    return url


def page_url(url_name: str) -> str:
    """`reverse(url_name)`, worked out once: of a page that every page leads to."""
    return _address_of_page(url_name, get_script_prefix())


def row_urls(url_name: str) -> Callable[[uuid.UUID], str]:
    return functools.partial(row_url, url_name)


@functools.cache
def _address_of_page(url_name: str, prefix: str) -> str:
    return reverse(url_name)


@functools.cache
def _address_of_any_row(url_name: str, prefix: str, identifiers: int) -> str:
    """Under the site's `prefix`, which `reverse` begins with."""
    return reverse(url_name, args=[ANY_ROW] * identifiers)
