import pytest

from housing_support.navigation import links_for
from partners.roles import Role
from tests.factories.partners import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "Accueil"),
        ("/team/", "Équipe"),
        ("/invitations/new/", "Équipe"),
        ("/programmes/new/", "Partenaires"),
        ("/conventions/new/", "Partenaires"),
        ("/parameters/", "Partenaires"),
        ("/stock/imports/", "Patrimoine"),
        ("/profile/", None),
    ],
)
def test_current_destination_is_the_one_that_holds_the_page(path, label):
    manager = UserFactory(landlord_staff=True, role=Role.MANAGER)

    current = [link.label for link in links_for(manager, path) if link.is_current]

    assert current == ([label] if label else [])
