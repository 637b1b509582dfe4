import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from partners.session_store import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionStore()
    session["reader"] = "Maya"
    session.save()
    return session


def test_session_is_read_in_one_query(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        read = SessionStore(session.session_key)["reader"]

    assert read == "Maya"


def test_session_is_written_in_one_query(session, django_assert_num_queries):
    session["reader"] = "Yanis"

    # Between the two of a savepoint.
    with django_assert_num_queries(3):
        session.save()

    assert SessionStore(session.session_key)["reader"] == "Yanis"


def test_session_that_is_over_is_empty_and_its_key_is_not_used_again(session):
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))

    again = SessionStore(session.session_key)

    assert (dict(again.items()), again.session_key) == ({}, None)


def test_unknown_key_opens_nothing():
    unknown = SessionStore("a" * 32)

    assert (dict(unknown.items()), unknown.session_key) == ({}, None)


def test_row_that_is_not_signed_by_us_is_empty(session):
    Session.objects.update(session_data="eyJyZWFkZXIiOiJNYXlhIn0:1vPAbc:forged")

    assert dict(SessionStore(session.session_key).items()) == {}
