import datetime
import uuid

import pytest
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import LandlordParameters
from referrals.exceptions import DwellingNotFreeError
from referrals.models import Referral
from referrals.services.drafts import discard_draft, save_draft, send
from tenancies.models import Draft, Household, JournalEntry, Tenancy
from tests.factories.partners import OrganizationFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, TenancyFactory

pytestmark = pytest.mark.django_db

FACTS = {
    "reasons": ["ARREARS"],
    "facts": "Deux loyers impayés.",
    "agreement": Referral.Agreement.NOT_ASKED,
    "agreement_on": None,
    "agreement_form": "",
    "urgency": Referral.Urgency.NORMAL,
}


def described(dwelling=None, name="Fabre"):
    return {
        "name": name,
        "persons": [{"role": "HOLDER", "first_name": "Anna", "last_name": name, "birth_year": 1984}],
        "dwelling": str(dwelling.public_id) if dwelling else None,
        "lease_starts_on": "2024-02-01" if dwelling else None,
    }


def test_save_twice_makes_one_draft_with_the_latest_words(officer, household):
    submission_id = uuid.uuid4()

    first = save_draft(user=officer, submission_id=submission_id, household=household, **FACTS)
    second = save_draft(
        user=officer, submission_id=submission_id, household=household, **FACTS | {"facts": "Trois loyers."}
    )

    assert first.pk == second.pk
    referral = Referral.objects.get()
    assert (referral.facts, referral.state, referral.author) == ("Trois loyers.", Referral.State.DRAFT, officer)
    assert referral.reference == f"S-{timezone.localdate().year}-0001"


def test_save_what_is_sent_is_refused(officer, household):
    referral = ReferralFactory(household=household, author=officer)

    with pytest.raises(TransitionNotAllowedError):
        save_draft(user=officer, submission_id=referral.submission_id, household=household, **FACTS)


def test_save_the_draft_of_somebody_else_is_refused(caretaker, officer, household):
    referral = ReferralFactory(household=household, author=officer, draft=True)

    with pytest.raises(RightMissingError):
        save_draft(user=caretaker, submission_id=referral.submission_id, household=household, **FACTS)


def test_health_reason_is_for_the_adviser(officer, adviser, household):
    facts = FACTS | {
        "reasons": ["ADDICTION"],
        "agreement": Referral.Agreement.GIVEN,
        "agreement_on": timezone.localdate(),
        "agreement_form": Referral.AgreementForm.SPOKEN,
    }

    with pytest.raises(RightMissingError):
        save_draft(user=officer, submission_id=uuid.uuid4(), household=household, **facts)
    assert save_draft(user=adviser, submission_id=uuid.uuid4(), household=household, **facts).reasons == ["ADDICTION"]


def test_association_writes_no_referral(coordinator, household):
    with pytest.raises(RightMissingError):
        save_draft(user=coordinator, submission_id=uuid.uuid4(), household=household, **FACTS)


@pytest.mark.parametrize(("urgency", "days"), [(Referral.Urgency.NORMAL, 12), (Referral.Urgency.URGENT, 2)])
def test_send_fixes_when_the_household_is_to_be_met(officer, household, landlord, urgency, days):
    LandlordParameters.objects.create(
        landlord=OrganizationFactory(is_landlord=True), meeting_delay_days=40, urgent_meeting_delay_days=41
    )
    LandlordParameters.objects.create(landlord=landlord, meeting_delay_days=12, urgent_meeting_delay_days=2)
    referral = ReferralFactory(household=household, author=officer, draft=True, urgency=urgency)

    sent = send(referral=referral, user=officer)

    assert sent.meeting_due_on == timezone.localdate() + datetime.timedelta(days=days)
    [entry] = JournalEntry.objects.filter(household=household)
    assert (entry.event, entry.facts) == (JournalEntry.Event.REFERRAL_SENT, {"reference": referral.reference})


def test_send_without_parameters_takes_the_usual_delay(officer, household):
    referral = ReferralFactory(household=household, author=officer, draft=True)

    assert send(referral=referral, user=officer).meeting_due_on == timezone.localdate() + datetime.timedelta(days=15)


def test_draft_about_a_new_household_opens_nothing_until_sent(officer, landlord):
    dwelling = DwellingFactory(residence__landlord=landlord)
    save_draft(user=officer, submission_id=uuid.uuid4(), household=None, new_household=described(dwelling), **FACTS)
    referral = Referral.objects.get()
    assert not Household.objects.exists()
    assert not Tenancy.objects.exists()

    send(referral=referral, user=officer)

    referral.refresh_from_db()
    assert (referral.household.name, referral.new_household) == ("Fabre", None)
    assert list(referral.household.persons.values_list("first_name", "birth_year")) == [("Anna", 1984)]
    tenancy = Tenancy.objects.get(household=referral.household)
    assert (tenancy.dwelling, tenancy.starts_on) == (dwelling, datetime.date(2024, 2, 1))


def test_discarded_draft_about_a_new_household_leaves_nothing(officer, landlord):
    save_draft(user=officer, submission_id=uuid.uuid4(), household=None, new_household=described(), **FACTS)

    discard_draft(referral=Referral.objects.get(), user=officer)

    assert not Referral.objects.exists()
    assert not Household.objects.exists()


def test_discarded_draft_takes_away_what_was_typed_in_its_form_since(officer, household):
    referral = ReferralFactory(household=household, author=officer, draft=True)
    of_another = f"/referrals/{uuid.uuid4()}/edit/"
    for page in (f"/referrals/{referral.public_id}/edit/", of_another):
        Draft.objects.create(user=officer, page=page, form="a", title="Signalement", data={"facts": ["Suite."]})

    discard_draft(referral=referral, user=officer)

    assert [draft.page for draft in Draft.objects.all()] == [of_another]


@pytest.mark.parametrize("change", ["let", "withdrawn"])
def test_send_when_the_dwelling_was_taken_sends_nothing(officer, landlord, change):
    dwelling = DwellingFactory(residence__landlord=landlord)
    referral = ReferralFactory(stranger=True, landlord=landlord, author=officer, new_household=described(dwelling))
    if change == "let":
        TenancyFactory(household=HouseholdFactory(landlord=landlord, name="Roux"), dwelling=dwelling)
    else:
        dwelling.withdrawn_on, dwelling.withdrawal_reason = timezone.localdate(), "Vente"
        dwelling.save()

    with pytest.raises(DwellingNotFreeError):
        send(referral=referral, user=officer)

    referral.refresh_from_db()
    assert referral.state == Referral.State.DRAFT
    assert not Household.objects.filter(name="Fabre").exists()


def test_send_about_a_closed_case_file_is_refused(officer, landlord):
    household = HouseholdFactory(landlord=landlord, closed=True)
    referral = ReferralFactory(household=household, author=officer, draft=True)

    with pytest.raises(TransitionNotAllowedError):
        send(referral=referral, user=officer)


@pytest.mark.parametrize("act", [send, discard_draft])
def test_draft_of_somebody_else_is_out_of_reach(act, officer, manager, household):
    referral = ReferralFactory(household=household, author=officer, draft=True)

    with pytest.raises(RightMissingError):
        act(referral=referral, user=manager)
