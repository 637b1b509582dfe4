"""An agreement of the household noted by error is cancelled: it is not one that the household withdraws."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.mending import Mistake, Obstacle
from housing_support.common.settling import CHANGED
from referrals.models import Mobilisation, Referral
from referrals.services.agreements import cancel_agreement
from tenancies.models import Household, Participation
from tenancies.models.ends import EndReason
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

State = Referral.State
GIVEN = {
    f"{question}{part}": value
    for question in ("agreement", "sharing")
    for part, value in (("", "GIVEN"), ("_on", "2026-01-10"), ("_form", "SPOKEN"))
}


@pytest.fixture
def referral(household):
    return ReferralFactory(household=household, state=State.MET, **GIVEN)


@pytest.fixture
def asked(referral, convention):
    return MobilisationFactory(referral=referral, convention=convention)


def at_work(referral, convention):
    begun = FollowUpFactory(convention=convention, household=referral.household)
    ParticipationFactory(household=referral.household, organization=convention.association)
    Household.objects.update(state=Household.State.SUPPORTED)
    Referral.objects.update(state=State.IN_FOLLOW_UP)
    MobilisationFactory(
        referral=referral, convention=convention, state="ACCEPTED", answered_at=timezone.now(), follow_up=begun
    )
    return begun


def address(question, referral):
    return reverse(f"referrals:cancel_{question}", args=[referral.public_id])


def page_of(referral):
    return reverse("referrals:detail", args=[referral.public_id])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(("question", "kept"), [("agreement", "sharing"), ("sharing", "agreement")])
def test_one_agreement_is_to_be_asked_again_the_other_stays(signed_in, adviser, referral, question, kept):
    client = signed_in(adviser)
    assertContains(client.get(page_of(referral)), address(question, referral))

    response = client.post(address(question, referral), {"reason": "WRONG_HOUSEHOLD"})

    assert said(response)[0].startswith("L’accord est annulé.")
    referral.refresh_from_db()
    assert [getattr(referral, f"{question}{part}") for part in ("", "_on", "_form")] == ["NOT_ASKED", None, ""]
    assert getattr(referral, kept) == "GIVEN"
    event = referral.events.get()
    assert (event.move, event.facts) == ("CANCEL_AGREEMENT", {"question": question, "reason": "WRONG_HOUSEHOLD"})


def test_the_history_says_which_and_why(signed_in, adviser, referral):
    cancel_agreement(referral=referral, user=adviser, question="sharing", reason=Mistake.WRONG_HOUSEHOLD)

    page = signed_in(adviser).get(page_of(referral))

    words = "Accord pour mobiliser des partenaires annulé\u00a0: saisie dans le mauvais dossier"
    assertContains(page, words)
    assertNotContains(page, address("sharing", referral))


def test_a_partner_at_work_loses_the_case_file_and_reads_why(signed_in, adviser, coordinator, convention, referral):
    part = at_work(referral, convention)

    cancel_agreement(referral=referral, user=adviser, question="sharing", reason=Mistake.NOT_HAPPENED)

    part.refresh_from_db()
    participation = Participation.objects.get(organization=convention.association)
    assert (part.end_reason, participation.end_reason) == (EndReason.NOT_AGREED, EndReason.NOT_AGREED)
    # Nobody had agreed that it wrote there: it reads none of it again.
    assert participation.own_until is None
    assert Referral.objects.get().state == State.TO_CLOSE
    case_file = reverse("tenancies:household", args=[referral.household.public_id])
    assert signed_in(coordinator).get(case_file).status_code == 404


def test_what_ends_is_shown_before_then_said(signed_in, adviser, referral, asked):
    Referral.objects.update(state=State.MOBILISING)
    client = signed_in(adviser)
    page = client.get(address("sharing", referral))
    assertContains(page, "Demande du")

    response = client.post(
        address("sharing", referral), {"reason": "NOT_HAPPENED", "settles": page.context["form"].pending_digest}
    )

    assert said(response)[0].startswith("L’accord est annulé. Prend fin\u00a0: demande du")
    asked.refresh_from_db()
    assert (asked.state, Referral.objects.get().state) == (Mobilisation.State.WITHDRAWN, State.MET)


def test_what_was_asked_meanwhile_is_read_first(signed_in, adviser, referral, convention):
    client = signed_in(adviser)
    shown = client.get(address("sharing", referral)).context["form"].pending_digest
    MobilisationFactory(referral=referral, convention=convention)
    Referral.objects.update(state=State.MOBILISING)

    response = client.post(address("sharing", referral), {"reason": "NOT_HAPPENED", "settles": shown})

    assert response.context["form"].non_field_errors() == [CHANGED]
    assert Referral.objects.get().sharing == "GIVEN"


def test_without_contact_partners_and_the_meeting_stay_and_health_goes(signed_in, adviser, household, convention):
    referral = ReferralFactory(
        household=household, state=State.MEETING_PLANNED, reasons=["ARREARS", "ADDICTION"], **GIVEN
    )
    meeting = MeetingFactory(referral=referral)

    page = signed_in(adviser).get(address("agreement", referral))
    cancel_agreement(referral=referral, user=adviser, question="agreement", reason=Mistake.WRONG_FACTS)

    assertContains(page, "ce qui touche à la santé du ménage est effacé")
    assertNotContains(page, "Prennent fin")
    meeting.refresh_from_db()
    referral.refresh_from_db()
    assert (meeting.state, referral.state, referral.reasons) == ("PLANNED", State.MEETING_PLANNED, ["ARREARS"])


@pytest.mark.parametrize("sent", [{}, {"reason": ""}, {"reason": "TWICE"}, {"reason": "OTHER"}])
def test_it_asks_why(signed_in, adviser, referral, sent):
    response = signed_in(adviser).post(address("sharing", referral), {"settles": ""} | sent)

    assert list(response.context["form"].errors) == ["reason"]
    assert Referral.objects.get().sharing == "GIVEN"


def test_what_is_not_noted_is_not_cancelled(signed_in, adviser, referral):
    Referral.objects.update(sharing="NOT_ASKED", sharing_on=None, sharing_form="")

    assert said(signed_in(adviser).get(address("sharing", referral))) == [Obstacle.NOT_NOTED.label]


def test_whoever_meets_no_household_sees_no_button(signed_in, officer, referral):
    client = signed_in(officer)

    assertNotContains(client.get(page_of(referral)), address("sharing", referral))
    assert client.post(address("sharing", referral), {"reason": "WRONG_FACTS"}).status_code == 403
