"""A protected household's address is on no page, in no search, in no history; revealing it leaves a trace."""

import pytest
from django.urls import reverse

from partners.roles import Role
from tenancies.models import Household
from tenancies.models.dwellings import floor_in_words
from tenancies.reading.events import words_of
from tenancies.reading.masking import address_of
from tenancies.reading.search import matching
from tests.factories.partners import UserFactory
from tests.factories.tenancies import DwellingFactory, ParticipationFactory, ResidenceFactory, TenancyFactory

pytestmark = pytest.mark.django_db

TRACES = ("Mazades", "Camélias", "31290", "Villefranche", "appartement\u00a0407", "T5,")


@pytest.fixture
def protected(household):
    household.is_protected = True
    household.save()
    residence = ResidenceFactory(landlord=household.landlord, name="Les Camélias")
    dwelling = DwellingFactory(
        residence=residence,
        street_name="rue des Mazades",
        postal_code="31290",
        commune_name="Villefranche",
        door="407",
        rooms=5,
    )
    TenancyFactory(household=household, dwelling=dwelling)
    return household


def assert_no_trace(response):
    html = response.content.decode()
    assert [trace for trace in TRACES if trace in html] == []


@pytest.mark.parametrize(
    "role", [Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER, Role.SOCIAL_WORKER, Role.COORDINATOR]
)
def test_no_page_shows_the_address(signed_in, member, protected, follow_up, role):
    client = signed_in(member(role))
    args = [protected.public_id]
    pages = [
        reverse("tenancies:households"),
        *(
            reverse(f"tenancies:{page}", args=args)
            for page in (
                "household",
                "household_support",
                "household_dwelling",
                "household_members",
                "household_access",
                "household_edit",
                "household_address",
                "note_create",
                "visit_create",
                "tenancy_create",
            )
        ),
        reverse("tenancies:tenancy_end", args=[*args, protected.tenancies.get().pk]),
        reverse("tenancies:follow_up_worker", args=[*args, follow_up.public_id]),
        reverse("tenancies:follow_up_end", args=[*args, follow_up.public_id]),
    ]

    for page in pages:
        assert_no_trace(client.get(page))
    assert "Adresse protégée" in client.get(pages[0]).content.decode()


def test_the_same_address_shows_without_protection(signed_in, member, protected):
    Household.objects.update(is_protected=False)

    html = (
        signed_in(member(Role.ADVISER))
        .get(reverse("tenancies:household_dwelling", args=[protected.public_id]))
        .content.decode()
    )

    assert [trace for trace in TRACES if trace not in html] == []


@pytest.mark.parametrize("text", ["mazades", "Camélias", "12 rue des"])
def test_search_by_address_never_finds_it(protected, member, text):
    found = matching(Household.objects.all(), text, user=member(Role.RENTAL_OFFICER))
    assert list(found) == []

    Household.objects.update(is_protected=False)
    assert list(found.all()) == [protected]


def test_search_by_name_still_finds_it(protected, member):
    assert list(matching(Household.objects.all(), protected.name, user=member(Role.RENTAL_OFFICER))) == [protected]


def test_events_of_a_lease_say_nothing_of_the_address(signed_in, member, protected):
    officer = member(Role.RENTAL_OFFICER)
    client = signed_in(officer)
    tenancy = protected.tenancies.get()
    client.post(
        reverse("tenancies:tenancy_end", args=[protected.public_id, tenancy.pk]),
        {"ends_on": "2026-06-01", "end_reason": "LEFT"},
    )
    client.post(
        reverse("tenancies:tenancy_create", args=[protected.public_id]),
        {"dwelling": tenancy.dwelling.public_id, "kind": "DIRECT", "starts_on": "2026-06-02"},
    )

    assert [words_of(entry) for entry in protected.journal.all()] == [
        "Début de bail\u00a0: Bail direct",
        "Fin de bail\u00a0: Bail direct",
    ]
    for page in ("household", "household_access", "household_dwelling"):
        assert_no_trace(client.get(reverse(f"tenancies:{page}", args=[protected.public_id])))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (Role.RENTAL_OFFICER, 200),
        (Role.ADVISER, 200),
        (Role.MANAGER, 403),
        (Role.COORDINATOR, 200),
        ("assigned worker", 200),
        (Role.SOCIAL_WORKER, 403),
        ("partner's coordinator", 403),
        ("another landlord's adviser", 403),
    ],
)
def test_who_may_reveal(signed_in, member, worker, protected, who, status):
    if who == "assigned worker":
        user = worker
    elif who == "partner's coordinator":
        user = UserFactory(role=Role.COORDINATOR)
        ParticipationFactory(household=protected, organization=user.organization)
    elif who == "another landlord's adviser":
        user = UserFactory(landlord_staff=True, role=Role.ADVISER)
        ParticipationFactory(household=protected, organization=user.organization)
    else:
        user = member(who)
    url = reverse("tenancies:household_address", args=[protected.public_id])

    response = signed_in(user).post(url, {"purpose": "WORKS", "reason": "Intervention du plombier"})

    assert response.status_code == status
    accesses = protected.accesses.filter(kind="ADDRESS")
    revealed = [(access.user, access.purpose, access.reason) for access in accesses]
    if status == 200:
        assert "12 rue des Mazades" in response.content.decode()
        assert revealed == [(user, "WORKS", "Intervention du plombier")]
        assert_no_trace(signed_in(user).get(url))
    else:
        assert_no_trace(response)
        assert revealed == []


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"reason": "Curiosité"}, {"purpose": ["Choisissez pourquoi vous avez besoin de l’adresse."]}),
        ({"purpose": "OTHER"}, {"reason": ["Dites en quelques mots pourquoi vous avez besoin de l’adresse."]}),
        (
            {"purpose": "OTHER", "reason": "  "},
            {"reason": ["Dites en quelques mots pourquoi vous avez besoin de l’adresse."]},
        ),
    ],
)
def test_reveal_without_a_purpose_shows_nothing(signed_in, worker, protected, answers, errors):
    response = signed_in(worker).post(reverse("tenancies:household_address", args=[protected.public_id]), answers)

    assert response.context["form"].errors == errors
    assert_no_trace(response)
    assert not protected.accesses.filter(kind="ADDRESS").exists()


def test_reveal_of_an_open_address_does_not_exist(signed_in, worker, household):
    url = reverse("tenancies:household_address", args=[household.public_id])

    assert signed_in(worker).get(url).status_code == 404


def test_stranger_cannot_reveal(signed_in, protected):
    url = reverse("tenancies:household_address", args=[protected.public_id])

    assert signed_in(UserFactory()).post(url, {"purpose": "VISIT"}).status_code == 404


def test_masked_address_holds_nothing(protected):
    shown = address_of(protected, protected.tenancies.get().dwelling)

    assert (shown.residence, shown.street, shown.town, shown.commune, shown.place, shown.typology) == (
        "Adresse protégée",
        "",
        "",
        "",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("floor", "words"),
    [
        ("", ""),
        ("0", "rez-de-chaussée"),
        ("RC", "rez-de-chaussée"),
        ("1", "1er\u00a0étage"),
        ("4", "4e\u00a0étage"),
        ("SS", "étage\u00a0SS"),
    ],
)
def test_floor_in_words(floor, words):
    assert floor_in_words(floor) == words


def test_why_an_address_was_read_is_told_to_ones_own_organization_alone(signed_in, member, worker, protected):
    partner = UserFactory(role=Role.SOCIAL_WORKER)
    ParticipationFactory(household=protected, organization=partner.organization)
    told = "rendez-vous au CSAPA, 3 ruelle Zibeline"
    answers = {"purpose": "VISIT", "reason": told}
    url = reverse("tenancies:household_access", args=[protected.public_id])
    readers = [
        worker,
        member(Role.COORDINATOR),
        partner,
        *map(member, (Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER)),
    ]

    signed_in(worker).post(reverse("tenancies:household_address", args=[protected.public_id]), answers)

    for reader in readers:
        page = signed_in(reader).get(url).text
        assert "Adresse révélée" in page
        is_told = reader.organization == worker.organization
        assert (told in page, "Aller voir le ménage" in page) == (is_told, is_told)
