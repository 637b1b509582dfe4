import pghistory.models
import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from partners.roles import Role
from tenancies.models import JournalEntry
from tenancies.models.audience import Audience, AudienceModel, AudienceQuerySet
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, JournalEntryFactory

pytestmark = pytest.mark.django_db

READERS = {
    Audience.SHARED: {"author", "colleague", "landlord"},
    Audience.ORGANIZATION: {"author", "colleague"},
    Audience.AUTHOR: {"author"},
}


def has_audience(model) -> bool:
    try:
        model._meta.get_field("audience")
    except FieldDoesNotExist:
        return False
    return not issubclass(model, pghistory.models.Event)


def test_whatever_has_an_audience_has_its_rule():
    written = [model for model in apps.get_models() if has_audience(model)]

    assert JournalEntry in written
    for model in written:
        assert issubclass(model, AudienceModel), model
        assert isinstance(model._default_manager.all(), AudienceQuerySet), model
        assert model._meta.get_field("household"), model


@pytest.fixture
def people():
    """The author, a colleague, somebody of the other organization, somebody of one that does not take part."""
    author = UserFactory(role=Role.SOCIAL_WORKER)
    return {
        "author": author,
        "colleague": UserFactory(organization=author.organization, role=Role.COORDINATOR),
        "landlord": UserFactory(landlord_staff=True, role=Role.ADVISER),
        "stranger": UserFactory(role=Role.SOCIAL_WORKER),
        "accounts": UserFactory(organization=author.organization, role=Role.ADMIN),
    }


@pytest.mark.parametrize(("audience", "readers"), READERS.items())
def test_an_entry_is_read_by_its_audience_alone(people, audience, readers):
    household = HouseholdFactory(landlord=people["landlord"].organization, participants=[people["author"].organization])
    entry = JournalEntryFactory(household=household, author=people["author"], audience=audience)

    found = {name for name, user in people.items() if entry in JournalEntry.objects.readable_by(user)}

    assert found == readers


def test_every_audience_is_told_here():
    assert list(READERS) == list(Audience)
