"""Who sees a case file and who may act on it: role × situation, on every page of a case file."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Organization
from partners.roles import LANDLORD_ROLES, Role
from tenancies.models import Household, Participation
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import HouseholdFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

READERS = (Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER, Role.SOCIAL_WORKER, Role.COORDINATOR)
PAGES = (
    "household",
    "household_support",
    "household_dwelling",
    "household_members",
    "household_access",
)


def case_file_and_user(role, situation):
    """A case file, and a user of `role` whose organization takes part in it, took part, or never did."""
    kind = Organization.Kind.LANDLORD if role in LANDLORD_ROLES else Organization.Kind.ASSOCIATION
    household = HouseholdFactory(closed=situation == "closed")
    own = OrganizationFactory(is_landlord=kind == Organization.Kind.LANDLORD)
    user = UserFactory(organization=own, role=role, is_active=situation != "deactivated")
    if situation != "stranger":
        until = timezone.localdate() if situation == "ended" else None
        ParticipationFactory(household=household, organization=own, until=until)
    return household, user


@pytest.mark.parametrize("situation", ["current", "closed", "ended", "stranger", "deactivated"])
@pytest.mark.parametrize("role", Role.values)
def test_who_sees_and_edits(role, situation):
    household, user = case_file_and_user(role, situation)

    sees = role in READERS and situation in ("current", "closed")
    edits = role in READERS and situation == "current"
    assert Household.objects.visible_to(user).filter(pk=household.pk).exists() == sees
    assert Household.objects.editable_by(user).filter(pk=household.pk).exists() == edits
    flags = [one.can_edit for one in Household.objects.filter(pk=household.pk).with_rights_of(user)]
    assert flags == [edits]


@pytest.mark.parametrize("situation", ["current", "closed", "ended", "stranger"])
@pytest.mark.parametrize("role", Role.values)
def test_pages_follow_visibility(signed_in, role, situation):
    household, user = case_file_and_user(role, situation)
    client = signed_in(user)

    statuses = {client.get(reverse(f"tenancies:{page}", args=[household.public_id])).status_code for page in PAGES}
    listed = client.get(reverse("tenancies:households"))

    if role not in READERS:
        assert statuses == {403}
        assert listed.status_code == 403
        return
    sees = situation in ("current", "closed")
    assert statuses == {200 if sees else 404}
    assert [row.household for row in listed.context["rows"]] == ([household] if sees else [])


def test_anonymous_visitor_signs_in_first(client, household):
    for page in PAGES:
        url = reverse(f"tenancies:{page}", args=[household.public_id])
        assert client.get(url).headers["Location"] == f"{reverse('account_login')}?next={url}"


# Who may do what in a case file that they see: the acts, and the roles that are not refused.
ACTS = {
    "household_edit": READERS,
    "note_create": READERS,
    "visit_create": (Role.SOCIAL_WORKER, Role.COORDINATOR),
    "tenancy_create": (Role.RENTAL_OFFICER, Role.ADVISER),
    "follow_up_worker": (Role.COORDINATOR,),
    "follow_up_end": (Role.COORDINATOR,),
}


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("act", ACTS)
def test_acts_follow_the_role(signed_in, member, follow_up, household, role, act):
    args = [household.public_id] + ([follow_up.public_id] if act.startswith("follow_up") else [])

    response = signed_in(member(role)).get(reverse(f"tenancies:{act}", args=args))

    assert response.status_code == (200 if role in ACTS[act] else 403)


@pytest.mark.parametrize("act", ["household_edit", "note_create", "tenancy_create"])
def test_closed_case_file_is_read_only(signed_in, act):
    household = HouseholdFactory(closed=True)
    adviser = UserFactory(organization=household.landlord, role=Role.ADVISER)

    response = signed_in(adviser).post(reverse(f"tenancies:{act}", args=[household.public_id]))

    assert response.status_code == 403


@pytest.mark.parametrize("act", ["visit_create", "follow_up_worker", "follow_up_end"])
def test_another_association_cannot_act_on_the_follow_up(signed_in, follow_up, household, act):
    other = UserFactory(role=Role.COORDINATOR)
    ParticipationFactory(household=household, organization=other.organization)
    args = [household.public_id] + ([follow_up.public_id] if act.startswith("follow_up") else [])

    response = signed_in(other).get(reverse(f"tenancies:{act}", args=args))

    assert response.status_code == (403 if act == "visit_create" else 404)


@pytest.mark.parametrize("page", PAGES)
def test_wrong_method_is_refused(signed_in, member, household, page):
    client = signed_in(member(Role.MANAGER))
    url = reverse(f"tenancies:{page}", args=[household.public_id])

    response = client.post(url)

    assert response.status_code == 405


def test_unknown_case_file_is_not_found(signed_in, worker):
    assert signed_in(worker).get(reverse("tenancies:household", args=[uuid.uuid4()])).status_code == 404


def test_an_opening_is_logged_once_for_some_minutes(signed_in, worker, household):
    client = signed_in(worker)

    for page in PAGES:
        client.get(reverse(f"tenancies:{page}", args=[household.public_id]))
    [first] = household.accesses.all()
    first.at -= datetime.timedelta(minutes=11)
    first.save()
    client.get(reverse("tenancies:household", args=[household.public_id]))

    assert (
        list(household.accesses.values_list("user", "organization", "kind", "reason"))
        == [(worker.pk, worker.organization_id, "READ", "")] * 2
    )


def test_participations_are_shown_with_their_reason(signed_in, worker, household):
    Participation.objects.filter(organization=worker.organization).update(reason="Demande acceptée")

    response = signed_in(worker).get(reverse("tenancies:household_access", args=[household.public_id]))

    assert [(one.organization, one.reason) for one, _ in response.context["participations"]] == [
        (household.landlord, "Signalement"),
        (worker.organization, "Demande acceptée"),
    ]
