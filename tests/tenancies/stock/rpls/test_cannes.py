"""The real file of Cannes, where it is to be had: 6 374 dwellings, without identifier."""

from pathlib import Path

import pytest
from django.conf import settings

from tenancies.models import Dwelling

FILE = Path(settings.BASE_DIR).parent / "shared" / "data" / "rpls2018_cannes_06029.csv"


@pytest.mark.skipif(not FILE.exists(), reason="the file of Cannes is not beside the checkout")
def test_real_file_is_imported_whole_and_only_once(give):
    with FILE.open("rb") as stream:
        assert give(stream) == (6374, 0, 0, 0)
        assert give.result.warned == 461
        assert give(stream) == (0, 0, 6374, 0)
    assert Dwelling.objects.filter(commune_code="06029").count() == 6313
    assert Dwelling.objects.filter(street_number="12", street_name="impasse Denans").exists()
    assert not Dwelling.objects.filter(apl_agreement_number__contains="E+").exists()
