"""A signed-in user asking for pages inside this process, through the whole WSGI stack and nothing else."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory

from partners.models import User
from partners.sessions import SECOND_FACTOR

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    cpu_seconds: float


@dataclass(frozen=True)
class Queries:
    count: int
    seconds: float


class UnexpectedAnswerError(Exception):
    pass


class Visitor:
    def __init__(self, user: User, application: WSGIHandler):
        self.user = user
        self.application = application
        self.factory = RequestFactory()
        client = Client()
        client.force_login(user)
        session = client.session
        session[SECOND_FACTOR] = True
        session.save()
        self.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}

    def ask(self, path: str, data: Mapping | None = None) -> Answer:
        """GET, or POST `data`. The CPU is that of this process, from the request's arrival to its last byte."""
        request = self.factory.get(path) if data is None else self.post(path, data)
        environ = request.environ | {
            "HTTP_COOKIE": self.cookie_header,
            "HTTP_HOST": settings.ALLOWED_HOSTS[0],
            "wsgi.url_scheme": "https" if settings.SECURE_SSL_REDIRECT else "http",
        }
        started: dict = {}

        def start_response(status: str, headers: list) -> None:
            started["status"], started["headers"] = int(status.split()[0]), headers

        begun = time.process_time()
        # The way to write that it should return is never used.
        response = self.application(environ, start_response)  # type: ignore[arg-type]
        body = b"".join(response)
        response.close()
        spent = time.process_time() - begun
        for name, value in started["headers"]:
            cookie, _, content = value.split(";")[0].strip().partition("=")
            if name == "Set-Cookie" and cookie == settings.CSRF_COOKIE_NAME:
                self.cookies[cookie] = content
        return Answer(started["status"], body.decode(errors="replace"), spent)

    def post(self, path: str, data: Mapping):
        encoded = urlencode(data, doseq=True)
        return self.factory.post(
            path, encoded, content_type="application/x-www-form-urlencoded", HTTP_ORIGIN=self.origin
        )

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def origin(self) -> str:
        return f"{'https' if settings.SECURE_SSL_REDIRECT else 'http'}://{settings.ALLOWED_HOSTS[0]}"

    def watch(self, path: str, data: Mapping | None = None) -> Queries:
        """Ask once more, counting the queries and the time that the database took, its CPU being another process's."""
        spent: list[float] = []

        def watched(execute, sql, parameters, many, context):
            begun = time.perf_counter()
            try:
                return execute(sql, parameters, many, context)
            finally:
                spent.append(time.perf_counter() - begun)

        with connection.execute_wrapper(watched):
            self.ask(path, data)
        return Queries(len(spent), sum(spent))

    def hidden_fields(self, path: str) -> dict[str, str]:
        """What the form of a page sends without being asked, its CSRF token first."""
        return dict(HIDDEN.findall(self.ask(path).text))
