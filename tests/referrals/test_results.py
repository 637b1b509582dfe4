"""What a partner's work gave, said by that partner; what is left of it some months after a referral was closed."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.bounds import months_from
from housing_support.dashboard.board import BoardBuilder
from housing_support.dashboard.scope import scope_of, visible_programmes
from partners.models import Expertise
from partners.roles import Role
from referrals.models import Mobilisation, MobilisationResult, Referral, ReferralOutcome
from referrals.reading.results import outcomes_to_ask, results_to_say
from referrals.services import endings, mending, mobilisations, results
from tenancies.models.ends import EndReason
from tenancies.services.support import end_follow_up
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory

pytestmark = pytest.mark.django_db


def coordinator_of(asked):
    return UserFactory(organization=asked.organization, role=Role.COORDINATOR)


def ended(referral, coordinator=None, expertises=(Expertise.BUDGET,), reason=EndReason.AUTONOMY):
    """A partner that was asked, came, and left."""
    partner = OrganizationFactory(expertises=list(expertises))
    convention = ConventionFactory(action__programme__landlord=referral.landlord, association=partner)
    asked = MobilisationFactory(referral=referral, convention=convention)
    by = coordinator_of(asked)
    accepted = mobilisations.accept(mobilisation=asked, user=by)
    end_follow_up(follow_up=accepted.follow_up, user=by, reason=reason)
    return Mobilisation.objects.get(pk=asked.pk), by


@pytest.fixture
def referral(household):
    return ReferralFactory(household=household, state=Referral.State.MOBILISING, reasons=["ARREARS", "NEIGHBOURS"])


def url_of(asked):
    return reverse("referrals:results", args=[asked.public_id])


def test_a_partner_says_what_came_of_each_problem_and_the_adviser_alone_reads_it(
    signed_in, referral, adviser, officer, manager
):
    asked, coordinator = ended(referral)
    client = signed_in(coordinator)
    assert list(results_to_say(coordinator)) == [asked]
    assertContains(client.get(reverse("home")), "Résultats à renseigner")
    assertContains(client.get(reverse("referrals:mobilisation", args=[asked.public_id])), url_of(asked))

    form = client.post(url_of(asked), {"result_ARREARS": "BETTER"}).context["form"]
    assert form.errors == {"result_NEIGHBOURS": ["Choisissez ce qu’il en est."]}
    assertNotContains(client.get(url_of(asked)), referral.household.name)
    client.post(url_of(asked), {"result_ARREARS": "BETTER", "result_NEIGHBOURS": "NOT_TREATED"})

    page = reverse("referrals:detail", args=[referral.public_id])
    assertContains(signed_in(adviser).get(page), "Budget, impayés\u00a0: mieux")
    for user in (officer, manager):
        assertNotContains(signed_in(user).get(page), "mieux")
    assert list(results_to_say(coordinator)) == []
    client = signed_in(coordinator)
    client.post(url_of(asked), {"result_ARREARS": "SOLVED", "result_NEIGHBOURS": "NOT_TREATED"})
    corrected = asked.results.get(problem="ARREARS")
    assert (corrected.result, corrected.corrected_by) == ("SOLVED", coordinator)


def test_nothing_is_said_of_health_but_of_the_whole_request(signed_in, household):
    referral = ReferralFactory(household=household, state=Referral.State.MOBILISING, reasons=["ADDICTION"])
    asked, coordinator = ended(referral, expertises=[Expertise.ADDICTION])
    client = signed_in(coordinator)

    assert list(client.get(url_of(asked)).context["form"].fields) == ["seen", "result_"]
    client.post(url_of(asked), {"result_": "BETTER"})

    assert [str(each) for each in MobilisationResult.objects.all()] == ["Ce qui était demandé : Mieux"]


def test_whoever_was_sent_away_or_left_long_ago_is_asked_nothing(signed_in, referral):
    asked, coordinator = ended(referral)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        assert list(results_to_say(coordinator)) == []
        assert signed_in(coordinator).get(url_of(asked)).status_code == 302
    asked.follow_up.end_reason = EndReason.AGREEMENT
    asked.follow_up.save()
    assert list(results_to_say(coordinator)) == []


def test_a_referral_asks_to_be_closed_when_the_last_partner_has_finished(referral, adviser):
    Referral.objects.update(adviser=adviser)
    other = MobilisationFactory(referral=referral, requested_by=adviser)
    ended(referral)
    referral.refresh_from_db()
    assert referral.state == Referral.State.MOBILISING
    mail.outbox.clear()

    by = coordinator_of(other)
    accepted = mobilisations.accept(mobilisation=other, user=by)
    end_follow_up(follow_up=accepted.follow_up, user=by, reason=EndReason.TERM)

    referral.refresh_from_db()
    assert referral.state == Referral.State.TO_CLOSE
    assert ([adviser.email], "Un signalement est à clore") in [(each.to, each.subject) for each in mail.outbox]


# Months later


@pytest.mark.parametrize(("reason", "asks"), [("SOLVED", 2), ("SUPPORTED", 2), ("LEFT_HOME", 0), ("REFUSED", 0)])
def test_what_is_left_of_it_is_asked_three_and_six_months_after_the_closing(household, adviser, reason, asks):
    referral = ReferralFactory(household=household, state=Referral.State.MET)

    endings.close(referral=referral, user=adviser, reason=reason)

    today = timezone.localdate()
    days = [months_from(today, 3), months_from(today, 6)] if asks else []
    assert list(referral.outcomes.values_list("due_on", flat=True)) == days
    mending.reopen(referral=referral, user=adviser, reason="WRONG_FACTS")
    assert not ReferralOutcome.objects.exists()


def test_it_is_asked_once_each_and_put_right(signed_in, household, adviser, officer):
    referral = ReferralFactory(household=household, state=Referral.State.MET)
    endings.close(referral=referral, user=adviser, reason="SOLVED")
    first, second = referral.outcomes.all()
    page = reverse("referrals:detail", args=[referral.public_id])
    url = reverse("referrals:outcome", args=[referral.public_id, first.public_id])
    assert list(outcomes_to_ask(adviser)) == []
    assert signed_in(adviser).get(url).status_code == 302

    with time_machine.travel(timezone.now() + datetime.timedelta(days=95)):
        client = signed_in(adviser)
        assertContains(client.get(reverse("home")), "Suites à demander")
        assert list(outcomes_to_ask(adviser)) == [first]
        client.post(url, {"outcome": "HOLDS"})
        assert list(outcomes_to_ask(adviser)) == []
        client.post(url, {"outcome": "BACK"})
        assertContains(client.get(page), "corrigé le")
        assertNotContains(signed_in(officer).get(page), "Elle est revenue")

    first.refresh_from_db()
    assert (first.outcome, first.recorded_by, first.corrected_by) == ("BACK", adviser, adviser)
    assert second.recorded_on is None


def test_the_share_that_holds_is_told_from_five_answers_on_and_opens_its_list_to_advisers(
    signed_in, adviser, manager, household
):
    """A list would tell a manager of each household what an adviser learnt."""
    ConventionFactory(action__programme__landlord=manager.organization)
    board = lambda reader=manager: BoardBuilder(scope_of(reader, visible_programmes(reader)[0])).build()  # noqa: E731

    def close(outcome):
        referral = ReferralFactory(household=household, ended=True, author=manager)
        results.ask_outcomes(referral)
        known = {"outcome": outcome, "recorded_on": timezone.localdate(), "recorded_by": adviser}
        ReferralOutcome.objects.filter(referral=referral, months=3).update(**known)

    for outcome in ("HOLDS", "HOLDS", "BACK", "UNKNOWN"):
        close(outcome)
    assert board().settled == ()
    close("HOLDS")

    [line] = board().settled
    assert (line.months, line.housed.count.number, line.known.count.number) == (3, 3, 5)
    [of_adviser] = board(adviser).settled
    for number in (of_adviser.housed, of_adviser.known):
        assert len(signed_in(adviser).get(number.url).context["page"].rows) == number.count.number
        assert signed_in(manager).get(number.url).status_code == 404
    assert (line.housed.url, line.known.url) == ("", "")
    assertContains(signed_in(manager).get(reverse("dashboard")), "3 sur 5")
