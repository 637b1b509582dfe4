"""Who may call each service of the stock, and what each refuses."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.models import Convention
from tenancies.models import Reservation, StockImport
from tenancies.stock import dwelling_facts, imports, reservations, residences, undoing, vacancies
from tenancies.stock.imports import ImportAlreadyOpenError, QuestionsLeftError
from tenancies.stock.rpls.importing import FileNotWholeError
from tests.consistency.services import Case, Refusal, cases_of, check_service, services_of
from tests.factories.partners import ConventionFactory
from tests.factories.tenancies import DwellingFactory, ReservationFactory, ResidenceFactory, VacancyFactory, VoidFactory


def set_import(**values):
    return lambda w: StockImport.objects.filter(pk=w.previewed.pk).update(**values)


def at_work(world):
    return StockImport.objects.filter(pk=world.previewed.pk).update(heartbeat_at=timezone.now())


def stalled(world):
    long_ago = timezone.now() - datetime.timedelta(minutes=3)
    return StockImport.objects.filter(pk=world.previewed.pk).update(state="READING", heartbeat_at=long_ago)


def reservable(world):
    """A dwelling of the landlord that is free, and a convention that has a place for it."""
    dwelling = VacancyFactory(dwelling=DwellingFactory(residence__landlord=world.landlord)).dwelling
    return {"dwelling": dwelling, "convention": ConventionFactory(action=world.action, reserved_dwellings=1)}


def to_reserve(world):
    return {**reservable(world), "starts_on": world.today, "ends_on": world.today + 30 * DAY}


def reserved(world, **changed):
    return {"reservation": ReservationFactory(**reservable(world), **changed)}


def made(**values):
    """The reservation that the case is about is another one."""
    return lambda w: reserved(w, **values)


DAY = datetime.timedelta(days=1)
RELEASED = made(state="RELEASED", released_on=datetime.date(2026, 1, 5), release_reason="AGREED")

TABLE = [
    Case(
        residences.set_residences,
        callers="MG LA",
        arguments=lambda w: {"caretaker": w.caretaker, "residences": [w.dwelling.residence]},
        refusals={
            "of somebody else": Refusal(RightMissingError, arguments=lambda w: {"caretaker": w.officer}),
            "of another landlord": Refusal(
                RightMissingError,
                arguments=lambda w: {"residences": [ResidenceFactory(landlord=w.other_landlord)]},
            ),
        },
    ),
    Case(
        reservations.reserve,
        callers="RO MG",
        arguments=to_reserve,
        refusals={
            "of another landlord’s dwelling": Refusal(
                RightMissingError, arguments=lambda w: {"dwelling": DwellingFactory()}
            ),
            "under another landlord’s convention": Refusal(
                RightMissingError, arguments=lambda w: {"convention": ConventionFactory(reserved_dwellings=1)}
            ),
            "of a dwelling that left the stock": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {
                    "dwelling": DwellingFactory(
                        residence__landlord=w.landlord, withdrawn_on=w.today, withdrawal_reason="Vente"
                    )
                },
            ),
            "under a convention that is not signed": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {
                    "convention": ConventionFactory(
                        action=w.action, reserved_dwellings=1, state=Convention.State.TO_SIGN
                    )
                },
            ),
            "of a dwelling that is not free": Refusal(
                reservations.DwellingNotFreeError, arguments=lambda w: {"dwelling": w.dwelling}
            ),
            "of a dwelling that is reserved": Refusal(
                reservations.DwellingReservedError,
                arguments=lambda w: {"dwelling": reserved(w)["reservation"].dwelling},
            ),
            "beyond the convention": Refusal(
                reservations.OutsideConventionError, arguments=lambda w: {"ends_on": w.today + 400 * DAY}
            ),
            "without a place": Refusal(
                reservations.NoPlaceLeftError,
                arguments=lambda w: {"convention": reserved(w)["reservation"].convention},
            ),
        },
    ),
    Case(
        reservations.prolong,
        callers="RO MG",
        arguments=lambda w: {**reserved(w), "version": 1, "ends_on": w.today + 61 * DAY},
        refusals={
            "released": Refusal(TransitionNotAllowedError, arguments=RELEASED),
            "whose lease is signed": Refusal(TransitionNotAllowedError, arguments=made(let=True)),
            "changed since": Refusal(StaleVersionError, arguments=lambda w: {"version": 2}),
            "to an earlier day": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"ends_on": w.today + 60 * DAY}
            ),
            "beyond the convention": Refusal(
                reservations.OutsideConventionError, arguments=lambda w: {"ends_on": w.today + 400 * DAY}
            ),
        },
    ),
    Case(
        reservations.shorten,
        callers="RO MG",
        arguments=lambda w: {**reserved(w), "version": 1, "ends_on": w.today},
        refusals={
            "released": Refusal(TransitionNotAllowedError, arguments=RELEASED),
            "whose lease is signed": Refusal(TransitionNotAllowedError, arguments=made(let=True)),
            "changed since": Refusal(StaleVersionError, arguments=lambda w: {"version": 2}),
            "to a later day": Refusal(TransitionNotAllowedError, arguments=lambda w: {"ends_on": w.today + 60 * DAY}),
            "to a day that has passed": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {**made(starts_on=w.today - 5 * DAY)(w), "ends_on": w.today - DAY},
            ),
        },
    ),
    Case(
        reservations.release,
        callers="RO MG",
        arguments=lambda w: {**reserved(w), "reason": Reservation.ReleaseReason.AGREED},
        refusals={
            "for a reason that follows from a lease": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"reason": "LEASE_CANCELLED"}
            ),
            "released": Refusal(TransitionNotAllowedError, arguments=RELEASED),
            "whose lease is signed": Refusal(
                TransitionNotAllowedError, arguments=lambda w: reserved(w, state="LET", household=w.household)
            ),
        },
    ),
    Case(
        dwelling_facts.describe_dwelling,
        callers="RO MG",
        arguments=lambda w: {"dwelling": w.vacant, "has_lift": True},
        refusals={
            "of another landlord": Refusal(RightMissingError, arguments=lambda w: {"dwelling": DwellingFactory()})
        },
    ),
    Case(
        vacancies.declare_free,
        callers="RO AD",
        arguments=lambda w: {"dwelling": w.free_dwelling, "starts_on": w.today},
        refusals={
            "of another landlord": Refusal(RightMissingError, arguments=lambda w: {"dwelling": DwellingFactory()}),
            "that is let": Refusal(vacancies.DwellingNotFreeError, arguments=lambda w: {"dwelling": w.dwelling}),
            "declared already": Refusal(TransitionNotAllowedError, arguments=lambda w: {"dwelling": w.vacant}),
        },
    ),
    Case(
        vacancies.let_elsewhere,
        callers="RO AD",
        given=lambda w: w.vacant.voids.all().delete(),
        arguments=lambda w: {"vacancy": w.vacancy, "ends_on": w.today},
        refusals={
            "before it is free": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"ends_on": w.today - 11 * DAY}
            ),
            "reserved": Refusal(
                vacancies.DwellingReservedError,
                given=lambda w: ReservationFactory(convention=w.convention, dwelling=w.vacant),
            ),
            "over": Refusal(TransitionNotAllowedError, given=lambda w: w.vacant.vacancies.update(ends_on=w.today)),
        },
    ),
    Case(
        vacancies.take_back_vacancy,
        callers="RO AD",
        given=lambda w: w.vacant.voids.all().delete(),
        arguments=lambda w: {"vacancy": w.vacancy},
        refusals={
            "out of use": Refusal(vacancies.DwellingReservedError, given=lambda w: VoidFactory(dwelling=w.vacant)),
            "over": Refusal(TransitionNotAllowedError, given=lambda w: w.vacant.vacancies.update(ends_on=w.today)),
        },
    ),
    Case(
        vacancies.record_void,
        callers="RO MG",
        arguments=lambda w: {"dwelling": w.vacant, "reason": "WORKS", "starts_on": w.today, "ends_on": w.today},
        refusals={
            "of another landlord": Refusal(RightMissingError, arguments=lambda w: {"dwelling": DwellingFactory()}),
            "of a dwelling that is not free": Refusal(
                vacancies.DwellingNotFreeError, arguments=lambda w: {"dwelling": w.dwelling}
            ),
            "that is out of use": Refusal(vacancies.DwellingReservedError, arguments=lambda w: {"ends_on": None}),
        },
    ),
    Case(
        vacancies.end_void,
        callers="RO MG",
        arguments=lambda w: {"void": w.void, "ends_on": w.void.starts_on + DAY},
        refusals={
            "before its beginning": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"ends_on": w.void.starts_on - DAY}
            ),
            "into a reservation": Refusal(
                vacancies.DwellingReservedError,
                given=lambda w: ReservationFactory(
                    convention=w.convention, dwelling=w.vacant, starts_on=w.void.starts_on + DAY
                ),
            ),
        },
    ),
    Case(vacancies.cancel_void, callers="RO MG", arguments=lambda w: {"void": w.void}),
    Case(
        imports.receive_file,
        callers="MG xMG",
        given=set_import(state="DISCARDED"),
        arguments=lambda w: {"file": SimpleUploadedFile("stock.txt", b"rien")},
        refusals={
            "while another waits": Refusal(ImportAlreadyOpenError, given=set_import(state="PREVIEWED")),
        },
    ),
    Case(
        imports.confirm,
        callers="MG",
        arguments=lambda w: {"stock_import": w.previewed},
        refusals={
            state.label: Refusal(TransitionNotAllowedError, given=set_import(state=state))
            for state in StockImport.State
            if state.name not in {"PREVIEWED", "APPLIED", "UNDOING", "UNDONE"}
        }
        | {
            "with a question that nobody answers": Refusal(
                QuestionsLeftError, given=set_import(details={"questions": [{"kind": "LETTERS"}]})
            ),
            "withdrawing on the word of a file that may not be whole": Refusal(
                FileNotWholeError,
                given=set_import(missing_count=3, details={"is_whole": False}),
                arguments=lambda w: {"withdraw_missing": True},
            ),
        },
    ),
    Case(
        imports.discard,
        callers="MG",
        arguments=lambda w: {"stock_import": w.previewed},
        refusals={
            state.label: Refusal(TransitionNotAllowedError, given=set_import(state=state))
            for state in (StockImport.State.APPLYING, StockImport.State.FAILED, StockImport.State.DISCARDED)
        },
    ),
    Case(
        imports.start_again,
        callers="MG",
        given=stalled,
        arguments=lambda w: {"stock_import": w.previewed},
        refusals={
            "at work": Refusal(TransitionNotAllowedError, given=at_work),
            "waiting for its confirmation": Refusal(TransitionNotAllowedError, given=set_import(state="PREVIEWED")),
        },
    ),
    Case(
        undoing.undo,
        callers="MG",
        arguments=lambda w: {"stock_import": w.applied},
        refusals={
            "not applied": Refusal(TransitionNotAllowedError, arguments=lambda w: {"stock_import": w.previewed}),
        },
    ),
]

SERVICES = ("dwelling_facts", "imports", "reservations", "residences", "undoing", "vacancies")

pytestmark = pytest.mark.django_db


def test_every_service_has_its_case():
    services = services_of(*(f"tenancies.stock.{name}" for name in SERVICES))

    assert services == {case.service for case in TABLE}


@pytest.mark.parametrize("case", cases_of(TABLE))
def test_service(case, world):
    check_service(case, world)


def test_missing_dwellings_are_withdrawn_on_the_word_of_a_whole_file(world):
    set_import(missing_count=3, details={"is_whole": True})(world)

    confirmed = imports.confirm(
        stock_import=StockImport.objects.get(pk=world.previewed.pk), user=world.people["MG"], withdraw_missing=True
    )

    assert confirmed.withdraw_missing is True


def test_missing_dwellings_stay_unless_it_is_asked(world):
    set_import(missing_count=3)(world)

    confirmed = imports.confirm(stock_import=StockImport.objects.get(pk=world.previewed.pk), user=world.people["MG"])

    assert confirmed.withdraw_missing is False
