import time

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from pytest_django.asserts import assertRedirects

from partners import sessions
from partners.roles import LANDLORD_ROLES, Right, Role
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.housing_support.test_middleware")]


def trivial(request):
    return HttpResponse(request.user.organization.name)


@login_not_required
def open_to_all(request):
    return HttpResponse("ok")


def broken(request):
    raise ValueError("broken")


def form(request):
    return HttpResponse(request.POST.get("text"))


urlpatterns = [
    path("form/", form),
    path("trivial/", trivial, name="trivial"),
    path("open/", open_to_all),
    path("broken/", broken),
    path("", include("housing_support.urls")),
]

handler500 = "housing_support.views.server_error"


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def answering_client():
    """A client that shows the error page instead of raising what caused it."""
    return Client(raise_request_exception=False)


def move_back(client, key, seconds):
    session = client.session
    session[key] = int(time.time()) - seconds
    session.save()


def sign_in_without_second_factor(client, user):
    client.force_login(user)
    session = client.session
    del session[sessions.SECOND_FACTOR]
    session.save()


# What a page costs


def test_ordinary_page_costs_two_queries(client, user, django_assert_num_queries):
    client.force_login(user)

    with django_assert_num_queries(2) as queries:  # session, user with its organization
        assert client.get("/trivial/").text == user.organization.name

    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT", "SELECT"]


def test_activity_is_written_once_in_five_minutes(client, user, django_assert_max_num_queries):
    client.force_login(user)
    move_back(client, sessions.ACTIVE_AT, 301)

    client.get("/trivial/")

    assert time.time() - client.session[sessions.ACTIVE_AT] < 5
    with django_assert_max_num_queries(2):
        client.get("/trivial/")


# Who comes in


def test_anonymous_visitor_is_sent_to_sign_in_and_back(client):
    response = client.get("/trivial/?q=1")

    assertRedirects(response, f"{reverse('account_login')}?next=/trivial/%3Fq%3D1", fetch_redirect_response=False)


def test_user_without_second_factor_is_sent_to_enrol(client, user):
    sign_in_without_second_factor(client, user)

    assertRedirects(client.get("/trivial/"), reverse("mfa_index"))
    assert client.get("/open/").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout"],
)
def test_enrolment_pages_are_open_without_second_factor(client, user, name):
    sign_in_without_second_factor(client, user)

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "usersessions_list", "home"])
def test_other_pages_are_closed_without_second_factor(client, user, name):
    sign_in_without_second_factor(client, user)

    assertRedirects(client.get(reverse(name)), reverse("mfa_index"), fetch_redirect_response=False)


def test_recovery_codes_alone_are_no_second_factor(client, user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "", "used_mask": 0})
    sign_in_without_second_factor(client, user)

    assert client.get("/trivial/").status_code == 302


def test_a_session_that_did_not_prove_the_second_factor_of_its_account_ends(client, user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    sign_in_without_second_factor(client, user)

    assertRedirects(client.get("/trivial/"), f"{reverse('account_login')}?next=/trivial/")
    assert SESSION_KEY not in client.session


def test_demonstration_asks_no_second_factor(client, user, settings):
    settings.DEMO_MODE = True
    sign_in_without_second_factor(client, user)

    assert client.get("/trivial/").status_code == 200


# How long a session lasts


@pytest.mark.parametrize(
    ("key", "limit", "reason"),
    [
        (sessions.ACTIVE_AT, settings.SESSION_IDLE_SECONDS, "idle"),
        (sessions.SIGNED_IN_AT, settings.SESSION_ABSOLUTE_SECONDS, "absolute"),
    ],
)
def test_session_past_a_limit_ends_and_says_why(client, user, key, limit, reason):
    client.force_login(user)
    move_back(client, key, limit - 5)
    assert client.get("/trivial/").status_code == 200

    move_back(client, key, limit + 1)
    response = client.get("/trivial/?q=1")

    assertRedirects(
        response,
        f"{reverse('account_login')}?next=/trivial/%3Fq%3D1&ended={reason}",
        fetch_redirect_response=False,
    )
    assert Session.objects.count() == 0
    assert "Votre session s’est fermée." in client.get(response.url).text
    assert 'name="next" value="/trivial/?q=1"' in client.get(response.url).text


def test_session_without_its_marks_is_over(client, user):
    client.force_login(user)
    session = client.session
    del session[sessions.SIGNED_IN_AT]
    session.save()

    assert client.get("/trivial/").status_code == 302


# What comes in


@pytest.mark.parametrize("address", ["/trivial/?q=%00", "/trivial/?q=a%1Fb", "/trivial/?q=%7f", "/a%00b/"])
def test_control_characters_in_an_address_are_refused(client, user, address):
    client.force_login(user)

    response = client.get(address)

    assert response.status_code == 400
    assert "Cette demande n’a pas été comprise" in response.text


def test_control_character_in_the_session_cookie_is_refused(client):
    response = client.get("/trivial/", headers={"cookie": f'{settings.SESSION_COOKIE_NAME}="\\000aaaaaaaaaaa"'})

    assert response.status_code == 400


def test_ordinary_accents_tabs_and_lines_pass(client, user):
    client.force_login(user)

    assert client.get("/trivial/", {"q": "Élodie\tN’Diaye\r\nœuvre 🏠"}).status_code == 200


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_huge_body_of_a_visitor_is_refused_unread(client, content_type):
    response = client.generic("POST", reverse("account_login"), b"a" * 1_000_001, content_type=content_type)

    assert response.status_code == 413


def test_invented_session_cookie_lifts_no_limit(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    response = client.generic("POST", "/form/", b"a" * 1_000_001, content_type="multipart/form-data; boundary=x")

    assert response.status_code == 413


@pytest.mark.parametrize("role", Role)
def test_larger_body_is_read_from_whoever_gives_files_alone(client, settings, role):
    """A document from whoever writes in case files, twice as large as it may be: its page says by how much. The stock
    from whoever imports it."""
    user = UserFactory(role=role, organization=OrganizationFactory(is_landlord=role in LANDLORD_ROLES))
    client.force_login(user)
    settings.DOCUMENT_MAX_BYTES = 1_000_000
    may_give = {"document": user.may(Right.WRITE_JOURNAL), "stock": user.may(Right.IMPORT_DWELLINGS)}

    answers = {
        name: client.post("/form/", {"text": "ok", "file": SimpleUploadedFile("x", bytes(size))}).status_code
        for name, size in (("document", 1_900_000), ("stock", 2_000_001))
    }

    assert answers == {name: 200 if may_give[name] else 413 for name in answers}


def test_huge_form_of_a_user_is_refused(client):
    client.force_login(UserFactory(landlord_staff=True, role=Role.MANAGER))

    response = client.post("/form/", b"a" * 1_000_001, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400


def test_body_larger_than_any_file_is_refused(client, settings):
    settings.IMPORT_MAX_BYTES = 2_000_000
    client.force_login(UserFactory(landlord_staff=True, role=Role.MANAGER))

    response = client.generic("POST", "/trivial/", b"a" * 2_000_001, content_type="multipart/form-data; boundary=x")

    assert response.status_code == 413


# What goes out


@pytest.mark.parametrize("address", ["/trivial/", "/account/login/", "/nowhere/", "/broken/"])
def test_every_page_is_private_and_confined(answering_client, user, address):
    answering_client.force_login(user)

    headers = answering_client.get(address, secure=True).headers

    policy = headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "unsafe" not in policy
    for directive in ["default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"]:
        assert directive in policy
    assert "frame-ancestors 'none'" in policy


def test_broken_page_answers_500_in_our_look(answering_client, user):
    answering_client.force_login(user)

    response = answering_client.get("/broken/")

    assert response.status_code == 500
    assert "Un problème est survenu" in response.text


# When the database is down


@pytest.fixture
def database_down(monkeypatch):
    """No new connection, and the present one lost: in the session's middleware as well as in a view."""

    class Outage:
        def begin(self):
            def refuse(*args, **kwargs):
                raise OperationalError("connection refused")

            monkeypatch.setattr(connection, "close", lambda: None)
            monkeypatch.setattr(connection, "ensure_connection", refuse)
            monkeypatch.setattr(connection, "cursor", refuse)

        def end(self):
            monkeypatch.undo()

    return Outage()


def test_database_down_answers_503_then_heals(answering_client, user, database_down):
    answering_client.force_login(user)
    database_down.begin()

    response = answering_client.get("/trivial/")

    assert response.status_code == 503
    assert "Passerelle revient dans un instant" in response.text
    assert response.headers["Retry-After"] == "30"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    database_down.end()
    assert answering_client.get("/trivial/").status_code == 200


def test_database_down_for_a_visitor(answering_client, database_down):
    database_down.begin()

    assert answering_client.get(reverse("health")).status_code == 503


def test_operational_error_of_a_database_that_answers_is_a_500(answering_client, user, monkeypatch):
    answering_client.force_login(user)

    def refuse(*args, **kwargs):
        raise OperationalError("out of shared memory")

    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr("housing_support.middleware.why_over", refuse)

    assert answering_client.get("/trivial/").status_code == 500
