"""Every page that somebody reaches by links, and what two worlds say differently on them."""

import io
import re
from contextlib import contextmanager
from html import unescape
from urllib.parse import urlencode

import pgtrigger
from django.db import transaction
from django.urls import resolve, reverse
from pypdf import PdfReader

from housing_support.common.sealed_links import search_token
from tenancies.models import Tenancy
from tests.consistency import world as words
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import undone

PEOPLE = ("RO", "CT", "AD", "MG", "LA", "SW", "CO", "AA", "AC", "xAD", "xMG", "xLA", "xCO")
SEARCHED = ("search", "tenancies:households", "referrals:find", "referrals:find_door", "tenancies:dwellings")
NOT_FOLLOWED = ("/static/", "/account/")
MOST_PAGES = 400
PROTECTED_ADDRESS = (words.PROTECTED_STREET, words.PROTECTED_RESIDENCE, words.PROTECTED_TOWN)
# What differs from one request to the next: tokens, the draft that a page names, the minute.
TOKENS = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>|\?draft=[-\w]*|\d+.h.\d\d|T\d\d:\d\d\"")


def pages_to_begin_with(world, code) -> list[str]:
    found = [
        url_of(world, url, name)
        for url, name, method, expected in (row.values for row in ROWS)
        if method == "GET" and expected.get(code) == "200" and not url.startswith(("account_", "mfa_"))
    ]
    lists = [url for url in SEARCHED if url_of(world, url, "") in found]
    texts = (words.HOUSEHOLD_NAME, *PROTECTED_ADDRESS)
    return found + [results_of(url, text, user=world.people[code]) for url in lists for text in texts]


def results_of(url: str, text: str, *, user) -> str:
    """The address of what a search finds: that of dwellings names nobody, and is in clear."""
    in_clear = url == "tenancies:dwellings"
    return f"{reverse(url)}?{urlencode({'q': text} if in_clear else {'search': search_token(text, user=user)})}"


def text_of(response) -> str:
    """The page without what it repeats of a search, and without the partners that a filter offers."""
    repeated = r"<input\b[^>]*name=\"(?:q|address)\"[^>]*>|«\s[^»]*»"
    offered = r"<select\b[^>]*name=\"association\".*?</select>"
    return re.sub(f"{repeated}|{offered}", "", unescape(response.text), flags=re.DOTALL)


def reached(client, begin_with: list[str], *, reads_papers: bool = False) -> dict[str, str]:
    """The text of these pages, and of all those that their links lead to; on demand, of what is downloaded too."""
    waiting, seen, pages = [*begin_with], {*begin_with}, {}
    while waiting:
        address = waiting.pop()
        with undone():
            response = client.get(address)
            if reads_papers and response.streaming:
                pages[address] = paper_of(response)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        pages[address] = text_of(response)
        for link in re.findall(r'href="(/[^"#]*)', response.text):
            link = unescape(link)
            if link not in seen and not link.startswith(NOT_FOLLOWED):
                seen.add(link)
                waiting.append(link)
        assert len(pages) < MOST_PAGES
    return pages


def paper_of(response) -> str:
    """What is downloaded, its name included."""
    data = b"".join(response.streaming_content)
    said = response["Content-Disposition"]
    if "pdf" not in response["Content-Type"]:
        return said + data.decode(errors="replace")
    reader = PdfReader(io.BytesIO(data))
    return "\n".join([said, str(reader.metadata), *(page.extract_text() for page in reader.pages)])


def name_of(address: str) -> str:
    return resolve(address.partition("?")[0]).view_name


@contextmanager
def living(world, where):
    """As if the protected household had always lived there, or nowhere that is known."""
    with transaction.atomic():
        # No trace of a change: there was none.
        with pgtrigger.ignore():
            leases = Tenancy.objects.filter(pk=world.tenancy.pk)
            leases.update(dwelling=where) if where else leases.delete()
        yield
        transaction.set_rollback(True)


def different(one: dict[str, str], other: dict[str, str]) -> dict[str, list[str]]:
    """By the name of its page, the lines that only one of the two says."""
    return {
        name_of(address): sorted(lines_of(one, address) ^ lines_of(other, address))
        for address in one.keys() | other.keys()
        if one.get(address) != other.get(address)
    }


def lines_of(pages: dict[str, str], address: str) -> set[str]:
    return {line.strip() for line in pages.get(address, "no such page").splitlines()}
