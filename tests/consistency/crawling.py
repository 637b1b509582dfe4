"""Every page that somebody reaches by links, and what two worlds say differently on them."""

import functools
import io
import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

import pgtrigger
from django.db import connection
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
MOST_PAGES = 700
PROTECTED_ADDRESS = (words.PROTECTED_STREET, words.PROTECTED_RESIDENCE, words.PROTECTED_TOWN)
# Where other households in danger live, of the same residence.
PROTECTED_STREETS = (words.SLIDING_STREET, words.YOUNG_STREET)
# What differs from one request to the next: tokens, the draft that a page names, where its next one begins, the minute.
TOKENS = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>|\?draft=[-\w]*|\bafter=[-\w=%]*|\d+.h.\d\d|T\d\d:\d\d\"")


TABLES_READ = re.compile(r'\b(?:FROM|JOIN)\s+(?:ONLY\s+)?"?(\w+)')
# Tables that hold no word of anybody: sessions, rate limits, the logs of who did what, and what one has read.
TRACES = {
    "django_session",
    "shared_cache",
    "usersessions_usersession",
    "tenancies_casefileaccess",
    "tenancies_threadreading",
    "partners_notification",
    "partners_accountevent",
    "referrals_conflictreading",
}


@dataclass
class Crawl:
    """What somebody reached: the texts of the pages, those of the papers, what answered each address, the tables that
    asking read and wrote, what is kept."""

    pages: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    read: dict[str, frozenset[str]] = field(default_factory=dict)
    writings: dict[str, list[str]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


def is_crawled(url: str, method: str, expected: dict[str, str], code: str) -> bool:
    """Whether the crawl of that person asks for this address of the access tables, which lets them read it."""
    is_read = method == "GET" and expected.get(code) == "200" and code in PEOPLE
    return is_read and not url.startswith(("account_", "mfa_"))


def pages_to_begin_with(world, code) -> list[str]:
    found = [
        url_of(world, url, name)
        for url, name, method, expected in (row.values for row in ROWS)
        if is_crawled(url, method, expected, code)
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


def reached(
    client, begin_with: list[str], *, is_left_out: Callable[[str], bool] = lambda address: False, reads_papers=False
) -> Crawl:
    """These pages, and all those that their links lead to; on demand, the text of what is downloaded too."""
    waiting, seen, crawl = [*begin_with], {*begin_with}, Crawl()
    pages = crawl.pages
    while waiting:
        address = waiting.pop()
        with undone() as written, tables_read() as read:
            response = client.get(address)
            if reads_papers and response.streaming:
                crawl.papers[address] = paper_of(response)
        crawl.answers[address] = response.status_code
        crawl.read[address] = frozenset().union(*read)
        if tables := sorted(set(written) - TRACES):
            crawl.writings[address] = tables
        if may_be_kept(response):
            crawl.kept.add(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        pages[address] = text_of(response)
        for link in re.findall(r'href="(/[^"#]*)', response.text):
            link = unescape(link)
            if link not in seen and not link.startswith(NOT_FOLLOWED) and not is_left_out(link):
                seen.add(link)
                waiting.append(link)
        assert len(pages) < MOST_PAGES
    return crawl


@contextmanager
def tables_read():
    """Yield what each statement meanwhile reads."""
    read = []

    def watch(execute, sql, *given):
        read.append(tables_in(sql))
        return execute(sql, *given)

    with connection.execute_wrapper(watch):
        yield read


@functools.cache
def tables_in(sql: str) -> frozenset[str]:
    return frozenset(TABLES_READ.findall(sql))


def may_be_kept(response) -> bool:
    """By the browser, for whoever uses it next."""
    return "no-store" not in response.get("Cache-Control", "")


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
    """As if the protected household had always lived there, or nowhere that is known, and those under a lease that
    slides, or of one year, somewhere else. Yields the tables that say it."""
    with undone() as written:
        # No trace of a change: there was none.
        with pgtrigger.ignore():
            for lease, spare in zip((world.sublease, world.young_lease), world.spare, strict=True):
                Tenancy.objects.filter(pk=lease.pk).update(dwelling=spare)
            leases = Tenancy.objects.filter(pk=world.tenancy.pk)
            leases.update(dwelling=where) if where else leases.delete()
        yield {*written}


def different(one: dict[str, str], other: dict[str, str]) -> dict[str, list[str]]:
    """By the name of its page, the lines that only one of the two says."""
    return {
        name_of(address): sorted(lines_of(one, address) ^ lines_of(other, address))
        for address in one.keys() | other.keys()
        if one.get(address) != other.get(address)
    }


def lines_of(pages: dict[str, str], address: str) -> set[str]:
    return {line.strip() for line in pages.get(address, "no such page").splitlines()}
