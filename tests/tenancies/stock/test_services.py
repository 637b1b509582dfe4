"""Who may call each service of the stock, and what each refuses."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from tenancies.models import (
    StockImport,
)
from tenancies.stock import imports, residences
from tenancies.stock.imports import ImportAlreadyOpenError
from tests.consistency.services import Case, Refusal, cases_of, check_callers, check_refusal, refusals_of, services_of
from tests.factories.tenancies import (
    ResidenceFactory,
)


def set_import(**values):
    return lambda w: StockImport.objects.filter(pk=w.previewed.pk).update(**values)


def at_work(world):
    return StockImport.objects.filter(pk=world.previewed.pk).update(heartbeat_at=timezone.now())


def stalled(world):
    long_ago = timezone.now() - datetime.timedelta(minutes=3)
    return StockImport.objects.filter(pk=world.previewed.pk).update(state="READING", heartbeat_at=long_ago)


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
            if state not in {StockImport.State.PREVIEWED, StockImport.State.APPLIED}
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
]

pytestmark = pytest.mark.django_db


def test_every_service_has_its_case():
    services = services_of("tenancies.stock.imports", "tenancies.stock.residences")

    assert services == {case.service for case in TABLE}


@pytest.mark.parametrize("case", cases_of(TABLE))
def test_who_may_call(case, world):
    check_callers(case, world)


@pytest.mark.parametrize(("case", "refusal"), refusals_of(TABLE))
def test_refusal(case, refusal, world):
    check_refusal(case, refusal, world)


@pytest.mark.parametrize(("missing", "refused", "withdrawn"), [(3, 0, True), (3, 1, False), (0, 0, False)])
def test_nothing_is_withdrawn_on_the_word_of_a_file_with_refused_lines(world, missing, refused, withdrawn):
    set_import(missing_count=missing, refused_count=refused)(world)

    confirmed = imports.confirm(
        stock_import=StockImport.objects.get(pk=world.previewed.pk),
        user=world.people["MG"],
        withdraw_missing=True,
    )

    assert confirmed.withdraw_missing is withdrawn


def test_missing_dwellings_stay_unless_it_is_asked(world):
    set_import(missing_count=3)(world)

    confirmed = imports.confirm(stock_import=StockImport.objects.get(pk=world.previewed.pk), user=world.people["MG"])

    assert confirmed.withdraw_missing is False
