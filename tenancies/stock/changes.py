"""What an import changed, as a CSV that a spreadsheet opens."""

import csv
import io
from collections.abc import Iterator

from tenancies.models import Residence, StockChange, StockImport
from tenancies.stock.rpls.changes import NAMES
from tenancies.stock.rpls.formulas import harmless
from tenancies.stock.rpls.writing import shown

HEADER = ("Logement", "Référence", "Commune", "Colonne", "Avant", "Après")
ROWS_AT_ONCE = 2_000


def lines_of_changes(stock_import: StockImport) -> Iterator[str]:
    """Never held in memory: an import may change a whole stock."""
    residences = dict(Residence.objects.filter(landlord=stock_import.landlord_id).values_list("pk", "name"))
    yield "\ufeff" + line(HEADER)
    found = StockChange.objects.filter(stock_import=stock_import).select_related("dwelling").order_by("pk")
    for change in found.iterator(chunk_size=ROWS_AT_ONCE):
        dwelling = change.dwelling
        place = ", ".join(filter(None, [dwelling.street_address, dwelling.place]))
        which = (place, dwelling.landlord_reference, dwelling.commune_name)
        if change.before is None:
            yield line((*which, "logement créé", "", ""))
        for name, before in (change.before or {}).items():
            after = change.after[name]
            if name == "residence_id":
                before, after = residences.get(before, ""), residences.get(after, "")
            yield line((*which, str(NAMES[name]), shown(before), shown(after)))


def line(cells: tuple[str, ...]) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return target.getvalue()
