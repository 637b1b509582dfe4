"""Where a referral, or a request, stands is worded alike wherever one side reads it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.home.views import WORKLISTS
from partners.roles import Role
from referrals.models import Meeting, Referral
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory

pytestmark = pytest.mark.django_db
State = Referral.State
LANDLORDS_STAFF = (Role.ADVISER, Role.RENTAL_OFFICER, Role.MANAGER)


def referral_at(state, days, adviser, author):
    """Due, or answered, in as many days."""
    due_on = timezone.localdate() + datetime.timedelta(days=days)
    ended = {"closed_at": timezone.now(), "closing_reason": "SOLVED"} if state in {"CLOSED", "DISMISSED"} else {}
    referral = ReferralFactory(
        household__landlord=adviser.organization, author=author, state=state, meeting_due_on=due_on, **ended
    )
    if state == State.MOBILISING:
        MobilisationFactory(referral=referral, answer_due_on=due_on)
    if state == State.MEETING_PLANNED:
        MeetingFactory(referral=referral, adviser=adviser)
    if state == State.MET:
        MeetingFactory(referral=referral, adviser=adviser, state=Meeting.State.HELD, held_at=timezone.now())
    return referral


def words_shown(client, referral, user):
    """By page, what tells where it stands; the page of a meeting tells when it is."""
    detail = reverse("referrals:detail", args=[referral.public_id])
    shown = {"page": client.get(detail).context["status"].word}
    shown["list"] = client.get(reverse("referrals:list")).context["rows"][0].status.word
    found = client.post(reverse("search"), {"q": referral.reference}, follow=True).context["found"]
    shown["search"] = found.referrals[0][1].word
    if user.role == Role.ADVISER:
        groups = client.get(reverse("referrals:worklist")).context
        for row in [*groups["to_meet"], *groups["to_mobilise"]]:
            # Whom to mobilise partners for is told by its section.
            if hasattr(row, "status"):
                shown["worklist"] = row.status.word
    if user.role in {Role.ADVISER, Role.MANAGER}:
        rows = client.get(reverse("dashboard_figure", args=["referrals"])).context["rows"]
        shown["figure"] = rows[0].status.word
    for worklist in WORKLISTS[user.role](user):
        if worklist.code in {"to-meet", "to-mobilise", "own-referrals", "late-meetings"}:
            for line in worklist.lines(list(worklist.rows(user, **worklist.given))):
                shown[worklist.code] = line.badge
    return shown


@pytest.mark.parametrize("role", LANDLORDS_STAFF)
@pytest.mark.parametrize("days", [-3, 3])
@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_a_referral_is_worded_alike_wherever_it_is_shown(client, state, days, role):
    landlord = ConventionFactory().landlord
    user = UserFactory(organization=landlord, role=role)
    adviser = user if role == Role.ADVISER else UserFactory(organization=landlord, role=Role.ADVISER)
    referral = referral_at(state, days, adviser, user)
    client.force_login(user)

    shown = words_shown(client, referral, user)

    assert len(shown) >= 3
    assert len(set(shown.values())) == 1, shown


@pytest.mark.parametrize("is_reminded", [False, True])
@pytest.mark.parametrize("days", [-3, 3])
def test_a_request_is_worded_alike_on_each_side(client, days, is_reminded):
    due_on = timezone.localdate() + datetime.timedelta(days=days)
    asked = MobilisationFactory(reminded=is_reminded, answer_due_on=due_on)
    figure = reverse("dashboard_figure", args=["waiting-answers"])
    told = {}
    coordinator = UserFactory(organization=asked.organization, role=Role.COORDINATOR)
    adviser = UserFactory(organization=asked.referral.landlord, role=Role.ADVISER)
    asked.referral.adviser = adviser
    asked.referral.save()

    client.force_login(coordinator)
    told["association"] = {
        client.get(reverse("referrals:mobilisation", args=[asked.public_id])).context["status"].word,
        client.get(reverse("referrals:mobilisations")).context["rows"][0][2].word,
        client.get(figure).context["rows"][0].status.word,
        client.get(reverse("worklist", args=["requests"])).context["lines"][0].badge,
    }
    client.force_login(adviser)
    told["landlord"] = {
        client.get(reverse("referrals:detail", args=[asked.referral.public_id])).context["mobilisations"][0][2].word,
        client.get(reverse("referrals:worklist")).context["requests"][0].status.word,
        client.get(figure).context["rows"][0].status.word,
        client.get(reverse("worklist", args=["requests"])).context["lines"][0].badge,
    }

    assert [len(words) for words in told.values()] == [1, 1], told


def test_what_a_landlord_waits_for_is_an_associations_to_do(client):
    asked = MobilisationFactory()
    sides = (asked.organization, Role.COORDINATOR), (asked.referral.landlord, Role.ADVISER)
    titles = []

    for organization, role in sides:
        client.force_login(UserFactory(organization=organization, role=role))
        titles.append(client.get(reverse("dashboard_figure", args=["waiting-answers"])).context["title"])

    assert titles == ["Demandes à traiter", "Réponses attendues"]
