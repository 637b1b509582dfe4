import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from housing_support.tools import seed as worlds
from partners.models import User
from referrals.clock import ten_days_after
from referrals.models import Announcement, Candidacy, Offer, Referral
from tenancies.models import FollowUp, Household, Reservation
from tenancies.services import references
from tenancies.services.support import next_visit_due_on
from tests.factories.partners import OrganizationFactory
from tests.housing_support.tools.traces import implied_by, traces_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 12)
HOUSEHOLDS = 300


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Loaded once for the module, whose tests must all ask for it: each puts back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.seed(households=HOUSEHOLDS, landlords=3, seed=5, today=TODAY)
        transaction.set_rollback(True)


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def count(sql, *parameters):
    return rows(f"SELECT count(*) FROM {sql}", *parameters)[0][0]  # noqa: S608


def test_the_counts_told_are_those_of_the_tables(world):
    assert count(
        "tenancies_household h JOIN partners_organization o ON o.id = h.opened_by_id WHERE kind = 'LANDLORD'"
    ) == (HOUSEHOLDS)
    assert {name: count(f'"{name}"') for name in world} == world
    assert min(world.values()) > 0


def test_the_state_of_a_household_agrees_with_its_follow_ups(world):
    running = "(SELECT household_id FROM tenancies_followup WHERE ended_on IS NULL)"

    assert count(f"tenancies_household WHERE (state = 'SUPPORTED') <> (id IN {running})") == 0
    assert rows("SELECT state FROM tenancies_household GROUP BY 1 ORDER BY 1") == [
        ("CLOSED",),
        ("ENDED",),
        ("SUPPORTED",),
        ("WAITING",),
    ]


def test_a_request_is_finished_work_once_its_follow_up_has_ended(world):
    assert (
        count("""referrals_mobilisation m JOIN tenancies_followup f ON f.id = m.follow_up_id
        WHERE (m.state = 'ENDED') <> (f.ended_on IS NOT NULL)""")
        == 0
    )
    assert count("referrals_referral WHERE state = 'TO_CLOSE'") > 0


def test_visits_are_due_by_the_rule_of_the_convention(world):
    for part in FollowUp.objects.select_related("convention"):
        since = part.last_visit_on or part.started_on
        assert part.visit_due_on == next_visit_due_on(part, since=since)
    assert count("partners_convention WHERE visit_steps <> '{}'") > 0
    assert (
        count("""tenancies_followup f WHERE last_visit_on IS DISTINCT FROM (
            SELECT max((visited_at AT TIME ZONE 'Europe/Paris')::date) FROM tenancies_visit v
            WHERE v.follow_up_id = f.id AND outcome = 'DONE')""")
        == 0
    )


def test_situations_are_asked_months_after_each_support_towards_a_home_ends_or_only_watches(world):
    assert (
        count("""(SELECT m.id, CASE objective WHEN 'ACCESS' THEN coalesce(ended_on, (
                SELECT watched_since FROM tenancies_followup f WHERE f.measure_id = m.id)) END AS since
            FROM tenancies_supportmeasure m JOIN partners_fundedaction a ON a.id = m.action_id) m
        WHERE (since IS NOT NULL) <>
            (3 = (SELECT count(*) FROM tenancies_latersituation s WHERE s.measure_id = m.id
                AND s.due_on = (m.since + make_interval(months => s.months))::date))""")
        == 0
    )
    assert count("tenancies_followup WHERE watched_since IS NOT NULL") > 0
    assert count("tenancies_latersituation WHERE recorded_on IS NOT NULL") > 0


def test_a_few_visits_are_late(world):
    late = count("tenancies_followup WHERE ended_on IS NULL AND visit_due_on < %s", TODAY)

    assert 0 < late < 0.1 * count("tenancies_followup WHERE ended_on IS NULL")


def test_only_visits_planned_lie_in_the_future(world):
    tomorrow = TODAY + datetime.timedelta(days=1)

    assert count("tenancies_visit WHERE visited_at >= %s", tomorrow) == 0
    assert count("tenancies_followup WHERE next_visit_at < %s", TODAY) == 0
    assert count("tenancies_journalentry WHERE occurred_at >= %s", tomorrow) == 0
    assert count("tenancies_household WHERE greatest(opened_on, closed_on) > %s", TODAY) == 0


def test_the_case_file_is_open_to_its_landlord_and_to_those_who_follow(world):
    assert (
        count("""tenancies_household h WHERE landlord_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM tenancies_participation p
            WHERE p.household_id = h.id AND p.organization_id = h.landlord_id AND until IS NULL)""")
        == 0
    )
    assert (
        count("""(
            (SELECT household_id, organization_id FROM tenancies_participation
             JOIN tenancies_household h ON h.id = household_id AND landlord_id IS NOT NULL
             WHERE role = 'SUPPORT' AND until IS NULL)
            EXCEPT
            (SELECT household_id, organization_id FROM tenancies_followup WHERE ended_on IS NULL)) alone""")
        == 0
    )


def test_people_work_where_their_role_exists_and_carry_what_is_theirs(world):
    assert (
        count("""partners_user u JOIN partners_organization o ON o.id = u.organization_id
            WHERE (role IN ('SOCIAL_WORKER', 'COORDINATOR') AND kind = 'LANDLORD')
               OR (role IN ('RENTAL_OFFICER', 'CARETAKER', 'ADVISER', 'MANAGER') AND kind = 'ASSOCIATION')""")
        == 0
    )
    for table, person in (
        ("tenancies_followup", "worker_id"),
        ("tenancies_visit", "author_id"),
        ("tenancies_journalentry", "author_id"),
    ):
        assert (
            count(f"{table} t JOIN partners_user u ON u.id = t.{person} WHERE t.organization_id <> u.organization_id")
            == 0
        )
    assert not User.objects.first().has_usable_password()


def test_referrals_stand_in_states_that_fit_their_follow_ups(world):
    assert (
        count("""referrals_referral r JOIN tenancies_household h ON h.id = r.household_id
            WHERE (r.state = 'IN_FOLLOW_UP') <> (h.state = 'SUPPORTED')""")
        == 0
    )
    assert (
        count("""referrals_referral r WHERE state IN ('IN_FOLLOW_UP', 'TO_CLOSE', 'CLOSED') AND NOT EXISTS (
            SELECT 1 FROM referrals_mobilisation m WHERE m.referral_id = r.id AND m.state IN ('ACCEPTED', 'ENDED'))""")
        == 0
    )
    assert (
        count("""referrals_referral r WHERE state <> 'DRAFT' AND state <> (
            SELECT to_state FROM referrals_referralevent e WHERE e.referral_id = r.id ORDER BY id DESC LIMIT 1)""")
        == 0
    )


def test_references_go_on_after_the_last_one(world):
    landlord = Household.objects.filter(opened_by__kind="LANDLORD").order_by("-pk").first().landlord
    given = Household.objects.filter(landlord=landlord, reference__startswith="D-2026-")
    numbers = [int(reference.rpartition("-")[2]) for reference in given.values_list("reference", flat=True)]

    following = references.next_reference(organization=landlord, prefix=references.CASE_FILE, on=TODAY)

    # The numbers kept for candidates who were not housed in the end come last.
    assert int(following.rpartition("-")[2]) > max(numbers)


def test_rows_written_after_the_load_take_free_numbers(world):
    largest = max(Household.objects.values_list("pk", flat=True))

    made = Household.objects.create(opened_by=OrganizationFactory(), reference="D-1", name="Martin")

    assert made.pk == largest + 1


def test_the_command_is_refused_where_an_invented_world_is_already(settings, world):
    settings.DEMO_MODE = True

    with pytest.raises(CommandError, match="déjà un monde inventé"):
        call_command("seed", households=10, landlords=1)


def test_every_household_of_the_seed_has_the_traces_of_its_rows(world):
    households = Household.objects.all()

    assert len(households) > HOUSEHOLDS
    for household in households:
        assert traces_of(household) == implied_by(household)


def test_the_events_of_the_seed_follow_one_another_as_the_moves_allow(world):
    for referral in Referral.objects.all():
        state = Referral.State.DRAFT
        for event in referral.events.order_by("at", "pk"):
            assert event.from_state == state
            assert event.to_state in Referral.machine.moves[event.move].paths[state]
            state = event.to_state
        assert referral.state == state


def test_the_allocations_of_the_seed_end_where_their_moves_lead(world):
    """Each as the services write it: the events follow one another as the moves allow, and say where each stands."""
    reached = set()
    for announcement in Announcement.objects.all():
        ends = {None: Announcement.State.OPEN.value}
        for event in announcement.events.order_by("at", "pk").select_related("candidacy"):
            machine = Candidacy.machine if event.candidacy else Announcement.machine
            state = ends.get(event.candidacy, Candidacy.State.PROPOSED)
            assert event.from_state == state
            assert event.to_state in machine.moves[event.move].paths[state]
            ends[event.candidacy] = event.to_state
        assert announcement.state == ends.pop(None)
        for candidacy in announcement.candidacies.all():
            assert candidacy.state == ends.get(candidacy, Candidacy.State.PROPOSED)
            reached.add(candidacy.state)
    assert reached >= {"ACCEPTED", "DECLINED", "REFUSED"}
    assert Candidacy.objects.count() > HOUSEHOLDS / 10
    assert set(Reservation.objects.values_list("state", flat=True)) >= {"LET", "RELEASED"}
    for offer in Offer.objects.all():
        assert offer.expires_on == ten_days_after(offer.notified_on)
        assert (offer.state == Offer.State.ACCEPTED) == (offer.candidacy.state == Candidacy.State.ACCEPTED)


def test_the_triggers_that_slept_would_have_let_every_row_in(world):
    """Written again as they are, reservations, vacancies, leases and candidacies are refused by nothing."""
    with connection.cursor() as cursor:
        for table, columns in (
            ("tenancies_reservation", "starts_on, ends_on, household_id, state, dwelling_id, convention_id"),
            ("tenancies_vacancy", "starts_on, ends_on, dwelling_id"),
            ("tenancies_tenancy", "starts_on, ends_on, dwelling_id"),
            ("referrals_candidacy", "household_id, ended_at"),
            ("partners_conventionterms", "since, places"),
        ):
            again = ", ".join(f"{column} = {column}" for column in columns.split(", "))
            cursor.execute(f"UPDATE {table} SET {again}")  # noqa: S608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
