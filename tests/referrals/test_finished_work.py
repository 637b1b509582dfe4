"""An ended follow-up is finished work: what is said of it, and what it leaves to the adviser."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.dates import long_date, short_date
from housing_support.common.mending import MendingRefusedError, Mistake
from partners.models import Convention
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from referrals.services import mobilisations
from referrals.services.resuming import resume_follow_up
from tenancies.models import Household, JournalEntry
from tenancies.models.ends import EndReason
from tenancies.services.support import end_follow_up
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import ConsentFactory

pytestmark = pytest.mark.django_db

State = Referral.State


def end(world, reason=EndReason.AUTONOMY, **note):
    return end_follow_up(follow_up=world.follow_up, user=world.coordinator, reason=reason, **note)


def decline_the_other(world):
    mobilisations.decline(mobilisation=world.requested, user=world.people["AC"], reason="FULL")


def states(world):
    for row in (world.referral, world.accepted, world.household):
        row.refresh_from_db()
    return world.referral.state, world.accepted.state, world.household.state


def test_the_last_follow_up_leaves_the_referral_to_be_closed(world):
    decline_the_other(world)

    end(world)

    assert states(world) == (State.TO_CLOSE, Mobilisation.State.ENDED, Household.State.ENDED)
    event = world.referral.events.latest("pk")
    assert (event.move, event.to_state, event.actor) == ("END_SUPPORT", State.TO_CLOSE, world.coordinator)
    assert event.facts == {"mobilisation": str(world.accepted.public_id)}


def test_a_referral_waits_for_the_partner_that_is_still_asked(world):
    end(world)

    assert states(world) == (State.MOBILISING, Mobilisation.State.ENDED, Household.State.ENDED)
    decline_the_other(world)
    assert states(world)[0] == State.TO_CLOSE


def test_a_referral_stays_in_follow_up_while_another_partner_works(world):
    mobilisations.accept(mobilisation=world.requested, user=world.people["AC"])

    end(world)

    assert states(world) == (State.IN_FOLLOW_UP, Mobilisation.State.ENDED, Household.State.SUPPORTED)


def test_the_end_of_a_follow_up_moves_no_referral_that_is_over(world):
    Referral.objects.filter(pk=world.referral.pk).update(
        state=State.CLOSED, closed_at=timezone.now(), closing_reason="SUPPORTED"
    )

    end(world)

    assert states(world)[:2] == (State.CLOSED, Mobilisation.State.ENDED)


def test_a_partner_that_has_finished_may_be_asked_again(world):
    end(world)
    convention = Convention.objects.get(pk=world.convention.pk)

    again = mobilisations.mobilise(referral=world.referral, user=world.adviser, convention=convention, goal="Reprendre")

    assert (again.organization, again.state) == (world.association, Mobilisation.State.REQUESTED)


def test_an_end_that_was_a_mistake_is_taken_back_with_all_that_followed(world):
    decline_the_other(world)
    end(world)

    resume_follow_up(follow_up=world.follow_up, user=world.coordinator, reason=Mistake.WRONG_HOUSEHOLD)

    assert states(world) == (State.IN_FOLLOW_UP, Mobilisation.State.ACCEPTED, Household.State.SUPPORTED)
    participation = world.household.participations.get(organization=world.association)
    assert (participation.until, participation.end_reason, participation.own_until) == (None, "", None)


def test_what_is_asked_of_another_partner_does_not_stand_in_the_way(world):
    end(world)

    resume_follow_up(follow_up=world.follow_up, user=world.coordinator, reason=Mistake.TWICE)

    world.requested.refresh_from_db()
    assert world.requested.state == Mobilisation.State.REQUESTED
    assert states(world) == (State.IN_FOLLOW_UP, Mobilisation.State.ACCEPTED, Household.State.SUPPORTED)


def test_an_end_is_not_taken_back_once_the_partner_is_asked_again(world):
    end(world)
    convention = Convention.objects.get(pk=world.convention.pk)
    mobilisations.mobilise(referral=world.referral, user=world.adviser, convention=convention, goal="Reprendre")

    with pytest.raises(MendingRefusedError):
        resume_follow_up(follow_up=world.follow_up, user=world.coordinator, reason=Mistake.TWICE)


def test_a_household_whose_support_ended_may_be_supported_again(world):
    decline_the_other(world)
    end(world)
    convention = ConventionFactory(action=world.action)
    ConsentFactory(household=world.household, organization=convention.association)
    asked = mobilisations.mobilise(referral=world.referral, user=world.adviser, convention=convention, goal="Aider")
    coordinator = UserFactory(organization=convention.association, role=Role.COORDINATOR)

    mobilisations.accept(mobilisation=asked, user=coordinator)

    assert (states(world)[0], world.household.state) == (State.IN_FOLLOW_UP, Household.State.SUPPORTED)


def test_the_adviser_finds_what_is_to_be_closed(signed_in, world):
    decline_the_other(world)
    client = signed_in(world.adviser)
    title = "Signalements à clore"
    assertNotContains(client.get(reverse("home")), title)

    end(world)

    page = reverse("referrals:detail", args=[world.referral.public_id])
    for address in (reverse("home"), reverse("referrals:worklist"), reverse("worklist", args=["to-close"])):
        response = client.get(address)
        assertContains(response, title)
        assertContains(response, f'href="{page}"')
    assertContains(client.get(page), "<h2>Clore le signalement</h2>", count=1)


def test_it_is_said_everywhere_that_the_support_has_ended(signed_in, world):
    decline_the_other(world)
    end(world)
    client = signed_in(world.adviser)
    today = short_date(timezone.localdate())

    referral = client.get(reverse("referrals:detail", args=[world.referral.public_id]))
    case_file = client.get(reverse("tenancies:household_support", args=[world.household.public_id]))

    assertContains(referral, "Suivi terminé, à clore")
    assertContains(referral, f"suivi terminé le {today}&nbsp;: autonomie acquise, maintien dans le logement")
    assertContains(case_file, '<span class="badge info">Accompagnement terminé</span>', count=1)
    assertContains(case_file, f'<span class="badge">Terminé le {today}</span> Autonomie acquise')
    for page in (referral, case_file):
        assertNotContains(page, Household.State.WAITING.label)


def test_a_partner_reads_on_its_request_that_its_work_is_finished(signed_in, world):
    end(world, EndReason.RELAY)

    sheet = signed_in(world.coordinator).get(reverse("referrals:mobilisation", args=[world.accepted.public_id]))

    day = long_date(timezone.localdate())
    assertContains(sheet, f"<dt>Suivi terminé</dt><dd>le {day}&nbsp;: relais vers un autre dispositif</dd>", count=1)
    assertContains(sheet, f"<dt>Acceptée</dt><dd>le {day}, par {world.coordinator.full_name}</dd>", count=1)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("SHARED", {"AD", "RO", "MG"}), ("SOCIAL", {"AD"}), ("ORGANIZATION", set()), ("AUTHOR", set())],
)
def test_the_closing_note_is_read_by_those_it_was_written_for(world, audience, readers):
    end(world, note="Tout est en place.", note_audience=audience)

    note = JournalEntry.objects.get(kind=JournalEntry.Kind.CLOSING_NOTE, household=world.household)
    seen = {
        code for code in ("AD", "RO", "MG") if JournalEntry.objects.readable_by(world.people[code]).filter(pk=note.pk)
    }
    assert (note.author, note.text, seen) == (world.coordinator, "Tout est en place.", readers)


def test_without_a_word_no_closing_note_is_left(world):
    end(world)

    closing_notes = JournalEntry.objects.filter(kind=JournalEntry.Kind.CLOSING_NOTE)
    assert not closing_notes.filter(household=world.household).exists()
