"""An agreement that is withdrawn has its effect at once: what it let begin ends."""

import pytest
from django.contrib.messages import SUCCESS, Message
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains

from housing_support.common.dates import long_date, long_moment
from housing_support.common.settling import CHANGED
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from referrals.services import agreements, mobilisations
from tenancies.models import FollowUp, Household, JournalEntry, Participation
from tenancies.models.ends import EndReason
from tests.consistency import world as words
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db

State = Referral.State
GIVEN = {"agreement": "GIVEN", "agreement_on": "2026-01-10", "agreement_form": "SPOKEN"}
SHARED = {"sharing": "GIVEN", "sharing_on": "2026-01-10", "sharing_form": "SPOKEN"}
NO_PARTNERS = agreements.REFUSED | GIVEN
NO_CONTACT = agreements.REFUSED | SHARED
ENDED = (timezone.localdate(), EndReason.AGREEMENT)


@pytest.fixture
def referral(household):
    return ReferralFactory(household=household, state=State.IN_FOLLOW_UP)


def at_work(referral, convention, **follow_up):
    """A partner that this referral brought into the case file."""
    begun = FollowUpFactory(convention=convention, household=referral.household, **follow_up)
    Participation.objects.create(
        household=referral.household, organization=convention.association, role="SUPPORT", reason="Signalement"
    )
    Household.objects.filter(pk=referral.household_id).update(state=Household.State.SUPPORTED)
    return MobilisationFactory(
        referral=referral, convention=convention, state="ACCEPTED", answered_at=timezone.now(), follow_up=begun
    )


def withdraw(client, referral, answers, **sent):
    sent |= {f"agreement-{name}": value or "" for name, value in answers.items()}
    return client.post(reverse("referrals:record_agreement", args=[referral.public_id]), sent)


def test_a_partner_at_work_loses_the_case_file_at_once(signed_in, referral, convention, adviser, coordinator):
    asked = at_work(referral, convention)
    client = signed_in(coordinator)
    page = reverse("tenancies:household", args=[referral.household.public_id])
    assert client.get(page).status_code == 200

    agreements.record_agreement(referral=referral, user=adviser, **NO_PARTNERS)

    asked.follow_up.refresh_from_db()
    [participation] = Participation.objects.filter(organization=convention.association)
    assert (asked.follow_up.ended_on, asked.follow_up.end_reason) == ENDED
    assert (participation.until, participation.end_reason) == ENDED
    referral.refresh_from_db()
    referral.household.refresh_from_db()
    assert (referral.state, referral.household.state) == (State.TO_CLOSE, Household.State.ENDED)
    assert client.get(page).status_code == 404


def test_requests_fall_with_the_agreement(referral, convention, adviser):
    asked = MobilisationFactory(referral=referral, convention=convention)

    agreements.record_agreement(referral=referral, user=adviser, **NO_PARTNERS)

    asked.refresh_from_db()
    referral.refresh_from_db()
    assert (asked.state, referral.state) == (Mobilisation.State.WITHDRAWN, State.MET)


def test_a_household_that_is_no_longer_contacted_keeps_its_partners(referral, convention, adviser):
    asked, waiting = at_work(referral, convention), MobilisationFactory(referral=referral)

    agreements.record_agreement(referral=referral, user=adviser, **NO_CONTACT)

    asked.follow_up.refresh_from_db()
    waiting.refresh_from_db()
    referral.refresh_from_db()
    assert (asked.follow_up.ended_on, waiting.state) == (None, Mobilisation.State.REQUESTED)
    assert (referral.state, referral.agreement, referral.sharing) == (State.IN_FOLLOW_UP, "REFUSED", "GIVEN")


def test_a_household_that_wants_no_partner_is_still_met(household, adviser):
    meeting = MeetingFactory(referral__household=household)

    agreements.record_agreement(referral=meeting.referral, user=adviser, **NO_PARTNERS)

    meeting.refresh_from_db()
    meeting.referral.refresh_from_db()
    assert (meeting.state, meeting.referral.state) == ("PLANNED", State.MEETING_PLANNED)


def test_the_meeting_of_a_household_that_refuses_to_be_contacted_is_cancelled(household, adviser):
    meeting = MeetingFactory(referral__household=household)

    agreements.record_agreement(referral=meeting.referral, user=adviser, **NO_CONTACT)

    meeting.refresh_from_db()
    meeting.referral.refresh_from_db()
    assert (meeting.state, meeting.referral.state) == ("CANCELLED", State.SENT)


def test_a_partner_that_came_another_way_stays(referral, convention, adviser):
    """Under another action, or by another referral with an agreement of its own."""
    landlord = referral.landlord
    newcomers = ConventionFactory(action__programme__landlord=landlord, association=convention.association)
    other = FollowUpFactory(convention=newcomers, household=referral.household)
    elsewhere = at_work(
        ReferralFactory(household=referral.household, state=State.IN_FOLLOW_UP),
        ConventionFactory(action__programme__landlord=landlord),
    )
    at_work(referral, convention)

    agreements.record_agreement(referral=referral, user=adviser, **NO_PARTNERS)

    running = FollowUp.objects.running().filter(household=referral.household)
    assert set(running) == {other, elsewhere.follow_up}
    current = Participation.objects.current().filter(household=referral.household)
    assert {row.organization for row in current} == {landlord, convention.association, elsewhere.organization}
    referral.household.refresh_from_db()
    assert referral.household.state == Household.State.SUPPORTED


def test_what_a_partner_wrote_stays_on_record(world):
    """For the others who read it; a partner that lost the case file reads nothing of it."""
    written = JournalEntry.objects.filter(organization=world.association)
    before = set(written.values_list("pk", flat=True))

    agreements.record_agreement(referral=world.referral, user=world.adviser, **NO_PARTNERS)

    assert before
    assert before <= set(written.values_list("pk", flat=True))
    assert not JournalEntry.objects.readable_by(world.worker).filter(household=world.household).exists()


def test_the_adviser_reads_what_will_end_before_and_what_ended_after(signed_in, referral, convention, adviser):
    asked = at_work(referral, convention)
    waiting = MobilisationFactory(referral=referral)
    client = signed_in(adviser)
    begun = f"uivi de l’UCRM depuis le {long_date(asked.follow_up.started_on)}"
    sent = f"emande du {long_date(waiting.requested_at)} à {waiting.organization.short_name}"

    page = client.get(reverse("referrals:detail", args=[referral.public_id]), {"act": "RECORD_AGREEMENT"})
    response = withdraw(client, referral, NO_PARTNERS)

    assert [each.words for each in page.context["agreement_form"].ends_without_sharing] == [
        f"D{sent}\u00a0: retirée",
        f"S{begun}\u00a0: terminé, et le dossier se ferme à l’association",
    ]
    assertContains(page, f"<li>S{begun}\u00a0: terminé, et le dossier se ferme à l’association</li>", count=1)
    said = "La réponse du ménage est notée. "
    ended = f"Prennent fin\u00a0: d{sent}, s{begun}. "
    follows = "Plus aucun partenaire n’accompagne le ménage\u00a0: il vous reste à clore le signalement."
    assertMessages(response, [Message(SUCCESS, said + ended + follows)])


def test_the_meeting_that_falls_is_said_too(signed_in, household, adviser):
    meeting = MeetingFactory(referral__household=household, adviser=adviser)
    client = signed_in(adviser)
    form = {"agreement-settles": ""}

    response = withdraw(client, meeting.referral, NO_CONTACT, **form)

    planned = f"rencontre du {long_moment(meeting.planned_at)}, avec Julie Sarda"
    [message] = response.wsgi_request._messages
    assert f"Prend fin\u00a0: {planned}." in str(message)


def test_nobody_ends_what_was_not_shown(signed_in, referral, convention, adviser):
    client = signed_in(adviser)
    page = client.get(reverse("referrals:detail", args=[referral.public_id]), {"act": "RECORD_AGREEMENT"})
    shown = {"agreement-settles": page.context["agreement_form"].pending_digest}
    asked = at_work(referral, convention)

    refused = withdraw(client, referral, NO_PARTNERS, **shown)

    assertContains(refused, CHANGED)
    assertContains(refused, "uivi de l’UCRM depuis")
    asked.follow_up.refresh_from_db()
    assert asked.follow_up.ended_on is None
    again = {"agreement-settles": refused.context["agreement_form"].pending_digest}
    assert withdraw(client, referral, NO_PARTNERS, **again).status_code == 302


def test_closing_for_a_refusal_ends_the_partners_too(signed_in, referral, convention, adviser):
    asked = at_work(referral, convention)

    signed_in(adviser).post(reverse("referrals:close", args=[referral.public_id]), {"close-reason": "REFUSED"})

    asked.follow_up.refresh_from_db()
    referral.refresh_from_db()
    assert (asked.follow_up.ended_on, asked.follow_up.end_reason) == ENDED
    assert (referral.state, referral.agreement, referral.sharing) == (State.CLOSED, "REFUSED", "REFUSED")


def test_the_coordinators_of_a_partner_that_loses_it_are_told(referral, convention, adviser, coordinator):
    """And they alone: whoever ends it reads on the page that it is to be closed."""
    at_work(referral, convention)
    Referral.objects.filter(pk=referral.pk).update(adviser=adviser)
    UserFactory(organization=convention.association, role=Role.SOCIAL_WORKER)

    agreements.record_agreement(referral=referral, user=adviser, **NO_PARTNERS)

    [message] = mail.outbox
    assert (message.to, message.subject) == ([coordinator.email], "Un suivi de votre association a pris fin")
    told = f"{message.subject} {message.body}"
    assert [word for word in (referral.household.name, referral.reference, "accord") if word in told] == []


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_who_reads_no_social_content_reads_no_partner_in_the_history(signed_in, world, role):
    agreements.record_agreement(referral=world.referral, user=world.adviser, **NO_PARTNERS)
    reader = UserFactory(organization=world.landlord, role=role)

    page = signed_in(reader).get(reverse("referrals:detail", args=[world.referral.public_id]))

    answered = "Réponse du ménage notée\u00a0: accord pour être contacté, refus de partenaires"
    assertContains(page, f"<h3>{answered}</h3>", count=1)
    assertNotContains(page, words.HEALTH_PARTNER)


def test_a_partner_reads_when_the_household_agreed_to_it(signed_in, world):
    sheet = reverse("referrals:mobilisation", args=[world.requested.public_id])

    page = signed_in(world.people["AC"]).get(sheet)

    assertContains(page, f"<dt>Accord du ménage</dt><dd>donné le {long_date(world.today)}, de vive voix</dd>")


def test_no_partner_is_asked_on_the_agreement_to_be_contacted(world):
    Referral.objects.filter(pk=world.referral.pk).update(sharing="NOT_ASKED", sharing_on=None, sharing_form="")

    with pytest.raises(agreements.Referral.machine.moves["MOBILISE"].needs[0].error):
        mobilisations.mobilise(
            referral=world.referral, user=world.adviser, convention=ConventionFactory(action=world.action), goal="Aider"
        )
