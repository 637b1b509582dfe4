import pytest

from partners.models import User
from partners.roles import ASSOCIATION_ROLES, LANDLORD_ROLES, RIGHTS, Right, Role
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    landlord, association = OrganizationFactory(is_landlord=True), OrganizationFactory()
    # In these, nobody holds the role of ADMIN, or not any more.
    without = OrganizationFactory(is_landlord=True), OrganizationFactory()
    UserFactory(organization=without[1], role=Role.ADMIN, is_active=False)
    return [
        UserFactory(organization=organization, role=role)
        for organization, roles in zip(without, (LANDLORD_ROLES, ASSOCIATION_ROLES), strict=True)
        for role in roles
        if role != Role.ADMIN
    ] + [
        UserFactory(organization=organization, role=role, is_active=is_active)
        for organization, roles in ((landlord, LANDLORD_ROLES), (association, ASSOCIATION_ROLES))
        for role in roles
        for is_active in (True, False)
    ]


def test_every_right_is_held_by_some_role():
    assert list(RIGHTS) == list(Right)
    assert [right for right, roles in RIGHTS.items() if not roles] == []


@pytest.mark.parametrize("right", Right)
def test_those_holding_a_right_are_those_who_may(people, right):
    assert set(User.objects.holding(right)) == {person for person in people if person.may(right)}


def test_an_inactive_user_may_nothing(people):
    assert [person for person in people if not person.is_active and any(person.may(right) for right in Right)] == []


def test_colleagues_who_carry_a_follow_up_come_by_name():
    coordinator = UserFactory(role=Role.COORDINATOR, last_name="Zola", first_name="Ana")
    organization = coordinator.organization
    second = UserFactory(organization=organization, role=Role.SOCIAL_WORKER, last_name="Aubry", first_name="Zoé")
    first = UserFactory(organization=organization, role=Role.SOCIAL_WORKER, last_name="Aubry", first_name="Inès")
    UserFactory(organization=organization, role=Role.ADMIN, last_name="Absent")
    UserFactory(role=Role.SOCIAL_WORKER, last_name="Ailleurs")

    carriers = User.objects.colleagues_of(coordinator).holding(Right.RECORD_VISIT).by_name()

    assert list(carriers) == [first, second, coordinator]


@pytest.mark.parametrize(("is_landlord", "deputy"), [(True, Role.MANAGER), (False, Role.COORDINATOR)])
def test_accounts_are_managed_by_a_deputy_until_an_admin_comes_back(is_landlord, deputy):
    organization = OrganizationFactory(is_landlord=is_landlord)
    roles = LANDLORD_ROLES if is_landlord else ASSOCIATION_ROLES
    people = {role: UserFactory(organization=organization, role=role) for role in roles}
    admin = people.pop(Role.ADMIN)
    UserFactory(role=Role.ADMIN)

    assert [role for role, person in people.items() if person.may(Right.MANAGE_ACCOUNTS)] == []
    User.objects.filter(pk=admin.pk).update(is_active=False)
    assert [role for role, person in people.items() if person.may(Right.MANAGE_ACCOUNTS)] == [deputy]
    assert not people[deputy].may(Right.READ_ACCESS_LOG)
