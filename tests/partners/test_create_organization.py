import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from partners.models import Invitation, Organization
from partners.roles import Role
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

OPTIONS = {
    "kind": "landlord",
    "name": "Patrimoine SA Languedocienne",
    "short_name": "Patrimoine",
    "siren": "732 829 320",
    "admin_email": "alix@exemple.fr",
    "base_url": "https://passerelle.exemple.fr",
}


def create(**changed):
    call_command("create_organization", **(OPTIONS | changed))


@pytest.mark.parametrize("kind", ["landlord", "association"])
def test_create_organization_prints_a_link_that_works(client, capsys, kind):
    create(kind=kind)

    link = capsys.readouterr().out.splitlines()[-1]
    organization = Organization.objects.get()
    invitation = Invitation.objects.get()
    assert (organization.kind, organization.siren) == (kind.upper(), "732829320")
    assert (invitation.organization, invitation.role) == (organization, Role.ADMIN)
    assert (invitation.email, invitation.invited_by) == ("alix@exemple.fr", None)
    assertRedirects(
        client.get(link.removeprefix("https://passerelle.exemple.fr")),
        reverse("account_signup"),
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"siren": "732829321"}, "SIREN : Ce SIREN n’existe pas\u00a0: sa clé de contrôle est fausse."),
        ({"siren": "7328"}, "SIREN : Un SIREN compte 9\u00a0chiffres."),
        ({"siret": "35600000010000"}, "SIRET : Le SIRET commence par le SIREN."),
        ({"name": ""}, "Nom : Remplissez ce champ."),
        ({"admin_email": "alix"}, "--admin-email : « alix » n’est pas une adresse électronique."),
        ({"base_url": "passerelle"}, "--base-url : écrivez une adresse entière, https://passerelle.exemple.fr."),
    ],
)
def test_create_organization_refuses_in_one_sentence(changed, sentence):
    with pytest.raises(CommandError) as refusal:
        create(**changed)

    assert str(refusal.value) == sentence
    assert (Organization.objects.count(), Invitation.objects.count()) == (0, 0)


def test_create_organization_twice():
    OrganizationFactory(siren="732829320")

    with pytest.raises(CommandError) as refusal:
        create()

    assert str(refusal.value) == "SIREN : 732829320 est déjà enregistré. Pour inviter : manage.py invite."

    assert Organization.objects.count() == 1


def test_create_organization_for_somebody_who_has_an_account():
    UserFactory(email="alix@exemple.fr")

    with pytest.raises(CommandError, match="rien n’a été créé"):
        create()

    assert Organization.objects.count() == 1  # the account's own
