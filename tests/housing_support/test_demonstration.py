import pytest
from django.db import connection

from housing_support.demonstration import RealDataError, mark_as_demonstration, refuse_real_data
from tests.factories.partners import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration_elsewhere(settings):
    settings.DEMO_MODE = True
    settings.EMBEDDED_DATABASE = False


@pytest.fixture
def closed(monkeypatch):
    """How often the connection was closed, which stays open for the test."""
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(1))
    return closed


def test_demonstration_refuses_a_database_where_somebody_is(closed):
    OrganizationFactory()

    with pytest.raises(RealDataError, match="retirez PASSERELLE_DEMO"):
        refuse_real_data(None, connection=connection)

    assert closed == [1]


def test_demonstration_opens_an_empty_database(closed):
    refuse_real_data(None, connection=connection)

    assert closed == []


@pytest.mark.parametrize("about", ["", "d’un million de ménages"])
def test_demonstration_opens_the_database_that_bears_its_mark(closed, about):
    mark_as_demonstration(about)
    OrganizationFactory()

    refuse_real_data(None, connection=connection)

    assert closed == []


@pytest.mark.parametrize(("name", "value"), [("DEMO_MODE", False), ("EMBEDDED_DATABASE", True)])
def test_production_and_the_embedded_database_need_no_mark(closed, settings, name, value):
    setattr(settings, name, value)
    OrganizationFactory()

    refuse_real_data(None, connection=connection)

    assert closed == []
