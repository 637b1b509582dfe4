import importlib
import inspect
import pkgutil

import pghistory.models
import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse

from partners.exceptions import UnknownAudienceError
from partners.roles import Role
from tenancies.forms import NoteForm
from tenancies.forms.audience import readers as readers_in_words
from tenancies.models import JournalEntry
from tenancies.models.audience import Audience, AudienceModel, AudienceQuerySet, audiences_open_to
from tenancies.services.journal import write_note
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory, JournalEntryFactory, VisitFactory

pytestmark = pytest.mark.django_db

READERS = {
    Audience.SHARED: {"author", "colleague", "adviser", "officer", "manager", "partner"},
    Audience.SOCIAL: {"author", "colleague", "adviser", "partner"},
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
        assert model.objects.filter(**{f"{model.household_path}__isnull": False}).query, model


@pytest.fixture
def people():
    """The author, a colleague, the landlord's staff, somebody of another association of the file, and some who do not
    take part."""
    author = UserFactory(role=Role.SOCIAL_WORKER)
    adviser = UserFactory(landlord_staff=True, role=Role.ADVISER)
    return {
        "author": author,
        "colleague": UserFactory(organization=author.organization, role=Role.COORDINATOR),
        "partner": UserFactory(role=Role.SOCIAL_WORKER),
        "adviser": adviser,
        "officer": UserFactory(organization=adviser.organization, role=Role.RENTAL_OFFICER),
        "manager": UserFactory(organization=adviser.organization, role=Role.MANAGER),
        "caretaker": UserFactory(organization=adviser.organization, role=Role.CARETAKER),
        "stranger": UserFactory(role=Role.SOCIAL_WORKER),
        "accounts": UserFactory(organization=author.organization, role=Role.ADMIN),
    }


@pytest.fixture
def household(people):
    return HouseholdFactory(
        landlord=people["adviser"].organization,
        participants=[people["author"].organization, people["partner"].organization],
    )


@pytest.mark.parametrize(("audience", "readers"), READERS.items())
def test_an_entry_is_read_by_its_audience_alone(people, household, audience, readers):
    entry = JournalEntryFactory(household=household, author=people["author"], audience=audience)

    found = {name for name, user in people.items() if entry in JournalEntry.objects.readable_by(user)}

    assert found == readers


@pytest.mark.parametrize(("audience", "readers"), READERS.items())
def test_a_note_is_told_to_its_audience_alone(people, household, audience, readers):
    JournalEntryFactory(household=household, author=people["author"], audience=audience, text="Lettre lue.")

    told = {
        name: [(entry.is_readable, entry.read_text) for entry in JournalEntry.objects.told_to(user)]
        for name, user in people.items()
    }

    assert told == {name: [(True, "Lettre lue.")] if name in readers else [] for name in people}


@pytest.mark.parametrize(("audience", "readers"), READERS.items())
def test_that_a_visit_took_place_is_told_to_all_participants_and_its_report_to_its_audience(
    people, household, audience, readers
):
    visit = VisitFactory(follow_up__household=household, author=people["author"])
    kind = JournalEntry.Kind.VISIT
    JournalEntryFactory(
        household=household, author=people["author"], audience=audience, text="Lettre lue.", kind=kind, visit=visit
    )

    told = {
        name: [(entry.is_readable, entry.read_text) for entry in JournalEntry.objects.told_to(user)]
        for name, user in people.items()
    }

    hidden = {name: [(False, "")] for name in READERS[Audience.SHARED]}
    assert told == {name: [] for name in people} | hidden | {name: [(True, "Lettre lue.")] for name in readers}


def test_no_page_of_the_case_file_shows_a_text_to_others(client, people, household):
    """Notes and reports of visits for each audience, each with its own word."""
    author = people["author"]
    follow_up = FollowUpFactory(household=household)
    kinds = (JournalEntry.Kind.NOTE, JournalEntry.Kind.VISIT)
    words = {f"mot-{kind}-{audience}": readers for kind in kinds for audience, readers in READERS.items()}
    for kind in kinds:
        for audience in READERS:
            visit = VisitFactory(follow_up=follow_up, author=author) if kind == JournalEntry.Kind.VISIT else None
            text = f"mot-{kind}-{audience}"
            JournalEntryFactory(
                household=household, author=author, audience=audience, text=text, kind=kind, visit=visit
            )

    shown = {}
    for name, user in people.items():
        client.force_login(user)
        for page in ("household", "household_support", "household_access"):
            text = client.get(reverse(f"tenancies:{page}", args=[household.public_id])).text
            for word in words:
                if word in text:
                    shown.setdefault((page, word), set()).add(name)

    assert shown == {("household", word): readers for word, readers in words.items()}


def test_every_audience_is_told_here():
    assert list(READERS) == list(Audience)


@pytest.mark.parametrize("name", ["author", "adviser", "officer", "manager"])
def test_a_note_is_written_for_readers_among_whom_its_author_is(people, household, name):
    user = people[name]

    offered = NoteForm(user=user).fields["audience"].choices
    for audience in Audience:
        if audience in audiences_open_to(user):
            entry = write_note(household=household, user=user, audience=audience, text="Lettre lue.")
            assert entry in JournalEntry.objects.readable_by(user)
        else:
            with pytest.raises(UnknownAudienceError):
                write_note(household=household, user=user, audience=audience, text="Lettre lue.")

    assert [code for code, _ in offered] == list(audiences_open_to(user))


def forms_with_an_audience():
    return [form for form in all_forms() if any(name.endswith("audience") for name in form.base_fields)]


def all_forms():
    for name in ("tenancies.forms", "referrals.forms"):
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            for _, form in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(form, forms.BaseForm) and form.__module__ == module.name:
                    yield form


def test_a_form_asks_who_reads_before_the_text():
    found = forms_with_an_audience()

    assert found != []
    for form in found:
        names = list(form.base_fields)
        written = (forms.Textarea, forms.FileInput)
        texts = [name for name in names if isinstance(form.base_fields[name].widget, written)]
        asked = [name for name in names if name.endswith("audience")]
        assert all(names.index(asked[0]) < names.index(text) for text in texts), form


@pytest.mark.parametrize("audience", Audience)
def test_whoever_writes_reads_who_will_read(people, audience):
    words = readers_in_words(audience, people["author"])

    assert words
    assert "·" not in words


@pytest.mark.parametrize(("audience", "still_read"), [(Audience.SOCIAL, False), (Audience.AUTHOR, True)])
def test_an_author_who_is_no_longer_a_social_worker_reads_what_is_their_own_alone(
    people, household, audience, still_read
):
    adviser = people["adviser"]
    entry = JournalEntryFactory(household=household, author=adviser, audience=audience)

    adviser.role = Role.RENTAL_OFFICER
    adviser.save()

    assert JournalEntry.objects.readable_by(adviser).contains(entry) is still_read
