import pytest

from partners.roles import Role
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory


@pytest.fixture
def follow_up():
    """A household followed by one association under one convention, with its worker."""
    convention = ConventionFactory()
    worker = UserFactory(organization=convention.association, role=Role.SOCIAL_WORKER)
    return FollowUpFactory(convention=convention, worker=worker)


@pytest.fixture
def household(follow_up):
    return follow_up.household


@pytest.fixture
def worker(follow_up):
    return follow_up.worker


@pytest.fixture
def member(follow_up):
    """`member(Role.ADVISER)`: somebody of the landlord's or of the association's staff, according to the role."""

    def member(role):
        is_association = role in (Role.SOCIAL_WORKER, Role.COORDINATOR)
        organization = follow_up.organization if is_association else follow_up.household.landlord
        return UserFactory(organization=organization, role=role)

    return member


@pytest.fixture
def signed_in(client):
    """`signed_in(user)`: the test client, as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in
