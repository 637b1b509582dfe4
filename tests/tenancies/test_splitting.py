"""A household separates: those who leave have their own case file, and come back when that was a mistake."""

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from partners.roles import Role
from tenancies.models import Household, HouseholdSplit, JournalEntry, Participation, Person, SplitObstacle
from tenancies.reading.merging import relations
from tenancies.services.splitting import SplitRefusedError, rejoin_household, split_household
from tests.factories.partners import UserFactory
from tests.factories.tenancies import (
    HouseholdFactory,
    JournalEntryFactory,
    ParticipationFactory,
    PersonFactory,
    TenancyFactory,
)
from tests.tenancies.test_merging import fill, where

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def adviser(household):
    # The next number of the landlord's series is that of the new file.
    Household.objects.filter(pk=household.pk).update(reference="D-2026-9000")
    return UserFactory(organization=household.landlord, role=Role.ADVISER)


@pytest.fixture
def members(household):
    """Its holder, her partner and a child."""
    return [
        PersonFactory(household=household, first_name="Samia", phone="0611111111"),
        PersonFactory(household=household, first_name="Karim", last_name="Haddad", role="PARTNER", phone="0622222222"),
        PersonFactory(household=household, first_name="Nour", role="CHILD", birth_year=2015),
    ]


def split(household, user, leaving, **given) -> HouseholdSplit:
    given = {"holder": leaving[0].pk, "on": TODAY, "reason": "SEPARATION"} | given
    return split_household(household=household, user=user, leaving=[each.pk for each in leaving], **given)


def places(household) -> list[tuple[str, str]]:
    return [*household.persons.order_by("pk").values_list("first_name", "role")]


def test_those_who_leave_have_a_file_and_everything_else_stays(household, adviser, members):
    _samia, karim, _nour = members
    lease = TenancyFactory(household=household)
    before = where(household)

    done = split(household, adviser, [karim])

    assert places(household) == [("Samia", "HOLDER"), ("Nour", "CHILD")]
    assert places(done.new) == [("Karim", "HOLDER")]
    assert (done.new.name, done.new.state, done.new.landlord) == ("Haddad", "WAITING", household.landlord)
    told = set(JournalEntry.objects.filter(event="CASE_FILE_SPLIT").values_list("pk", flat=True))
    gone = {"persons": before["persons"] - {karim.pk}, "journal": before["journal"] | told}
    assert where(household) == before | gone
    lease.refresh_from_db()
    assert lease.household == household
    # None of those who follow the household, unless it was said.
    assert [part.organization for part in done.new.participations.all()] == [household.landlord]


def test_the_holder_leaves_and_somebody_else_holds_the_file_and_its_lease(household, adviser, members):
    samia, karim, nour = members
    TenancyFactory(household=household)
    with pytest.raises(SplitRefusedError, match="CHANGED"):
        split(household, adviser, [samia, nour])

    done = split(household, adviser, [samia, nour], staying_holder=karim.pk)

    assert (places(household), places(done.new)) == ([("Karim", "HOLDER")], [("Samia", "HOLDER"), ("Nour", "CHILD")])

    rejoin_household(split=done, user=adviser)

    assert places(household) == [("Samia", "HOLDER"), ("Karim", "PARTNER"), ("Nour", "CHILD")]
    done.new.refresh_from_db()
    assert (done.new.state, done.new.merged_into) == ("CLOSED", household)
    assert not Participation.objects.current().filter(household=done.new).exists()
    for file in (household, done.new):
        assert file.journal.filter(event="CASE_FILE_REJOINED").count() == 1
    with pytest.raises(SplitRefusedError, match="UNDONE"):
        rejoin_household(split=done, user=adviser)


def test_a_separation_is_not_undone_once_anything_stands_in_the_new_file(household, adviser, members):
    """Whatever refers to a household, of every relation in turn."""
    done = split(household, adviser, [members[1]])
    full = HouseholdFactory(landlord=household.landlord)
    fill(full)
    for relation in relations():
        if relation.related_model in (Person, Participation):
            continue
        rows = relation.related_model._base_manager
        name = relation.field.name
        with pgtrigger.ignore():
            assert rows.filter(**{name: full}).update(**{name: done.new}), name

            with pytest.raises(SplitRefusedError, match="LIVED_IN"):
                rejoin_household(split=done, user=adviser)

            rows.filter(**{name: done.new}).exclude(**opening(relation)).update(**{name: full})

    rejoin_household(split=done, user=adviser)


def opening(relation) -> dict:
    """The lines of the timeline that the new file begins with."""
    return {"event__startswith": "CASE_FILE"} if relation.related_model is JournalEntry else {"pk": None}


def test_neither_file_tells_of_the_other_to_whoever_reads_one_alone(client, household, adviser, members, worker):
    household.is_protected = True
    household.save()
    done = split(household, adviser, [members[1]])
    assert done.new.is_protected
    lease = TenancyFactory(household=done.new)
    urls = [
        reverse(f"tenancies:{page}", args=[household.public_id])
        for page in ("household", "household_members", "household_access", "household_dwelling", "household_support")
    ]
    secrets = (done.new.reference, str(done.new.public_id), "Haddad", lease.dwelling.street_name, "0622222222")

    client.force_login(worker)
    told = "".join(client.get(url).content.decode() for url in urls)

    assert [secret for secret in secrets if secret in told] == []
    assert "Une partie du ménage a désormais son propre dossier" in told
    assert client.get(reverse("tenancies:household", args=[done.new.public_id])).status_code == 404
    client.force_login(adviser)
    assert done.new.reference in client.get(urls[1]).content.decode()
    # Who reads both is led from one to the other.
    ParticipationFactory(household=done.new, organization=worker.organization)
    client.force_login(worker)
    assert done.new.reference in client.get(urls[1]).content.decode()


def test_the_form_says_what_is_wrong_at_each_field_and_keeps_what_was_typed(client, household, adviser, members):
    samia, karim, _nour = members
    client.force_login(adviser)
    url = reverse("tenancies:household_split", args=[household.public_id])
    everybody = [str(each.pk) for each in members]

    page = client.post(url, {"leaving": everybody, "holder": samia.pk, "reason": "SEPARATION", "name": "Chez Karim"})

    assert page.context["form"].errors == {
        "leaving": ["Au moins une personne reste\u00a0: décochez-la."],
        "on": ["Indiquez depuis quand."],
        "staying_holder": ["Choisissez l’une des personnes qui restent."],
    }
    assert "Chez Karim" in page.content.decode()
    page = client.post(url, {"leaving": [str(karim.pk)], "holder": samia.pk, "reason": "OTHER", "on": TODAY})
    assert list(page.context["form"].errors) == ["holder"]
    assert not HouseholdSplit.objects.exists()


def test_the_pages_split_a_household_and_put_it_together_again(client, household, adviser, members, worker):
    samia, karim, _nour = members
    TenancyFactory(household=household)
    client.force_login(adviser)
    url = reverse("tenancies:household_split", args=[household.public_id])
    page = client.get(url)
    [partner] = [*page.context["form"].fields["partners"].choices]
    assert partner[1] == worker.organization.name

    sent = {
        "leaving": [str(samia.pk)],
        "holder": samia.pk,
        "staying_holder": karim.pk,
        "reason": "SEPARATION",
        "on": TODAY,
        "partners": [partner[0]],
    }
    done = client.post(url, sent, follow=True).content.decode()

    assert "faites-le modifier par un avenant" in done
    made = HouseholdSplit.objects.get()
    assert "protégez-la avant d’y noter un logement" in done
    assert Household.objects.visible_to(worker).filter(pk=made.new.pk).exists()
    undo = reverse("tenancies:household_rejoin", args=[household.public_id, made.pk])
    assert undo in done
    assert client.get(undo).status_code == 200
    client.post(undo)
    assert [first for first, _ in places(household)] == ["Samia", "Karim", "Nour"]
    # The reference of the file that is no more leads here.
    gone = client.get(reverse("tenancies:household", args=[made.new.public_id]))
    assert gone.headers["Location"] == reverse("tenancies:household", args=[household.public_id])
    again = client.post(undo, follow=True)
    assert SplitObstacle.UNDONE.label in again.content.decode()


def test_a_manager_is_offered_no_partner_whose_name_is_reserved(client, household, members):
    client.force_login(UserFactory(organization=household.landlord, role=Role.MANAGER))
    page = client.get(reverse("tenancies:household_split", args=[household.public_id]))

    # The association that follows it is one of action 3.
    assert "partners" not in page.context["form"].fields


def test_somebody_alone_or_in_a_closed_file_does_not_separate(client, household, adviser):
    PersonFactory(household=household)
    client.force_login(adviser)
    page = client.get(reverse("tenancies:household_split", args=[household.public_id]), follow=True)
    assert SplitObstacle.ALONE.label in page.content.decode()
    PersonFactory(household=household, role="OTHER")
    Household.objects.filter(pk=household.pk).update(state="CLOSED", closed_on=TODAY)
    page = client.get(reverse("tenancies:household_split", args=[household.public_id]), follow=True)
    assert SplitObstacle.CLOSED.label in page.content.decode()


def test_somebody_who_came_since_goes_back_with_the_others(household, adviser, members):
    done = split(household, adviser, [members[1]])
    PersonFactory(household=done.new, first_name="Bébé", role="CHILD")

    rejoin_household(split=done, user=adviser)

    assert ("Bébé", "CHILD") in places(household)
    assert Person.objects.filter(household=done.new).count() == 0
    assert JournalEntryFactory(household=household).household == household
