"""Who is told, once, in which words."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from partners.models import Email
from partners.notifications import notify
from partners.notifications.kinds import Kind, Words
from partners.roles import Right, Role
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


def words(organization, recipient, *, what):
    return Words(f"Pour {recipient.role}", f"{organization.name} : {what}")


TEAM_NEWS = Kind(
    code="TEAM_NEWS",
    right=Right.INVITE,
    recipients=lambda organization: organization.users.order_by("email"),
    words=words,
)


@pytest.fixture
def organization():
    return OrganizationFactory(name="L’Escale")


def told():
    return [(message.to, message.subject, message.body) for message in mail.outbox]


def test_only_active_holders_of_the_right_are_told_among_those_concerned(organization):
    UserFactory(organization=organization, role=Role.ADMIN, email="a@exemple.fr")
    UserFactory(organization=organization, role=Role.COORDINATOR, email="b@exemple.fr")
    UserFactory(organization=organization, role=Role.COORDINATOR, email="gone@exemple.fr", is_active=False)
    UserFactory(organization=organization, role=Role.SOCIAL_WORKER, email="worker@exemple.fr")
    UserFactory(role=Role.COORDINATOR, email="stranger@exemple.fr")

    emails = notify(TEAM_NEWS, about=organization, at=timezone.now(), what="du neuf")

    assert told() == [
        (["a@exemple.fr"], "Pour ADMIN", "L’Escale : du neuf"),
        (["b@exemple.fr"], "Pour COORDINATOR", "L’Escale : du neuf"),
    ]
    assert emails == list(Email.objects.order_by("address"))


def test_the_same_thing_of_the_same_day_is_told_once(organization):
    UserFactory(organization=organization, role=Role.COORDINATOR)
    day = datetime.date(2026, 3, 2)

    for at in (day, day, day + datetime.timedelta(days=1)):
        notify(TEAM_NEWS, about=organization, at=at, what="du neuf")

    assert list(Email.objects.order_by("event").values_list("event", flat=True)) == [
        f"TEAM_NEWS:{organization.pk}:2026-03-02",
        f"TEAM_NEWS:{organization.pk}:2026-03-03",
    ]
    assert len(mail.outbox) == 2
