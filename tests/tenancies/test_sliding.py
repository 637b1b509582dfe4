"""A lease slides: its documents, its reviews with the word of each side, the préfet, and the household's own lease."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from housing_support.common.dates import long_date
from partners.models import FundedAction
from partners.roles import Role
from tenancies.models import PeriodicReview, SlidingLease, Tenancy, Vacancy
from tenancies.models.ends import EndReason
from tenancies.models.sliding import notice_due_on
from tenancies.services.sliding import conclude_review, describe_sliding, give_word, reopen_review, slide
from tenancies.services.support import end_follow_up
from tenancies.services.tenancies import cancel_tenancy, correct_tenancy, end_tenancy
from tests.consistency.world import review_word, sliding_terms
from tests.factories.partners import UserFactory
from tests.factories.tenancies import ParticipationFactory, TenancyFactory
from tests.tenancies.mending import TODAY, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def lease(household, follow_up):
    """Of a household that the association brought."""
    FundedAction.objects.filter(conventions=follow_up.convention).update(objective=FundedAction.Objective.ACCESS)
    return TenancyFactory(household=household, kind="SLIDING", starts_on=TODAY() - 200 * DAY)


@pytest.fixture
def sliding(lease, follow_up, officer):
    return describe_sliding(
        tenancy=lease, user=officer, association=follow_up.organization, terms=sliding_terms(TODAY())
    )


@pytest.fixture
def concluded(sliding, officer, worker):
    for user in (officer, worker):
        give_word(sliding=sliding, user=user, word=review_word())
    return conclude_review(sliding=sliding, user=officer, held_on=TODAY(), conclusion="FAVOURABLE")


def page(sliding, act):
    return reverse(f"tenancies:sliding_{act}", args=[sliding.tenancy.household.public_id, sliding.public_id])


def dwelling_page(sliding):
    return reverse("tenancies:household_dwelling", args=[sliding.tenancy.household.public_id])


def posted(terms, **changes):
    return {name: str(value) for name, value in (terms | changes).items()}


def test_its_documents_are_noted_and_both_sides_read_them(signed_in, officer, member, lease, follow_up):
    url = reverse("tenancies:sliding_describe", args=[lease.household.public_id, lease.pk])
    typed = posted(sliding_terms(TODAY()), association=follow_up.organization.public_id)
    client = signed_in(officer)

    where = reverse("tenancies:household_dwelling", args=[lease.household.public_id])
    assert "Noter les documents" in client.get(where).text
    late = client.post(url, typed | {"approval_until": str(TODAY() - 300 * DAY)})
    response = client.post(url, typed)

    assert "L’agrément a expiré" in late.context["form"].errors["approval_until"][0]
    sliding = SlidingLease.objects.get()
    assert (sliding.tenancy, sliding.association, sliding.state) == (lease, follow_up.organization, "TRIAL")
    assert sliding.reviews.get().due_on == sliding.review_due_on
    assert "chaque partie y donne son avis" in said(response)[0]
    for role in (Role.RENTAL_OFFICER, Role.MANAGER, Role.SOCIAL_WORKER):
        assert "2024-31-0042" in signed_in(member(role)).get(dwelling_page(sliding)).text


def test_the_prefect_is_to_be_told_two_months_before_the_period_ends():
    assert notice_due_on(datetime.date(2027, 4, 30)) == datetime.date(2027, 2, 28)


def test_a_review_waits_for_both_words_then_the_lease_is_to_slide(signed_in, officer, worker, sliding):
    client = signed_in(officer)
    early = client.get(page(sliding, "conclude"))
    client.post(page(sliding, "word"), review_word(text="Rien à dire."))
    assert "avis attendu de" in client.get(dwelling_page(sliding)).text
    signed_in(worker).post(page(sliding, "word"), review_word(opinion="CONTINUE"))
    client = signed_in(officer)
    shown = client.get(page(sliding, "conclude")).text
    response = client.post(page(sliding, "conclude"), {"held_on": TODAY(), "conclusion": "FAVOURABLE"})

    assert early.status_code == 302
    assert shown.count("À poursuivre") == 2
    assert "le bail glisse au nom du ménage" in said(response)[0]
    sliding.refresh_from_db()
    assert (sliding.state, sliding.review_due_on) == ("PROPOSED", None)


def test_it_goes_on_until_another_review(signed_in, officer, worker, sliding):
    for user in (officer, worker):
        give_word(sliding=sliding, user=user, word=review_word(opinion="CONTINUE"))
    client, typed = signed_in(officer), {"held_on": TODAY(), "conclusion": "CONTINUE"}

    without = client.post(page(sliding, "conclude"), typed)
    beyond = client.post(page(sliding, "conclude"), typed | {"next_due_on": sliding.term_on + DAY})
    client.post(page(sliding, "conclude"), typed | {"next_due_on": TODAY() + 60 * DAY})

    assert without.context["form"].errors["next_due_on"] == ["Indiquez la date du prochain examen."]
    assert "prolongez-la d’abord" in beyond.context["form"].errors["next_due_on"][0]
    sliding.refresh_from_db()
    assert (sliding.state, sliding.review_due_on) == ("TRIAL", TODAY() + 60 * DAY)
    assert [review.conclusion for review in sliding.reviews.order_by("due_on")] == ["CONTINUE", ""]


def test_nothing_is_noted_before_the_sublease(signed_in, officer, worker, sliding):
    for user in (officer, worker):
        give_word(sliding=sliding, user=user, word=review_word())
    client, before = signed_in(officer), sliding.sublease_on - DAY
    first = f"Indiquez un jour à partir de la signature de la sous-location, le {long_date(sliding.sublease_on)}."

    held = client.post(page(sliding, "conclude"), {"held_on": before, "conclusion": "FAVOURABLE"})
    told = client.post(page(sliding, "prefect"), {"told_on": before, "offers": "YES"})

    assert held.context["form"].errors["held_on"] == [first]
    assert told.context["form"].errors["told_on"] == [first]
    for day in ("0001-01-01", "9999-12-31"):
        wrong = client.post(page(sliding, "conclude"), {"held_on": day, "conclusion": "FAVOURABLE"})
        assert "held_on" in wrong.context["form"].errors


def test_an_association_that_has_left_is_waited_for_no_more(signed_in, officer, member, sliding, follow_up):
    coordinator = member(Role.COORDINATOR)
    end = reverse("tenancies:follow_up_end", args=[sliding.tenancy.household.public_id, follow_up.public_id])
    asked = signed_in(coordinator).get(end).text
    end_follow_up(follow_up=follow_up, user=coordinator, reason="TERM")
    client = signed_in(officer)
    client.post(page(sliding, "word"), review_word())

    shown = client.get(dwelling_page(sliding)).text
    client.post(page(sliding, "conclude"), {"held_on": TODAY(), "conclusion": "FAVOURABLE"})

    assert "Votre avis aux examens du bail glissant" in asked
    assert f"sans l’avis de {follow_up.organization}, qui ne suit plus ce ménage" in shown
    sliding.refresh_from_db()
    assert sliding.state == "PROPOSED"


def test_a_conclusion_noted_by_mistake_is_taken_back_with_both_words(signed_in, officer, concluded):
    signed_in(officer).post(page(concluded, "reopen"), {"reason": "WRONG_FACTS"})

    concluded.refresh_from_db()
    assert concluded.state == "TRIAL"
    assert concluded.reviews.get(held_on=None).words.count() == 2


def test_its_reviews_are_lines_of_the_timeline_for_its_two_parties_alone(signed_in, officer, worker, concluded):
    household = concluded.tenancy.household
    partner = UserFactory(role=Role.SOCIAL_WORKER)
    ParticipationFactory(household=household, organization=partner.organization)
    reopen_review(sliding=concluded, user=officer, reason="WRONG_FACTS")
    told = f"examen du bail glissant tenu le {long_date(TODAY())}\u00a0: favorable au glissement</h3>"
    pages = [reverse(f"tenancies:{page}", args=[household.public_id]) for page in ("household", "household_access")]

    def said_to(reader):
        timeline, history = (signed_in(reader).get(page).text for page in pages)
        return timeline.lower().count(told), history.count("Examen du bail glissant")

    assert {said_to(reader) for reader in (officer, worker)} == {(2, 1)}
    assert said_to(partner) == (0, 0)


def test_the_prefect_is_told_why_no_lease_is_offered_and_that_is_corrected(signed_in, officer, sliding):
    client = signed_in(officer)

    unexplained = client.post(page(sliding, "prefect"), {"told_on": TODAY(), "offers": "NO"})
    client.post(page(sliding, "prefect"), {"told_on": TODAY(), "offers": "NO", "no_lease_reason": "RENT"})
    sliding.refresh_from_db()
    told = sliding.prefect_told_on, sliding.offers_lease, sliding.no_lease_reason
    client.post(page(sliding, "prefect"), {"told_on": "", "offers": "NO", "no_lease_reason": "RENT"})
    sliding.refresh_from_db()

    assert "no_lease_reason" in unexplained.context["form"].errors
    assert told == (TODAY(), False, "RENT")
    assert (sliding.prefect_told_on, sliding.offers_lease, sliding.no_lease_reason) == (None, None, "")


def test_an_extension_asks_for_a_review_and_the_prefect_again(signed_in, officer, sliding):
    client, term = signed_in(officer), TODAY() + 300 * DAY
    client.post(page(sliding, "prefect"), {"told_on": TODAY(), "offers": "YES"})

    typed = {"term_on": term, "review_due_on": TODAY() + 150 * DAY, "reason": "RENT"}
    refused = client.post(page(sliding, "extend"), typed | {"term_on": sliding.term_on})
    client.post(page(sliding, "extend"), typed)

    assert "Indiquez un jour après la fin actuelle" in refused.context["form"].errors["term_on"][0]
    sliding.refresh_from_db()
    assert (sliding.term_on, sliding.review_due_on, sliding.prefect_told_on) == (term, TODAY() + 150 * DAY, None)


def test_it_slides_without_a_day_between_and_the_support_goes_on(signed_in, officer, concluded, follow_up):
    client, lease = signed_in(officer), concluded.tenancy

    response = client.post(page(concluded, "slide"), {"starts_on": TODAY()})

    own = Tenancy.objects.get(follows=lease)
    lease.refresh_from_db()
    concluded.refresh_from_db()
    follow_up.refresh_from_db()
    assert said(response)[0].startswith(f"Le bail glisse au nom du ménage. Premier jour le {long_date(TODAY())}")
    assert (own.kind, own.starts_on, own.dwelling) == ("DIRECT", TODAY(), lease.dwelling)
    assert (lease.ends_on, lease.end_reason, concluded.state) == (TODAY(), EndReason.LEASE_SLID, "SLID")
    assert follow_up.ended_on is None
    assert not Vacancy.objects.open().filter(dwelling=lease.dwelling).exists()
    shown = client.get(dwelling_page(concluded)).text
    assert "Bail glissé" in shown
    assert "Faire glisser" not in shown


def test_a_slide_is_taken_back_with_its_lease(officer, concluded):
    own = slide(sliding=concluded, user=officer, starts_on=TODAY())

    cancel_tenancy(tenancy=own, user=officer, reason="WRONG_FACTS")

    concluded.refresh_from_db()
    concluded.tenancy.refresh_from_db()
    assert (concluded.state, concluded.tenancy.ends_on, concluded.tenancy.end_reason) == ("PROPOSED", None, "")


def test_unpaid_rent_stops_the_slide_with_what_to_do(signed_in, officer, concluded):
    PeriodicReview.objects.get().words.filter(organization=officer.organization).update(rent="UNPAID")

    response = signed_in(officer).post(page(concluded, "slide"), {"starts_on": TODAY()})

    assert "loyer impayé" in response.context["form"].non_field_errors()[0]
    assert not Tenancy.objects.filter(follows=concluded.tenancy).exists()


@pytest.mark.parametrize("state", ["TRIAL", "PROPOSED"])
def test_it_ends_with_its_lease_and_comes_back_with_it(officer, worker, sliding, state):
    if state == "PROPOSED":
        for user in (officer, worker):
            give_word(sliding=sliding, user=user, word=review_word())
        conclude_review(sliding=sliding, user=officer, held_on=TODAY(), conclusion="FAVOURABLE")
    lease = sliding.tenancy

    end_tenancy(tenancy=lease, user=officer, ends_on=TODAY(), reason="REHOUSED")
    sliding.refresh_from_db()
    assert sliding.state == "ENDED"
    assert not SlidingLease.objects.to_follow().exists()
    correct_tenancy(tenancy=lease, user=officer, kind="SLIDING", starts_on=lease.starts_on, ends_on=None)
    sliding.refresh_from_db()
    assert sliding.state == state
    cancel_tenancy(tenancy=lease, user=officer, reason="TWICE")
    sliding.refresh_from_db()
    assert sliding.state == "CANCELLED"


def test_homes_of_both_sides_say_what_comes_first(signed_in, officer, member, sliding):
    for reader in (officer, member(Role.ADVISER), member(Role.SOCIAL_WORKER), member(Role.COORDINATOR)):
        assert "Baux glissants à suivre" in signed_in(reader).get(reverse("home")).text


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"sublease_on": datetime.date(2020, 1, 1)}, "sliding_sublease_within_head_lease"),
        ({"approval_until": datetime.date(2020, 1, 1)}, "sliding_approval_covers_the_sublease"),
        ({"offers_lease": False, "prefect_told_on": datetime.date(2026, 1, 1)}, "sliding_prefect_is_told_what"),
    ],
)
def test_the_database_holds_its_days(sliding, changes, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        SlidingLease.objects.update(**changes)
