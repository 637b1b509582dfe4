"""Who reads which entry of the timeline, and what never reaches the landlord's side."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_moment
from housing_support.common.pagination import PAGE_SIZE
from partners.roles import Role
from tenancies.models import Domain, JournalEntry, Visit
from tests.factories.partners import UserFactory
from tests.factories.tenancies import (
    JournalEntryFactory,
    ParticipationFactory,
    PersonFactory,
    TenancyFactory,
    VisitFactory,
)
from tests.forms import stamp_of

pytestmark = pytest.mark.django_db

SHARED, ORGANIZATION, AUTHOR = "SHARED", "ORGANIZATION", "AUTHOR"


def url_of(household, **query):
    return reverse("tenancies:household", args=[household.public_id], query=query)


def record(
    follow_up, author, *, days_ago=0, report="Le dossier APL est transmis.", note="", audience=ORGANIZATION, **visit
):
    """A visit with its texts, as the service leaves them."""
    at = timezone.now() - datetime.timedelta(days=days_ago)
    visit = VisitFactory(follow_up=follow_up, author=author, visited_at=at, **visit)
    common = {"household": follow_up.household, "visit": visit, "author": author, "occurred_at": at}
    JournalEntryFactory(kind="VISIT", text=report, **common)
    if note:
        JournalEntryFactory(kind="VISIT_NOTE", text=note, audience=audience, **common)
    return visit


@pytest.mark.parametrize(
    ("audience", "reader", "reads"),
    [
        (SHARED, "author", True),
        (SHARED, "colleague", True),
        (SHARED, "landlord", True),
        (SHARED, "partner", True),
        (SHARED, "stranger", False),
        (ORGANIZATION, "author", True),
        (ORGANIZATION, "colleague", True),
        (ORGANIZATION, "landlord", False),
        (ORGANIZATION, "partner", False),
        (ORGANIZATION, "stranger", False),
        (AUTHOR, "author", True),
        (AUTHOR, "colleague", False),
        (AUTHOR, "administrator", False),
        (AUTHOR, "landlord", False),
        (AUTHOR, "partner", False),
        (AUTHOR, "stranger", False),
    ],
)
def test_audience(household, worker, member, audience, reader, reads):
    partner = UserFactory()
    ParticipationFactory(household=household, organization=partner.organization)
    readers = {
        "author": worker,
        "colleague": member(Role.COORDINATOR),
        "administrator": UserFactory(organization=worker.organization, role=Role.ADMIN),
        "landlord": member(Role.ADVISER),
        "partner": partner,
        "stranger": UserFactory(),
    }
    entry = JournalEntryFactory(household=household, author=worker, audience=audience)

    assert list(JournalEntry.objects.readable_by(readers[reader])) == ([entry] if reads else [])


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER])
def test_confidential_texts_and_health_never_reach_the_landlord(signed_in, member, household, follow_up, worker, role):
    record(follow_up, worker, topics=["BUDGET", "HEALTH"], note="Rendez-vous au centre", audience=ORGANIZATION)
    record(follow_up, worker, topics=["HEALTH"], note="Impression personnelle", audience=AUTHOR)
    JournalEntryFactory(household=household, author=worker, audience=AUTHOR, text="Rappeler le secteur")
    JournalEntryFactory(household=household, author=worker, audience=ORGANIZATION, text="À voir en équipe")
    client = signed_in(member(role))

    pages = "".join(
        client.get(reverse(f"tenancies:{page}", args=[household.public_id])).content.decode()
        for page in ("household", "household_support", "household_access", "household_members", "household_dwelling")
    )

    assert "Le dossier APL est transmis." in pages
    assert '<span class="badge">Budget</span>' in pages
    for secret in ("Santé", "HEALTH", "centre", "Impression", "Rappeler", "À voir", "Vous seul", "Confidentiel"):
        assert secret not in pages


def test_another_association_does_not_read_the_topic_of_health(signed_in, follow_up, worker, household):
    record(follow_up, worker, topics=["BUDGET", "HEALTH"])
    partner = UserFactory(role=Role.SOCIAL_WORKER)
    ParticipationFactory(household=household, organization=partner.organization)

    response = signed_in(partner).get(url_of(household))

    [line] = response.context["lines"]
    assert (line.topics, "Santé" in response.text) == (["Budget"], False)


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_rental_staff_read_of_a_visit_its_date_its_outcome_and_the_next_one(
    signed_in, member, follow_up, worker, household, role
):
    visit = record(follow_up, worker, topics=["BUDGET"], report="mot-du-travailleur", outcome="DONE")
    visit.entries.update(audience="SOCIAL")
    follow_up.next_visit_at = timezone.now() + datetime.timedelta(days=9)
    follow_up.save()
    client = signed_in(member(role))

    timeline = client.get(url_of(household))
    support = client.get(reverse("tenancies:household_support", args=[household.public_id]))

    [line] = timeline.context["lines"]
    assert (line.title, line.text, line.topics) == ("Visite à domicile", "", [])
    assert "Réalisée" in timeline.text
    assert f"rendez-vous le {long_moment(follow_up.next_visit_at)}" in support.text
    for page in (timeline, support):
        assert "mot-du-travailleur" not in page.text
        assert "Budget" not in page.text


def test_association_reads_its_notes_under_their_visit(signed_in, follow_up, worker, household):
    record(follow_up, worker, topics=["HEALTH"], note="Rendez-vous au centre", audience=ORGANIZATION)

    [line] = signed_in(worker).get(url_of(household)).context["lines"]

    assert (line.title, line.topics) == ("Visite à domicile", ["Santé"])
    assert [note.entry.text for note in line.notes] == ["Rendez-vous au centre"]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.RENTAL_OFFICER, False),
        (Role.MANAGER, False),
        (Role.ADVISER, True),
        (Role.SOCIAL_WORKER, True),
        (Role.COORDINATOR, True),
    ],
)
def test_autonomy_is_for_social_workers(signed_in, member, household, follow_up, worker, role, shown):
    record(follow_up, worker, days_ago=20, levels={Domain.BUDGET: 2, Domain.RIGHTS: 3})
    record(follow_up, worker, levels={Domain.BUDGET: 4})
    client = signed_in(member(role))

    timeline = client.get(url_of(household))
    support = client.get(reverse("tenancies:household_support", args=[household.public_id]))

    for response in (timeline, support):
        assert ("Autonomie" in response.content.decode()) == shown
        assert (response.context["assessment"] is not None) == shown
    if shown:
        levels = {level.label: (level.entry, level.today) for level in support.context["assessment"].levels}
        assert levels == {
            "Logement": (None, None),
            "Droits": (3, 3),
            "Devoirs": (None, None),
            "Voisinage": (None, None),
            "Budget": (2, 4),
        }


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("", ["Note", "Visite à domicile"]),
        ("visits", ["Visite à domicile"]),
        ("notes", ["Note"]),
        ("unknown", ["Note", "Visite à domicile"]),
    ],
)
def test_timeline_filter(signed_in, household, follow_up, worker, kind, titles):
    record(follow_up, worker, days_ago=1)
    JournalEntryFactory(household=household, author=worker)

    lines = signed_in(worker).get(url_of(household, kind=kind)).context["lines"]

    assert [line.title for line in lines] == titles


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("household", 11),
        ("household_support", 11),
        ("household_dwelling", 9),
        ("household_members", 8),
        ("household_access", 11),
    ],
)
def test_pages_cost_the_same_whatever_they_hold(
    signed_in, household, follow_up, worker, django_assert_num_queries, page, queries, count
):
    for number in range(count):
        visit = record(follow_up, worker, days_ago=number, note="Une note")
        JournalEntryFactory(household=household, author=worker, occurred_at=visit.visited_at)
        PersonFactory(household=household, role="OTHER")
    TenancyFactory(household=household)
    url = reverse(f"tenancies:{page}", args=[household.public_id])
    client = signed_in(worker)

    with django_assert_num_queries(queries):
        first = client.get(url)
    with django_assert_num_queries(queries):
        second = client.get(url)

    assert (first.status_code, second.status_code) == (200, 200)


def test_older_entries_are_on_the_next_page(signed_in, household, worker):
    for number in range(PAGE_SIZE + 2):
        JournalEntryFactory(household=household, author=worker, text=f"Entrée {number}")
    client = signed_in(worker)

    first = client.get(url_of(household))
    second = client.get(first.context["page"].next_url)

    assert [line.entry.text for line in second.context["lines"]] == ["Entrée 1", "Entrée 0"]


@pytest.mark.parametrize(
    ("outcomes", "noticed"),
    [
        (["ABSENT", "ABSENT"], True),
        (["ABSENT"], False),
        (["DONE", "ABSENT", "ABSENT"], True),
        (["ABSENT", "ABSENT", "DONE"], False),
        (["ABSENT", "POSTPONED"], False),
    ],
)
def test_two_absences_in_a_row_are_noticed(signed_in, household, follow_up, worker, outcomes, noticed):
    for days_ago, outcome in zip(range(len(outcomes), 0, -1), outcomes, strict=True):
        record(follow_up, worker, days_ago=days_ago, outcome=Visit.Outcome(outcome))

    response = signed_in(worker).get(url_of(household))

    assert ("Deux absences de suite" in response.content.decode()) == noticed


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, None), (11, "Visite à prévoir avant le"), (16, "Visite en retard")],
)
def test_notice_speaks_the_conventions_words(signed_in, household, follow_up, worker, days, words):
    follow_up.last_visit_on = timezone.localdate() - datetime.timedelta(days=days)
    follow_up.visit_due_on = follow_up.last_visit_on + datetime.timedelta(days=15)
    follow_up.save()

    html = signed_in(worker).get(url_of(household)).content.decode()

    assert ("prévoit une visite tous les 15\u00a0jours&nbsp;; la dernière date du" in html) == bool(words)
    if words:
        assert words in html


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER, Role.SOCIAL_WORKER])
def test_visit_button_is_for_those_who_may(signed_in, member, household, role):
    html = signed_in(member(role)).get(url_of(household)).content.decode()

    assert ("Saisir une visite" in html) == (role == Role.SOCIAL_WORKER)


@pytest.mark.parametrize("audience", [SHARED, ORGANIZATION, AUTHOR])
def test_note_is_written_for_the_audience_chosen(signed_in, member, household, audience):
    officer = member(Role.RENTAL_OFFICER)

    response = signed_in(officer).post(
        reverse("tenancies:note_create", args=[household.public_id]), {"audience": audience, "text": "Clés remises."}
    )

    assert response.headers["Location"] == url_of(household)
    [entry] = household.journal.all()
    assert (entry.audience, entry.text, entry.author, entry.organization, entry.kind) == (
        audience,
        "Clés remises.",
        officer,
        officer.organization,
        "NOTE",
    )


def test_note_sent_twice_is_written_once(signed_in, member, household):
    client = signed_in(member(Role.RENTAL_OFFICER))
    url = reverse("tenancies:note_create", args=[household.public_id])
    note = {"audience": SHARED, "text": "Clés remises."} | stamp_of(client.get(url))

    client.post(url, note)
    client.post(url, note)

    assert household.journal.count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": "Clés remises."}, "audience"),
        ({"audience": SHARED}, "text"),
        ({"audience": "X", "text": "a"}, "audience"),
    ],
)
def test_incomplete_note_is_kept_in_the_form(signed_in, member, household, data, field):
    response = signed_in(member(Role.ADVISER)).post(reverse("tenancies:note_create", args=[household.public_id]), data)

    assert list(response.context["form"].errors) == [field]
    assert not household.journal.exists()


def test_audience_comes_before_the_text(signed_in, worker, household):
    html = signed_in(worker).get(reverse("tenancies:note_create", args=[household.public_id])).content.decode()

    assert 0 < html.index('name="audience"') < html.index('name="text"')
