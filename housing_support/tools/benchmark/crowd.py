"""Several people at once: what they wait for a page of the server of production, on this machine.

Each asks for the page again as soon as it has come. The number of requests and the time are bounded.
"""

import contextlib
import http.client
import itertools
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from housing_support.tools.benchmark.visitor import UnexpectedAnswerError, Visitor
from housing_support.tools.launch import started

HOST = "127.0.0.1"
CROWD = 8
# Of each visitor; the first ones compose what each process and thread keeps.
REQUESTS, WARM_UP = 40, 8
MOST_SECONDS_A_PAGE = 40
SECONDS_TO_START = MOST_SECONDS_AN_ANSWER = 30


@dataclass(frozen=True)
class CrowdedPage:
    """Each of `visitors` goes through `paths`, each beginning at another one. `most`: milliseconds by percentile."""

    name: str
    visitors: list[Visitor]
    paths: list[str]
    most: Mapping[int, float]


@dataclass(frozen=True)
class Waits:
    """How long a page took to arrive, in milliseconds: one figure for each percentile."""

    percentiles: tuple[float, ...]

    @classmethod
    def of(cls, seconds: list[float]) -> "Waits":
        return cls(tuple(1000 * each for each in statistics.quantiles(seconds, n=100, method="inclusive")))

    def at(self, percentile: int) -> float:
        return self.percentiles[percentile - 1]


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """The port of gunicorn, as it is configured for production, on the database connected to."""
    with socket.socket() as candidate:
        candidate.bind((HOST, 0))
        port = candidate.getsockname()[1]
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with started(
        *("-m", "gunicorn", "--config", "python:housing_support.gunicorn", "housing_support.wsgi"),
        env=os.environ | {"BIND": f"{HOST}:{port}", "DATABASE_URL": database},
        stdout=subprocess.DEVNULL,
    ):
        wait_for(port)
        yield port


def wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.1)
    raise UnexpectedAnswerError(f"nothing answers on port {port}")


def wait_for_each(pages: list[CrowdedPage]) -> dict[str, Waits]:
    """One page after the other; one that does not answer as it should has no figure."""
    waits = {}
    with serving() as port:
        for page in pages:
            try:
                waits[page.name] = wait_together(page, port)
            except (UnexpectedAnswerError, OSError) as error:
                sys.stderr.write(f"{page.name}: {error}\n")
    return waits


def wait_together(page: CrowdedPage, port: int) -> Waits:
    """What the visitors of the page waited, all together."""
    until = time.monotonic() + MOST_SECONDS_A_PAGE
    with ThreadPoolExecutor(len(page.visitors)) as together:
        waits = together.map(
            lambda rank, visitor: waits_of(visitor, page.paths[rank:] + page.paths[:rank], port, until),
            itertools.cycle(range(len(page.paths))),
            page.visitors,
        )
        found = [each for own in waits for each in own]
    if len(found) < 2:
        raise UnexpectedAnswerError(f"{page.name}: nobody was answered in time")
    return Waits.of(found)


def waits_of(visitor: Visitor, paths: list[str], port: int, until: float) -> list[float]:
    waits = []
    server = http.client.HTTPConnection(HOST, port, timeout=MOST_SECONDS_AN_ANSWER)
    with contextlib.closing(server):
        for path in itertools.islice(itertools.cycle(paths), WARM_UP + REQUESTS):
            begun = time.perf_counter()
            server.request("GET", path, headers={"Cookie": visitor.cookie_header})
            answer = server.getresponse()
            answer.read()
            waits.append(time.perf_counter() - begun)
            if answer.status != http.client.OK:
                raise UnexpectedAnswerError(f"{path} answered {answer.status}")
            if time.monotonic() > until:
                break
    return waits[WARM_UP:]
