"""After an import: what it changed, column by column, and the way back as long as nothing was built on it."""

import csv
import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from housing_support.common import jobs
from partners.roles import Role
from tenancies.models import Dwelling, Residence, StockChange, StockImport
from tenancies.stock import imports, undoing
from tenancies.stock.rpls.questions import Kind
from tenancies.stock.undoing import put_back, undo
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import HouseholdFactory, TenancyFactory
from tests.tenancies.stock.rpls.files import SIREN, legal
from tests.tenancies.stock.test_imports import upload

State = StockImport.State
FIRST = [{}, {"NUMAPPT": "2"}, {"NUMAPPT": "3", "SORTIEPATRIM": "4"}]
# The first changes, the second leaves with the file, the third is back, the fourth is new, in a residence of its own.
SECOND = [
    {"SURFHAB": "70", "COMPLGEO": "LES TILLEULS", "DPEDATE": "05/2021", "QPV": "2"},
    {"IDENT_INT": "L3", "NUMAPPT": "3", "SORTIEPATRIM": "9"},
    {"IDENT_INT": "L4", "NUMAPPT": "4", "COMPLGEO": "LES ORMES"},
]


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def manager(db):
    landlord = OrganizationFactory(is_landlord=True, siren=SIREN)
    return UserFactory(organization=landlord, role=Role.MANAGER)


@pytest.fixture
def apply(manager):
    """`apply({…}, …)`: an import, confirmed whatever it asks."""

    def apply(*dwellings, **options):
        stock_import = imports.receive_file(user=manager, file=upload(*dwellings))
        imports.confirm(stock_import=stock_import, user=manager, accepted=list(Kind), **options)
        stock_import.refresh_from_db()
        assert stock_import.state == State.APPLIED
        return stock_import

    return apply


def stock():
    fields = [field.name for field in Dwelling._meta.concrete_fields if field.name != "updated_at"]
    return list(Dwelling.objects.order_by("pk").values(*fields)), set(Residence.objects.values_list("name", flat=True))


def url(name, stock_import):
    return reverse(f"tenancies:{name}", args=[stock_import.public_id])


def test_undone_import_leaves_the_stock_as_it_was(manager, apply):
    apply(*FIRST)
    before = stock()
    second = apply(*SECOND, withdraw_missing=True)
    assert stock() != before

    undo(stock_import=second, user=manager)

    assert stock() == before
    second.refresh_from_db()
    assert (second.state, second.undone_at is not None, StockChange.objects.filter(stock_import=second).count()) == (
        State.UNDONE,
        True,
        0,
    )


def test_first_import_is_undone_to_nothing(manager, apply):
    undo(stock_import=apply(*FIRST), user=manager)

    assert stock() == ([], set())


def test_imports_are_undone_from_the_last(manager, apply):
    first = apply(*FIRST)
    second = apply(*SECOND)

    undo(stock_import=first, user=manager)
    first.refresh_from_db()
    assert first.state == State.APPLIED
    assert first.failure.startswith("Cet import ne peut plus être annulé")
    undo(stock_import=second, user=manager)
    undo(stock_import=first, user=manager)
    assert stock() == ([], set())


def lease(dwelling):
    TenancyFactory(dwelling=dwelling, household=HouseholdFactory(landlord=dwelling.landlord))


def change(dwelling):
    Dwelling.objects.filter(pk=dwelling.pk).update(living_area_m2=11)


@pytest.mark.parametrize(("act", "which"), [(lease, "L4"), (change, "L1")])
def test_import_on_which_something_was_built_stays_and_the_dwelling_is_named(manager, apply, signed_in, act, which):
    """The same words whatever it serves for: that somebody lives there is not to be guessed."""
    apply(*FIRST)
    second = apply(*SECOND)
    act(Dwelling.objects.get(landlord_reference=which))
    before = stock()

    client = signed_in(manager)
    client.post(url("stock_import_undo", second))

    door = {"L4": "4", "L1": "1"}[which]
    second.refresh_from_db()
    assert second.failure == (
        "Cet import ne peut plus être annulé\u00a0: un logement a servi ou changé depuis "
        f"(12 rue des Mazades, 2e\u00a0étage, appartement\u00a0{door})."
    )
    assert stock() == before
    assert second.state == State.APPLIED
    assert "a servi ou changé depuis" in client.get(url("stock_import", second)).text


def test_an_undoing_waits_for_a_worker_which_does_it_once(manager, apply, signed_in, monkeypatch):
    first = apply(*FIRST)
    monkeypatch.setattr(jobs, "enqueue", lambda job, task: None)
    client = signed_in(manager)

    client.post(url("stock_import_undo", first))

    first.refresh_from_db()
    assert (first.state, Dwelling.objects.count()) == (State.UNDOING, 3)
    page = client.get(url("stock_import", first)).text
    assert "Le patrimoine est remis comme il était avant cet import." in page
    assert "data-follow" in page
    put_back.call(first.pk, first.attempt - 1)
    assert Dwelling.objects.count() == 3
    # Its worker died: somebody starts it again, and the former attempt is void.
    StockImport.objects.update(heartbeat_at=timezone.now() - 2 * jobs.STALLED_AFTER)
    assert "L’annulation s’est arrêtée" in client.get(url("stock_import", first)).text
    client.post(url("stock_import_start_again", first))
    put_back.call(first.pk, first.attempt)
    assert Dwelling.objects.count() == 3
    put_back.call(first.pk, first.attempt + 1)
    assert Dwelling.objects.count() == 0


def test_an_undoing_that_breaks_changes_nothing_and_is_done_again(manager, apply, monkeypatch):
    first = apply(*FIRST)

    def fail(stock_import):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(undoing, "remove_created", fail)
        undo(stock_import=first, user=manager)
    first.refresh_from_db()
    assert (first.state, first.failure, Dwelling.objects.count()) == (State.APPLIED, undoing.INTERRUPTED, 3)

    undo(stock_import=first, user=manager)
    first.refresh_from_db()
    assert (first.state, first.failure) == (State.UNDONE, "")


def test_lease_on_a_dwelling_that_was_there_before_is_no_obstacle(manager, apply):
    apply(*FIRST)
    second = apply(*SECOND)
    lease(Dwelling.objects.get(landlord_reference="L1"))

    undo(stock_import=second, user=manager)

    assert Dwelling.objects.get(landlord_reference="L1").living_area_m2 == 62


def test_page_says_what_changed_and_undoes(manager, apply, signed_in):
    apply(*FIRST)
    second = apply(*SECOND)
    client = signed_in(manager)
    page = client.get(url("stock_import", second)).content.decode()
    assert "<dt>Surface habitable (m²)</dt><dd>1&nbsp;logement</dd>" in page

    client.post(url("stock_import_undo", second))

    page = client.get(url("stock_import", second)).content.decode()
    assert "le patrimoine est comme il était avant lui" in page
    assert client.get(url("stock_import_changes", second)).status_code == 404


def test_changes_are_downloaded(manager, apply, signed_in):
    apply(*FIRST)
    second = apply(*SECOND)

    response = signed_in(manager).get(url("stock_import_changes", second))

    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["Logement", "Référence", "Commune", "Colonne", "Avant", "Après"]
    assert {(row[1], *row[3:]) for row in rows[1:]} >= {
        ("L1", "surface habitable (m²)", "62", "70"),
        ("L1", "résidence", "Les Mazades", "Les Tilleuls"),
        ("L4", "logement créé", "", ""),
    }


def test_import_of_the_command_is_undone_too(manager, tmp_path):
    file = tmp_path / "stock.txt"
    file.write_bytes(legal(*FIRST).read())
    call_command("import_rpls", str(file), f"--landlord={SIREN}")

    undo(stock_import=StockImport.objects.get(), user=manager)

    assert stock() == ([], set())
