import pytest
from django.core.management import CommandError, call_command

from partners.models import Organization
from tenancies.models import Household
from tests.factories.partners import OrganizationFactory

pytestmark = pytest.mark.django_db


def test_command_is_refused_outside_the_demonstration(settings):
    settings.DEMO_MODE = False

    with pytest.raises(CommandError, match="PASSERELLE_DEMO=1"):
        call_command("demo")

    assert not Organization.objects.exists()


def test_command_changes_nothing_in_a_database_that_knows_an_organization(settings, capsys):
    settings.DEMO_MODE = True
    OrganizationFactory()

    call_command("demo")

    assert Organization.objects.count() == 1
    assert "déjà des données" in capsys.readouterr().out


def test_command_says_what_it_loaded_and_loads_once(settings, capsys):
    settings.DEMO_MODE = True

    call_command("demo")
    call_command("demo")

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Démonstration chargée\u00a0: 50 ménages, 422 logements, en ")
    assert said[1].startswith("La base contient déjà des données")
    assert Household.objects.count() == 50
