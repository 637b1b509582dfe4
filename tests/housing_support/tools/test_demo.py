import datetime

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from housing_support.common.mending import Mistake
from housing_support.home.setup import setup_steps
from housing_support.tools.demo.clock import Clock
from partners.models import Convention, ConventionDocument, Email, Invitation, Organization, Programme, User
from partners.roles import ASSOCIATION_ROLES, LANDLORD_ROLES, Role
from partners.validators import validate_siren
from referrals.models import (
    Announcement,
    AnnouncementEvent,
    Candidacy,
    CommitteeSession,
    Examination,
    Meeting,
    Mobilisation,
    Offer,
    Referral,
)
from tenancies.models import (
    CaseFileDocument,
    Draft,
    FollowUp,
    Household,
    JournalEntry,
    LaterSituation,
    Message,
    Participation,
    Reservation,
    Stay,
    SupportMeasure,
    Synthesis,
    Task,
    ThreadReading,
    Visit,
)
from tenancies.models.ends import EndReason
from tenancies.services import references
from tenancies.services.support import next_visit_due_on

pytestmark = pytest.mark.django_db


def test_every_role_has_a_persona_who_can_sign_in(demonstration):
    newcomers = {"Relais des familles": {Role.ADMIN}, "Tremplin Budget": set()}
    for organization in Organization.objects.all():
        roles = set(organization.users.values_list("role", flat=True))
        if organization.is_landlord:
            assert roles == set(LANDLORD_ROLES)
        elif organization.short_name in newcomers:
            assert roles == newcomers[organization.short_name]
        else:
            assert {Role.SOCIAL_WORKER, Role.COORDINATOR} <= roles <= set(ASSOCIATION_ROLES)
        validate_siren(organization.siren)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == User.objects.count() == 18


def test_an_association_sets_itself_up_and_another_waits_for_its_first_person(demonstration):
    agnes = User.objects.get(email="agnes.lorme@relais-familles.example")
    helene = User.objects.get(first_name="Hélène")

    assert [step.is_done for step in setup_steps(agnes)] == [False, False]
    assert [user for user in User.objects.all() if setup_steps(user)] == [agnes]
    [unjoined] = Organization.objects.to_be_joined(helene)
    assert unjoined.short_name == "Tremplin Budget"
    assert Invitation.objects.waiting().get(organization=unjoined).role == Role.ADMIN


def test_a_visit_was_corrected_and_a_note_cancelled(demonstration):
    visit = Visit.objects.exclude(corrected_at=None).get()
    note = JournalEntry.with_cancelled.exclude(cancelled_at=None).get()

    assert (visit.corrected_by, visit.medium) == (visit.author, Visit.Medium.OFFICE)
    assert (note.kind, note.cancelled_by, note.cancellation) == (JournalEntry.Kind.NOTE, note.author, Mistake.TWICE)


def test_people_talk_and_have_things_to_do(demonstration):
    said = Message.with_cancelled.all()

    assert said.filter(told_at=None, withdrawn_at=None).count() == 0
    assert (said.exclude(withdrawn_at=None).count(), said.exclude(cancelled_at=None).count()) == (1, 1)
    waiting = ThreadReading.objects.filter(waits_since__isnull=False).values_list("user__first_name", flat=True)
    assert {"Paul", "Julie"} <= set(waiting)
    assert sorted(Synthesis.objects.values_list("state", flat=True)) == ["HELD", "PLANNED"]
    assert (Task.DUE.late(Task.objects.all()).count(), Task.objects.filter(state="DONE").count()) == (1, 1)


def test_programme_is_the_articles(demonstration):
    programme = Programme.objects.get()

    assert programme.grant_cents == 3_700_000
    assert list(programme.actions.values_list("number", "name", "target_households")) == [
        (1, "Vers l’autonomie", 5),
        (2, "Passerelle", 5),
        (3, "Maillage", 15),
    ]
    assert programme.starts_on < timezone.localdate() < programme.ends_on


@pytest.mark.parametrize("today", ["2026-11-22", "2027-01-01", "2027-03-31", "2028-02-29"])
def test_edition_began_ten_months_ago_whatever_the_day(today):
    clock = Clock(datetime.date.fromisoformat(today))
    starts_on, ends_on = clock.edition()

    assert starts_on.day == 1
    assert 300 < (clock.today - starts_on).days < 340
    assert (ends_on - starts_on).days in (364, 365)
    assert clock.edition_year() == 2026 + (today > "2027-06")


def test_follow_ups_are_due_by_the_rule_of_their_convention(demonstration):
    for follow_up in FollowUp.objects.select_related("convention"):
        last = follow_up.visits.done().order_by("-visited_at").first()
        last_visit_on = last and timezone.localdate(last.visited_at)
        assert follow_up.last_visit_on == last_visit_on
        assert follow_up.visit_due_on == next_visit_due_on(follow_up, since=last_visit_on or follow_up.started_on)


def test_there_are_households_in_every_situation(demonstration):
    assert set(Household.objects.values_list("state", flat=True)) == set(Household.State)
    assert set(Referral.objects.values_list("state", flat=True)) == set(Referral.State)
    assert Household.objects.filter(is_protected=True).count() == 2
    assert set(Stay.objects.values_list("state", flat=True)) == {*Stay.OPEN, "ENDED"}
    assert FollowUp.objects.late().count() == 4
    assert FollowUp.objects.soon().count() >= 2
    assert FollowUp.objects.unassigned().count() == 2
    assert Mobilisation.objects.late().count() == 1
    assert set(Mobilisation.objects.values_list("state", flat=True)) == {
        "REQUESTED",
        "WAITLISTED",
        "ACCEPTED",
        "DECLINED",
        "EXPIRED",
        "ENDED",
    }
    assert Meeting.objects.filter(state="PLANNED", planned_at__date=timezone.localdate()).count() == 1
    assert SupportMeasure.objects.filter(action__objective="ACCESS").count() == 9
    assert SupportMeasure.objects.filter(action__objective="MAINTENANCE").count() == 13
    assert list(LaterSituation.objects.to_ask().values_list("household__name", "months")) == [("Fofana", 6)]


def test_there_are_dwellings_candidates_committees_and_offers_in_every_state(demonstration):
    for model in (Reservation, Announcement, Candidacy, CommitteeSession, Offer):
        assert set(model.objects.values_list("state", flat=True)) == set(model.State), model
    assert set(Examination.objects.values_list("decision", flat=True)) == set(Examination.Decision)


def test_conventions_were_signed_with_their_copy_and_keep_to_their_places(demonstration):
    for convention in Convention.objects.all():
        assert convention.state == Convention.State.SIGNED
        assert convention.documents.get().kind == ConventionDocument.Kind.SIGNED_COPY
        used = Reservation.objects.on(timezone.localdate()).filter(convention=convention).count()
        assert used <= convention.reserved_dwellings
        assert (used > 0) == (convention.reserved_dwellings > 0)


def test_somebody_from_the_street_needs_nobody_any_more(demonstration):
    household = Household.objects.get(name="Nguyen")
    candidacy = household.candidacies.get()
    follow_up = household.follow_ups.get()

    assert (candidacy.announcement.candidacies.count(), candidacy.examination.session.state) == (3, "MINUTED")
    assert candidacy.offer.state == Offer.State.ACCEPTED
    assert household.reservations.get().state == Reservation.State.LET
    assert household.tenancies.get().ends_on is None
    assert (follow_up.end_reason, follow_up.visits.count() > 12) == (EndReason.AUTONOMY, True)
    assert household.documents.get().kind == CaseFileDocument.Kind.INSURANCE
    assert Email.objects.exclude(state=Email.State.SENT).count() == 0


def test_states_and_participations_agree(demonstration):
    """Of a candidate's case file, its association alone is part."""
    for household in Household.objects.exclude(landlord=None):
        running = FollowUp.objects.running().filter(household=household)
        taking_part = Participation.objects.current().filter(household=household)
        supporting = set(taking_part.filter(role="SUPPORT").values_list("organization", flat=True))
        assert (household.state == Household.State.SUPPORTED) == running.exists()
        assert supporting == set(running.values_list("organization", flat=True))
        assert taking_part.filter(role="LANDLORD").exists()
    for candidate in Household.objects.filter(landlord=None):
        taking_part = Participation.objects.current().get(household=candidate)
        assert (taking_part.organization_id, taking_part.role) == (candidate.opened_by_id, "SUPPORT")


def test_referrals_end_where_their_events_lead(demonstration):
    for referral in Referral.objects.exclude(state=Referral.State.DRAFT):
        events = list(referral.events.order_by("at", "pk"))
        assert events[-1].to_state == referral.state
        assert [event.from_state for event in events] == ["DRAFT", *(event.to_state for event in events[:-1])]


def test_nothing_recorded_is_to_come(demonstration):
    now = timezone.now()

    assert not Visit.objects.filter(recorded_at__gt=now).exists()
    assert not JournalEntry.objects.filter(recorded_at__gt=now).exists()
    assert not FollowUp.objects.running().filter(next_visit_at__lt=now).exists()
    assert not AnnouncementEvent.objects.filter(at__gt=now).exists()
    assert not Offer.objects.filter(notified_on__gt=now.date()).exists()


def test_series_of_references_go_on(demonstration):
    landlord = Organization.objects.get(short_name="Patrimoine SA")
    today = timezone.localdate()
    taken = set(Household.objects.values_list("reference", flat=True))

    assert references.next_reference(organization=landlord, prefix=references.CASE_FILE, on=today) not in taken


def test_the_visit_left_unfinished_is_found_again_as_it_was_typed(demonstration):
    draft = Draft.objects.get()

    assert draft.data["shared_report"][0].startswith("Passage ce matin")
