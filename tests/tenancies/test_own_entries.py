"""What an association that left a case file still reads of it: its own entries, for the days that are left."""

import datetime

import pytest
import time_machine
from django.contrib.messages import SUCCESS, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains, assertRedirects

from housing_support.common.dates import long_date
from partners.models import LandlordParameters
from partners.roles import Role
from tenancies.models import CaseFileAccess, JournalEntry, Participation
from tenancies.models.ends import EndReason
from tenancies.services.households import begin_participation, end_participation
from tests.factories.partners import UserFactory
from tests.factories.tenancies import JournalEntryFactory, ParticipationFactory, TenancyFactory

pytestmark = pytest.mark.django_db

Audience = JournalEntry.Audience
SECTION = "Vos écrits dans des dossiers quittés"


@pytest.fixture
def leave(follow_up):
    """`leave(EndReason.AUTONOMY)`: the association's case file closes to it today."""

    def leave(reason=EndReason.AUTONOMY):
        end_participation(household=follow_up.household, organization=follow_up.organization, reason=reason)

    return leave


@pytest.fixture
def url(household):
    return reverse("tenancies:own_entries", args=[household.public_id])


def in_days(number):
    """Noon of that day."""
    return timezone.localtime().replace(hour=12) + datetime.timedelta(days=number)


def test_it_reads_what_it_wrote_and_nothing_else(signed_in, worker, household, leave, url):
    colleague = UserFactory(organization=worker.organization)
    written = {
        audience: JournalEntryFactory(household=household, author=colleague, audience=audience, text=f"du {audience}")
        for audience in Audience
    }
    own = JournalEntryFactory(household=household, author=worker, audience=Audience.AUTHOR, text="À moi seul.")
    adviser = UserFactory(organization=household.landlord, role=Role.ADVISER)
    JournalEntryFactory(household=household, author=adviser, text="Du bailleur.")
    other = ParticipationFactory(household=household).organization
    JournalEntryFactory(household=household, author=UserFactory(organization=other), text="D’une autre association.")
    leave()

    page = signed_in(worker).get(url)

    shown = {entry.pk for entry, *_ in page.context["lines"]}
    assert shown == {written[a].pk for a in Audience if a != Audience.AUTHOR} | {own.pk}
    assertNotContains(page, "Du bailleur.")
    assertNotContains(page, written[Audience.AUTHOR].text)


def test_nothing_of_the_household_as_it_is_today_is_read_there(signed_in, worker, household, leave, url):
    tenancy = TenancyFactory(household=household)
    leave()

    page = signed_in(worker).get(url)

    assertContains(page, household.reference)
    for hidden in (household.name, tenancy.dwelling.street_name, tenancy.dwelling.residence.name):
        assertNotContains(page, hidden)


@pytest.mark.parametrize(
    ("after", "words", "badge"),
    [
        (0, "Vous lisez vos écrits encore 30\u00a0jours.", "Encore 30\u00a0jours"),
        (3, "Vous lisez vos écrits encore 27\u00a0jours.", "Encore 27\u00a0jours"),
        (29, "Vous lisez vos écrits encore 1\u00a0jour.", "Encore 1\u00a0jour"),
        (30, "Vous lisez vos écrits jusqu’à ce soir.", "Jusqu’à ce soir"),
    ],
)
def test_the_days_that_are_left_are_counted_down(signed_in, worker, household, leave, url, after, words, badge):
    leave()

    with time_machine.travel(in_days(after), tick=False):
        client = signed_in(worker)
        page, home = client.get(url), client.get(reverse("home"))

    assertContains(page, words)
    assertContains(home, SECTION)
    assertContains(home, badge)
    assertContains(home, f'href="{url}"')


def test_then_no_more(signed_in, worker, leave, url):
    leave()

    with time_machine.travel(in_days(31), tick=False):
        client = signed_in(worker)
        assert client.get(url).status_code == 404
        assertNotContains(client.get(reverse("home")), SECTION)


@pytest.mark.parametrize("reason", [EndReason.AGREEMENT, EndReason.WITHDRAWN])
def test_who_loses_the_access_loses_its_own_entries_at_once(signed_in, worker, leave, url, reason):
    leave(reason)

    assert signed_in(worker).get(url).status_code == 404


def test_the_days_are_those_of_the_landlord(signed_in, worker, household, leave, url):
    LandlordParameters.objects.create(landlord=household.landlord, own_entries_days=5)

    leave()

    assertContains(signed_in(worker).get(url), "encore 5\u00a0jours")
    # What has begun keeps its day.
    LandlordParameters.objects.update(own_entries_days=90)
    assertContains(signed_in(worker).get(url), "encore 5\u00a0jours")


@pytest.mark.parametrize("who", ["landlord", "stranger", "administrator"])
def test_nobody_else_opens_it(signed_in, household, worker, leave, url, who):
    leave()
    user = {
        "landlord": lambda: UserFactory(organization=household.landlord, role=Role.ADVISER),
        "stranger": UserFactory,
        "administrator": lambda: UserFactory(organization=worker.organization, role=Role.ADMIN),
    }[who]()

    assert signed_in(user).get(url).status_code == (403 if who == "administrator" else 404)


def test_who_still_takes_part_reads_the_case_file_itself(signed_in, worker, household, leave, url):
    client = signed_in(worker)
    assert client.get(url).status_code == 404
    leave()
    assert client.get(url).status_code == 200

    begin_participation(
        household=household, organization=worker.organization, role=Participation.Role.SUPPORT, reason="Retour"
    )

    assert client.get(url).status_code == 404
    assertNotContains(client.get(reverse("home")), SECTION)


def test_reading_them_is_logged(signed_in, worker, household, leave, url):
    leave()

    signed_in(worker).get(url)

    [line] = household.accesses.all()
    assert (line.user, line.kind) == (worker, CaseFileAccess.Kind.OWN)


def test_ending_a_follow_up_leads_to_what_is_still_read(signed_in, member, follow_up, household, url):
    client = signed_in(member(Role.COORDINATOR))
    page = reverse("tenancies:follow_up_end", args=[household.public_id, follow_up.public_id])

    response = client.post(page, {"reason": "AUTONOMY", "note_audience": "SOCIAL", "note": "Tout est en place."})

    last = long_date(timezone.localdate() + datetime.timedelta(days=30))
    assertRedirects(response, url, fetch_redirect_response=False)
    assertMessages(
        response, [Message(SUCCESS, f"Le suivi est terminé\u00a0: vous relirez vos écrits jusqu’au {last}.")]
    )
    shown = client.get(url)
    assertContains(shown, "Tout est en place.")
    assertContains(shown, "Bilan de fin de suivi")
