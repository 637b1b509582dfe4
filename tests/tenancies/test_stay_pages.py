"""The pages of a stay: the association that puts a household up does everything from there, nobody else knows of it."""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from housing_support.common.bounds import months_from
from housing_support.common.dates import long_date
from housing_support.home.views import sections_for
from partners.roles import Role
from tenancies.models import CaseFileAccess, Household, Stay
from tenancies.models.stays import latest_end_of
from tenancies.services.addresses import protect
from tests.factories.partners import UserFactory
from tests.factories.tenancies import (
    DwellingFactory,
    FollowUpFactory,
    HouseholdFactory,
    ParticipationFactory,
    StayFactory,
    TenancyFactory,
)
from tests.tenancies.mending import TODAY, said

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
PLACE = "Studio 7, maison des Tilleuls"


def day(number):
    return TODAY() + number * DAY


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def reader(client, worker):
    client.force_login(worker)
    return client


@pytest.fixture
def household(worker):
    return HouseholdFactory(of_association=True, opened_by=worker.organization)


@pytest.fixture
def stay(household):
    return StayFactory(household=household, since=day(-300), planned_end=day(200), place_in_words=PLACE)


def page_of(stay, act=""):
    household = [stay.household.public_id]
    if not act:
        return reverse("tenancies:household_stay", args=household)
    return reverse(f"tenancies:stay_{act}", args=[*household, stay.public_id])


def described(**changes):
    return {"kind": "RESIDENCE", "place_in_words": PLACE, "since": day(-1), "planned_end": day(300)} | changes


def errors_of(response):
    return {name: errors[0] for name, errors in response.context["form"].errors.items()}


def test_a_new_household_is_put_up_and_followed_to_its_lease(reader, worker):
    """Each act from its page, with what follows; the landlord that houses it reads nothing of it."""
    newcomer = {"first_name": "Nora", "last_name": "Vignal", "birth_year": "1990"}
    response = reader.post(reverse("referrals:put_up_newcomer"), newcomer | described(since=day(5)))
    stay = Stay.objects.select_related("household").get()
    assertRedirects(response, page_of(stay))
    follows = f"Confirmez l’entrée du ménage à partir du {long_date(day(5))}."
    assert said(response) == [f"Le dossier du ménage Vignal est ouvert avec son séjour. {follows}"]
    assert (stay.state, stay.household.opened_by) == ("PLANNED", worker.organization)
    protect(household=stay.household, user=worker, purpose=CaseFileAccess.Purpose.values[0])

    acts = [
        (
            "enter",
            {"since": day(0)},
            f"L’entrée est confirmée. Fin au plus tard le {long_date(latest_end_of(day(0)))}.",
        ),
        (
            "readiness",
            {"identity_on": day(0), "savings_on": day(0), "resources_on": day(0)},
            "La préparation est notée. Reste à réunir\u00a0: le numéro unique et l’évaluation.",
        ),
        (
            "extend",
            {"until": latest_end_of(day(0)) + DAY, "reason": "NO_OFFER"},
            f"Le séjour est prolongé. Dernier jour\u00a0: le {long_date(latest_end_of(day(0)) + DAY)}, au lieu du "
            f"{long_date(latest_end_of(day(0)))}.",
        ),
        (
            "take_back",
            {"reason": "WRONG_FACTS"},
            f"La prolongation est annulée. Dernier jour\u00a0: le {long_date(latest_end_of(day(0)))}.",
        ),
        (
            "end",
            {"on": day(0), "reason": "REHOUSED", "destination": "LASTING_LEASE"},
            f"Le séjour est terminé le {long_date(day(0))}\u00a0: destination «\u00a0Bail durable\u00a0». Noté par "
            "erreur, il peut reprendre.",
        ),
        (
            "resume",
            {"reason": "WRONG_FACTS"},
            f"Le séjour continue. Fin au plus tard le {long_date(latest_end_of(day(0)))}.",
        ),
    ]
    for act, typed, confirmed in acts:
        response = reader.post(page_of(stay, act), typed)
        assertRedirects(response, page_of(stay), fetch_redirect_response=False)
        assert said(response)[-1] == confirmed
    page = reader.get(page_of(stay))
    assert [event.words.partition("\u00a0:")[0] for event in page.context["current"].events] == [
        "Séjour enregistré",
        f"Entrée confirmée le {long_date(day(0))}",
        "Noté",
        f"Prolongé du {long_date(latest_end_of(day(0)))} au {long_date(latest_end_of(day(0)) + DAY)}",
        f"Prolongation annulée, fin le {long_date(latest_end_of(day(0)))}",
        f"Terminé le {long_date(day(0))}",
        "Fin de séjour annulée",
    ]

    lease = TenancyFactory(household=stay.household, dwelling=DwellingFactory(), starts_on=day(0))
    ParticipationFactory(household=stay.household, organization=lease.dwelling.landlord)
    assertContains(reader.get(page_of(stay)), "Le ménage a un bail depuis le")
    shown = reader.get(page_of(stay, "end")).context["form"]
    assert [shown[name].value() for name in shown.fields] == [day(0), "REHOUSED", "LASTING_LEASE"]
    stay.refresh_from_db()
    assert stay.state == "RUNNING"
    reader.force_login(UserFactory(organization=lease.dwelling.landlord, role=Role.ADVISER))
    assert reader.get(page_of(stay)).status_code == 403
    for tab in ("household", "household_access", "household_dwelling", "household_members"):
        assertNotContains(reader.get(reverse(f"tenancies:{tab}", args=[stay.household.public_id])), "éjour")


def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(reader, household, stay):
    other = HouseholdFactory(of_association=True, opened_by=household.opened_by)
    new = reverse("tenancies:stay_create", args=[other.public_id])
    latest = long_date(latest_end_of(day(-1)))
    cases = [
        (
            new,
            described(planned_end=latest_end_of(day(-1)) + DAY),
            "planned_end",
            f"Indiquez une fin au plus tard le {latest}.",
        ),
        (
            new,
            described(planned_end=day(-2)),
            "planned_end",
            f"Indiquez une fin après l’entrée, le {long_date(day(-1))}.",
        ),
        (new, described(place_in_words=""), "place_in_words", "Dites où le ménage est hébergé."),
        (new, described(since="0001-01-01"), "since", "Indiquez une date entre le"),
        (new, described(planned_end="9999-12-31"), "planned_end", "Indiquez une date entre le"),
        (page_of(stay, "correct"), described(since=day(1)), "since", "Le ménage est déjà entré"),
        (page_of(stay, "readiness"), {"identity_on": day(1)}, "identity_on", "Indiquez un jour passé"),
        (
            page_of(stay, "extend"),
            {"until": stay.latest_end, "reason": "NO_OFFER"},
            "until",
            "Indiquez un jour après le",
        ),
        (page_of(stay, "end"), {"on": day(-301), "reason": "TERM", "destination": "RELAY"}, "on", "Indiquez un jour à"),
    ]
    before = list(Stay.objects.order_by("pk").values())

    for address, typed, field, words in cases:
        response = reader.post(address, typed)
        errors = errors_of(response)
        assert list(errors) == [field], (address, errors)
        assert errors[field].startswith(words)
        assert all(str(response.context["form"][name].value()) == str(value) for name, value in typed.items())
    assert list(Stay.objects.order_by("pk").values()) == before


def test_what_the_state_forbids_is_not_offered_and_changes_nothing(reader, household, stay):
    ended = StayFactory(household=household, since=day(-900), planned_end=day(-400), until=day(-400))
    page = reader.get(page_of(stay))

    offered = {act for act in ("enter", "extend", "end", "take_back", "cancel") if page_of(stay, act) in page.text}
    assert offered == {"extend", "end", "cancel"}
    assertNotContains(page, page_of(ended, "resume"))
    assertNotContains(page, reverse("tenancies:stay_create", args=[household.public_id]))
    for address in (page_of(stay, "enter"), page_of(ended, "extend")):
        assert said(reader.post(address, {"since": day(0)}))[-1:] == [
            "Ce séjour a changé entre-temps\u00a0: relisez-le avant de continuer."
        ]
    Household.objects.filter(pk=household.pk).update(state="CLOSED", closed_on=day(0))
    assertNotContains(reader.get(page_of(stay)), page_of(stay, "end"))
    assert reader.post(page_of(stay, "end"), {}).status_code == 403


def test_where_a_protected_household_is_put_up_is_read_for_a_reason_alone(reader, worker, household, stay):
    Household.objects.filter(pk=household.pk).update(is_protected=True)
    pages = [page_of(stay), page_of(stay, "correct"), reverse("tenancies:stays")]

    assert [PLACE in reader.get(address).text for address in pages] == [False] * 3
    assert not reader.post(reverse("tenancies:stays"), {"q": "Tilleuls"}, follow=True).context["rows"]
    reader.post(page_of(stay, "correct"), described(place_in_words="", since=day(-300), planned_end=day(100)))
    stay.refresh_from_db()
    assert (stay.place_in_words, stay.planned_end) == (PLACE, day(100))

    assertContains(reader.post(page_of(stay, "place"), {"purpose": "VISIT"}), PLACE)
    accesses = CaseFileAccess.objects.filter(household=household, kind="STAY")
    assert list(accesses.values_list("user", "purpose")) == [(worker.pk, "VISIT")]
    told = [
        CaseFileAccess.objects.told_to(UserFactory(landlord_staff=True, role=role)) for role in ("ADVISER", "MANAGER")
    ]
    assert [each.filter(kind="STAY").exists() for each in told] == [False, False]


def test_the_list_shows_what_ends_first_and_narrows(reader, household, stay):
    association = household.opened_by
    late = StayFactory(household__opened_by=association, since=day(-800), planned_end=day(-100), identity_on=day(-9))
    planned = StayFactory(household__opened_by=association, state="PLANNED", since=day(3), planned_end=day(300))
    ended = StayFactory(household__opened_by=association, since=day(-90), planned_end=day(90), until=day(-1))
    StayFactory()

    def listed(**filters):
        page = reader.post(reverse("tenancies:stays"), filters, follow=True)
        return [row.stay for row in page.context["rows"]]

    assert listed() == [late, stay, planned]
    assert listed(state="ENDED") == [ended]
    assert listed(until=day(30).isoformat()) == [late]
    assert listed(missing="identity_on") == [stay, planned]
    assert listed(q=household.name) == [stay]
    assert listed(q="maison tilleuls") == [stay]
    assert listed(q=late.household.reference, kind="PRIVATE_FLAT") == []


def test_homes_announce_entries_whose_day_has_come_and_ends_nine_months_before(worker):
    association = worker.organization
    near, later, far = months_from(TODAY(), 3), months_from(TODAY(), 9), months_from(TODAY(), 9) + DAY
    for end in (day(-2), near, later, far):
        days = {"since": day(-500), "planned_end": day(-400), "latest_end": end}
        StayFactory(household__opened_by=association, extension_reason="NO_OFFER", **days)
    awaited, _ = (
        StayFactory(household__opened_by=association, state="PLANNED", since=since, planned_end=far)
        for since in (day(0), day(1))
    )

    for reader in (worker, UserFactory(organization=association, role=Role.COORDINATOR)):
        [section] = sections_for(reader)[0]
        assert section.title.startswith("Séjours")
        assert [line.badge for line in section.lines] == [
            "Fin dépassée de 2\u00a0jours",
            "Entrée à confirmer",
            "Fin dans 3\u00a0mois",
            "Fin dans 9\u00a0mois",
        ]
        assert section.lines[1].title == awaited.household.name


def test_a_stay_ends_with_the_case_file_and_its_association_alone_is_told_before(client, household, stay):
    """Closed, or left with the last part: nobody could end it later."""
    association = household.opened_by
    followed = FollowUpFactory(household=household, convention__association=association)
    ParticipationFactory(household=household, organization=followed.convention.landlord)
    Household.objects.filter(pk=household.pk).update(landlord=followed.convention.landlord)
    told = f"Séjour depuis le {long_date(stay.since)}"
    pages = {
        Role.COORDINATOR: (
            association,
            reverse("tenancies:follow_up_end", args=[household.public_id, followed.public_id]),
        ),
        Role.ADVISER: (followed.convention.landlord, reverse("tenancies:household_close", args=[household.public_id])),
    }

    shown = {}
    for role, (organization, address) in pages.items():
        client.force_login(UserFactory(organization=organization, role=role))
        shown[role] = told in client.get(address).text
    client.force_login(coordinator := UserFactory(organization=association, role=Role.COORDINATOR))
    client.post(pages[Role.COORDINATOR][1], {"reason": "RELAY", "note_audience": "SOCIAL"})

    assert shown == {Role.COORDINATOR: True, Role.ADVISER: False}
    assert not Household.objects.visible_to(coordinator).exists()
    stay.refresh_from_db()
    assert (stay.state, stay.until, stay.destination) == ("ENDED", day(0), "UNKNOWN")
