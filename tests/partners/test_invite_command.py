import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from partners.models import Invitation
from partners.roles import Role
from tests.factories.partners import InvitationFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

BASE_URL = "https://passerelle.exemple.fr"


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True, siren="732829320", name="Patrimoine")


def invite(**changed):
    options = {"siren": "732 829 320", "email": "alix@exemple.fr", "base_url": BASE_URL}
    call_command("invite", **(options | changed))


def follow(client, printed):
    return client.get(printed.out.splitlines()[-1].removeprefix(BASE_URL))


def test_invite_prints_a_link_that_works(client, capsys, landlord):
    invite(first_name="Alix", last_name="Pons")

    assertRedirects(follow(client, capsys.readouterr()), reverse("account_signup"))
    invitation = Invitation.objects.get()
    assert (invitation.organization, invitation.role, invitation.invited_by) == (landlord, Role.ADMIN, None)
    assert (invitation.email, invitation.first_name, invitation.last_name) == ("alix@exemple.fr", "Alix", "Pons")


def test_invite_again_kills_the_former_link_at_once(client, capsys, landlord):
    invite()
    former = capsys.readouterr()

    invite()

    assert follow(client, former).status_code == 410
    assert follow(client, capsys.readouterr()).status_code == 302
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["REVOKED", "WAITING"]


def test_a_mistyped_first_address_is_replaced(client, capsys, landlord):
    invite(email="alx@exemple.fr")
    mistyped = capsys.readouterr()

    invite()

    assert follow(client, mistyped).status_code == 410
    assert Invitation.objects.waiting().get().email == "alix@exemple.fr"


def test_once_somebody_works_there_the_invitations_of_others_are_left_alone(landlord):
    UserFactory(organization=landlord, role=Role.MANAGER)
    other = InvitationFactory(organization=landlord, role=Role.ADVISER)

    invite(role=Role.ADMIN)

    assert set(Invitation.objects.waiting().values_list("email", flat=True)) == {other.email, "alix@exemple.fr"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"siren": "020 406 088"}, "--siren : aucun organisme n’a le numéro 020 406 088."),
        ({"email": "alix"}, "--email : « alix » n’est pas une adresse électronique."),
        ({"base_url": "passerelle"}, "--base-url : écrivez une adresse entière, https://passerelle.exemple.fr."),
        (
            {"role": Role.COORDINATOR},
            "--role : Patrimoine choisit entre RENTAL_OFFICER, CARETAKER, ADVISER, MANAGER, ADMIN.",
        ),
        (
            {"email": "Ici@exemple.fr"},
            "Ici@exemple.fr a déjà un compte, ou l’invitation d’un autre organisme : rien n’a changé.",
        ),
        (
            {"email": "ailleurs@exemple.fr"},
            "ailleurs@exemple.fr a déjà un compte, ou l’invitation d’un autre organisme : rien n’a changé.",
        ),
    ],
)
def test_invite_refuses_in_one_sentence_and_changes_nothing(landlord, changed, sentence):
    UserFactory(email="ici@exemple.fr", organization=landlord, role=Role.MANAGER)
    InvitationFactory(email="ailleurs@exemple.fr")
    waiting = InvitationFactory(organization=landlord, role=Role.ADMIN, email="alix@exemple.fr")

    with pytest.raises(CommandError) as refusal:
        invite(**changed)

    assert str(refusal.value) == sentence
    waiting.refresh_from_db()
    assert (waiting.state, Invitation.objects.count()) == ("WAITING", 2)
