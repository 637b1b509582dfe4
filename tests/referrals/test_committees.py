"""A session of the allocation committee: convened, changed, opened once its quorum is there."""

import datetime

import pytest
from django.contrib.messages import SUCCESS, WARNING, Message
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains, assertRedirects

from housing_support.common.dates import long_date
from referrals.models import CommitteeMember, CommitteeSession
from referrals.reading.minutes import minutes_of
from referrals.reading.slides import slides_told_at
from referrals.services import committees
from referrals.services.examinations import close_minutes
from referrals.views.committees import NO_LONGER_PLANNED
from tenancies.models import SlidingLease, SlidingLeaseEvent
from tests.factories.allocations import CommitteeSessionFactory
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import TenancyFactory

pytestmark = pytest.mark.django_db

MEMBERS = {"APPOINTED": ["Hortense Vidal", "Gaspard Roux"], "MAYOR": ["Léa Puech"], "CONSULTED": ["Nour Attia"]}
LIST = reverse("referrals:committees")
NEW = reverse("referrals:plan_committee")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def session(manager, today):
    return committees.plan_session(user=manager, held_on=today, quorum=2, members=MEMBERS)


def url(name, session):
    return reverse(f"referrals:{name}", args=[session.public_id])


def typed(day, **answers):
    return {"held_on": day.isoformat(), "quorum": "2", "APPOINTED": "Hortense Vidal\nGaspard Roux"} | answers


def seats(session):
    return [(member.name, member.quality, member.was_present) for member in session.members.all()]


def members(session, *names):
    return [member.pk for member in session.members.filter(name__in=names)]


def test_a_session_is_planned_with_its_members_one_a_line(signed_in, officer, landlord, today):
    day = today + datetime.timedelta(days=7)

    response = signed_in(officer).post(NEW, typed(day, CONSULTED=" Nour Attia \n\n"))

    [session] = CommitteeSession.objects.all()
    assertRedirects(response, url("committee", session))
    assertMessages(
        response, [Message(SUCCESS, f"La séance du {long_date(day)} est prévue. Ouvrez-la ce jour-là, d’ici.")]
    )
    assert (session.landlord, session.held_on, session.quorum, session.state) == (landlord, day, 2, "PLANNED")
    assert seats(session) == [
        ("Hortense Vidal", "APPOINTED", False),
        ("Gaspard Roux", "APPOINTED", False),
        ("Nour Attia", "CONSULTED", False),
    ]


def test_those_who_sat_last_time_are_there_already(signed_in, officer, session):
    form = signed_in(officer).get(NEW).context["form"]

    assert {name: form[name].value() for name in ("held_on", "quorum", "APPOINTED", "MAYOR", "PREFECT")} == {
        "held_on": None,
        "quorum": 2,
        "APPOINTED": "Hortense Vidal\nGaspard Roux",
        "MAYOR": "Léa Puech",
        "PREFECT": "",
    }


def test_the_members_of_another_landlord_are_not(signed_in, session):
    stranger = UserFactory(landlord_staff=True)

    assertNotContains(signed_in(stranger).get(NEW), "Hortense")


@pytest.mark.parametrize(
    ("answers", "field", "error"),
    [
        ({"held_on": ""}, "held_on", "Indiquez le jour de la séance."),
        ({"quorum": ""}, "quorum", "Indiquez combien de membres doivent être présents."),
        ({"quorum": "0"}, "quorum", "Indiquez un membre au moins."),
        ({"quorum": "31"}, "quorum", "Indiquez 30\u00a0membres au plus."),
        (
            {"quorum": "3", "CONSULTED": "Nour Attia"},
            "quorum",
            "Indiquez un quorum que les membres inscrits peuvent atteindre\u00a0: 2 au plus.",
        ),
        (
            {"APPOINTED": "", "CONSULTED": "Nour Attia"},
            "APPOINTED",
            "Inscrivez au moins un membre ayant voix délibérative.",
        ),
        ({"MAYOR": "x" * 121}, "MAYOR", "Écrivez un nom par ligne, de 120\u00a0lettres au plus."),
        ({"MAYOR": "x\n" * 29}, None, "Inscrivez 30\u00a0membres au plus."),
    ],
)
def test_a_session_that_makes_no_sense_is_refused_at_its_field(signed_in, officer, today, answers, field, error):
    response = signed_in(officer).post(NEW, typed(today, **answers))

    assert response.context["form"].errors == {field or "__all__": [error]}
    assert not CommitteeSession.objects.exists()


def test_the_database_wants_a_quorum(landlord, today):
    with pytest.raises(IntegrityError, match="committee_session_quorum_is_reachable"):
        CommitteeSession.objects.create(landlord=landlord, held_on=today, quorum=0)


def test_a_session_is_changed_as_long_as_it_is_planned(signed_in, officer, session, today):
    day = today + datetime.timedelta(days=1)

    response = signed_in(officer).post(
        url("change_committee", session), typed(day, quorum="1", APPOINTED="Ida Ferrand")
    )

    assertRedirects(response, url("committee", session))
    session.refresh_from_db()
    assert (session.held_on, session.quorum, session.state) == (day, 1, "PLANNED")
    assert seats(session) == [("Ida Ferrand", "APPOINTED", False)]


def test_a_change_that_a_colleague_did_not_see_is_told(signed_in, officer, manager, session, today):
    page = signed_in(officer).get(url("change_committee", session))
    seen = page.context["form"]["seen"].value()
    committees.change_session(session=session, user=manager, held_on=today, quorum=1, members=MEMBERS)

    response = signed_in(officer).post(url("change_committee", session), typed(today, seen=seen, MAYOR="Léa Puech"))

    assertContains(response, "Enregistré entre-temps")
    session.refresh_from_db()
    assert session.quorum == 1


def test_a_session_held_is_not_changed(signed_in, officer, session, today):
    committees.hold_session(session=session, user=officer, present=members(session, "Hortense Vidal", "Léa Puech"))

    for response in (
        signed_in(officer).get(url("change_committee", session)),
        signed_in(officer).post(url("change_committee", session), typed(today)),
    ):
        assertRedirects(response, url("committee", session), fetch_redirect_response=False)
    assertMessages(
        response,
        [Message(WARNING, NO_LONGER_PLANNED)] * 2,
    )
    assert session.members.count() == 4


def test_a_session_opens_with_those_who_are_there(signed_in, officer, session):
    present = members(session, "Hortense Vidal", "Léa Puech", "Nour Attia")

    response = signed_in(officer).post(url("hold_committee", session), {"present": present})

    session.refresh_from_db()
    assert session.state == "HELD"
    assert seats(session) == [
        ("Hortense Vidal", "APPOINTED", True),
        ("Gaspard Roux", "APPOINTED", False),
        ("Léa Puech", "MAYOR", True),
        ("Nour Attia", "CONSULTED", True),
    ]
    page = signed_in(officer).get(response.headers["Location"])
    assertContains(page, 'Gaspard Roux · Désigné par le bailleur <span class="muted">(absent)</span>', html=False)
    assertNotContains(page, "Modifier")


def test_who_is_consulted_makes_no_quorum(signed_in, officer, session):
    present = members(session, "Hortense Vidal", "Nour Attia")

    response = signed_in(officer).post(url("hold_committee", session), {"present": present})

    assertContains(response, "Le quorum n’est pas atteint\u00a0: 1 sur 2 membres ayant voix délibérative.")
    session.refresh_from_db()
    assert session.state == "PLANNED"


def test_a_session_does_not_open_before_its_day(signed_in, officer, session, today):
    day = today + datetime.timedelta(days=1)
    CommitteeSession.objects.update(held_on=day)

    page = signed_in(officer).get(url("committee", session))
    response = signed_in(officer).post(
        url("hold_committee", session), {"present": members(session, *MEMBERS["APPOINTED"])}
    )

    assertNotContains(page, "Ouvrir la séance")
    assertMessages(
        response,
        [Message(WARNING, f"La séance est prévue le {long_date(day)}\u00a0: elle s’ouvre ce jour-là au plus tôt.")],
    )
    session.refresh_from_db()
    assert session.state == "PLANNED"


def test_two_people_open_a_session_once(signed_in, officer, manager, session):
    present = members(session, *MEMBERS["APPOINTED"])
    committees.hold_session(session=session, user=manager, present=present)

    response = signed_in(officer).post(url("hold_committee", session), {"present": members(session, "Léa Puech")})

    assertMessages(
        response,
        [Message(WARNING, NO_LONGER_PLANNED)],
    )
    assert list(session.members.filter(was_present=True).values_list("name", flat=True)) == MEMBERS["APPOINTED"]


def test_who_was_there_is_put_right_until_the_minutes(signed_in, officer, session):
    committees.hold_session(session=session, user=officer, present=members(session, "Hortense Vidal", "Léa Puech"))

    refused = signed_in(officer).post(url("correct_present", session), {"present": members(session, "Nour Attia")})
    response = signed_in(officer).post(
        url("correct_present", session), {"present": members(session, *MEMBERS["APPOINTED"])}
    )
    close_minutes(session=session, user=officer)
    signed_in(officer).post(url("correct_present", session), {"present": members(session, *MEMBERS["MAYOR"])})

    assertContains(refused, "Le quorum n’est pas atteint")
    assertRedirects(response, url("committee", session))
    assert list(session.members.filter(was_present=True).values_list("name", flat=True)) == MEMBERS["APPOINTED"]


def test_a_session_that_will_not_take_place_is_cancelled_and_stays_in_the_list(signed_in, officer, session):
    response = signed_in(officer).post(url("cancel_committee", session))
    signed_in(officer).post(url("hold_committee", session), {"present": members(session, *MEMBERS["APPOINTED"])})

    session.refresh_from_db()
    assert session.state == "CANCELLED"
    assertContains(signed_in(officer).get(response.headers["Location"]), "Annulée")
    assertContains(signed_in(officer).get(reverse("referrals:committees")), "Annulée")


def test_a_member_of_another_session_is_not_there(signed_in, officer, manager, session, today):
    other = committees.plan_session(user=manager, held_on=today, quorum=1, members={"MAYOR": ["Autre"]})

    response = signed_in(officer).post(url("hold_committee", session), {"present": members(other, "Autre")})

    assert response.context["hold_form"].errors == {"present": ["Choisissez parmi les membres de cette séance."]}
    assert not CommitteeMember.objects.filter(was_present=True).exists()


def test_the_list_shows_the_latest_first_and_what_is_to_be_opened(signed_in, officer, session, manager, today):
    committees.plan_session(
        user=manager, held_on=today + datetime.timedelta(days=3), quorum=1, members={"MAYOR": ["Autre"]}
    )

    rows = signed_in(officer).get(LIST).context["page"].rows

    assert [(row.held_on - today).days for row in rows] == [3, 0]
    assert [row.is_to_come() for row in rows] == [True, False]


# What it is told


def slid_lease(landlord, name, **event):
    """A lease that slid, unless it was taken back since."""
    lease = TenancyFactory(household__landlord=landlord, household__name=name, kind="SLIDING")
    day = timezone.localdate()
    sliding = SlidingLease.objects.create(
        tenancy=lease,
        association=OrganizationFactory(short_name="UCRM"),
        state="SLID",
        approval_number="2025-31-0107",
        approval_until=day,
        term_on=day,
        notice_due_on=day,
        **dict.fromkeys(("head_lease_on", "sublease_on", "agreement_on"), lease.starts_on),
    )
    for move in event.pop("moves", ["SLIDE"]):
        facts = {"on": "2026-05-04"} if move == "SLIDE" else {}
        SlidingLeaseEvent.objects.create(sliding=sliding, move=move, to_state="SLID", facts=facts, **event)
    return sliding


def test_the_next_session_is_told_of_the_leases_that_slid_since_the_last_minutes(signed_in, officer, landlord, session):
    before = CommitteeSessionFactory(landlord=landlord, minuted=True)
    slid_lease(landlord, "Ancien", at=before.minuted_at - datetime.timedelta(days=1))
    known = slid_lease(landlord, "Traoré")
    slid_lease(landlord, "Repris", moves=["SLIDE", "TAKE_BACK"])
    slid_lease(OrganizationFactory(is_landlord=True), "Ailleurs")
    held = CommitteeSessionFactory(landlord=landlord)
    client, words = signed_in(officer), "bail au nom du ménage dès le 4 mai 2026, après sa sous-location par UCRM"

    assert [(each.household.name, each.words) for each in slides_told_at(held)] == [("Traoré", words)]
    assertContains(client.get(url("committee", held)), words)
    close_minutes(session=held, user=officer)
    held.refresh_from_db()
    SlidingLeaseEvent.objects.create(sliding=known, move="TAKE_BACK", to_state="PROPOSED")
    told = minutes_of(held, officer)["sections"][-1]

    assert told == {"title": "Baux glissés depuis la commission précédente", "facts": [("Traoré", words)]}
    assertNotContains(client.get(url("committee", session)), words)
