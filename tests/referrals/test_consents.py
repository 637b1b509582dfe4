"""What the household says of each partner: no request leaves without it; withdrawn, it ends that partner alone."""

import importlib
import io
import re

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.dates import long_date
from housing_support.common.mending import Mistake
from housing_support.common.moves import Made
from partners.exceptions import TransitionNotAllowedError
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from referrals.reading.request_sheet import FIELDS
from referrals.services import agreements, mobilisations
from tenancies.models import Consent, ConsentEvent, JournalEntry, Participation
from tenancies.models.ends import EndReason
from tenancies.reading.consents import IN_PLAIN_WORDS
from tenancies.services import consents
from tenancies.services.merging import merge_households, unmerge_households
from tenancies.views.case_file import TABS
from tests.consistency import world as words
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory
from tests.factories.tenancies import ConsentFactory, HouseholdFactory
from tests.referrals.test_acts import asking

pytestmark = pytest.mark.django_db

State, Move, Event = Consent.State, Consent.Move, JournalEntry.Event
TODAY = timezone.localdate()
SPOKEN = {"on": TODAY, "form": Consent.Form.SPOKEN}


def text_of(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(b"".join(response.streaming_content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def say(client, referral, convention, answer, **fields):
    data = {"answer": answer, "on": str(TODAY), "form": "SPOKEN", "goal": ""} | fields
    return client.post(reverse("referrals:mobilise", args=[referral.public_id]), asking(convention, **data))


def access_page(household):
    return reverse("tenancies:household_access", args=[household.public_id])


def withdrawal(consent):
    return reverse("tenancies:withdraw_consent", args=[consent.household.public_id, consent.public_id])


def test_one_partner_is_asked_one_is_refused_and_one_waits(signed_in, household, adviser, landlord):
    """Then the one that waits is taken up in one click, and one of the two at work leaves alone."""
    referral = ReferralFactory(household=household, state=Referral.State.MET)
    first, second, third = (
        ConventionFactory(action__programme__landlord=landlord, association__short_name=name)
        for name in ("Premier", "Deuxième", "Troisième")
    )
    client, page = signed_in(adviser), reverse("referrals:detail", args=[referral.public_id])

    say(client, referral, first, "GIVEN", goal="Aider.")
    say(client, referral, second, "LATER")
    response = say(client, referral, third, "REFUSED")

    assert list(Mobilisation.objects.values_list("organization", flat=True)) == [first.association_id]
    assert "Rien ne lui est demandé" in str([*response.wsgi_request._messages][-1])
    shown = client.get(page)
    assertContains(shown, "Refus")
    again = f"?act=MOBILISE&amp;partner={second.association.public_id}#MOBILISE"
    assertContains(shown, f'href="{again}"')
    form = client.get(page, {"act": "MOBILISE", "partner": str(second.association.public_id)}).context["mobilise_form"]
    assert form.initial["convention"] == [str(second.public_id)]

    say(client, referral, second, "GIVEN", goal="Aider aussi.")
    for asked in Mobilisation.objects.all():
        mobilisations.accept(
            mobilisation=asked, user=UserFactory(organization=asked.organization, role=Role.COORDINATOR)
        )
    worker = UserFactory(organization=first.association, role=Role.SOCIAL_WORKER)
    said = Consent.objects.get(organization=first.association)
    leaving = signed_in(worker).post(withdrawal(said), {"on": str(TODAY), "form": "PHONE"})

    assert leaving.url == reverse("tenancies:households")
    assert signed_in(worker).get(access_page(household)).status_code == 404
    states = dict(Mobilisation.objects.values_list("organization__short_name", "follow_up__end_reason"))
    assert states == {"Premier": EndReason.AGREEMENT, "Deuxième": ""}
    current = Participation.objects.current().filter(household=household).exclude(organization=landlord)
    assert [row.organization for row in current] == [second.association]
    partner = signed_in(UserFactory(organization=second.association, role=Role.COORDINATOR))
    assertNotContains(partner.get(access_page(household)), "Troisième")
    events = household.journal.filter(event__startswith="CONSENT").order_by("pk").values_list("event", "audience")
    assert list(events) == [
        (f"CONSENT_{each}", "SOCIAL") for each in ("GIVEN", "LATER", "REFUSED", "GIVEN", "WITHDRAWN")
    ]


@pytest.mark.parametrize(
    ("sent", "field", "error"),
    [
        ({"answer": ""}, "answer", "Choisissez ce que le ménage a répondu pour ce partenaire ("),
        ({"on": ""}, "on", "Indiquez quand le ménage l’a dit ("),
        ({"form": "GENERAL"}, "form", "n’est pas proposé"),
        ({"answer": "REFUSED"}, "answer", "Le ménage a déjà donné son accord"),
        ({"goal": ""}, "goal", "Écrivez ce que vous attendez du partenaire ("),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_written(
    signed_in, household, adviser, convention, sent, field, error
):
    referral = ReferralFactory(household=household, state=Referral.State.MET)
    ConsentFactory(household=household, organization=convention.association)

    response = say(signed_in(adviser), referral, convention, **{"answer": "GIVEN", "goal": "Aider.", **sent})

    [found] = response.context["mobilise_form"].errors[f"{convention.public_id}-{field}"]
    assert error in found
    assert not Mobilisation.objects.exists()
    assert not ConsentEvent.objects.exists()


def test_every_state_allows_its_own_moves_and_no_other(household, adviser):
    acts = {
        Move.GIVE: lambda each: consents.record_word(
            household=household, organization=each.organization, user=adviser, answer=State.GIVEN, **SPOKEN
        ),
        Move.REFUSE: lambda each: consents.record_word(
            household=household, organization=each.organization, user=adviser, answer=State.REFUSED, **SPOKEN
        ),
        Move.POSTPONE: lambda each: consents.record_word(
            household=household, organization=each.organization, user=adviser, answer=State.LATER, **SPOKEN
        ),
        Move.WITHDRAW: lambda each: consents.withdraw_consent(consent=each, user=adviser, **SPOKEN),
        Move.CANCEL: lambda each: consents.cancel_consent(consent=each, user=adviser, reason=Mistake.NOT_HAPPENED),
        Move.RESTORE: lambda each: consents.restore_consent(consent=each, user=adviser, reason=Mistake.NOT_HAPPENED),
    }
    found = {}
    for state in State:
        for move, act in acts.items():
            consent = ConsentFactory(household=household, state=state, recorded_by=adviser)
            try:
                act(consent)
            except TransitionNotAllowedError:
                continue
            consent.refresh_from_db()
            found[state, move] = consent.state

    said = {Move.GIVE: State.GIVEN, Move.REFUSE: State.REFUSED, Move.POSTPONE: State.LATER}
    assert found == {
        **{(state, move): to for state in (State.REFUSED, State.LATER, State.WITHDRAWN) for move, to in said.items()},
        (State.GIVEN, Move.GIVE): State.GIVEN,
        (State.GIVEN, Move.WITHDRAW): State.WITHDRAWN,
        (State.GIVEN, Move.CANCEL): State.LATER,
        (State.WITHDRAWN, Move.RESTORE): State.GIVEN,
    }


def test_the_database_holds_one_current_word_for_each_partner():
    consent = ConsentFactory()
    again = {"household": consent.household, "organization": consent.organization, "recorded_by": consent.recorded_by}

    with pytest.raises(IntegrityError, match="consent_one_current_per_partner"), transaction.atomic():
        Consent.objects.create(**again, **SPOKEN)
    with pytest.raises(IntegrityError, match="consent_says_how"), transaction.atomic():
        Consent.objects.create(**again, on=TODAY, form="", is_current=False)


def test_a_request_without_an_answer_is_taken_back_with_the_word(world):
    consents.withdraw_consent(consent=world.asked_consent, user=world.adviser, **SPOKEN)

    world.requested.refresh_from_db()
    world.referral.refresh_from_db()
    assert (world.requested.state, world.referral.state) == ("WITHDRAWN", Referral.State.IN_FOLLOW_UP)
    world.follow_up.refresh_from_db()
    assert world.follow_up.ended_on is None


def test_a_withdrawal_noted_by_error_is_taken_back_with_all_that_followed(signed_in, world):
    client = signed_in(world.adviser)
    client.post(withdrawal(world.consent), {"on": str(TODAY), "form": "SPOKEN"})
    world.follow_up.refresh_from_db()
    assert world.follow_up.end_reason == EndReason.AGREEMENT

    mend = reverse("tenancies:mend_consent", args=[world.household.public_id, world.consent.public_id])
    client.post(mend, {"reason": Mistake.WRONG_HOUSEHOLD})

    world.follow_up.refresh_from_db()
    world.accepted.refresh_from_db()
    world.consent.refresh_from_db()
    assert (world.follow_up.ended_on, world.accepted.state, world.consent.state) == (None, "ACCEPTED", State.GIVEN)
    assert Participation.objects.current().filter(household=world.household, organization=world.association).exists()
    told = JournalEntry.with_cancelled.filter(household=world.household, cancelled_at__isnull=False)
    assert set(told.values_list("event", flat=True)) == {Event.CONSENT_WITHDRAWN, Event.SUPPORT_ENDED}
    assertContains(client.get(access_page(world.household)), "Retrait annulé, noté par erreur le")


def test_an_agreement_noted_by_error_ends_what_rested_on_it(world):
    consents.cancel_consent(consent=world.consent, user=world.adviser, reason=Mistake.NOT_HAPPENED)

    world.follow_up.refresh_from_db()
    assert world.follow_up.end_reason == EndReason.NOT_AGREED


def test_no_partner_at_all_takes_back_each_word(world):
    answers = agreements.REFUSED | {"agreement": "GIVEN", "agreement_on": TODAY, "agreement_form": "SPOKEN"}

    agreements.record_agreement(referral=world.referral, user=world.adviser, **answers)

    said = Consent.objects.filter(household=world.household)
    assert set(said.values_list("state", "form")) == {(State.WITHDRAWN, Consent.Form.GENERAL)}


def test_rental_staff_read_which_partner_nowhere(signed_in, world):
    for role in (Role.RENTAL_OFFICER, Role.MANAGER):
        client = signed_in(UserFactory(organization=world.landlord, role=role))
        receipt = client.get(reverse("tenancies:access_receipt", args=[world.household.public_id]))
        pages = [
            text_of(receipt),
            client.get(access_page(world.household)).content.decode(),
            client.get(reverse("referrals:detail", args=[world.referral.public_id])).content.decode(),
        ]
        for page in pages:
            assert world.association.name not in page
            assert words.HEALTH_PARTNER not in page
            assert "Ce que vous avez répondu" not in page
            assert "Réponses du ménage" not in page


def test_the_receipt_says_who_reads_since_when_and_why(signed_in, world):
    refused = ConsentFactory(
        household=world.household, organization=OrganizationFactory(name="Refusée"), state=State.REFUSED
    )
    Consent.machine.event(refused, refused_move(world.adviser))
    receipt = reverse("tenancies:access_receipt", args=[world.household.public_id])

    of_adviser = text_of(signed_in(world.adviser).get(receipt))
    of_partner = text_of(signed_in(world.coordinator).get(receipt))

    for text in (of_adviser, of_partner):
        assert world.association.name in text
        assert f"Depuis le {long_date(TODAY)}." in text
        assert f"Signalement {world.referral.reference}" in text
        assert f"Accord donné le {long_date(TODAY)}, de vive voix" in text
        # The household is protected.
        for told in (words.PROTECTED_STREET, words.PROTECTED_RESIDENCE, words.PROTECTED_TOWN, words.PHONE):
            assert told not in text
    assert "Refusée" in of_adviser
    assert world.asked.name in of_adviser
    assert "Refusée" not in of_partner
    assert world.asked.name not in of_partner


def refused_move(user):
    facts = {"on": TODAY.isoformat(), "form": "SPOKEN"}
    return Made(Move.REFUSE, State.LATER, State.REFUSED, user, facts)


def test_the_information_sheet_is_one_page_of_what_is_read_and_how_to_stop_it(signed_in, world):
    sheet = reverse("referrals:information_sheet", args=[world.referral.public_id, world.asked_convention.public_id])

    response = signed_in(world.adviser).get(sheet)
    content = b"".join(response.streaming_content)
    pages = PdfReader(io.BytesIO(content)).pages
    text = " ".join(pages[0].extract_text().split())

    assert len(pages) == 1
    assert world.asked.name in text
    told = [*(field.plain for field in FIELDS), *IN_PLAIN_WORDS.values()]
    assert [each for each in told if " ".join(each.split()) not in text] == []
    assert f"sous {world.asked_convention.answer_delay_days} jours" in text
    assert "pendant 30 jours" in text
    # It may be left on a table.
    for secret in (world.household.name, words.HEALTH_GOAL, "ddiction"):
        assert secret not in text


def test_what_the_household_is_told_is_what_the_pages_show(signed_in, world):
    """Whatever is added to the page of a request, or to the case file, is added to the sheet."""
    page = signed_in(world.people["AC"]).get(reverse("referrals:mobilisation", args=[world.requested.public_id]))

    labels = re.findall(r"<dt>(.*?)</dt>", page.content.decode())
    assert set(labels) <= {field.label for field in FIELDS if field.label}
    assert list(IN_PLAIN_WORDS) == [name for name, _ in TABS]


def test_requests_made_under_a_general_agreement_have_each_their_word():
    """What the migration makes of rows written before."""
    asked = MobilisationFactory(referral__sharing_on="2026-01-10")
    refused = MobilisationFactory(
        referral__sharing="REFUSED", referral__sharing_on=None, state="WITHDRAWN", answered_at=timezone.now()
    )
    Consent.objects.all().delete()

    importlib.import_module("referrals.migrations.0034_partners_asked_were_agreed_to_one_by_one").agree_to_each(
        apps, None
    )

    said = {each.household: each for each in Consent.objects.all()}
    given, taken_back = said[asked.referral.household], said[refused.referral.household]
    assert (given.state, str(given.on), given.organization) == (State.GIVEN, "2026-01-10", asked.organization)
    assert list(given.events.values_list("move", flat=True)) == [Move.GIVE]
    assert (taken_back.state, taken_back.on) == (State.WITHDRAWN, TODAY)
    assert list(taken_back.events.order_by("pk").values_list("move", flat=True)) == [Move.GIVE, Move.WITHDRAW]


def test_of_two_case_files_merged_one_word_counts_and_both_come_back(landlord, adviser):
    kept, duplicate = (HouseholdFactory(landlord=landlord) for _ in range(2))
    refused = ConsentFactory(household=kept, state=State.REFUSED)
    given = ConsentFactory(household=duplicate, organization=refused.organization)

    merge = merge_households(kept=kept, duplicate=duplicate, user=adviser)

    assert list(Consent.objects.current().filter(household=kept)) == [given]
    unmerge_households(merge=merge, user=adviser)
    ours = Consent.objects.current().filter(organization=refused.organization)
    assert [each.household for each in ours.order_by("pk")] == [kept, duplicate]
