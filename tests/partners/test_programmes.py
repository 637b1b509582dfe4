import datetime

import pytest
from django.contrib.messages import SUCCESS, Message
from django.db import IntegrityError
from django.urls import reverse
from pytest_django.asserts import assertMessages, assertRedirects

from partners.models import FundedAction, Programme
from partners.roles import Role
from partners.services import programmes
from tests.factories.partners import (
    ConventionFactory,
    FundedActionFactory,
    OrganizationFactory,
    ProgrammeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PROGRAMME = {
    "name": "10 000 logements accompagnés 2026",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "grant": "37000.50",
}
ACTION = {"name": "Maillage", "public": "Locataires en place", "objective": "MAINTENANCE", "target_households": "15"}
NEW = "/programmes/new/"


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True, short_name="Patrimoine")


@pytest.fixture
def manager(landlord, client):
    manager = UserFactory(organization=landlord, role=Role.MANAGER)
    client.force_login(manager)
    return manager


@pytest.fixture
def programme(landlord):
    return ProgrammeFactory(
        landlord=landlord,
        name="10 000 logements accompagnés 2026",
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
        grant_cents=3_700_000,
    )


def sent(*actions, recorded=0, **programme):
    """What the page sends: the programme and a row for each action."""
    rows = {f"actions-{rank}-{name}": value for rank, row in enumerate(actions) for name, value in row.items()}
    management = {"actions-TOTAL_FORMS": str(len(actions)), "actions-INITIAL_FORMS": str(recorded)}
    return PROGRAMME | programme | management | rows


def row_of(action, **changed):
    names = ("name", "public", "objective", "target_households")
    return {"id": action.pk} | {name: getattr(action, name) for name in names} | changed


def edit_url(programme):
    return reverse("partners:edit_programme", args=[programme.public_id])


def copy_url(programme):
    return reverse("partners:copy_programme", args=[programme.public_id])


def errors_of(response):
    """The errors of the programme, then those of each row."""
    return response.context["form"].errors, [row.errors for row in response.context["actions"]]


# A new one


def test_a_programme_is_created_with_its_actions(client, manager):
    newcomers = {"name": "Accueil", "public": "", "objective": "ACCESS", "target_households": "6"}
    empty = {"name": "", "public": "", "objective": "", "target_households": ""}

    response = client.post(NEW, sent(newcomers, ACTION, empty))

    made = Programme.objects.get()
    assertRedirects(response, reverse("partners:programme", args=[made.public_id]))
    assert (made.landlord, made.name, made.grant_cents) == (manager.organization, PROGRAMME["name"], 3_700_050)
    assert (made.starts_on, made.ends_on) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert list(made.actions.values_list("number", "name", "public", "objective", "target_households")) == [
        (1, "Accueil", "", "ACCESS", 6),
        (2, "Maillage", "Locataires en place", "MAINTENANCE", 15),
    ]
    assertMessages(
        response,
        [
            Message(
                SUCCESS,
                "Le programme «\u00a010 000 logements accompagnés 2026\u00a0» est enregistré, du 1er janvier 2026 au "
                "31 décembre 2026. Signez maintenant les conventions qui portent ses actions.",
            )
        ],
    )


def test_a_programme_without_action_is_refused(client, manager):
    response = client.post(NEW, sent({"name": "", "public": "", "objective": "", "target_households": ""}))

    assert response.context["actions"].non_form_errors() == ["Décrivez au moins une action."]
    assert not Programme.objects.exists()


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(client, manager):
    response = client.post(
        NEW, sent({"name": "Maillage", "objective": "", "target_households": "0"}, name="", grant="-1", ends_on="")
    )

    assert errors_of(response) == (
        {
            "name": ["Donnez un nom au programme, avec son année."],
            "ends_on": ["Indiquez le dernier jour du programme."],
            "grant": ["Indiquez un montant en euros, 0\u00a0s’il n’y en a pas."],
        },
        [
            {
                "objective": ["Choisissez un objectif."],
                "target_households": ["Indiquez un nombre de ménages, 1 au moins."],
            }
        ],
    )
    assert 'value="Maillage"' in response.text
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        ("2026-06-01", "2026-06-01", "Indiquez une fin postérieure au début."),
        ("2026-06-01", "2026-05-31", "Indiquez une fin postérieure au début."),
        ("2026-06-01", "2031-06-02", "Indiquez une fin 5\u00a0ans au plus après le début."),
    ],
)
def test_the_end_comes_after_the_beginning_and_not_too_late(client, manager, starts_on, ends_on, said):
    response = client.post(NEW, sent(ACTION, starts_on=starts_on, ends_on=ends_on))

    assert errors_of(response)[0] == {"ends_on": [said]}


@pytest.mark.parametrize(("starts_on", "ends_on"), [("2025-06-01", "2026-01-01"), ("2026-12-31", "2027-12-30")])
def test_two_programmes_of_a_landlord_do_not_overlap(client, manager, programme, starts_on, ends_on):
    response = client.post(NEW, sent(ACTION, name="Un autre", starts_on=starts_on, ends_on=ends_on))

    assert errors_of(response)[0] == {
        "starts_on": [
            "Choisissez d’autres dates\u00a0: «\u00a010 000 logements accompagnés 2026\u00a0» court du 1er janvier "
            "2026 au 31 décembre 2026."
        ]
    }
    assert Programme.objects.get() == programme


def test_the_database_refuses_two_programmes_at_a_time(programme):
    with pytest.raises(IntegrityError, match="programme_one_at_a_time_per_landlord"):
        Programme.objects.create(
            landlord=programme.landlord,
            name="Un autre",
            starts_on=programme.ends_on,
            ends_on=programme.ends_on + datetime.timedelta(days=9),
            grant_cents=0,
        )


def test_two_landlords_run_theirs_at_the_same_time(client, manager):
    ProgrammeFactory(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 12, 31), name=PROGRAMME["name"])

    client.post(NEW, sent(ACTION))

    assert Programme.objects.filter(landlord=manager.organization).count() == 1


def test_a_name_tells_programmes_apart(client, manager, programme):
    response = client.post(NEW, sent(ACTION, starts_on="2027-01-01", ends_on="2027-12-31"))

    assert errors_of(response)[0] == {
        "name": ["Un autre de vos programmes porte ce nom\u00a0: ajoutez-lui son année."],
    }


# Correcting


def test_a_programme_and_its_actions_are_corrected(client, manager, programme):
    first, second, third = (FundedActionFactory(programme=programme, number=number) for number in (1, 2, 3))
    rows = [
        row_of(first, name="Accueil renforcé"),
        row_of(second, DELETE="on"),
        row_of(third),
        ACTION | {"name": "Nouvelle"},
    ]

    response = client.post(edit_url(programme), sent(*rows, recorded=3, version="1", grant="41000"))

    assertRedirects(response, reverse("partners:programme", args=[programme.public_id]))
    programme.refresh_from_db()
    assert (programme.grant_cents, programme.version) == (4_100_000, 2)
    assert list(programme.actions.values_list("pk", "number", "name")) == [
        (first.pk, 1, "Accueil renforcé"),
        (FundedAction.objects.latest("pk").pk, 2, "Nouvelle"),
        (third.pk, 3, "Maillage"),
    ]


def test_an_action_that_has_its_convention_keeps_its_objective_and_cannot_be_removed(client, manager, programme):
    """Its partners would be named beside the households from one day to the next."""
    action = FundedActionFactory(programme=programme, number=1)
    ConventionFactory(action=action)

    page = client.get(edit_url(programme))
    row = page.context["actions"].forms[0]
    response = client.post(
        edit_url(programme),
        sent(row_of(action, objective="ACCESS", DELETE="on", target_households=20), recorded=1, version="1"),
    )

    assert "DELETE" not in row.fields
    assert row.fields["objective"].disabled
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.objective, action.target_households) == ("MAINTENANCE", 20)


def test_a_convention_signed_meanwhile_keeps_its_action(client, manager, programme, monkeypatch):
    action = FundedActionFactory(programme=programme, number=1)
    write = programmes.edit_programme

    def signed_meanwhile(**arguments):
        ConventionFactory(action=action)
        return write(**arguments)

    monkeypatch.setattr(programmes, "edit_programme", signed_meanwhile)
    response = client.post(edit_url(programme), sent(row_of(action, DELETE="on"), ACTION, recorded=1, version="1"))

    said = "Une convention vient d’être signée pour l’action 1\u00a0: gardez-la."
    assert response.context["form"].non_field_errors() == [said]
    assert list(programme.actions.all()) == [action]


def test_what_a_colleague_saved_meanwhile_is_shown_beside_what_was_typed(client, manager, programme):
    action = FundedActionFactory(programme=programme, number=1)
    ours = sent(row_of(action), recorded=1, version="1", name="Notre nom 2026")
    client.post(edit_url(programme), ours | {"name": "Leur nom 2026"})

    asked = client.post(edit_url(programme), ours)

    assert asked.status_code == 409
    assert "<b>Leur nom 2026</b>" in asked.text
    assert 'value="Notre nom 2026"' in asked.text
    programme.refresh_from_db()
    assert programme.name == "Leur nom 2026"

    client.post(edit_url(programme), ours | {"version": asked.context["form"]["version"].value()})

    programme.refresh_from_db()
    assert programme.name == "Notre nom 2026"


def test_the_days_of_a_programme_that_moves_still_cover_its_conventions(client, manager, programme):
    """Each bound names the convention that goes furthest beyond it."""
    action = FundedActionFactory(programme=programme, number=1)
    for short_name, starts_on, ends_on in (("Prélude", "02-01", "10-31"), ("Maillage 31", "03-01", "11-30")):
        ConventionFactory(
            action=action,
            association__short_name=short_name,
            starts_on=datetime.date.fromisoformat(f"2026-{starts_on}"),
            ends_on=datetime.date.fromisoformat(f"2026-{ends_on}"),
        )
    moved = sent(row_of(action), recorded=1, version="1", starts_on="2026-02-02", ends_on="2026-11-29")

    response = client.post(edit_url(programme), moved)

    assert errors_of(response)[0] == {
        "starts_on": [
            "Indiquez un début au plus tard le 1er février 2026\u00a0: la convention de Prélude (Action 1) court du "
            "1er février 2026 au 31 octobre 2026."
        ],
        "ends_on": [
            "Indiquez une fin au plus tôt le 30 novembre 2026\u00a0: la convention de Maillage 31 (Action 1) court du "
            "1er mars 2026 au 30 novembre 2026."
        ],
    }
    programme.refresh_from_db()
    assert (programme.starts_on, programme.ends_on) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))

    client.post(edit_url(programme), moved | {"starts_on": "2026-02-01", "ends_on": "2026-11-30"})

    programme.refresh_from_db()
    assert (programme.starts_on, programme.ends_on) == (datetime.date(2026, 2, 1), datetime.date(2026, 11, 30))


def test_a_convention_signed_beyond_its_programme_keeps_nothing_else_from_being_corrected(client, manager, programme):
    action = FundedActionFactory(programme=programme, number=1)
    ConventionFactory(action=action, starts_on=datetime.date(2025, 6, 1), ends_on=datetime.date(2027, 6, 1))
    rows = sent(row_of(action), recorded=1, version="1", starts_on="2025-12-01", ends_on="2027-01-31")

    client.post(edit_url(programme), rows)

    programme.refresh_from_db()
    assert (programme.starts_on, programme.ends_on) == (datetime.date(2025, 12, 1), datetime.date(2027, 1, 31))


@pytest.mark.parametrize("identifier", ["x", "-1", "9" * 30, "²"])
def test_an_invented_action_changes_nothing_of_others(client, manager, programme, identifier):
    action = FundedActionFactory(programme=programme, number=1)

    response = client.post(
        edit_url(programme), sent(row_of(action), ACTION | {"id": identifier}, recorded=1, version="1")
    )

    assert response.status_code in (200, 302)
    assert action in programme.actions.all()


def test_an_action_of_another_landlord_is_not_taken(client, manager, programme):
    stolen = FundedActionFactory(number=7, name="À un autre")

    client.post(edit_url(programme), sent(row_of(stolen, name="Prise"), recorded=1, version="1"))

    stolen.refresh_from_db()
    assert stolen.name == "À un autre"
    assert [action.name for action in programme.actions.all()] == ["Prise"]


# The next one


def test_the_next_programme_takes_the_actions_moves_the_days_and_asks_for_the_grant(client, manager, programme):
    FundedActionFactory(programme=programme, number=1, name="Accueil", objective="ACCESS", target_households=6)

    page = client.get(copy_url(programme))

    form, [action, empty] = page.context["form"], page.context["actions"].forms
    assert {name: form[name].value() for name in ("name", "starts_on", "ends_on", "grant")} == {
        "name": "10 000 logements accompagnés 2027",
        "starts_on": datetime.date(2027, 1, 1),
        "ends_on": datetime.date(2027, 12, 31),
        "grant": None,
    }
    assert form["grant"].help_text == (
        "Le montant accordé cette fois\u00a0; «\u00a010 000 logements accompagnés 2026\u00a0»\u00a0: "
        "37\u202f000\u00a0€."
    )
    assert [action[name].value() for name in ("id", "name", "objective", "target_households")] == [
        None,
        "Accueil",
        "ACCESS",
        6,
    ]
    assert empty["name"].value() is None


def test_the_next_programme_leaves_the_former_as_it_is(client, manager, programme):
    action = FundedActionFactory(programme=programme, number=1)
    dates = {"name": "L’an prochain", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}

    client.post(copy_url(programme), sent(row_of(action, id=""), recorded=1, **dates))

    following = Programme.objects.exclude(pk=programme.pk).get()
    assert following.starts_on == datetime.date(2027, 1, 1)
    assert [(each.name, each.programme) for each in FundedAction.objects.order_by("pk")] == [
        ("Maillage", programme),
        ("Maillage", following),
    ]


@pytest.mark.parametrize(
    ("name", "starts_on", "ends_on", "expected"),
    [
        ("Accompagnés", "2024-03-01", "2025-02-28", ("Accompagnés 2025", "2025-03-01", "2026-02-28")),
        ("Édition 2024-2026", "2024-01-01", "2026-12-31", ("Édition 2027-2029", "2027-01-01", "2029-12-31")),
    ],
)
def test_the_days_move_by_as_many_years_as_the_programme_lasts(
    client, manager, landlord, name, starts_on, ends_on, expected
):
    former = ProgrammeFactory(
        landlord=landlord,
        name=name,
        starts_on=datetime.date.fromisoformat(starts_on),
        ends_on=datetime.date.fromisoformat(ends_on),
    )

    form = client.get(copy_url(former)).context["form"]

    assert tuple(str(form[field].value()) for field in ("name", "starts_on", "ends_on")) == expected


# Who may


@pytest.mark.parametrize(("role", "is_offered"), [(Role.MANAGER, True), (Role.ADVISER, False)])
def test_only_those_who_may_are_offered_to_change_a_programme(client, landlord, programme, role, is_offered):
    client.force_login(UserFactory(organization=landlord, role=role))

    shown = client.get(reverse("partners:programme", args=[programme.public_id])).text
    listed = client.get(reverse("partners:partners")).text

    assert [edit_url(programme) in shown, copy_url(programme) in shown, NEW in listed] == [is_offered] * 3
