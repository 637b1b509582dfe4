"""What an operator reads: refusals in a line, failures with their trace, and nobody's words."""

import io
import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import include, path, reverse

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.roles import Right
from tests.factories.partners import InvitationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.housing_support.test_logs")]

NAME = "Belkacem"


def raising(error):
    def view(request, name):
        raise error(NAME)

    return view


def failing_twice(request, name):
    try:
        raise KeyError(NAME)
    except KeyError as error:
        raise ValueError(NAME) from error


def refused_by_the_database(request, name):
    user = UserFactory(email="belkacem@exemple.fr")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_user SET role = 'MANAGER' WHERE email = %s", [user.email])


urlpatterns = [
    path("right/<str:name>/", raising(lambda name: RightMissingError(Right.INVITE))),
    path("denied/<str:name>/", raising(PermissionDenied)),
    path("absent/<str:name>/", raising(Http404)),
    path("late/<str:name>/", raising(TransitionNotAllowedError)),
    path("broken/<str:name>/", failing_twice),
    path("database/<str:name>/", refused_by_the_database),
    path("", include("housing_support.urls")),
]

handler500 = "housing_support.views.server_error"


@pytest.fixture
def log():
    """What the console of the application gets, written by its own formatter."""
    written = io.StringIO()
    [console] = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(console.formatter)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.fixture
def signed_in():
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    return client


def said(log):
    """Each line from its level on."""
    return [line.partition(" django.request ")[2] or line for line in log.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("kind", "status", "line"),
    [
        ("right", 403, "Forbidden (Permission denied): /right/<str:name>/"),
        ("denied", 403, "Forbidden (Permission denied): /denied/<str:name>/"),
        ("absent", 404, "Not Found: /absent/<str:name>/"),
        ("late", 409, "Conflict: /late/<str:name>/"),
    ],
)
def test_a_refusal_is_a_line_without_what_the_address_holds(signed_in, log, kind, status, line):
    response = signed_in.get(f"/{kind}/{NAME}/")

    assert response.status_code == status
    assert said(log) == [line]


def test_an_address_that_leads_nowhere_is_not_repeated(signed_in, log):
    signed_in.get(f"/nowhere/{NAME}/")

    assert said(log) == ["Not Found: an address that leads nowhere"]


def test_the_token_of_an_invitation_is_not_logged(client, log):
    InvitationFactory(token="a-secret", revoked=True)

    client.get(reverse("partners:accept_invitation", args=["a-secret"]))

    assert said(log) == ["Gone: /invitations/<str:token>/"]


def test_a_failure_has_its_trace_and_nobodys_words(signed_in, log):
    response = signed_in.post(f"/broken/{NAME}/", {"text": NAME})

    assert response.status_code == 500
    first, *trace = said(log)
    assert first == "Internal Server Error: /broken/<str:name>/"
    assert [line for line in trace if not line.startswith(" ")] == ["builtins.ValueError", "builtins.KeyError"]
    assert any(", in failing_twice" in line for line in trace)
    assert NAME not in log.getvalue()


def test_a_refusal_of_the_database_is_named_without_the_row(signed_in, log):
    signed_in.get(f"/database/{NAME}/")

    assert said(log)[-1] == "psycopg2.errors.CheckViolation 23514"
    assert "belkacem" not in log.getvalue()
