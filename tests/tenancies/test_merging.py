"""Two case files of one household become one, and are parted again when that was a mistake."""

import datetime
import re

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.roles import Role
from referrals.models import Candidacy
from tenancies.models import (
    CaseFileAccess,
    Draft,
    DwellingCriteria,
    Household,
    HouseholdMerge,
    JournalEntry,
    LaterSituation,
    MergeObstacle,
    Observation,
    Participation,
    Person,
    Reservation,
    Tenancy,
)
from tenancies.reading.merging import LEFT, ONCE, SETTLED, compare, once_per_household, relations
from tenancies.reading.search import find
from tenancies.services.closing import reopen_household
from tenancies.services.merging import MergeRefusedError, merge_households, unmerge_households
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import ConflictFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import (
    CaseFileDocumentFactory,
    ConsentFactory,
    FollowUpFactory,
    HouseholdFactory,
    JournalEntryFactory,
    MessageFactory,
    ParticipationFactory,
    PersonFactory,
    ReservationFactory,
    StayFactory,
    SynthesisFactory,
    TaskFactory,
    TenancyFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def adviser(household):
    return UserFactory(organization=household.landlord, role=Role.ADVISER)


@pytest.fixture
def duplicate(household):
    """Of the same landlord, which nobody follows."""
    return HouseholdFactory(landlord=household.landlord, name="Belkassem", reference="D-2026-9001")


def where(household: Household) -> dict[str, set[int]]:
    """The rows of each relation, by its name."""
    return {
        each.get_accessor_name(): set(
            each.related_model._base_manager.filter(**{each.field.name: household.pk}).values_list("pk", flat=True)
        )
        for each in relations()
    }


def fill(household: Household) -> None:
    """A row of each relation."""
    ConsentFactory(household=household)
    landlord = household.landlord
    convention = ConventionFactory(action__programme__landlord=landlord)
    ParticipationFactory(household=household, organization=convention.association)
    PersonFactory(household=household, first_name="Karim", birth_year=1988)
    visit = VisitFactory(follow_up=FollowUpFactory(household=household, convention=convention), levels={"BUDGET": 2})
    JournalEntryFactory(household=household, visit=visit, kind="VISIT", author=visit.author)
    CaseFileDocumentFactory(household=household)
    MessageFactory(household=household)
    TaskFactory(household=household)
    SynthesisFactory(household=household)
    writer = UserFactory(organization=convention.association, role=Role.SOCIAL_WORKER)
    DwellingCriteria.objects.create(
        household=household, association=writer.organization, author=writer, school="Près d’une école."
    )
    LaterSituation.objects.create(
        household=household, measure=visit.follow_up.measure, landlord=landlord, months=6, due_on=TODAY
    )
    reservation = ReservationFactory(let=True, household=household, convention__action__programme__landlord=landlord)
    TenancyFactory(household=household, dwelling=reservation.dwelling, starts_on=YESTERDAY)
    StayFactory(household=household, association=convention.association)
    ReferralFactory(household=household)
    CandidacyFactory(household=household)
    ConflictFactory(landlord=landlord, households=[household])
    HouseholdFactory(landlord=landlord, closed=True, merged_into=household)


def test_whatever_refers_to_the_duplicate_goes_to_the_kept_file_and_comes_back(household, adviser, duplicate):
    fill(duplicate)
    before, here = where(duplicate), where(household)
    assert {name for name, rows in before.items() if not rows} == set()
    former = Household.objects.get(pk=duplicate.pk)

    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)

    after, left = where(household), where(duplicate)
    for name, rows in before.items():
        # The landlord took part in both; a line in each timeline tells of the merge.
        stays = {"participations": 1, "journal": 1}.get(name, 0)
        assert len(left[name]) == stays, name
        assert len(rows - left[name] - after[name]) == 0, name
    duplicate.refresh_from_db()
    household.refresh_from_db()
    assert (duplicate.state, duplicate.merged_into, household.state) == ("CLOSED", household, "SUPPORTED")
    assert not Household.objects.visible_to(adviser).filter(pk=duplicate.pk).exists()

    unmerge_households(merge=merge, user=adviser)

    told = {
        pk: set(JournalEntry.objects.filter(household=pk, event__startswith="CASE_FILE").values_list("pk", flat=True))
        for pk in (household.pk, duplicate.pk)
    }
    assert where(duplicate) == before | {"journal": before["journal"] | told[duplicate.pk]}
    assert where(household) == here | {"journal": here["journal"] | told[household.pk]}
    duplicate.refresh_from_db()
    assert (duplicate.state, duplicate.closed_on, duplicate.merged_into) == ("SUPPORTED", None, None)
    assert Participation.objects.current().filter(household=duplicate, organization=former.landlord_id).count() == 1
    for reader in (household, duplicate):
        assert [*reader.journal.order_by("pk").values_list("event", flat=True)][-2:] == [
            "CASE_FILE_MERGED",
            "CASE_FILE_PARTED",
        ]


def test_the_states_of_both_follow_and_come_back(household, adviser):
    State = Household.State
    for state in State:
        closed = {"closed": True} if state == State.CLOSED else {"state": state}
        # Of a follow-up that has ended.
        gone = HouseholdFactory(landlord=household.landlord, **closed)
        kept = HouseholdFactory(landlord=household.landlord)
        if state in (State.SUPPORTED, State.ENDED):
            convention = ConventionFactory(action__programme__landlord=household.landlord)
            ended = {"ended_on": TODAY} if state == State.ENDED else {}
            FollowUpFactory(household=gone, convention=convention, **ended)

        merge = merge_households(kept=kept, duplicate=gone, user=adviser)

        kept.refresh_from_db()
        assert kept.state == (State.WAITING if state == State.CLOSED else state)
        unmerge_households(merge=merge, user=adviser)
        kept.refresh_from_db()
        gone.refresh_from_db()
        assert (kept.state, gone.state) == (State.WAITING, state)


def test_each_relation_moves_or_is_left_for_a_reason_and_each_constraint_has_its_words():
    names = {each.get_accessor_name() for each in Household._meta.related_objects}

    assert LEFT.keys() <= names
    assert {constraint.name for _, constraint in once_per_household()} == ONCE.keys() | SETTLED.keys()


def test_a_person_in_both_is_kept_once_with_what_either_knows(household, adviser, duplicate):
    holder = PersonFactory(household=household, first_name="Samia", birth_year=1990, phone="")
    PersonFactory(household=duplicate, first_name="SAMÎA", birth_year=1990, phone="0612345678", role="CHILD")
    other = PersonFactory(household=duplicate, first_name="Karim", birth_year=1988, role="HOLDER")

    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)

    persons = [*household.persons.order_by("pk").values_list("first_name", "role", "phone")]
    assert persons == [("Samia", "HOLDER", "0612345678"), ("Karim", "OTHER", "")]

    unmerge_households(merge=merge, user=adviser)

    holder.refresh_from_db()
    other.refresh_from_db()
    assert (holder.phone, other.role, other.household) == ("", "HOLDER", duplicate)


def test_what_was_recorded_since_stays_save_what_hangs_on_what_goes_back(household, adviser, duplicate):
    convention = ConventionFactory(action__programme__landlord=household.landlord)
    ParticipationFactory(household=duplicate, organization=convention.association)
    follow_up = FollowUpFactory(household=duplicate, convention=convention)
    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)
    follow_up.refresh_from_db()
    visit = VisitFactory(follow_up=follow_up, levels={"BUDGET": 3})
    entry = JournalEntryFactory(household=household, visit=visit, kind="VISIT", author=visit.author)
    note = JournalEntryFactory(household=household, author=adviser)

    unmerge_households(merge=merge, user=adviser)

    for row in (visit, entry, Observation.objects.get(visit=visit)):
        row.refresh_from_db()
        assert row.household == duplicate
    note.refresh_from_db()
    assert note.household == household
    assert not Participation.objects.current().filter(household=household, organization=convention.association).exists()


def test_what_cannot_be_one_is_refused_before_anything_is_written(household, adviser, duplicate):
    convention = ConventionFactory(action__programme__landlord=household.landlord)
    refused_for = {
        MergeObstacle.LEASES: lambda one: TenancyFactory(household=one),
        MergeObstacle.MEASURES: lambda one: FollowUpFactory(household=one, convention=convention),
        # A landlord is not told which.
        MergeObstacle.OF_OTHERS: lambda one: StayFactory(household=one, association=one.landlord),
    }
    for obstacle, give in refused_for.items():
        sid = transaction.savepoint()
        give(household)
        give(duplicate)
        before = where(household), where(duplicate)

        with pytest.raises(MergeRefusedError) as refused:
            merge_households(kept=household, duplicate=duplicate, user=adviser)

        assert refused.value.obstacles == (obstacle,)
        assert (where(household), where(duplicate)) == before
        transaction.savepoint_rollback(sid)
    closed = HouseholdFactory(landlord=household.landlord, closed=True)
    with pytest.raises(MergeRefusedError) as refused:
        merge_households(kept=closed, duplicate=duplicate, user=adviser)
    assert refused.value.obstacles == (MergeObstacle.CLOSED,)


def test_what_the_database_refuses_is_said_as_well(household, adviser, duplicate, monkeypatch):
    convention = ConventionFactory(action__programme__landlord=household.landlord)
    FollowUpFactory(household=household, convention=convention)
    FollowUpFactory(household=duplicate, convention=convention)
    monkeypatch.setattr("tenancies.services.merging.obstacles", lambda *given: [])

    with pytest.raises(MergeRefusedError) as refused:
        merge_households(kept=household, duplicate=duplicate, user=adviser)

    assert refused.value.obstacles == (MergeObstacle.DATABASE,)
    assert not HouseholdMerge.objects.exists()


def test_only_whoever_answers_for_both_merges_them(household, adviser, duplicate):
    elsewhere = HouseholdFactory()
    coordinator = UserFactory(role=Role.COORDINATOR)
    for kept, gone, user in (
        (household, elsewhere, adviser),
        (elsewhere, household, adviser),
        (household, duplicate, coordinator),
        (household, duplicate, UserFactory(organization=household.landlord, role=Role.RENTAL_OFFICER)),
    ):
        with pytest.raises(RightMissingError):
            merge_households(kept=kept, duplicate=gone, user=user)


def test_merged_files_make_no_chain(household, adviser, duplicate):
    third = HouseholdFactory(landlord=household.landlord)
    first = merge_households(kept=duplicate, duplicate=third, user=adviser)
    second = merge_households(kept=household, duplicate=duplicate, user=adviser)

    third.refresh_from_db()
    assert third.merged_into == household
    with pytest.raises(MergeRefusedError):
        unmerge_households(merge=first, user=adviser)
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.filter(pk=third.pk).update(merged_into=duplicate)
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.filter(pk=household.pk).update(merged_into=household)
    with pytest.raises(TransitionNotAllowedError):
        reopen_household(household=duplicate, user=adviser, purpose=CaseFileAccess.Purpose.AGAIN)

    unmerge_households(merge=second, user=adviser)
    unmerge_households(merge=first, user=adviser)

    third.refresh_from_db()
    assert (third.merged_into, third.state) == (None, "WAITING")


def test_a_merge_is_undone_for_thirty_days_and_never_when_something_is_gone(household, adviser, duplicate):
    person = PersonFactory(household=duplicate, first_name="Karim")
    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)
    HouseholdMerge.objects.filter(pk=merge.pk).update(merged_at=timezone.now() - datetime.timedelta(days=31))
    with pytest.raises(MergeRefusedError, match="LONG_AGO"):
        unmerge_households(merge=merge, user=adviser)
    HouseholdMerge.objects.filter(pk=merge.pk).update(merged_at=timezone.now())
    Person.objects.filter(pk=person.pk).delete()

    with pytest.raises(MergeRefusedError, match="GONE"):
        unmerge_households(merge=merge, user=adviser)

    duplicate.refresh_from_db()
    assert duplicate.merged_into == household


def test_a_referral_does_not_go_back_without_the_support_that_came_of_it(household, adviser, duplicate):
    referral = ReferralFactory(household=duplicate, state="MOBILISING")
    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)
    convention = ConventionFactory(action__programme__landlord=household.landlord)
    follow_up = FollowUpFactory(household=household, convention=convention)
    MobilisationFactory(
        referral=referral, convention=convention, follow_up=follow_up, state="ACCEPTED", answered_at=timezone.now()
    )

    with pytest.raises(MergeRefusedError, match="TIED"):
        unmerge_households(merge=merge, user=adviser)


def test_a_candidacy_does_not_go_back_without_the_dwelling_that_it_won(household, adviser, duplicate):
    convention = ConventionFactory(action__programme__landlord=household.landlord, reserved_dwellings=10)
    announcement = AnnouncementFactory(answered=True, reservation__convention=convention)
    other = CandidacyFactory(household=household, announcement=announcement, declined=True)
    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)
    unmerge_households(merge=merge, user=adviser)
    candidacy = CandidacyFactory(household=duplicate, announcement=announcement, rank_wished=2)
    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)
    Candidacy.objects.filter(pk=candidacy.pk).update(state="ACCEPTED")
    reserved = Reservation.objects.filter(pk=announcement.reservation_id)
    reserved.update(state="ALLOCATED", household=household)

    with pytest.raises(MergeRefusedError, match="TIED"):
        unmerge_households(merge=merge, user=adviser)

    # Whoever was not chosen has nothing of it.
    Candidacy.objects.filter(pk=candidacy.pk).update(state="WITHDRAWN", ended_at=timezone.now(), end_reason="MISTAKE")
    unmerge_households(merge=merge, user=adviser)
    assert Candidacy.objects.get(pk=candidacy.pk).household == duplicate
    assert Candidacy.objects.get(pk=other.pk).household == household


def test_a_dwelling_reserved_since_does_not_go_back_in_two(household, adviser, duplicate):
    """Its lease would be one household's, its reservation another's."""
    lease = TenancyFactory(household=duplicate, starts_on=YESTERDAY)
    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)
    ReservationFactory(let=True, household=household, dwelling=lease.dwelling)

    with pytest.raises(MergeRefusedError, match="TIED"):
        unmerge_households(merge=merge, user=adviser)

    assert Tenancy.objects.get(pk=lease.pk).household == household
    assert Reservation.objects.get(dwelling=lease.dwelling).household == household


def test_what_an_association_keeps_for_itself_stays_its_own(household, adviser, duplicate, worker):
    theirs = UserFactory(role=Role.SOCIAL_WORKER)
    ParticipationFactory(household=duplicate, organization=theirs.organization)
    shared = JournalEntryFactory(household=duplicate, author=theirs, text="Partagé.")
    JournalEntryFactory(household=duplicate, author=theirs, text="Équipe.", audience="ORGANIZATION")
    JournalEntryFactory(household=duplicate, author=theirs, text="Privé.", audience="AUTHOR")

    merge_households(kept=household, duplicate=duplicate, user=adviser)

    written = JournalEntry.objects.readable_by(worker).filter(household=household, event="")
    assert [*written] == [shared]


def test_the_page_says_who_will_read_what_was_closed_to_them(household, adviser, duplicate, worker):
    withdrawn = {"until": TODAY, "end_reason": "WITHDRAWN"}
    ParticipationFactory(household=duplicate, organization=worker.organization, **withdrawn)

    comparison = compare(adviser, household.public_id, duplicate.public_id)

    [told] = [each.becomes for each in comparison.follows if each.what == worker.organization.name]
    assert told == "lira aussi ce que le dossier D-2026-9001 partage avec tous, dont l’accès lui avait été retiré"


def test_an_address_is_protected_when_either_was(household, adviser, duplicate, client):
    Household.objects.filter(pk=duplicate.pk).update(is_protected=True)

    merge = merge_households(kept=household, duplicate=duplicate, user=adviser)

    household.refresh_from_db()
    assert household.is_protected
    unmerge_households(merge=merge, user=adviser)
    household.refresh_from_db()
    # To show it again is an act of its own.
    assert household.is_protected


def test_the_duplicate_leads_to_the_kept_file_for_its_readers_alone(client, household, adviser, duplicate, worker):
    url = reverse("tenancies:household_support", args=[duplicate.public_id])
    merge_households(kept=household, duplicate=duplicate, user=adviser)
    kept = reverse("tenancies:household_support", args=[household.public_id])
    for user in (adviser, worker):
        client.force_login(user)
        response = client.get(url)
        assert (response.status_code, response.headers["Location"]) == (302, kept)
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER))
    assert client.get(url).status_code == 404
    for text in ("D-2026-9001", "belkassem"):
        found = find(worker, text, findable=lambda user: Household.objects.visible_to(user))
        assert found.households == (household,), text


def test_what_was_typed_about_the_duplicate_waits_in_the_kept_file(client, household, adviser, duplicate):
    client.force_login(adviser)
    url = reverse("tenancies:note_create", args=[duplicate.public_id])
    page = client.get(url)
    hidden = r'<input type="hidden" name="(draft_stamp|sending_id)" value="([^"]*)"'
    stamped = dict(re.findall(hidden, page.content.decode())) | {"text": "Vu ce matin.", "audience": "SHARED"}
    merge_households(kept=household, duplicate=duplicate, user=adviser)

    response = client.post(url, stamped)

    kept = reverse("tenancies:note_create", args=[household.public_id])
    assert response.headers["Location"] == kept
    assert "Vu ce matin." in client.get(kept).content.decode()
    draft = Draft.objects.waiting().get(user=adviser)
    assert draft.page == kept


def test_the_pages_lead_from_one_file_to_the_other_and_back(client, household, adviser, duplicate):
    PersonFactory(household=duplicate, first_name="Karim", birth_year=1988)
    JournalEntryFactory(household=duplicate, audience="ORGANIZATION")
    client.force_login(adviser)
    find_url = reverse("tenancies:household_merge", args=[household.public_id])
    results = client.post(find_url, {"q": "D-2026-9001"}, follow=True)
    with_url = reverse("tenancies:household_merge_with", args=[household.public_id, duplicate.public_id])
    assert with_url in results.content.decode()
    page = client.get(with_url)
    content = page.content.decode()
    assert "Karim Belkacem (1988)" in content
    # What another association keeps for itself is not counted.
    assert "entrée du fil" not in content.partition("D-2026-9001")[2]
    refused = client.post(with_url, {"settles": page.context["form"].pending_digest})
    assert refused.context["form"].errors["kept"] == ["Choisissez le dossier qui reste."]

    done = client.post(
        with_url, {"kept": str(household.public_id), "settles": page.context["form"].pending_digest}, follow=True
    )

    assert "D-2026-9001 a été réuni à celui-ci" in done.content.decode()
    merge = HouseholdMerge.objects.get()
    undo_url = reverse("tenancies:household_unmerge", args=[household.public_id, merge.pk])
    assert client.get(undo_url).status_code == 200
    client.post(undo_url)
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None
    again = client.post(undo_url)
    assert [str(each) for each in get_messages(again.wsgi_request)][-1] == MergeObstacle.UNDONE.label
