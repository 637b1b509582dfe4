"""The landlord closes a case file to one association: at once, for a reason, on record."""

import pytest
from django.contrib.messages import SUCCESS, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains, assertRedirects

from housing_support.common.dates import long_date
from housing_support.common.settling import CHANGED
from partners.roles import Role
from tenancies.models import CaseFileAccess, FollowUp, Household, JournalEntry, Participation
from tenancies.models.ends import EndReason
from tests.factories.partners import ConventionFactory
from tests.factories.tenancies import FollowUpFactory, JournalEntryFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

SENT = {"purpose": "MISCONDUCT", "reason": "Courrier du 3 mars"}
MISCONDUCT = "L’association a manqué à ses obligations"


@pytest.fixture
def adviser(member):
    return member(Role.ADVISER)


def url_of(household, organization):
    return reverse("tenancies:withdraw_access", args=[household.public_id, organization.public_id])


def access_page(client, household):
    return client.get(reverse("tenancies:household_access", args=[household.public_id]))


def test_the_case_file_closes_at_once_to_that_association_alone(signed_in, adviser, worker, household):
    other = FollowUpFactory(
        household=household, convention=ConventionFactory(action__programme__landlord=household.landlord)
    )
    ParticipationFactory(household=household, organization=other.organization)
    url = url_of(household, worker.organization)

    signed_in(adviser).post(url, SENT)

    assert list(FollowUp.objects.running().filter(household=household)) == [other]
    current = Participation.objects.current().filter(household=household)
    assert {row.organization for row in current} == {household.landlord, other.organization}
    assert signed_in(worker).get(reverse("tenancies:household", args=[household.public_id])).status_code == 404


def test_all_its_parts_end_with_the_reason(signed_in, adviser, follow_up, household):
    elsewhere = FollowUpFactory(
        household=household,
        convention=ConventionFactory(
            association=follow_up.organization, action__programme__landlord=household.landlord
        ),
    )

    signed_in(adviser).post(url_of(household, follow_up.organization), SENT)

    ended = FollowUp.objects.filter(pk__in=[follow_up.pk, elsewhere.pk]).values_list("ended_on", "end_reason")
    assert list(ended) == [(timezone.localdate(), EndReason.WITHDRAWN)] * 2
    household.refresh_from_db()
    assert household.state == Household.State.ENDED


def test_what_it_does_for_other_households_goes_on(signed_in, adviser, follow_up, household):
    elsewhere = FollowUpFactory(convention=follow_up.convention)

    signed_in(adviser).post(url_of(household, follow_up.organization), SENT)

    elsewhere.refresh_from_db()
    assert elsewhere.ended_on is None
    assert Participation.objects.current().filter(household=elsewhere.household).count() == 2


def test_what_it_wrote_stays_for_the_others(signed_in, adviser, worker, household):
    entry = JournalEntryFactory(household=household, author=worker)

    client = signed_in(adviser)
    client.post(url_of(household, worker.organization), SENT)

    assertContains(client.get(reverse("tenancies:household", args=[household.public_id])), entry.text)


def test_the_page_says_what_ends_and_the_answer_what_ended(signed_in, adviser, follow_up, household):
    client, url = signed_in(adviser), url_of(household, follow_up.organization)
    name, begun = follow_up.organization.short_name, long_date(follow_up.started_on)

    page = client.get(url)
    response = client.post(url, SENT)

    assertContains(page, f"<li>Suivi par {name} depuis le {begun}\u00a0: terminé</li>", count=1)
    assertRedirects(response, reverse("tenancies:household_access", args=[household.public_id]))
    ended = f"Prend fin\u00a0: suivi par {name} depuis le {begun}."
    follows = "Ce que l’association a écrit reste au dossier."
    assertMessages(response, [Message(SUCCESS, f"L’accès est retiré à {name}. {ended} {follows}")])


def test_the_reason_is_read_by_the_landlord_alone(signed_in, adviser, member, follow_up, household):
    other = ParticipationFactory(household=household)
    client = signed_in(adviser)

    client.post(url_of(household, follow_up.organization), SENT)

    line = household.accesses.get(kind=CaseFileAccess.Kind.WITHDRAW)
    assert (line.user, line.purpose, line.reason) == (adviser, "MISCONDUCT", "Courrier du 3 mars")
    assertContains(access_page(client, household), f"{MISCONDUCT}\u00a0: Courrier du 3 mars")
    partner = member(Role.COORDINATOR)
    partner.organization = other.organization
    partner.save()
    page = access_page(signed_in(partner), household)
    assertNotContains(page, MISCONDUCT)
    assertContains(page, "Fin&nbsp;: accès retiré par le bailleur")
    assertContains(page, '<span class="badge secret">Accès retiré</span>')
    assert household.journal.filter(event=JournalEntry.Event.ACCESS_WITHDRAWN).count() == 1


@pytest.mark.parametrize(
    ("purpose", "end_reason"),
    [
        ("AGREEMENT", EndReason.AGREEMENT),
        ("CONVENTION", EndReason.CONVENTION),
        ("MISCONDUCT", EndReason.WITHDRAWN),
    ],
)
def test_what_the_participants_read_of_each_reason(signed_in, adviser, follow_up, household, purpose, end_reason):
    signed_in(adviser).post(url_of(household, follow_up.organization), {"purpose": purpose})

    participation = household.participations.get(organization=follow_up.organization)
    assert (participation.until, participation.end_reason) == (timezone.localdate(), end_reason)


@pytest.mark.parametrize("purpose", ["", "VISIT", "OTHER"])
def test_without_a_reason_of_the_list_nothing_ends(signed_in, adviser, follow_up, household, purpose):
    response = signed_in(adviser).post(url_of(household, follow_up.organization), SENT | {"purpose": purpose})

    assert set(response.context["form"].errors) == {"purpose"}
    assertContains(response, SENT["reason"])
    follow_up.refresh_from_db()
    assert follow_up.ended_on is None


def test_nobody_ends_what_was_not_shown(signed_in, adviser, follow_up, household):
    client, url = signed_in(adviser), url_of(household, follow_up.organization)
    shown = client.get(url).context["form"].pending_digest
    FollowUpFactory(
        household=household,
        convention=ConventionFactory(
            association=follow_up.organization, action__programme__landlord=household.landlord
        ),
    )

    response = client.post(url, SENT | {"settles": shown})

    assertContains(response, CHANGED)
    assert FollowUp.objects.running().filter(household=household).count() == 2


def test_an_association_without_a_part_loses_the_case_file_too(signed_in, adviser, household):
    other = ParticipationFactory(household=household)
    client = signed_in(adviser)

    client.post(url_of(household, other.organization), SENT)

    other.refresh_from_db()
    assert (other.until, other.end_reason) == (timezone.localdate(), EndReason.WITHDRAWN)
    household.refresh_from_db()
    assert household.state == Household.State.SUPPORTED


def test_who_left_already_or_never_came_is_not_found(signed_in, adviser, household):
    left = ParticipationFactory(household=household, until=timezone.localdate())
    elsewhere = ParticipationFactory()
    client = signed_in(adviser)

    for organization in (left.organization, elsewhere.organization, household.landlord):
        assert client.post(url_of(household, organization), SENT).status_code == 404


@pytest.mark.parametrize(("role", "shows"), [(Role.ADVISER, 1), (Role.MANAGER, 0), (Role.COORDINATOR, 0)])
def test_the_button_is_for_the_adviser_beside_each_association(signed_in, member, household, role, shows):
    page = access_page(signed_in(member(role)), household)

    assert page.text.count("Retirer l’accès<span") == shows
