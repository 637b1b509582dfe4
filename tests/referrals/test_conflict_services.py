"""Who may write in a conflict between neighbours, and what each service refuses."""

import datetime

import pytest

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Expertise
from referrals.exceptions import AgreementMissingError, PartiesMissingError
from referrals.models import Conflict
from referrals.services import conflicts
from referrals.services.conflicts import Commitment, Person
from tests.consistency.services import Case, Refusal, cases_of, check_service
from tests.factories.partners import ConventionFactory
from tests.factories.tenancies import ConsentFactory, HouseholdFactory

pytestmark = pytest.mark.django_db


def unnamed(side="COMPLAINS"):
    return Person(kind="UNNAMED", side=side)


def of(household):
    return Person(kind="HOUSEHOLD", side="CONCERNED", household=household)


def fact(world):
    return {"occurred_on": world.today, "text": "Musique à 2 h.", "source": "STAFF"}


def step(world):
    return {"kind": "MEETING", "on": world.today, "result": "DONE"}


def sides(world, *, conflict="conflict"):
    parties = getattr(world, conflict).parties.order_by("rank")
    return [Commitment(party=each, name=f"Partie {each.letter}", commitments="Se parler.") for each in parties]


def mediator(world):
    return ConventionFactory(action=world.action, association__expertises=[Expertise.MEDIATION])


def agreed(world):
    """Every household of the conflict agrees to whoever mediates for its landlord."""
    convention = mediator(world)
    for party in world.conflict.parties.all():
        ConsentFactory(household=party.household, organization=convention.association)
    return convention


def close(world, name="mediated"):
    return Conflict.objects.filter(pk=getattr(world, name).pk).update(
        state="CLOSED", outcome="CEASED", closed_at=datetime.datetime.now(datetime.UTC)
    )


CLOSED = {"of a conflict that is closed": Refusal(TransitionNotAllowedError, given=close)}
CANCEL = {"reason": Mistake.TWICE}

TABLE = [
    Case(
        conflicts.open_conflict,
        callers="AD",
        arguments=lambda w: {"subject": "NOISE", "parties": [of(w.plain), unnamed()]},
        refusals={
            "with one party": Refusal(PartiesMissingError, arguments=lambda w: {"parties": [of(w.plain)]}),
            "with the same twice": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"parties": [of(w.plain), of(w.plain)]}
            ),
        },
    ),
    Case(
        conflicts.open_conflict,
        about="between people without a case file",
        callers="AD xAD",
        arguments=lambda w: {"subject": "NOISE", "parties": [unnamed("CONCERNED"), unnamed()]},
        refusals={
            "about somebody else's tenant": Refusal(
                RightMissingError, arguments=lambda w: {"parties": [of(HouseholdFactory()), unnamed()]}
            ),
        },
    ),
    Case(
        conflicts.add_party,
        callers="AD",
        arguments=lambda w: {"conflict": w.mediated, "person": unnamed()},
        refusals=CLOSED
        | {
            "somebody else's tenant": Refusal(
                RightMissingError, arguments=lambda w: {"person": of(HouseholdFactory())}
            ),
            "who is one already": Refusal(TransitionNotAllowedError, arguments=lambda w: {"person": of(w.household)}),
        },
    ),
    Case(
        conflicts.add_fact,
        callers="AD SW CO",
        arguments=lambda w: {"conflict": w.mediated} | fact(w),
        refusals=CLOSED
        | {
            "reported by a party to another": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"source": "PARTY", "reporter": w.conflict.parties.first()},
            ),
        },
    ),
    Case(
        conflicts.add_step, callers="AD SW CO", arguments=lambda w: {"conflict": w.mediated} | step(w), refusals=CLOSED
    ),
    Case(
        conflicts.correct_fact,
        callers="AD",
        arguments=lambda w: {"entry": w.mediated_fact} | fact(w),
        refusals=CLOSED
        | {
            "cancelled already": Refusal(
                MendingRefusedError,
                given=lambda w: conflicts.cancel_entry(entry=w.mediated_fact, user=w.adviser, **CANCEL),
            ),
            "written long ago": Refusal(
                MendingRefusedError,
                given=lambda w: type(w.mediated_fact).objects.update(
                    recorded_at=datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=40)
                ),
            ),
        },
    ),
    Case(
        conflicts.correct_step,
        callers="AD",
        arguments=lambda w: {"entry": w.mediated_step} | step(w),
        refusals=CLOSED,
    ),
    Case(
        conflicts.cancel_entry,
        callers="AD",
        arguments=lambda w: {"entry": w.mediated_fact} | CANCEL,
        refusals=CLOSED
        | {
            "one of the last two parties": Refusal(
                MendingRefusedError, arguments=lambda w: {"entry": w.conflict.parties.first()}
            ),
        },
    ),
    Case(
        conflicts.entrust,
        callers="AD",
        arguments=lambda w: {"conflict": w.conflict, "convention": agreed(w)},
        refusals={
            "to whoever does no mediation": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"convention": w.convention}
            ),
            "to whom a household has not agreed": Refusal(
                AgreementMissingError, arguments=lambda w: {"convention": mediator(w)}
            ),
        },
    ),
    Case(
        conflicts.release,
        callers="AD",
        arguments=lambda w: {"conflict": w.mediated},
        refusals={
            "that nobody mediates": Refusal(TransitionNotAllowedError, arguments=lambda w: {"conflict": w.conflict})
        },
    ),
    Case(
        conflicts.record_agreement,
        callers="AD",
        arguments=lambda w: {"conflict": w.conflict, "agreed_on": w.today, "sides": sides(w)},
        refusals={
            "of one party": Refusal(PartiesMissingError, arguments=lambda w: {"sides": sides(w)[:1]}),
            "once one is noted": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"conflict": w.mediated, "sides": sides(w, conflict="mediated")},
            ),
        },
    ),
    Case(
        conflicts.correct_agreement,
        callers="AD",
        arguments=lambda w: {"entry": w.settled, "agreed_on": w.today, "sides": sides(w, conflict="mediated")},
        refusals=CLOSED,
    ),
    Case(
        conflicts.close_conflict,
        callers="AD",
        arguments=lambda w: {"conflict": w.mediated, "outcome": "CEASED"},
        refusals=CLOSED,
    ),
    Case(
        conflicts.reopen_conflict,
        callers="AD",
        arguments=lambda w: {"conflict": w.mediated},
        given=close,
        refusals={
            "that is open": Refusal(TransitionNotAllowedError, arguments=lambda w: {"conflict": w.conflict}),
        },
    ),
]


@pytest.mark.parametrize("case", cases_of(TABLE))
def test_service(case, world):
    check_service(case, world)
