"""From whom it is about to « Envoyer », in the browser's terms."""

import uuid

import pytest
from django.contrib.messages import ERROR, INFO, SUCCESS, WARNING, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains, assertRedirects

from housing_support.common.dates import long_date
from partners.roles import Role
from referrals.models import Referral
from referrals.views import sending
from referrals.views.sending import DWELLING_NOT_FREE
from tenancies.models import Draft, Dwelling, Household
from tests.dates import out_of_bounds
from tests.factories.partners import UserFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, TenancyFactory
from tests.forms import stamped_form

pytestmark = pytest.mark.django_db

PERSONS = {"persons-TOTAL_FORMS": "2", "persons-INITIAL_FORMS": "0"}
HOUSEHOLD = {"first_name": "Anna", "last_name": "Fabre", "birth_year": "1984", **PERSONS}


def words(submission_id=None, **changes):
    return {
        "submission_id": str(submission_id or uuid.uuid4()),
        "reasons": ["ARREARS", "ISOLATION"],
        "facts": "Deux loyers impayés.",
        "urgency": "NORMAL",
        "agreement": "NOT_ASKED",
        "agreement_on": "",
        "agreement_form": "SPOKEN",
    } | changes


def create_url(household, submission_id=None):
    return f"{reverse('referrals:create', args=[household.public_id])}?draft={submission_id or uuid.uuid4()}"


def new_url():
    return f"{reverse('referrals:create_with_household')}?draft={uuid.uuid4()}"


ROLES = [
    (Role.RENTAL_OFFICER, 200),
    # Names a door, by a form of his own.
    (Role.CARETAKER, 403),
    (Role.ADVISER, 200),
    (Role.MANAGER, 200),
    (Role.ADMIN, 403),
]


@pytest.mark.parametrize(("role", "status"), ROLES)
def test_who_may_write(signed_in, landlord, household, role, status):
    client = signed_in(UserFactory(organization=landlord, role=role))

    assert client.get(reverse("referrals:find")).status_code == status
    assert client.get(create_url(household)).status_code == status
    assert client.get(new_url()).status_code == status


def test_association_may_not_write(signed_in, coordinator, household):
    client = signed_in(coordinator)

    assert client.get(reverse("referrals:find")).status_code == 403
    assert client.get(create_url(household)).status_code == 403


def test_household_of_another_landlord_is_not_found(signed_in, officer):
    assert signed_in(officer).get(create_url(HouseholdFactory())).status_code == 404


def test_find_shows_a_protected_household_without_its_address(signed_in, officer, landlord):
    household = HouseholdFactory(landlord=landlord, name="Garcia", is_protected=True)
    TenancyFactory(household=household)

    response = signed_in(officer).post(reverse("referrals:find"), {"q": "garcia"}, follow=True)

    assertContains(response, "Adresse protégée", count=1)
    assertNotContains(response, "Mazades,")
    assertNotContains(response, "Toulouse")


@pytest.mark.parametrize("count", [1, 3])
def test_find_query_count(signed_in, officer, landlord, django_assert_num_queries, count):
    for number in range(count):
        TenancyFactory(household=HouseholdFactory(landlord=landlord, name=f"Martin {number}"))
        ReferralFactory(household=HouseholdFactory(landlord=landlord), author=officer, draft=True)
        known = HouseholdFactory(landlord=landlord)
        Draft.objects.create(user=officer, page=create_url(known), form="a", title="Signalement")
    client = signed_in(officer)
    address = client.post(reverse("referrals:find"), {"q": "martin"}).url
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)


def test_find_says_when_a_search_is_lost_and_names_nobody_in_its_address(signed_in, officer, landlord):
    TenancyFactory(household=HouseholdFactory(landlord=landlord, name="Garcia"))
    client = signed_in(officer)

    address = client.post(reverse("referrals:find"), {"q": "garcia"}).url

    assert "garcia" not in address.lower()
    assertContains(client.get(address), "Garcia", count=1)
    lost = client.get(address[:-4])
    assertContains(lost, "Cette recherche a expiré ou n’est pas la vôtre", count=1)
    assertNotContains(lost, "Garcia")


def test_find_announces_close_names(signed_in, officer, landlord):
    HouseholdFactory(landlord=landlord, name="Belkacem")

    response = signed_in(officer).post(reverse("referrals:find"), {"q": "belkasem"}, follow=True)

    assertContains(response, "Personne de ce nom exact. Noms proches&nbsp;:", count=1)


def test_closed_case_file_is_not_referred(signed_in, officer, landlord):
    household = HouseholdFactory(landlord=landlord, closed=True)

    response = signed_in(officer).get(create_url(household))

    assertRedirects(response, reverse("referrals:find"))
    assertMessages(response, [Message(WARNING, "Ce dossier est clos\u00a0: faites-le rouvrir avant de signaler.")])


def test_page_without_submission_gets_one_in_its_address(signed_in, officer, household):
    response = signed_in(officer).get(reverse("referrals:create", args=[household.public_id]))

    assert response.status_code == 302
    assert uuid.UUID(response.url.split("?draft=")[1])


def test_double_click_makes_one_draft_then_one_referral(signed_in, officer, household):
    client = signed_in(officer)
    url, data = create_url(household), words()

    for _ in range(2):
        response = client.post(url, data)
        referral = Referral.objects.get()
        assertRedirects(response, reverse("referrals:check", args=[referral.public_id]))
    send = reverse("referrals:send", args=[referral.public_id])
    first, second = client.post(send), client.post(send)

    referral.refresh_from_db()
    follows = f"La conseillère sociale rencontre le ménage avant le {long_date(referral.meeting_due_on)}."
    sent = Message(SUCCESS, f"Le signalement {referral.reference} est envoyé. {follows}")
    assertMessages(first, [sent])
    assertMessages(second, [sent, Message(INFO, "Ce signalement est déjà envoyé.")])
    referral.refresh_from_db()
    assert (referral.state, referral.reasons) == (Referral.State.SENT, ["ARREARS", "ISOLATION"])
    assert referral.events.count() == 1


def test_form_sent_again_after_the_referral_changes_nothing(signed_in, officer, household):
    referral = ReferralFactory(household=household, author=officer, facts="Un fait.")

    response = signed_in(officer).post(create_url(household), words(referral.submission_id))

    assertRedirects(response, reverse("referrals:worklist"))
    assertMessages(response, [Message(INFO, "Ce signalement est déjà envoyé.")])
    referral.refresh_from_db()
    assert referral.facts == "Un fait."


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"reasons": []}, "reasons", "Choisissez au moins un motif."),
        ({"agreement": "GIVEN"}, "agreement_on", "Indiquez quand l’accord a été donné."),
        (
            {"agreement": "GIVEN", "agreement_on": "2026-01-10", "agreement_form": ""},
            "agreement_form",
            "Choisissez comment l’accord a été donné.",
        ),
        (
            {"agreement": "GIVEN", "agreement_on": "2099-01-01"},
            "agreement_on",
            out_of_bounds(years_before=5),
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(signed_in, officer, household, changes, field, error):
    response = signed_in(officer).post(create_url(household), words(**changes))

    assert response.context["form"].errors == {field: [error]}
    assert not Referral.objects.exists()


def test_rental_staff_are_not_offered_a_health_reason(signed_in, officer, manager, household):
    for user in (officer, manager):
        client = signed_in(user)
        assertNotContains(client.get(create_url(household)), "ddiction")
        response = client.post(create_url(household), words(reasons=["ADDICTION"], agreement="GIVEN"))
        assert "reasons" in response.context["form"].errors
    assert not Referral.objects.exists()


def test_adviser_gives_a_health_reason_with_the_agreement_of_the_household(signed_in, adviser, household):
    client = signed_in(adviser)

    response = client.post(create_url(household), words(reasons=["ADDICTION"]))
    assert response.context["form"].errors == {
        "reasons": ["Le motif «\u00a0Addiction\u00a0» demande l’accord du ménage."]
    }
    client.post(
        create_url(household),
        words(reasons=["ADDICTION"], agreement="GIVEN", agreement_on=timezone.localdate().isoformat()),
    )
    assert Referral.objects.get().reasons == ["ADDICTION"]


def test_what_was_typed_comes_back_and_is_told_where_one_begins(signed_in, officer, household):
    client, url = signed_in(officer), create_url(household)
    form = stamped_form(client.get(url))
    client.post(reverse("draft_keep"), form.filled("Ne sort plus.", reasons=["ISOLATION"]))

    found = client.get(reverse("referrals:find"))
    again = client.get(url).context["form"]

    assertContains(found, "Saisies interrompues")
    assert (again["reasons"].value(), again["facts"].value()) == (["ISOLATION"], "Ne sort plus.")
    assert str(again["submission_id"].value()) in url


def test_what_was_typed_about_a_new_household_comes_back(signed_in, officer):
    client, url = signed_in(officer), new_url()
    form = stamped_form(client.get(url))
    typed = {"last_name": "Fabre", "persons-0-first_name": "", "persons-2-first_name": "Léa"}
    client.post(reverse("draft_keep"), form.sent | typed)

    response = client.get(url)

    assert response.context["household_form"]["last_name"].value() == "Fabre"
    assert response.context["others"][2]["first_name"].value() == "Léa"


def test_back_from_the_check_finds_what_was_saved(signed_in, officer, household):
    client, url = signed_in(officer), create_url(household)
    client.post(url, words(uuid.UUID(url.partition("=")[2])))

    assertRedirects(client.get(url), reverse("referrals:edit", args=[Referral.objects.get().public_id]))


def test_words_saved_again_from_an_old_page_are_asked_then_replace_the_first_ones(signed_in, officer, household):
    """Until it is sent to the adviser, a referral is written as often as one likes."""
    client, url = signed_in(officer), create_url(household)
    form = stamped_form(client.get(url))
    client.post(url, form.filled("Un fait.", reasons=["ARREARS"]))

    asked = client.post(url, form.filled("Un autre fait.", reasons=["ARREARS"]))

    assert Referral.objects.get().facts == "Un fait."
    assertContains(asked, "Enregistré entre-temps\u00a0: Un fait.")
    again = stamped_form(asked)
    assert again.sent["facts"] == ["Un autre fait."]
    client.post(url, again.sent)
    assert Referral.objects.get().facts == "Un autre fait."


def test_new_household_is_created_by_sending(signed_in, officer, landlord):
    dwelling = DwellingFactory(residence__landlord=landlord)
    client = signed_in(officer)
    url, data = new_url(), words() | HOUSEHOLD | {"address": "12 mazades"}

    found = client.post(url, data | {"look": "1"})
    assert found.context["household_form"].choosing.shown == [dwelling]
    assert found.context["household_form"]["last_name"].value() == "Fabre"
    assert found.context["form"]["reasons"].value() == ["ARREARS", "ISOLATION"]
    assert not Referral.objects.exists()

    data |= {"dwelling": str(dwelling.public_id), "lease_starts_on": "2024-02-01"}
    data |= {"persons-1-role": "CHILD", "persons-1-first_name": "Léa", "persons-1-birth_year": "2020"}
    response = client.post(url, data)
    referral = Referral.objects.get()
    assertRedirects(response, reverse("referrals:check", args=[referral.public_id]))
    assertContains(client.get(response.url), "1\u00a0adulte, 1\u00a0enfant")
    assert not Household.objects.exists()

    client.post(reverse("referrals:send", args=[referral.public_id]))

    household = Household.objects.get()
    assert (household.name, household.persons.count()) == ("Fabre", 2)
    assert household.tenancies.get().dwelling == dwelling


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"last_name": ""}, {"last_name": ["Écrivez le nom du titulaire du bail."]}),
        (
            {"address": "12 mazades"},
            {"dwelling": ["Choisissez le logement dans la liste, ou effacez l’adresse s’il n’y est pas."]},
        ),
        (
            {"dwelling": str(uuid.uuid4())},
            {"dwelling": ["Ce logement n’est plus dans votre patrimoine\u00a0: choisissez-en un autre."]},
        ),
        (
            {"lease_starts_on": "2099-01-01"},
            {"lease_starts_on": [out_of_bounds(years_before=80)]},
        ),
    ],
)
def test_new_household_errors(signed_in, officer, changes, errors):
    response = signed_in(officer).post(new_url(), words() | HOUSEHOLD | changes)

    assert response.context["household_form"].errors == errors
    assert not Referral.objects.exists()


def test_person_without_first_name_is_refused(signed_in, officer):
    response = signed_in(officer).post(new_url(), words() | HOUSEHOLD | {"persons-0-role": "CHILD"})

    assert response.context["others"].errors[0] == {"first_name": ["Donnez un prénom, ou effacez cette ligne."]}


def test_manager_says_where_a_new_household_lives_and_records_no_lease(signed_in, manager, adviser, landlord):
    dwelling = DwellingFactory(residence__landlord=landlord, door="12", floor="3")
    TenancyFactory(household=HouseholdFactory(landlord=landlord), dwelling=dwelling)
    client = signed_in(manager)
    where = {"address": "12 mazades"}

    looked = client.post(new_url(), words() | HOUSEHOLD | where | {"look": "1"})
    assert "lease_starts_on" not in looked.context["household_form"].fields
    assert looked.context["household_form"].choosing.shown == [dwelling]
    checked = client.post(new_url(), words() | HOUSEHOLD | where | {"dwelling": str(dwelling.public_id)}, follow=True)
    assertContains(checked, "12 rue des Mazades")
    assertNotContains(checked, "depuis le")
    # Somebody else has the lease, which the manager is not told.
    client.post(reverse("referrals:send", args=[Referral.objects.get().public_id]))

    referral = Referral.objects.get()
    assert (referral.state, referral.dwelling, referral.precision) == ("SENT", dwelling, "DOOR")
    assert not referral.known_household.tenancies.exists()
    page = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))
    assertContains(page, "Porte\u00a012, 3e\u00a0étage, 12 rue des Mazades, sans bail enregistré")


def test_a_door_that_left_the_stock_since_is_not_told(signed_in, manager, landlord):
    dwelling = DwellingFactory(residence__landlord=landlord)
    client = signed_in(manager)
    client.post(new_url(), words() | HOUSEHOLD | {"dwelling": str(dwelling.public_id)})
    Dwelling.objects.filter(pk=dwelling.pk).update(withdrawn_on="2026-01-01", withdrawal_reason="Vente")

    client.post(reverse("referrals:send", args=[Referral.objects.get().public_id]))

    assert (Referral.objects.get().state, Referral.objects.get().dwelling) == ("SENT", None)


@pytest.mark.parametrize("is_protected", [True, False])
def test_dwelling_that_is_let_is_said_so_once_sent_whoever_lives_there(signed_in, officer, landlord, is_protected):
    dwelling = DwellingFactory(residence__landlord=landlord)
    described = {
        "name": "Fabre",
        "persons": [{"role": "HOLDER", "first_name": "Anna", "last_name": "Fabre", "birth_year": None}],
        "dwelling": str(dwelling.public_id),
        "lease_starts_on": "2024-02-01",
    }
    referral = ReferralFactory(stranger=True, landlord=landlord, author=officer, new_household=described)
    TenancyFactory(household=HouseholdFactory(landlord=landlord, is_protected=is_protected), dwelling=dwelling)

    response = signed_in(officer).post(reverse("referrals:send", args=[referral.public_id]))

    assertRedirects(response, reverse("referrals:edit", args=[referral.public_id]))
    assertMessages(response, [Message(ERROR, DWELLING_NOT_FREE)])


def test_draft_is_edited_then_checked(signed_in, officer, household):
    referral = ReferralFactory(household=household, author=officer, draft=True, facts="Un fait.")
    client = signed_in(officer)
    url = reverse("referrals:edit", args=[referral.public_id])

    assert client.get(url).context["form"]["facts"].value() == "Un fait."
    client.post(url, words(referral.submission_id, facts="Deux faits."))

    assertContains(client.get(reverse("referrals:check", args=[referral.public_id])), "Deux faits.")


def test_check_warns_of_an_open_referral(signed_in, officer, household):
    other = ReferralFactory(household=household)
    ReferralFactory(household=household, author=officer, ended=True)
    mine = ReferralFactory(household=household, author=officer, draft=True)
    warning = "Un signalement est déjà ouvert pour ce ménage."

    page = signed_in(officer).get(reverse("referrals:check", args=[mine.public_id]))
    assertContains(page, warning, count=1)
    assertContains(page, f">{other.reference}</a>", count=1)


def test_check_warns_of_a_namesake(signed_in, officer, household):
    ReferralFactory(household=household, author=officer)
    described = {"name": "BELKACEM", "persons": [], "dwelling": None, "lease_starts_on": None}
    draft = ReferralFactory(stranger=True, landlord=household.landlord, author=officer, new_household=described)

    response = signed_in(officer).get(reverse("referrals:check", args=[draft.public_id]))

    assertContains(response, "Un ménage du même nom a déjà un signalement ouvert.", count=1)


def test_check_offers_the_household_that_is_known_and_goes_on_with_it(signed_in, officer, landlord):
    """What was spotted is kept; nobody is entered twice."""
    known = HouseholdFactory(landlord=landlord, name="Ferrand")
    closed = HouseholdFactory(landlord=landlord, name="Ferrand", closed=True)
    described = {"name": "FERRAND", "persons": [], "dwelling": None, "lease_starts_on": None}
    draft = ReferralFactory(stranger=True, landlord=landlord, author=officer, new_household=described)
    client, facts = signed_in(officer), draft.facts

    page = client.get(reverse("referrals:check", args=[draft.public_id]))
    assertContains(page, "C’est ce ménage", count=1)
    assertContains(page, "à faire rouvrir", count=1)
    closed_answer = client.post(reverse("referrals:is_about", args=[draft.public_id, closed.public_id]), follow=True)
    answer = client.post(reverse("referrals:is_about", args=[draft.public_id, known.public_id]), follow=True)

    assertContains(closed_answer, "Ce dossier est clos")
    assertContains(answer, "porte sur le ménage Ferrand")
    draft.refresh_from_db()
    assert (draft.household, draft.new_household, draft.facts) == (known, None, facts)
    client.post(reverse("referrals:send", args=[draft.public_id]))
    assert Household.objects.filter(name__iexact="ferrand").count() == 2


@pytest.mark.parametrize("name", ["check", "edit", "detail"])
def test_draft_is_seen_by_its_author_alone(signed_in, officer, adviser, manager, household, name):
    draft = ReferralFactory(household=household, author=officer, draft=True)

    for user in (adviser, manager):
        assert signed_in(user).get(reverse(f"referrals:{name}", args=[draft.public_id])).status_code == 404


@pytest.mark.parametrize("name", ["send", "discard"])
def test_draft_of_somebody_else_is_neither_sent_nor_discarded(signed_in, officer, adviser, household, name):
    draft = ReferralFactory(household=household, author=officer, draft=True)
    url = reverse(f"referrals:{name}", args=[draft.public_id])

    assert signed_in(adviser).post(url).status_code == 404
    assert signed_in(officer).get(url).status_code == 405
    draft.refresh_from_db()
    assert draft.state == Referral.State.DRAFT


@pytest.mark.parametrize("name", ["check", "edit", "discard"])
def test_sent_referral_is_no_draft_any_more(signed_in, officer, household, name):
    referral = ReferralFactory(household=household, author=officer)
    client = signed_in(officer)
    url = reverse(f"referrals:{name}", args=[referral.public_id])

    response = client.post(url) if name == "discard" else client.get(url)

    assertRedirects(response, reverse("referrals:detail", args=[referral.public_id]))
    assertMessages(response, [Message(INFO, "Ce signalement est déjà envoyé.")])


def test_discard(signed_in, officer, household):
    draft = ReferralFactory(household=household, author=officer, draft=True)

    response = signed_in(officer).post(reverse("referrals:discard", args=[draft.public_id]))

    assertRedirects(response, reverse("referrals:find"))
    assertMessages(
        response, [Message(SUCCESS, "Le brouillon est supprimé\u00a0: rien n’a été envoyé à la conseillère sociale.")]
    )
    assert not Referral.objects.exists()


@pytest.mark.parametrize(("name", "service"), [("send", "send"), ("discard", "discard_draft")])
def test_draft_discarded_by_the_click_that_came_first(signed_in, officer, household, monkeypatch, name, service):
    draft = ReferralFactory(household=household, author=officer, draft=True)
    act = getattr(sending, service)

    def come_second(*, referral, user):
        Referral.objects.get(pk=referral.pk).delete()
        return act(referral=referral, user=user)

    monkeypatch.setattr(sending, service, come_second)

    response = signed_in(officer).post(reverse(f"referrals:{name}", args=[draft.public_id]))

    assertRedirects(response, reverse("referrals:find"))
    assertMessages(response, [Message(INFO, "Ce brouillon est déjà supprimé.")])
