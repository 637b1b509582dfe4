"""Several households are confided at once, all of them or none."""

import pytest
from django.contrib.messages import SUCCESS, WARNING, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertFormError, assertMessages

from partners.roles import Role
from tenancies.forms import ConfideForm
from tenancies.models import FollowUp
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db

CONFIDE = reverse("tenancies:confide")


@pytest.fixture
def convention():
    return ConventionFactory()


@pytest.fixture
def person(convention):
    return lambda role=Role.SOCIAL_WORKER, **values: UserFactory(
        organization=convention.association, role=role, **values
    )


@pytest.fixture
def coordinator(person):
    return person(Role.COORDINATOR)


@pytest.fixture
def worker(person):
    return person(first_name="Maya", last_name="Carrère")


@pytest.fixture
def follow_ups(convention, person):
    former = person(last_name="Ancien")
    return [FollowUpFactory(convention=convention, worker=carrier) for carrier in (former, None, former)]


def codes(follow_ups):
    return [str(follow_up.public_id) for follow_up in follow_ups]


def workers(follow_ups):
    return [FollowUp.objects.get(pk=follow_up.pk).worker for follow_up in follow_ups]


def test_those_that_are_ticked_go_to_the_worker(signed_in, coordinator, worker, follow_ups):
    first, second, third = follow_ups
    former = third.worker

    response = signed_in(coordinator).post(CONFIDE, {"follow_ups": codes([first, second]), "worker": worker.pk})

    assert workers(follow_ups) == [worker, worker, former]
    assert {each.taken_in_charge_at for each in FollowUp.objects.filter(worker=worker)} == {None}
    done = "Maya Carrère suit désormais 2\u00a0ménages. Chacun attend sous «\u00a0À prendre en main\u00a0»."
    assertMessages(response, [Message(SUCCESS, done)])


@pytest.mark.parametrize(("carrier", "expected"), [("", [0, 1, 2]), ("none", [1]), ("former", [0, 2])])
def test_they_are_listed_by_whom_carries_them(signed_in, coordinator, follow_ups, carrier, expected):
    value = str(follow_ups[0].worker.pk) if carrier == "former" else carrier

    form = signed_in(coordinator).get(CONFIDE, {"worker": value}).context["form"]

    assert set(form.shown) == set(codes([follow_ups[rank] for rank in expected]))


def test_those_of_others_and_those_that_ended_are_not_offered(signed_in, coordinator, convention, follow_ups, worker):
    ended = FollowUpFactory(convention=convention, ended_on=timezone.localdate())
    stranger = FollowUpFactory()
    client = signed_in(coordinator)

    refused = client.post(CONFIDE, {"follow_ups": codes([ended, stranger]), "worker": worker.pk})

    assert set(refused.context["form"].shown) == set(codes(follow_ups))
    assert list(refused.context["form"].errors) == ["follow_ups"]
    assert workers([ended, stranger]) == [None, None]


def test_nothing_ticked_or_nobody_chosen_is_said_at_its_field(signed_in, coordinator, follow_ups, worker):
    client = signed_in(coordinator)

    nothing = client.post(CONFIDE, {"worker": worker.pk}).context["form"]
    nobody = client.post(CONFIDE, {"follow_ups": codes(follow_ups)}).context["form"]

    assertFormError(nothing, "follow_ups", "Cochez au moins un ménage.")
    assertFormError(nobody, "worker", "Choisissez qui suivra ces ménages.")


def test_all_or_none_are_confided(signed_in, coordinator, follow_ups, worker, monkeypatch):
    """One ends between the page and its sending."""
    whole = ConfideForm.save

    def after_an_end(form):
        FollowUp.objects.filter(pk=follow_ups[2].pk).update(ended_on=timezone.localdate(), end_reason="TERM")
        return whole(form)

    monkeypatch.setattr(ConfideForm, "save", after_an_end)
    before = workers(follow_ups)

    response = signed_in(coordinator).post(CONFIDE, {"follow_ups": codes(follow_ups), "worker": worker.pk})

    assert workers(follow_ups) == before
    said = "Rien n’est changé\u00a0: un de ces suivis vient de se terminer."
    assertMessages(response, [Message(WARNING, said)])


@pytest.mark.parametrize(("role", "is_offered"), [(Role.COORDINATOR, True), (Role.SOCIAL_WORKER, False)])
def test_the_list_of_case_files_leads_there(signed_in, person, role, is_offered):
    page = signed_in(person(role)).get(reverse("tenancies:households"))

    assert (CONFIDE in page.text) == is_offered


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_page_asks_as_often_whatever_its_length(
    signed_in, coordinator, convention, person, count, django_assert_max_num_queries
):
    for _ in range(count):
        FollowUpFactory(convention=convention, worker=person())

    client = signed_in(coordinator)

    with django_assert_max_num_queries(12):
        client.get(CONFIDE)
