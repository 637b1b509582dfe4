"""Protecting an address, or lifting that, is an act of its own: its right, its reason, its line in the access log."""

import pytest
from django.urls import reverse

from partners.roles import RIGHTS, Right, Role
from tenancies.models import CaseFileAccess, Household, JournalEntry
from tenancies.services.addresses import reveal
from tests.consistency.test_dates import FIELDS
from tests.factories.partners import UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ParticipationFactory, TenancyFactory

pytestmark = pytest.mark.django_db

STREET = "ruelle Zibeline"
Kind, Event = CaseFileAccess.Kind, JournalEntry.Event


@pytest.fixture
def protected(household):
    Household.objects.filter(pk=household.pk).update(is_protected=True)
    dwelling = DwellingFactory(residence__landlord=household.landlord, street_name=STREET)
    TenancyFactory(household=household, dwelling=dwelling)
    household.refresh_from_db()
    return household


def lines_of(household) -> list[tuple]:
    rows = household.accesses.exclude(kind=Kind.READ).order_by("pk")
    return list(rows.values_list("kind", "user", "purpose", "reason"))


def url_of(name, household):
    return reverse(f"tenancies:household_{name}", args=[household.public_id])


@pytest.mark.parametrize("role", sorted(RIGHTS[Right.EDIT_HOUSEHOLD]))
def test_whoever_edits_the_household_leaves_its_protection_alone(signed_in, member, protected, role):
    """The form used to hold a box: sent without it, the street showed, and nothing was kept of who had done so."""
    client = signed_in(member(role))
    typed = {
        "version": 1,
        "name": "Nom corrigé",
        "persons-TOTAL_FORMS": 1,
        "persons-INITIAL_FORMS": 0,
        "persons-0-first_name": "Aurore",
        "persons-0-role": "HOLDER",
    }

    client.post(url_of("edit", protected), typed | {"is_protected": ""})

    protected.refresh_from_db()
    assert (protected.name, protected.is_protected) == ("Nom corrigé", True)
    assert STREET not in client.get(url_of("dwelling", protected)).text
    assert lines_of(protected) == []


def test_no_form_holds_the_protection_beside_anything_else():
    assert [name for name in FIELDS if name.endswith(".is_protected")] == []


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (Role.RENTAL_OFFICER, 403),
        (Role.MANAGER, 403),
        (Role.ADVISER, 302),
        (Role.COORDINATOR, 302),
        ("assigned worker", 302),
        (Role.SOCIAL_WORKER, 403),
        ("partner's coordinator", 403),
        ("stranger", 404),
    ],
)
def test_who_may_lift_the_protection(signed_in, member, worker, protected, who, status):
    if who == "assigned worker":
        user = worker
    elif who in ("partner's coordinator", "stranger"):
        user = UserFactory(role=Role.COORDINATOR)
        if who != "stranger":
            ParticipationFactory(household=protected, organization=user.organization)
    else:
        user = member(who)

    response = signed_in(user).post(url_of("unprotect", protected), {"purpose": "ASKED"})

    protected.refresh_from_db()
    assert (response.status_code, protected.is_protected) == (status, status != 302)
    assert lines_of(protected) == ([(Kind.UNPROTECT, user.pk, "ASKED", "")] if status == 302 else [])


@pytest.mark.parametrize("who", [Role.SOCIAL_WORKER, Role.COORDINATOR, Role.ADVISER])
def test_whoever_works_with_the_household_may_protect_it_at_once(signed_in, member, household, who):
    user = member(who)
    typed = {"purpose": "OTHER", "reason": "Demande du juge"}

    response = signed_in(user).post(url_of("protect", household), typed, follow=True)

    household.refresh_from_db()
    assert household.is_protected
    assert "L’adresse est protégée\u00a0: elle est masquée partout dès maintenant." in response.text
    assert lines_of(household) == [(Kind.PROTECT, user.pk, "OTHER", "Demande du juge")]
    assert list(household.journal.values_list("event", flat=True)) == [Event.ADDRESS_PROTECTED]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"reason": ""}, {"purpose": ["Choisissez pourquoi vous levez la protection."]}),
        ({"purpose": "MAIL"}, {"purpose"}),
        ({"purpose": "OTHER"}, {"reason": ["Dites en quelques mots pourquoi vous levez la protection."]}),
    ],
)
def test_without_a_reason_nothing_changes(signed_in, worker, protected, typed, errors):
    response = signed_in(worker).post(url_of("unprotect", protected), typed)

    found = response.context["form"].errors
    assert (found if isinstance(errors, dict) else set(found)) == errors
    protected.refresh_from_db()
    assert protected.is_protected
    assert lines_of(protected) == []


def test_sent_twice_it_is_done_once(signed_in, worker, protected):
    client = signed_in(worker)

    answers = [client.post(url_of("unprotect", protected), {"purpose": "OVER"}, follow=True).text for _ in range(2)]

    assert "La protection est levée" in answers[0]
    assert "L’adresse de ce ménage n’est pas protégée." in answers[1]
    assert len(lines_of(protected)) == 1


def test_the_page_of_accesses_tells_who_lifted_it_and_its_reason_to_their_organization(
    signed_in, member, worker, protected
):
    signed_in(worker).post(url_of("unprotect", protected), {"purpose": "OTHER", "reason": "Elle a déménagé"})

    own = signed_in(member(Role.COORDINATOR)).get(url_of("access", protected)).text
    landlord = signed_in(member(Role.ADVISER)).get(url_of("access", protected)).text

    assert ("Protection levée" in own, "Elle a déménagé" in own) == (True, True)
    assert ("Protection levée" in landlord, "Elle a déménagé" in landlord) == (True, False)


def test_the_act_is_offered_to_those_who_may_and_to_nobody_else(signed_in, member, worker, protected):
    shown = {
        role: url_of("unprotect", protected) in signed_in(user).get(url_of("dwelling", protected)).text
        for role, user in {
            "worker": worker,
            "adviser": member(Role.ADVISER),
            "manager": member(Role.MANAGER),
            "officer": member(Role.RENTAL_OFFICER),
        }.items()
    }

    assert shown == {"worker": True, "adviser": True, "manager": False, "officer": False}


def test_the_association_that_opened_a_candidates_case_file_lifts_its_protection(signed_in):
    candidate = HouseholdFactory(of_association=True, is_protected=True)
    user = UserFactory(organization=candidate.opened_by, role=Role.SOCIAL_WORKER)

    signed_in(user).post(url_of("unprotect", candidate), {"purpose": "MISTAKE"})

    candidate.refresh_from_db()
    assert not candidate.is_protected


def test_the_address_that_is_revealed_is_that_of_the_household(worker, protected):
    elsewhere = DwellingFactory(residence__landlord=protected.landlord, street_name="rue du Voisin")
    TenancyFactory(household=HouseholdFactory(landlord=protected.landlord), dwelling=elsewhere)

    shown = reveal(household=protected, user=worker, purpose="VISIT")

    assert STREET in shown.street
