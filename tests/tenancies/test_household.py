"""Editing, closing and reopening a case file, and what the history keeps of it."""

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.roles import Role
from tenancies.models import CaseFileAccess, Household, JournalEntry
from tenancies.models.ends import EndReason
from tenancies.services.closing import close_household, reopen_household
from tenancies.services.households import edit_household
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, JournalEntryFactory, ParticipationFactory, PersonFactory

pytestmark = pytest.mark.django_db

State, Event, Purpose = Household.State, JournalEntry.Event, CaseFileAccess.Purpose


@pytest.fixture
def url(household):
    return reverse("tenancies:household_edit", args=[household.public_id])


def reopening(household):
    return reverse("tenancies:household_reopen", args=[household.public_id])


def answers(household, *persons, **changes):
    """The edit form as its page sends it: a name, and one line per person."""
    data = {
        "version": household.version,
        "name": household.name,
        "persons-TOTAL_FORMS": len(persons),
        "persons-INITIAL_FORMS": sum(1 for person in persons if person.get("id")),
    }
    for number, person in enumerate(persons):
        line = {"first_name": "", "last_name": "", "role": "", "birth_year": "", "phone": ""} | person
        data |= {f"persons-{number}-{name}": value for name, value in line.items()}
    return data | changes


def test_household_is_edited(signed_in, worker, household, url):
    samia = PersonFactory(household=household, first_name="Samia", role="HOLDER")
    adam = PersonFactory(household=household, first_name="Adam", role="CHILD", birth_year=2015)
    leaving = PersonFactory(household=household, first_name="Omar", role="OTHER")

    response = signed_in(worker).post(
        url,
        answers(
            household,
            {"id": samia.pk, "first_name": "Samia", "last_name": "Belkacem", "role": "PARTNER"},
            {"id": adam.pk, "first_name": "Adam", "role": "CHILD", "birth_year": "2016"},
            {"id": leaving.pk, "first_name": "Omar", "role": "OTHER", "DELETE": "on"},
            {"first_name": "Karim", "role": "HOLDER", "phone": "06 00 00 00 00"},
            {},
            name="Belkacem-Aziz",
        ),
    )

    assert response.headers["Location"] == reverse("tenancies:household_members", args=[household.public_id])
    household.refresh_from_db()
    assert (household.name, household.version) == ("Belkacem-Aziz", 2)
    assert list(household.persons.order_by("pk").values_list("first_name", "role", "birth_year", "phone")) == [
        ("Samia", "PARTNER", None, ""),
        ("Adam", "CHILD", 2016, ""),
        ("Karim", "HOLDER", None, "06 00 00 00 00"),
    ]


def test_person_of_another_household_is_out_of_reach(signed_in, worker, household, url):
    stranger = PersonFactory(first_name="Lucie")

    signed_in(worker).post(url, answers(household, {"id": stranger.pk, "first_name": "Autre", "role": "HOLDER"}))

    stranger.refresh_from_db()
    assert stranger.first_name == "Lucie"
    assert [str(person) for person in household.persons.all()] == ["Autre"]


@pytest.mark.parametrize(
    "persons",
    [
        [],
        [{"first_name": "Samia", "role": "HOLDER"}, {"first_name": "Karim", "role": "HOLDER"}],
        [{"first_name": "", "role": "HOLDER"}],
        [{"first_name": "Samia\nKarim", "role": "HOLDER"}],
        [{"first_name": "Samia", "role": ""}],
        [{"first_name": "Samia", "role": "HOLDER", "birth_year": "90"}],
    ],
)
def test_impossible_household_is_kept_in_the_form(signed_in, worker, household, url, persons):
    response = signed_in(worker).post(url, answers(household, *persons, name="Nom repris"))

    assert response.status_code == 200
    assert response.context["form"]["name"].value() == "Nom repris"
    household.refresh_from_db()
    assert household.version == 1


def test_stale_version_shows_both_and_keeps_what_was_typed(signed_in, member, worker, household, url):
    person = PersonFactory(household=household, first_name="Samia")
    mine = answers(household, {"id": person.pk, "first_name": "Samira", "role": "HOLDER"}, name="Mon nom")
    edit_household(household=household, user=member(Role.ADVISER), version=1, name="Leur nom", persons=[])
    client = signed_in(worker)

    conflict = client.post(url, mine)

    assert conflict.status_code == 409
    html = conflict.content.decode()
    assert "Ménage Leur nom" in html
    assert (html.count('value="Mon nom"'), html.count('value="Samira"')) == (1, 1)
    household.refresh_from_db()
    assert (household.name, household.version) == ("Leur nom", 2)

    client.post(url, mine | {"version": conflict.context["form"]["version"].value()})
    household.refresh_from_db()
    assert (household.name, household.version) == ("Mon nom", 3)


def test_edit_of_a_stale_version_writes_nothing(household, worker):
    with pytest.raises(StaleVersionError):
        edit_household(household=household, user=worker, version=0, name="X", persons=[])

    household.refresh_from_db()
    assert household.name != "X"


# Move -> state before -> state after. What is absent is refused. Those of two case files that become one are in
# `test_merging.py`.
LEADS_TO = {
    Household.Move.BEGIN_SUPPORT: {State.WAITING: State.SUPPORTED, State.ENDED: State.SUPPORTED},
    Household.Move.END_SUPPORT: {State.SUPPORTED: State.ENDED},
    Household.Move.CLOSE: {State.WAITING: State.CLOSED, State.SUPPORTED: State.CLOSED, State.ENDED: State.CLOSED},
    Household.Move.REOPEN: {State.CLOSED: State.WAITING},
}


def act(household, move):
    adviser = UserFactory(organization=household.landlord, role=Role.ADVISER)
    match move:
        case Household.Move.CLOSE:
            close_household(household=household, user=adviser)
        case Household.Move.REOPEN:
            reopen_household(household=household, user=adviser, purpose=Purpose.AGAIN)
        case _:
            # These follow from the follow-ups: tests/tenancies/test_support.py has their services.
            locked = Household.machine.begin(household, move)
            Household.machine.finish(locked, move, actor=adviser)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", LEADS_TO)
def test_move_from_state(move, state):
    household = HouseholdFactory(closed=True) if state == State.CLOSED else HouseholdFactory(state=state)
    expected = LEADS_TO[move].get(state)

    if expected is None:
        with pytest.raises(TransitionNotAllowedError):
            act(household, move)
    else:
        act(household, move)

    household.refresh_from_db()
    assert household.state == (expected or state)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADVISER])
def test_case_file_is_closed_then_reopened(signed_in, role):
    household = HouseholdFactory()
    client = signed_in(UserFactory(organization=household.landlord, role=role))

    client.post(reverse("tenancies:household_close", args=[household.public_id]))
    household.refresh_from_db()
    assert (household.state, household.closed_on is None) == (State.CLOSED, False)
    client.post(reopening(household), {"purpose": Purpose.AGAIN})
    household.refresh_from_db()
    assert (household.state, household.closed_on) == (State.WAITING, None)
    assert list(household.journal.values_list("event", flat=True)) == [Event.CASE_FILE_REOPENED, Event.CASE_FILE_CLOSED]


def test_closed_case_file_is_not_closed_again(signed_in):
    household = HouseholdFactory(closed=True)
    client = signed_in(UserFactory(organization=household.landlord, role=Role.MANAGER))
    url = reverse("tenancies:household_close", args=[household.public_id])

    for response in (client.get(url), client.post(url)):
        told = [str(message) for message in get_messages(response.wsgi_request)]
        assert (response.status_code, told[-1]) == (302, "Ce dossier est déjà clos.")


def test_open_case_file_is_not_reopened(signed_in, member, household):
    client = signed_in(member(Role.MANAGER))

    for response in (client.get(reopening(household)), client.post(reopening(household), {"purpose": Purpose.AGAIN})):
        told = [str(message) for message in get_messages(response.wsgi_request)]
        assert (response.status_code, told[-1]) == (302, "Ce dossier est déjà ouvert.")


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"purpose": ""}, "purpose", "Choisissez pourquoi vous rouvrez ce dossier."),
        ({"purpose": Purpose.OTHER}, "reason", "Dites en quelques mots pourquoi vous rouvrez ce dossier."),
    ],
)
def test_case_file_is_not_reopened_without_a_reason(signed_in, sent, field, said):
    household = HouseholdFactory(closed=True)
    client = signed_in(UserFactory(organization=household.landlord, role=Role.MANAGER))

    response = client.post(reopening(household), sent)

    assert response.context["form"].errors == {field: [said]}
    household.refresh_from_db()
    assert household.state == State.CLOSED


def test_who_reads_why_a_case_file_was_reopened(signed_in, worker, member, household):
    """All its participants the reason, in the timeline; the organization of whoever did it what was said besides."""
    adviser = member(Role.ADVISER)
    close_household(household=household, user=adviser, reason=EndReason.OTHER)
    ParticipationFactory(household=household, organization=worker.organization)

    signed_in(adviser).post(reopening(household), {"purpose": Purpose.UNFINISHED, "reason": "Le dossier FSL"})

    line = "Réouverture du dossier\u00a0: une démarche reste à terminer"
    for reader in (adviser, worker):
        assertContains(signed_in(reader).get(reverse("tenancies:household", args=[household.public_id])), line)
    accesses = reverse("tenancies:household_access", args=[household.public_id])
    said = f"{Purpose.UNFINISHED.label}\u00a0: Le dossier FSL"
    assertContains(signed_in(adviser).get(accesses), said)
    seen = signed_in(worker).get(accesses)
    assertContains(seen, "Dossier rouvert")
    assertNotContains(seen, "Le dossier FSL")


@pytest.mark.parametrize("purpose", [Purpose.WRONGLY, Purpose.AGAIN])
def test_closing_by_error_alone_is_struck_through(member, household, purpose):
    adviser = member(Role.ADVISER)
    close_household(household=household, user=adviser, reason=EndReason.OTHER)

    reopen_household(household=household, user=adviser, purpose=purpose)

    closing = JournalEntry.with_cancelled.get(household=household, event=Event.CASE_FILE_CLOSED)
    assert closing.is_cancelled == (purpose == Purpose.WRONGLY)


@pytest.mark.parametrize(("service", "why"), [(close_household, {}), (reopen_household, {"purpose": Purpose.AGAIN})])
@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.SOCIAL_WORKER, Role.COORDINATOR, "another landlord"])
def test_who_may_not_close_or_reopen(member, household, role, service, why):
    if role == "another landlord":
        user = UserFactory(landlord_staff=True, role=Role.MANAGER)
        ParticipationFactory(household=household, organization=user.organization)
    else:
        user = member(role)

    with pytest.raises(RightMissingError):
        service(household=household, user=user, **why)


# History


def test_history_says_who_when_and_from_which_page(signed_in, worker, member, household, url):
    client = signed_in(worker)
    client.post(url, answers(household, {"first_name": "Samia", "role": "HOLDER"}, name="Autre nom"))

    page = signed_in(member(Role.ADVISER)).get(reverse("tenancies:household_access", args=[household.public_id]))

    who = f"{worker.full_name}, {worker.organization.short_name}"
    changes = [(change.words, change.who, change.page) for change in page.context["changes"]]
    assert sorted(change for change in changes if change[1] != "Passerelle") == [
        ("Dossier modifié", who, "Modifier le ménage"),
        ("Personne ajoutée au ménage", who, "Modifier le ménage"),
    ]


@pytest.mark.parametrize("audience", ["ORGANIZATION", "AUTHOR"])
def test_history_keeps_quiet_about_confidential_notes(signed_in, worker, member, household, audience):
    before = HouseholdFactory(landlord=household.landlord)
    JournalEntryFactory(household=household, author=worker, audience=audience)
    client = signed_in(member(Role.ADVISER))

    def words(of):
        url = reverse("tenancies:household_access", args=[of.public_id])
        return [change.words for change in client.get(url).context["changes"] if "Note" in change.words]

    assert words(household) == words(before) == []
    JournalEntryFactory(household=household, author=worker)
    assert words(household) == ["Note"]


@pytest.mark.parametrize(
    "statement", ["UPDATE tenancies_householdhistory SET version = 0", "DELETE FROM tenancies_householdhistory"]
)
def test_history_is_append_only(household, statement):
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert household.history.count() >= 1


def test_second_holder_is_refused_by_the_database(household):
    PersonFactory(household=household)

    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory(household=household)
