import datetime

import pytest
from django.contrib.messages import SUCCESS, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertMessages, assertRedirects

from housing_support.common.dates import long_date
from partners.exceptions import RightMissingError, StaleVersionError
from partners.forms.conventions import DAYS, ParametersForm
from partners.models import Convention, ConventionTerms, Expertise, Invitation, LandlordParameters, Organization
from partners.roles import Role
from partners.services import conventions, terms
from tests.factories.partners import (
    ConventionFactory,
    FundedActionFactory,
    OrganizationFactory,
    ProgrammeFactory,
    UserFactory,
    amendment_of,
)
from tests.files import pdf, upload

pytestmark = pytest.mark.django_db

TERMS = {
    "starts_on": "2026-01-10",
    "ends_on": "2026-12-31",
    "reserved_dwellings": "4",
    "visit_interval_days": "15",
    "answer_delay_days": "10",
    "candidate_delay_days": "30",
    "reminded_delay_days": "10",
}
NEW_ASSOCIATION = {
    "association": "",
    "new-name": "Espoir",
    "new-short_name": "Espoir",
    "new-siren": "732 829 320",
    "new-siret": "732 829 320 00074",
    "new-expertises": ["BUDGET", "PARENTING"],
    "new-first_name": "Line",
    "new-last_name": "Roy",
    "new-email": "line@espoir.example",
}


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True, short_name="Patrimoine")


@pytest.fixture
def manager(landlord):
    return UserFactory(organization=landlord, role=Role.MANAGER)


@pytest.fixture
def action(landlord):
    return FundedActionFactory(programme__landlord=landlord)


@pytest.fixture
def convention(action):
    return ConventionFactory(action=action, association__short_name="Espoir", association__name="Espoir")


@pytest.fixture
def draft(action):
    return ConventionFactory(action=action, association__short_name="Relais", state=Convention.State.DRAFT)


def amendment(convention, **changed):
    """What its form sends from the day on which it is typed."""
    given = {name: value for name, value in amendment_of(convention).items() if name not in ("convention", "version")}
    return given | changed


# Reading


def test_partners_of_a_landlord(client, manager, convention):
    ConventionFactory(
        action=convention.action,
        association=convention.association,
        starts_on=datetime.date(2020, 1, 1),
        ends_on=datetime.date(2020, 12, 31),
    )
    OrganizationFactory(short_name="Inconnue")
    client.force_login(manager)

    response = client.get(reverse("partners:partners"))

    assert response.context["partners"] == [
        {
            "organization": convention.association,
            "expertises": ["Accompagnement vers et dans le logement"],
            "conventions": [(convention, "Aucune place")],
            "invited": None,
        }
    ]


def test_partners_of_an_association(client, landlord, convention):
    ConventionFactory(action=convention.action)  # another association's
    client.force_login(UserFactory(organization=convention.association))

    response = client.get(reverse("partners:partners"))

    assert [(row["organization"], row["conventions"]) for row in response.context["partners"]] == [
        (landlord, [(convention, "Aucune place")])
    ]
    assert "Nouvelle convention" not in response.text


def test_partners_page_is_closed_to_the_caretaker(client, landlord):
    client.force_login(UserFactory(organization=landlord, role=Role.CARETAKER))

    assert client.get(reverse("partners:partners")).status_code == 403


@pytest.mark.parametrize("count", [1, 3, 20])
def test_partners_ask_as_many_queries_whatever_their_number(client, manager, action, count, django_assert_num_queries):
    ConventionFactory.create_batch(count, action=action)
    client.force_login(manager)

    # session, user, organizations, their count, first persons invited, conventions, their places, programmes
    with django_assert_num_queries(8):
        client.get(reverse("partners:partners"))


def test_programme_shows_its_grant_actions_and_conventions(client, manager, landlord):
    programme = ProgrammeFactory(landlord=landlord, name="10 000 logements accompagnés 2026", grant_cents=3_700_000)
    actions = [
        FundedActionFactory(programme=programme, number=number, target_households=target)
        for number, target in [(1, 6), (2, 4), (3, 15)]
    ]
    convention = ConventionFactory(action=actions[1])
    client.force_login(manager)

    response = client.get(reverse("partners:programme", args=[programme.public_id]))

    assert list(response.context["actions"]) == actions
    assert response.context["conventions"] == [(convention, "Aucune place")]
    assert "37\u202f000\u00a0€" in response.text


def test_programme_shows_an_association_its_own_conventions(client, convention):
    ConventionFactory(action=convention.action)
    client.force_login(UserFactory(organization=convention.association))

    response = client.get(reverse("partners:programme", args=[convention.action.programme.public_id]))

    assert response.context["conventions"] == [(convention, "Aucune place")]


def test_programme_of_strangers_does_not_exist(client, convention):
    client.force_login(UserFactory())

    address = reverse("partners:programme", args=[convention.action.programme.public_id])

    assert client.get(address).status_code == 404


# Signing


def test_create_with_an_association_known_already(client, manager, action, convention):
    other_action = FundedActionFactory(programme=action.programme)
    client.force_login(manager)

    response = client.post(
        reverse("partners:create_convention"),
        TERMS | {"action": other_action.pk, "association": convention.association.pk},
    )

    created = Convention.objects.latest("pk")
    follows = "Une fois signée par les deux parties, enregistrez sa signature\u00a0: elle engage."
    assertMessages(response, [Message(SUCCESS, f"La convention avec Espoir est préparée. {follows}")])
    assertRedirects(response, reverse("partners:convention", args=[created.public_id]))
    assert created.state == Convention.State.DRAFT
    assert (created.landlord, created.association, created.action) == (
        manager.organization,
        convention.association,
        other_action,
    )
    assert (created.visit_interval_days, created.answer_delay_days, created.reserved_dwellings) == (15, 10, 4)
    first = created.terms.get()
    assert (first.since, first.ends_on, first.places, first.candidate_delay_days) == (
        created.starts_on,
        created.ends_on,
        4,
        30,
    )


def test_create_registers_another_association(client, manager, action):
    client.force_login(manager)

    client.post(reverse("partners:create_convention"), TERMS | NEW_ASSOCIATION | {"action": action.pk})

    association = Convention.objects.get().association
    assert (association.kind, association.siren, association.siret) == ("ASSOCIATION", "732829320", "73282932000074")
    assert association.expertises == [Expertise.BUDGET, Expertise.PARENTING]
    invitation = Invitation.objects.get()
    assert (invitation.organization, invitation.email, invitation.role) == (
        association,
        "line@espoir.example",
        Role.ADMIN,
    )
    assert (invitation.first_name, invitation.last_name, invitation.invited_by) == ("Line", "Roy", manager)


def test_create_asks_for_the_association(client, manager, action):
    client.force_login(manager)

    response = client.post(reverse("partners:create_convention"), TERMS | {"action": action.pk})

    assert response.context["form"].errors == {"association": ["Choisissez l’association, ou décrivez-la ci-dessous."]}
    assert not Convention.objects.exists()


def test_create_finds_again_what_another_landlord_registered(client, manager, action):
    known = OrganizationFactory(siren="732829320", name="Association Espoir", expertises=[Expertise.ADDICTION])
    client.force_login(manager)

    client.post(reverse("partners:create_convention"), TERMS | NEW_ASSOCIATION | {"action": action.pk})

    known.refresh_from_db()
    assert Convention.objects.get().association == known
    assert (known.name, known.expertises) == ("Association Espoir", [Expertise.ADDICTION])


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"new-siren": "732829321"}, {"siren": ["Ce SIREN n’existe pas\u00a0: sa clé de contrôle est fausse."]}),
        ({"new-siren": "7328"}, {"siren": ["Un SIREN compte 9\u00a0chiffres."]}),
        ({"new-siret": "73282932000075"}, {"siret": ["Ce SIRET n’existe pas\u00a0: sa clé de contrôle est fausse."]}),
        ({"new-siret": "35600000010000"}, {"siret": ["Le SIRET commence par le SIREN."]}),
        (
            {"new-short_name": "UCRM\nBcc: tous@exemple.fr"},
            {"short_name": ["Écrivez ce texte sur une seule ligne."]},
        ),
        ({"new-name": ""}, {"name": ["Écrivez le nom de l’association."]}),
        (
            {"new-first_name": "", "new-last_name": "", "new-email": ""},
            {
                "first_name": ["Indiquez le prénom de cette personne."],
                "last_name": ["Indiquez le nom de cette personne."],
                "email": ["Indiquez l’adresse où envoyer l’invitation."],
            },
        ),
    ],
)
def test_create_with_a_faulty_association(client, manager, action, changed, errors):
    client.force_login(manager)

    response = client.post(
        reverse("partners:create_convention"), TERMS | NEW_ASSOCIATION | changed | {"action": action.pk}
    )

    assert response.context["association_form"].errors == errors
    assert (Convention.objects.count(), Organization.objects.associations().count()) == (0, 0)


def test_create_with_the_number_of_a_landlord(client, manager, action):
    OrganizationFactory(is_landlord=True, siren="732829320")
    client.force_login(manager)

    response = client.post(reverse("partners:create_convention"), TERMS | NEW_ASSOCIATION | {"action": action.pk})

    assert response.context["association_form"].errors == {"siren": ["Ce SIREN est celui d’un bailleur."]}


def test_la_poste_is_registered_by_its_exception(client, manager, action):
    client.force_login(manager)

    client.post(
        reverse("partners:create_convention"),
        TERMS | NEW_ASSOCIATION | {"action": action.pk, "new-siren": "356000000", "new-siret": "35600000010000"},
    )

    assert Convention.objects.get().association.siret == "35600000010000"


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"ends_on": "2026-01-10"}, {"ends_on": ["Indiquez une fin postérieure à la prise d’effet."]}),
        ({"ends_on": "2037-01-10"}, {"ends_on": ["Indiquez une fin plus proche\u00a0: 10\u00a0ans au plus."]}),
        (
            {"visit_interval_days": "0"},
            {"visit_interval_days": ["Indiquez un nombre de jours, de 1\u00a0à\u00a0366."]},
        ),
        (
            {"answer_delay_days": "367"},
            {"answer_delay_days": ["Indiquez un nombre de jours, de 1\u00a0à\u00a0366."]},
        ),
        (
            {"reserved_dwellings": "99999999999"},
            {"reserved_dwellings": ["Indiquez un nombre de logements, 0\u00a0si l’action n’en réserve aucun."]},
        ),
        ({"starts_on": "demain"}, {"starts_on": ["Indiquez une date, par exemple 12/11/2026."]}),
    ],
)
def test_faulty_terms(client, manager, draft, changed, errors):
    client.force_login(manager)

    response = client.post(reverse("partners:edit_convention", args=[draft.public_id]), TERMS | changed)

    assert response.context["form"].errors == errors


def test_create_under_the_action_of_another_landlord_is_refused(client, manager, convention):
    action = FundedActionFactory()
    client.force_login(manager)

    response = client.post(
        reverse("partners:create_convention"),
        TERMS | {"action": action.pk, "association": convention.association.pk},
    )

    assert list(response.context["form"].errors) == ["action"]
    with pytest.raises(RightMissingError):
        conventions.draft_convention(
            user=manager,
            association=convention.association,
            action=action,
            starts_on=datetime.date(2026, 1, 1),
            ends_on=datetime.date(2026, 2, 1),
            visit_interval_days=15,
            answer_delay_days=10,
        )


def test_association_of_another_landlord_is_not_among_the_choices(client, manager, action):
    stranger = OrganizationFactory()
    client.force_login(manager)

    response = client.post(
        reverse("partners:create_convention"), TERMS | {"action": action.pk, "association": stranger.pk}
    )

    assert list(response.context["form"].errors) == ["association"]


@pytest.mark.django_db(transaction=True)
def test_second_convention_at_the_same_time_is_refused(client, manager, convention):
    client.force_login(manager)

    response = client.post(
        reverse("partners:create_convention"),
        TERMS
        | {
            "starts_on": convention.ends_on.isoformat(),
            "ends_on": (convention.ends_on + datetime.timedelta(days=30)).isoformat(),
            "action": convention.action.pk,
            "association": convention.association.pk,
        },
    )

    assert response.context["form"].non_field_errors() == [
        "Une convention lie déjà cette association à cette action sur cette période."
    ]
    assert Convention.objects.count() == 1


def test_a_draft_is_read_by_its_landlord_alone_and_binds_nobody(client, draft):
    reader = UserFactory(organization=draft.association, role=Role.COORDINATOR)
    client.force_login(reader)
    page = reverse("partners:convention", args=[draft.public_id])

    assert client.get(page).status_code == 404
    assert not Convention.objects.in_force().exists()

    conventions.submit_convention(convention=draft, user=UserFactory(organization=draft.landlord, role=Role.MANAGER))

    assert "À signer" in client.get(page).text
    assert "Conventions à signer" in client.get("/").text
    assert not Convention.objects.in_force().exists()


def test_a_signature_makes_it_bind(client, manager, draft):
    client.force_login(manager)
    signed_on = timezone.localdate() - datetime.timedelta(days=1)

    response = client.post(
        reverse("partners:sign_convention", args=[draft.public_id]),
        {"signed_on": signed_on.isoformat(), "file": upload(pdf(), "convention.pdf")},
    )

    assertRedirects(response, reverse("partners:convention", args=[draft.public_id]))
    signed = Convention.objects.in_force().get()
    assert (signed.state, signed.signed_on) == (Convention.State.SIGNED, signed_on)
    assert signed.has_signed_copy


def test_a_signature_without_the_signed_copy_is_refused(client, manager, draft):
    client.force_login(manager)
    typed = {"signed_on": timezone.localdate().isoformat()}

    response = client.post(reverse("partners:sign_convention", args=[draft.public_id]), typed)

    assert response.context["form"].errors == {"file": ["Joignez la convention signée par les deux parties."]}
    draft.refresh_from_db()
    assert draft.state == Convention.State.DRAFT


def test_a_signature_after_the_end_is_refused(client, manager, draft):
    Convention.objects.filter(pk=draft.pk).update(
        starts_on=datetime.date(2025, 1, 1), ends_on=datetime.date(2025, 12, 31)
    )
    client.force_login(manager)

    response = client.post(reverse("partners:sign_convention", args=[draft.public_id]), {"signed_on": "2026-01-10"})

    assert response.context["form"].errors["signed_on"] == [
        "Indiquez une signature antérieure à la fin de la convention."
    ]


def test_a_signed_convention_is_not_edited(client, manager, convention):
    client.force_login(manager)

    response = client.post(reverse("partners:edit_convention", args=[convention.public_id]), TERMS)

    assertRedirects(response, reverse("partners:convention", args=[convention.public_id]))
    convention.refresh_from_db()
    assert convention.reserved_dwellings == 0


def test_what_a_colleague_corrected_meanwhile_is_shown_beside_and_nothing_is_written(client, manager, draft):
    client.force_login(manager)
    address = reverse("partners:edit_convention", args=[draft.public_id])
    seen = client.get(address).context["form"]["seen"].value()
    Convention.objects.filter(pk=draft.pk).update(visit_interval_days=40)

    response = client.post(address, TERMS | {"seen": seen})

    assert "Enregistré entre-temps\u00a0: 40" in response.text
    draft.refresh_from_db()
    assert draft.visit_interval_days == 40


def test_a_draft_is_discarded_with_nothing_left(client, manager, draft):
    client.force_login(manager)

    client.post(reverse("partners:discard_convention", args=[draft.public_id]))

    assert (Convention.objects.count(), ConventionTerms.objects.count()) == (0, 0)


# Amending


def test_an_amendment_applies_from_its_day_and_the_past_stays_readable(client, manager, convention):
    today = timezone.localdate()
    client.force_login(manager)

    response = client.post(
        reverse("partners:amend_convention", args=[convention.public_id]),
        amendment(convention, visit_interval_days=30, places=6),
    )

    convention.refresh_from_db()
    follows = "Les visites suivent alors son délai, les réponses déjà attendues gardent le leur."
    done = f"L’avenant est enregistré, à partir du {long_date(today)}. {follows}"
    assertMessages(response, [Message(SUCCESS, done)])
    assert (convention.visit_interval_days, convention.reserved_dwellings) == (30, 6)
    yesterday = convention.terms_on(today - datetime.timedelta(days=1))
    assert (yesterday.visit_interval_days, yesterday.places, convention.terms_on(today).places) == (15, 0, 6)


def test_an_amendment_to_come_applies_on_its_day(manager, convention):
    today = timezone.localdate()
    since = today + datetime.timedelta(days=3)
    terms.amend_convention(user=manager, **amendment_of(convention, since=since, places=6))

    def reserved(day):
        terms.apply_terms(today=day)
        return Convention.objects.get(pk=convention.pk).reserved_dwellings

    assert [reserved(today + datetime.timedelta(days=days)) for days in (0, 2, 3, 4)] == [0, 0, 6, 6]
    assert terms.apply_terms(today=since) == 0


def test_an_amendment_to_come_is_taken_back(client, manager, convention):
    longer = convention.ends_on + datetime.timedelta(days=30)
    since = timezone.localdate() + datetime.timedelta(days=3)
    made = terms.amend_convention(user=manager, **amendment_of(convention, since=since, ends_on=longer))
    assert Convention.objects.get(pk=convention.pk).ends_on == longer
    client.force_login(manager)

    client.post(reverse("partners:cancel_amendment", args=[convention.public_id, made.pk]))

    assert Convention.objects.get(pk=convention.pk).ends_on == convention.ends_on
    assert convention.terms.count() == 1


@pytest.mark.parametrize(
    ("days", "changed", "field", "words"),
    [
        (-100, {"places": 3}, "since", "Indiquez un jour à partir du"),
        (266, {"places": 3}, "since", "Indiquez un jour jusqu’au"),
        (0, {}, "__all__", "Cet avenant ne change rien"),
        (0, {"places": -1}, "places", "Indiquez un nombre de logements"),
        (0, {"visit_interval_days": 0}, "visit_interval_days", "Indiquez un nombre de jours"),
    ],
)
def test_faulty_amendments(client, manager, convention, days, changed, field, words):
    client.force_login(manager)
    since = timezone.localdate() + datetime.timedelta(days=days)

    response = client.post(
        reverse("partners:amend_convention", args=[convention.public_id]),
        amendment(convention, since=since.isoformat(), **changed),
    )

    [error] = response.context["form"].errors[field]
    assert error.startswith(words)
    assert convention.terms.count() == 1


def test_what_a_colleague_amended_meanwhile_is_shown_beside_and_nothing_is_written(client, manager, convention):
    client.force_login(manager)
    address = reverse("partners:amend_convention", args=[convention.public_id])
    seen = client.get(address).context["form"]["seen"].value()
    since = timezone.localdate() - datetime.timedelta(days=1)
    terms.amend_convention(user=manager, **amendment_of(convention, since=since, visit_interval_days=30))

    response = client.post(address, amendment(convention, visit_interval_days=21, seen=seen))

    assert "Enregistré entre-temps\u00a0: 30" in response.text
    assert convention.terms.count() == 2


def test_amend_from_an_old_version_is_refused_by_the_service(manager, convention):
    with pytest.raises(StaleVersionError):
        terms.amend_convention(user=manager, **amendment_of(convention) | {"version": 7, "places": 3})


@pytest.mark.django_db(transaction=True)
def test_amend_onto_another_convention_is_refused(client, manager, convention):
    ConventionFactory(
        action=convention.action,
        association=convention.association,
        starts_on=convention.ends_on + datetime.timedelta(days=1),
        ends_on=convention.ends_on + datetime.timedelta(days=100),
    )
    client.force_login(manager)

    response = client.post(
        reverse("partners:amend_convention", args=[convention.public_id]),
        amendment(convention, ends_on=convention.ends_on + datetime.timedelta(days=10)),
    )

    assert list(response.context["form"].errors) == ["ends_on"]


# Terminating


def test_a_terminated_convention_binds_until_its_last_day(client, manager, convention):
    today = timezone.localdate()
    client.force_login(manager)

    client.post(
        reverse("partners:terminate_convention", args=[convention.public_id]),
        {"ends_on": today.isoformat(), "reason": "AGREED"},
    )

    assert Convention.objects.in_force(today).exists()
    tomorrow = today + datetime.timedelta(days=1)
    assert not Convention.objects.in_force(tomorrow).exists()
    assert Convention.objects.over(tomorrow).get() == convention


def test_a_day_that_is_not_of_the_convention_is_refused(client, manager, convention):
    client.force_login(manager)

    response = client.post(
        reverse("partners:terminate_convention", args=[convention.public_id]),
        {"ends_on": (convention.ends_on + datetime.timedelta(days=1)).isoformat(), "reason": "AGREED"},
    )

    assert list(response.context["form"].errors) == ["ends_on"]
    assert Convention.objects.get().state == Convention.State.SIGNED


def test_convention_of_another_landlord_does_not_exist(client, convention):
    client.force_login(UserFactory(landlord_staff=True, role=Role.MANAGER))

    assert client.get(reverse("partners:amend_convention", args=[convention.public_id])).status_code == 404


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.ADVISER, Role.ADMIN])
def test_other_roles_of_the_landlord_do_not_write_conventions(client, landlord, convention, role):
    client.force_login(UserFactory(organization=landlord, role=role))

    assert client.get(reverse("partners:create_convention")).status_code == 403
    assert client.post(reverse("partners:amend_convention", args=[convention.public_id])).status_code == 403
    assert client.get(reverse("partners:parameters")).status_code == 403


def test_association_does_not_amend_its_own_convention(client, convention):
    client.force_login(UserFactory(organization=convention.association, role=Role.COORDINATOR))

    assert client.post(reverse("partners:amend_convention", args=[convention.public_id])).status_code == 403


# The landlord's thresholds


def test_parameters_are_created_then_changed(client, manager):
    client.force_login(manager)
    thresholds = {
        "screening_delay_days": 4,
        "meeting_delay_days": 12,
        "urgent_meeting_delay_days": 2,
        "unreachable_attempts": 4,
        "reminder_days": 4,
        "own_entries_days": 20,
        "turnaround_days": 21,
        "effort_limit_percent": 28,
        "one_year_leases": 0,
    }
    typed = thresholds | {"first_alert": 15, "second_alert": "", "third_alert": 200}

    client.post(reverse("partners:parameters"), typed)
    client.post(reverse("partners:parameters"), typed | {"reminder_days": 7})

    parameters = LandlordParameters.objects.get()
    assert parameters.landlord == manager.organization
    assert {name: getattr(parameters, name) for name in thresholds} == thresholds | {"reminder_days": 7}
    assert parameters.convention_alert_days == [200, 15]


def test_urgent_meeting_that_waits_longer_is_refused(client, manager):
    client.force_login(manager)

    response = client.post(
        reverse("partners:parameters"),
        {
            "screening_delay_days": 5,
            "meeting_delay_days": 5,
            "urgent_meeting_delay_days": 6,
            "unreachable_attempts": 11,
            "reminder_days": 0,
            "own_entries_days": 367,
            "first_alert": "0",
            "turnaround_days": 15,
            "effort_limit_percent": 101,
            "one_year_leases": -1,
        },
    )

    out_of_range = ["Indiquez un nombre de jours, de 1\u00a0à\u00a0366."]
    assert response.context["form"].errors == {
        "urgent_meeting_delay_days": ["Indiquez un délai qui ne dépasse pas celui des autres rencontres."],
        "unreachable_attempts": ["Indiquez un nombre de tentatives, de 1\u00a0à\u00a010."],
        "reminder_days": out_of_range,
        "own_entries_days": out_of_range,
        "first_alert": out_of_range,
        "effort_limit_percent": ["Indiquez un taux entier, de 1\u00a0à\u00a0100."],
        "one_year_leases": ["Indiquez un nombre de baux, de 0\u00a0à\u00a01\u202f000."],
    }
    assert LandlordParameters.objects.count() == 0


def test_alerts_that_are_no_days_are_refused_at_their_field(manager):
    typed = {"first_alert": "", "second_alert": "367", "third_alert": "bientôt"}
    assert ParametersForm(typed, user=manager).errors.items() >= {name: [DAYS] for name in typed}.items()

    twice = ParametersForm({"first_alert": "30", "second_alert": "", "third_alert": "30"}, user=manager)
    assert twice.errors["third_alert"] == ["Indiquez un autre nombre de jours\u00a0: cette alerte est déjà prévue."]
    assert "second_alert" not in twice.errors
