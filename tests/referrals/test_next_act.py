"""Which act comes next, whatever the state of the referral and the household's answer."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from referrals.models import Referral
from referrals.reading.next_act import acts_of
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.forms import stamp_of

Move, State = Referral.Move, Referral.State
AGREED, NOT_ASKED, REFUSED = Referral.Agreement.GIVEN, Referral.Agreement.NOT_ASKED, Referral.Agreement.REFUSED
PLAN, HELD, AGREEMENT = Move.PLAN_MEETING, Move.RECORD_HELD, Move.RECORD_AGREEMENT
MOBILISE, CLOSE, DISMISS = Move.MOBILISE, Move.CLOSE, Move.DISMISS
SCREEN, ATTEMPT = Move.SCREEN, Move.RECORD_ATTEMPT

# State, whether the household agrees, the next act, the others.
TABLE = [
    (State.DRAFT, True, None, []),
    (State.DRAFT, False, None, []),
    (State.SENT, True, PLAN, [SCREEN, ATTEMPT, AGREEMENT, DISMISS]),
    (State.SENT, False, PLAN, [SCREEN, ATTEMPT, AGREEMENT, DISMISS]),
    (State.MEETING_PLANNED, True, HELD, [SCREEN, PLAN, ATTEMPT, DISMISS]),
    (State.MEETING_PLANNED, False, HELD, [SCREEN, PLAN, ATTEMPT, DISMISS]),
    (State.MET, True, MOBILISE, [PLAN, AGREEMENT, CLOSE, DISMISS]),
    (State.MET, False, AGREEMENT, [PLAN, CLOSE, DISMISS]),
    (State.MOBILISING, True, None, [PLAN, MOBILISE, AGREEMENT, DISMISS]),
    (State.MOBILISING, False, AGREEMENT, [PLAN, DISMISS]),
    (State.IN_FOLLOW_UP, True, None, [PLAN, MOBILISE, AGREEMENT, CLOSE]),
    (State.IN_FOLLOW_UP, False, AGREEMENT, [PLAN, CLOSE]),
    (State.TO_CLOSE, True, CLOSE, [PLAN, MOBILISE, AGREEMENT]),
    (State.TO_CLOSE, False, CLOSE, [PLAN, AGREEMENT]),
    (State.CLOSED, True, None, []),
    (State.CLOSED, False, None, []),
    (State.DISMISSED, True, None, []),
    (State.DISMISSED, False, None, []),
]


def test_table_names_every_state():
    assert [(state, agreed) for state, agreed, *_ in TABLE] == [
        (state, agreed) for state in State for agreed in (True, False)
    ]


@pytest.mark.parametrize(("state", "agreed", "next_act", "others"), TABLE)
def test_next_act(state, agreed, next_act, others):
    acts = acts_of(Referral(household_id=1, state=state, agreement=AGREED, sharing=AGREED if agreed else NOT_ASKED))

    assert [act.move for act in acts if act.is_next] == ([next_act] if next_act else [])
    assert [act.move for act in acts] == ([next_act] if next_act else []) + others


@pytest.mark.parametrize(
    ("state", "refused", "next_act"),
    [
        (State.SENT, {"agreement": REFUSED}, DISMISS),
        (State.MEETING_PLANNED, {"agreement": REFUSED}, HELD),
        (State.MET, {"agreement": REFUSED}, CLOSE),
        (State.MET, {"sharing": REFUSED}, CLOSE),
        (State.MOBILISING, {"sharing": REFUSED}, AGREEMENT),
        (State.IN_FOLLOW_UP, {"sharing": REFUSED}, CLOSE),
        (State.TO_CLOSE, {"sharing": REFUSED}, CLOSE),
        # Partners go on helping a household that the adviser does not contact.
        (State.IN_FOLLOW_UP, {"agreement": REFUSED, "sharing": AGREED}, None),
    ],
)
def test_what_the_household_refuses_leaves_the_referral_to_be_ended(state, refused, next_act):
    referral = Referral(household_id=1, state=state, **{"agreement": AGREED, "sharing": NOT_ASKED} | refused)

    [*_, first] = [act.move for act in acts_of(referral) if act.is_next] or [None]

    assert first == next_act


@pytest.mark.parametrize(
    ("state", "refused", "acts"),
    [
        (State.MET, MOBILISE, [AGREEMENT, PLAN, MOBILISE, CLOSE, DISMISS]),
        (State.MEETING_PLANNED, AGREEMENT, [HELD, SCREEN, PLAN, ATTEMPT, AGREEMENT, DISMISS]),
        (State.MET, AGREEMENT, [AGREEMENT, PLAN, CLOSE, DISMISS]),
    ],
)
def test_form_just_refused_is_on_the_page(state, refused, acts):
    referral = Referral(household_id=1, state=state, agreement=NOT_ASKED, sharing=NOT_ASKED)

    assert [act.move for act in acts_of(referral, refused=refused)] == acts


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "titles"),
    [
        (
            State.SENT,
            [
                "Fixer la rencontre",
                "Revoir l’examen du signalement",
                "Noter une tentative de rencontre",
                "Noter la réponse du ménage",
                "Classer sans suite",
            ],
        ),
        (
            State.MEETING_PLANNED,
            [
                "Enregistrer la rencontre",
                "Revoir l’examen du signalement",
                "Déplacer la rencontre",
                "Noter une tentative de rencontre",
                "Classer sans suite",
            ],
        ),
        (
            State.MET,
            [
                "Mobiliser des partenaires",
                "Fixer une nouvelle rencontre",
                "Noter la réponse du ménage",
                "Clore le signalement",
                "Classer sans suite",
            ],
        ),
        (
            State.MOBILISING,
            [
                "Fixer une nouvelle rencontre",
                "Mobiliser d’autres partenaires",
                "Noter la réponse du ménage",
                "Classer sans suite",
            ],
        ),
    ],
)
def test_page_shows_the_acts(signed_in, adviser, officer, household, convention, state, titles):
    referral = ReferralFactory(household=household, state=state)
    if state == State.MEETING_PLANNED:
        MeetingFactory(referral=referral)
    if state == State.MOBILISING:
        MobilisationFactory(referral=referral, convention=convention)
    url = reverse("referrals:detail", args=[referral.public_id])

    page = signed_in(adviser).get(url)
    assert [act.title for act in page.context["acts"]] == titles
    for act in page.context["acts"]:
        link = f'<a class="card folded no-print" href="{url}?act={act.code}#{act.code}">{act.title}</a>'
        assertContains(page, f"<h2>{act.title}</h2>" if act.is_next else link, count=1, html=True)
    withdraw = "Retirer la demande"
    assert (withdraw in page.content.decode()) == (state == State.MOBILISING)
    read_only = signed_in(officer).get(url)
    assert read_only.context["acts"] == []
    assert withdraw not in read_only.content.decode()


@pytest.mark.django_db
def test_form_that_is_asked_for_or_was_refused_is_unfolded_alone(signed_in, adviser, household):
    referral = ReferralFactory(household=household, state=State.SENT)
    url, client = reverse("referrals:detail", args=[referral.public_id]), signed_in(adviser)

    asked = client.get(url, {"act": "DISMISS"})
    refused = client.post(reverse("referrals:dismiss", args=[referral.public_id]), {"dismiss-reason": ""})

    for page in (asked, refused):
        assertContains(page, '<details class="card" id="DISMISS" open>\n      <summary>Classer sans suite', count=1)
        assertContains(page, f'href="{url}?act=RECORD_AGREEMENT#RECORD_AGREEMENT"', count=1)
        assertContains(page, "<summary>", count=1)
    assertContains(client.get(url, {"act": "CLOSE"}), "<summary>", count=0)


@pytest.mark.django_db
def test_forms_are_all_there_when_one_was_begun(signed_in, adviser, household, convention):
    """Whatever was typed half-way comes back."""
    referral = ReferralFactory(household=household, state=State.MOBILISING)
    url, client = reverse("referrals:detail", args=[referral.public_id]), signed_in(adviser)
    stamp = stamp_of(client.get(url, {"act": "MOBILISE"}))

    client.post(reverse("draft_keep"), {**stamp, f"{convention.public_id}-goal": "Un bail glissant"})

    assertContains(client.get(url), "Un bail glissant", count=1)
