import pytest

from tenancies.models import Dwelling
from tenancies.stock.rpls.importing import import_stock
from tenancies.stock.rpls.questions import Kind
from tests.factories.partners import OrganizationFactory
from tests.tenancies.stock.rpls.files import SIREN, open_data


@pytest.fixture
def landlord(db):
    return OrganizationFactory(is_landlord=True, siren=SIREN)


@pytest.fixture
def give(landlord):
    """`give(file)`: import it, whatever it asks, and return the figures (created, changed, unchanged, refused)."""

    def give(file, **options):
        options.setdefault("dry_run", False)
        options.setdefault("accepted", list(Kind))
        result = import_stock(stream=file, landlord=landlord, **options)
        give.result = result
        return result.created, result.changed, result.unchanged, result.refused

    return give


@pytest.fixture
def imported(give):
    """`imported(NUMVOIE="7BIS")`: the dwelling that such a line makes."""

    def imported(**cells):
        assert give(open_data(cells)) == (1, 0, 0, 0)
        return Dwelling.objects.select_related("residence").get()

    return imported
