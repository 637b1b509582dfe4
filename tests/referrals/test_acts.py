"""The adviser's acts on the page of a referral."""

import datetime

import pytest
from django.contrib.messages import SUCCESS, WARNING, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertRedirects

from housing_support.common.dates import long_date
from partners.models import Expertise, FundedAction
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral
from referrals.reading.presentation import event_words
from referrals.reading.suggestions import partners_for
from tenancies.models import Household
from tests.dates import out_of_bounds
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db

State = Referral.State
SOMEBODY_WAS_FASTER = "Ce signalement a changé entre-temps\u00a0: relisez-le avant de continuer."
GIVEN = {
    "agreement": "GIVEN",
    "agreement_on": "2026-01-10",
    "agreement_form": "WRITTEN",
    "sharing": "GIVEN",
    "sharing_on": "2026-01-10",
    "sharing_form": "WRITTEN",
}
HELD = {
    "held_at": f"{timezone.localdate()}T00:00",
    "needs": ["ARREARS"],
    "audience": "ORGANIZATION",
    "diagnosis": "Budget serré.",
    "decisions": "",
    **GIVEN,
}


def moment(days):
    return (timezone.localtime() + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def referral_in(state, household, **fields):
    referral = ReferralFactory(household=household, state=state, **fields)
    if state == State.MEETING_PLANNED:
        MeetingFactory(referral=referral)
    return referral


def answers(**changes):
    """What the form of the household's answers sends."""
    return {f"agreement-{field}": value for field, value in (GIVEN | changes).items()}


def post(client, name, record, data=None):
    return client.post(reverse(f"referrals:{name}", args=[record.public_id]), data or {})


ACTS = [
    ("plan_meeting", State.SENT, State.DISMISSED),
    ("record_held", State.MEETING_PLANNED, State.MET),
    ("record_missed", State.MEETING_PLANNED, State.MET),
    ("record_agreement", State.SENT, State.DISMISSED),
    ("mobilise", State.MET, State.SENT),
    ("dismiss", State.SENT, State.IN_FOLLOW_UP),
    ("close", State.IN_FOLLOW_UP, State.SENT),
]


def asking(convention, **said):
    """What the form sends of one partner: several are several times this, with all their codes."""
    code = str(convention.public_id)
    return {"convention": [code]} | {f"{code}-{name}": value for name, value in said.items()}


AGREED = {"answer": "GIVEN", "on": str(timezone.localdate()), "form": "SPOKEN"}


def data_for(name, adviser, convention):
    return {
        "plan_meeting": {"adviser": adviser.pk, "planned_at": moment(3), "place": "HOME"},
        "record_held": HELD,
        "record_missed": {},
        "record_agreement": answers(),
        "mobilise": asking(convention, goal="Aider.", **AGREED),
        "dismiss": {"dismiss-reason": "LEFT_HOME"},
        "close": {"close-reason": "SOLVED"},
    }[name]


@pytest.mark.parametrize(("name", "state", "_wrong"), ACTS)
def test_act_works(signed_in, adviser, convention, household, name, state, _wrong):
    # Where nobody may answer, what follows is the page that sends a link.
    UserFactory(organization=convention.association, role=Role.COORDINATOR)
    referral = referral_in(state, household)

    response = post(signed_in(adviser), name, referral, data_for(name, adviser, convention))

    assertRedirects(response, reverse("referrals:detail", args=[referral.public_id]))
    [message] = response.wsgi_request._messages
    assert message.level == SUCCESS
    assert referral.events.count() == 1


@pytest.mark.parametrize(("name", "_state", "wrong"), ACTS)
def test_act_in_a_wrong_state_says_so_and_changes_nothing(
    signed_in, adviser, convention, household, name, _state, wrong
):
    ended = {"closed_at": timezone.now(), "closing_reason": "DUPLICATE"} if wrong == State.DISMISSED else {}
    referral = ReferralFactory(household=household, state=wrong, **ended)

    response = post(signed_in(adviser), name, referral, data_for(name, adviser, convention))

    if name == "record_missed":
        assertRedirects(response, reverse("referrals:detail", args=[referral.public_id]))
    assertMessages(response, [Message(WARNING, SOMEBODY_WAS_FASTER)])
    referral.refresh_from_db()
    assert referral.state == wrong


@pytest.mark.parametrize(("name", "state", "_wrong"), ACTS)
def test_act_is_for_the_advisers_of_the_landlord(signed_in, landlord, household, client, name, state, _wrong):
    referral = referral_in(state, household)
    url = reverse(f"referrals:{name}", args=[referral.public_id])
    stranger = UserFactory(organization=OrganizationFactory(is_landlord=True), role=Role.ADVISER)

    for role in (Role.RENTAL_OFFICER, Role.CARETAKER, Role.MANAGER, Role.ADMIN):
        assert signed_in(UserFactory(organization=landlord, role=role)).post(url).status_code == 403
    assert signed_in(stranger).post(url).status_code == 404
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("name", "state", "changes", "field", "error"),
    [
        (
            "plan_meeting",
            State.SENT,
            {"planned_at": moment(-1)},
            "planned_at",
            out_of_bounds(years_after=1),
        ),
        (
            "plan_meeting",
            State.SENT,
            {"place": "MOON"},
            "place",
            "Ce choix n’est pas proposé. Choisissez où se tient la rencontre.",
        ),
        # Recorded, it closed the page of the household for good.
        (
            "record_held",
            State.MEETING_PLANNED,
            {"held_at": "0001-01-01T10:00"},
            "held_at",
            out_of_bounds(years_before=1),
        ),
        (
            "record_held",
            State.MEETING_PLANNED,
            {"diagnosis": ""},
            "diagnosis",
            "Écrivez ce que vous avez constaté avec le ménage.",
        ),
        ("record_held", State.MEETING_PLANNED, {"needs": []}, "needs", "Confirmez au moins un besoin."),
        (
            "record_held",
            State.MEETING_PLANNED,
            {"held_at": f"{timezone.localdate()}T23:59"},
            "held_at",
            "Indiquez quand la rencontre a eu lieu\u00a0: cette date est à venir.",
        ),
        (
            "record_held",
            State.MEETING_PLANNED,
            {"needs": ["ADDICTION"], "agreement": "NOT_ASKED"},
            "needs",
            "Un besoin de santé ne se note qu’avec l’accord du ménage.",
        ),
        ("mobilise", State.MET, {"convention": []}, "convention", "Choisissez au moins un partenaire."),
        ("dismiss", State.SENT, {"dismiss-reason": ""}, "reason", "Choisissez un motif."),
        ("close", State.IN_FOLLOW_UP, {"close-reason": ""}, "reason", "Choisissez un motif."),
    ],
)
def test_refused_form_is_shown_again_on_the_page(
    signed_in, adviser, convention, household, name, state, changes, field, error
):
    referral = referral_in(state, household)

    response = post(signed_in(adviser), name, referral, data_for(name, adviser, convention) | changes)

    form_name = {"plan_meeting": "meeting_form", "record_held": "held_form"}.get(name, f"{name}_form")
    assert response.context[form_name].errors == {field: [error]}
    assert not referral.events.exists()


def test_meeting_of_today_may_be_fixed_with_a_colleague_adviser_only(signed_in, adviser, officer, household):
    referral = referral_in(State.SENT, household)
    gone = UserFactory(organization=household.landlord, role=Role.ADVISER, is_active=False)
    elsewhere = UserFactory(organization=OrganizationFactory(is_landlord=True), role=Role.ADVISER)
    client = signed_in(adviser)

    for user in (officer, gone, elsewhere):
        data = {"adviser": user.pk, "planned_at": moment(0), "place": "PHONE"}
        assert "adviser" in post(client, "plan_meeting", referral, data).context["meeting_form"].errors
    post(client, "plan_meeting", referral, {"adviser": adviser.pk, "planned_at": moment(0), "place": "PHONE"})

    assert (referral.meetings.get().adviser, referral.meetings.get().place) == (adviser, Meeting.Place.PHONE)


def test_moved_meeting_is_kept(signed_in, adviser, convention, household):
    referral = referral_in(State.MEETING_PLANNED, household)

    post(signed_in(adviser), "plan_meeting", referral, data_for("plan_meeting", adviser, convention))

    assert sorted(referral.meetings.values_list("state", flat=True)) == ["MOVED", "PLANNED"]
    assert event_words(referral.events.get()) == "Rencontre déplacée"


def test_held_meeting_updates_the_agreement(signed_in, adviser, household):
    referral = referral_in(
        State.MEETING_PLANNED, household, agreement="NOT_ASKED", agreement_on=None, agreement_form=""
    )

    post(signed_in(adviser), "record_held", referral, HELD)

    referral.refresh_from_db()
    assert (referral.state, referral.agreement) == (State.MET, Referral.Agreement.GIVEN)
    assert referral.agreement_on == datetime.date(2026, 1, 10)
    meeting = referral.meetings.get()
    assert (meeting.state, meeting.needs, meeting.diagnosis) == ("HELD", ["ARREARS"], "Budget serré.")


def test_held_form_starts_from_the_reasons(signed_in, adviser, household):
    referral = referral_in(State.MEETING_PLANNED, household, reasons=["ISOLATION", "UPKEEP"])

    response = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))

    assert response.context["held_form"]["needs"].value() == ["ISOLATION", "UPKEEP"]


def test_refused_agreement_forgets_the_health_reason(signed_in, adviser, household):
    referral = referral_in(State.MET, household, reasons=["ARREARS", "ADDICTION"])

    post(signed_in(adviser), "record_agreement", referral, answers(agreement="REFUSED"))

    referral.refresh_from_db()
    assert (referral.agreement, referral.reasons, referral.agreement_on) == ("REFUSED", ["ARREARS"], None)


@pytest.mark.parametrize("role", ["ADVISER", "RENTAL_OFFICER"])
def test_a_referral_about_health_alone_keeps_no_reason_without_agreement(signed_in, landlord, adviser, household, role):
    referral = referral_in(State.MET, household, reasons=["ADDICTION"])

    post(signed_in(adviser), "record_agreement", referral, answers(agreement="REFUSED"))

    referral.refresh_from_db()
    assert (referral.agreement, referral.reasons) == ("REFUSED", [])
    reader = UserFactory(organization=landlord, role=role)
    page = signed_in(reader).get(reverse("referrals:detail", args=[referral.public_id]))
    assertContains(page, "Motifs connus de la conseillère sociale")


@pytest.mark.parametrize("agreement", ["NOT_ASKED", "REFUSED"])
def test_no_partner_without_the_agreement_of_the_household(signed_in, adviser, convention, household, agreement):
    referral = referral_in(State.MET, household, sharing=agreement, sharing_on=None, sharing_form="")

    response = post(signed_in(adviser), "mobilise", referral, data_for("mobilise", adviser, convention))

    error = "Recueillez d’abord l’accord du ménage\u00a0: sans lui, aucun partenaire n’est sollicité."
    assert response.context["mobilise_form"].errors == {"convention": [error]}
    assertContains(response, error)
    assert not Mobilisation.objects.exists()


def test_mobilise_fixes_when_the_answer_is_due(signed_in, adviser, convention, household):
    referral = referral_in(State.MET, household)

    post(signed_in(adviser), "mobilise", referral, data_for("mobilise", adviser, convention))

    asked = Mobilisation.objects.get()
    due = timezone.localdate() + datetime.timedelta(days=convention.answer_delay_days)
    assert (asked.organization, asked.requested_by, asked.answer_due_on) == (convention.association, adviser, due)


def test_partners_are_sorted_by_what_they_answer(signed_in, adviser, landlord, household):
    def partner(name, *expertises, **fields):
        association = OrganizationFactory(short_name=name, expertises=list(expertises))
        return ConventionFactory(action__programme__landlord=landlord, association=association, **fields)

    parenting = partner("Educ’Air", Expertise.PARENTING)
    partner("L’Amandier", Expertise.MEDIATION)
    partner("Terminée", Expertise.PARENTING, ends_on=timezone.localdate() - datetime.timedelta(days=1))
    partner("Nouveaux foyers", Expertise.PARENTING, action__objective=FundedAction.Objective.ACCESS)
    ConventionFactory()
    referral = referral_in(State.MET, household, reasons=["PARENTING"])
    FollowUpFactory(convention=parenting)
    FollowUpFactory(convention=parenting)

    response = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))

    assert [row.convention.association.short_name for row in response.context["suggested"]] == ["Educ’Air"]
    partners = partners_for(referral, user=adviser, meetings=[], mobilisations=[], consents=[])
    assert [(partner.name, partner.fits) for partner in partners] == [("Educ’Air", True), ("L’Amandier", False)]
    assertContains(response, "Soutien à la parentalité · 2\u00a0suivis en cours", count=1)


def test_a_partner_that_refused_is_proposed_last_and_says_so(signed_in, adviser, landlord, household):
    referral = referral_in(State.MET, household, reasons=["PARENTING"])
    refusing, _ = (
        ConventionFactory(
            action__programme__landlord=landlord,
            association=OrganizationFactory(short_name=name, expertises=[Expertise.PARENTING]),
        )
        for name in ("Abrial", "Zénith")
    )
    now = timezone.now()
    MobilisationFactory(
        referral=referral, convention=refusing, state="DECLINED", answered_at=now, decline_reason="FULL"
    )

    response = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))

    assert [(partner.name, partner.refusal) for partner in response.context["suggested"]] == [
        ("Zénith", ""),
        ("Abrial", f" · a refusé le {long_date(now)}"),
    ]


def test_needs_confirmed_at_the_meeting_choose_the_partners(signed_in, adviser, convention, household):
    meeting = MeetingFactory(held=True, referral=referral_in(State.MET, household, reasons=["NEIGHBOURS"]))
    meeting.needs = ["UPKEEP"]
    meeting.save()

    response = signed_in(adviser).get(reverse("referrals:detail", args=[meeting.referral.public_id]))

    assert [row.convention for row in response.context["suggested"]] == [convention]


@pytest.mark.parametrize("is_asked", [True, False])
def test_partner_asked_or_at_work_is_not_asked_again(signed_in, adviser, convention, household, is_asked):
    referral = referral_in(State.MOBILISING, household)
    if is_asked:
        MobilisationFactory(referral=referral, convention=convention)
    else:
        FollowUpFactory(household=household, convention=convention)

    response = post(signed_in(adviser), "mobilise", referral, data_for("mobilise", adviser, convention))

    assert list(response.context["mobilise_form"].errors) == ["convention"]
    assertContains(response, "déjà sollicité" if is_asked else "suit déjà ce ménage", count=1)


def test_withdraw_sends_back_to_choosing(signed_in, adviser, convention, household):
    referral = referral_in(State.MOBILISING, household)
    asked = MobilisationFactory(referral=referral, convention=convention)

    response = post(signed_in(adviser), "withdraw", asked)

    withdrawn = Message(SUCCESS, "La demande est retirée. Vous pouvez solliciter un partenaire.")
    assertMessages(response, [withdrawn])
    referral.refresh_from_db()
    asked.refresh_from_db()
    assert (referral.state, asked.state) == (State.MET, Mobilisation.State.WITHDRAWN)
    again = post(signed_in(adviser), "withdraw", asked)
    too_late = Message(WARNING, "Le partenaire a déjà répondu, ou la demande est déjà retirée.")
    assertMessages(again, [withdrawn, too_late])


def test_withdraw_is_for_the_advisers_of_the_landlord(signed_in, officer, coordinator, convention, household, client):
    asked = MobilisationFactory(referral=referral_in(State.MOBILISING, household), convention=convention)
    stranger = UserFactory(organization=OrganizationFactory(is_landlord=True), role=Role.ADVISER)
    url = reverse("referrals:withdraw", args=[asked.public_id])

    assert signed_in(officer).post(url).status_code == 403
    assert signed_in(coordinator).post(url).status_code == 403
    assert signed_in(stranger).post(url).status_code == 404
    assert client.get(url).status_code == 405


def test_dismissing_cancels_what_was_planned_or_asked(signed_in, adviser, convention, household):
    referral = referral_in(State.MEETING_PLANNED, household)
    asked = MobilisationFactory(referral=referral, convention=convention)

    post(signed_in(adviser), "dismiss", referral, {"dismiss-reason": "REFUSED"})

    referral.refresh_from_db()
    asked.refresh_from_db()
    assert (referral.state, referral.closing_reason) == (State.DISMISSED, Referral.EndReason.REFUSED)
    assert (referral.meetings.get().state, asked.state) == ("CANCELLED", "WITHDRAWN")


def test_the_same_meeting_is_fixed_once(signed_in, adviser, convention, household):
    referral = referral_in(State.SENT, household)
    data = data_for("plan_meeting", adviser, convention)

    for _ in range(2):
        post(signed_in(adviser), "plan_meeting", referral, data)

    assert (referral.meetings.count(), referral.events.count()) == (1, 1)


@pytest.mark.parametrize("agreement", ["NOT_ASKED", "REFUSED"])
def test_agreement_withdrawn_takes_back_the_requests_that_wait(
    signed_in, adviser, coordinator, convention, household, agreement
):
    referral = referral_in(State.MOBILISING, household)
    asked = MobilisationFactory(referral=referral, convention=convention)

    post(signed_in(adviser), "record_agreement", referral, answers(sharing=agreement))
    client = signed_in(coordinator)
    sheet = client.get(reverse("referrals:mobilisation", args=[asked.public_id]))
    post(client, "accept", asked)

    for record in (referral, asked):
        record.refresh_from_db()
    assert (referral.state, asked.state) == (State.MET, Mobilisation.State.WITHDRAWN)
    assertContains(sheet, '<span class="badge">Retirée</span>')
    assert not Household.objects.visible_to(coordinator).exists()


def test_no_partner_for_a_draft(signed_in, adviser, landlord, convention):
    draft = ReferralFactory(stranger=True, landlord=landlord, author=adviser)

    response = post(signed_in(adviser), "mobilise", draft, data_for("mobilise", adviser, convention))

    assertMessages(response, [Message(WARNING, SOMEBODY_WAS_FASTER)])
    assert not Mobilisation.objects.exists()
