"""An import is undone as long as nothing was built on it: what it changed is restored, what it created is removed."""

from django.db import connection, models, transaction
from django.utils import timezone

from partners.models import Organization, User
from tenancies.models import Dwelling, Residence, StockChange, StockImport
from tenancies.stock.rpls.changes import STATE, TYPES

DWELLINGS_NAMED = 3


class BuiltUponError(Exception):
    """Dwellings of the import have served or changed since; `dwellings` are the first of them, `count` how many."""

    def __init__(self, dwellings: list[Dwelling], count: int):
        super().__init__()
        self.dwellings, self.count = dwellings, count


@transaction.atomic
def undo(*, stock_import: StockImport, user: User) -> StockImport:
    """Put the stock back as it was. Raises `BuiltUponError` and changes nothing when it cannot be done exactly."""
    locked = StockImport.machine.begin(stock_import, StockImport.Move.UNDO, user)
    # One import of a landlord at a time, and no undoing beside it.
    Organization.objects.select_for_update(no_key=True, of=("self",)).get(pk=locked.landlord_id)
    check_nothing_was_built_on(locked)
    restore(locked)
    remove_created(locked)
    return StockImport.machine.finish(locked, StockImport.Move.UNDO, actor=user, undone_at=timezone.now())


def check_nothing_was_built_on(stock_import: StockImport) -> None:
    """Of what a dwelling serves for, nothing more is told than that it serves: who lives there is nobody's to guess."""
    created = " OR ".join(f"EXISTS ({rows_of(relation, 'd')})" for relation in relations_of(Dwelling, StockChange))
    found = f"""
        FROM tenancies_stockchange c JOIN tenancies_dwelling d ON d.id = c.dwelling_id
        WHERE c.stock_import_id = %s AND (
            EXISTS (SELECT FROM tenancies_stockchange n WHERE n.dwelling_id = c.dwelling_id AND n.id > c.id)
            OR (c.before IS NOT NULL AND NOT {STATE} @> c.after)
            OR (c.before IS NULL AND ({created})))
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id, count(*) OVER () {found} ORDER BY d.id LIMIT {DWELLINGS_NAMED}", [stock_import.pk]
        )
        rows = cursor.fetchall()
    if rows:
        dwellings = Dwelling.objects.filter(pk__in=[pk for pk, _ in rows]).select_related("residence").order_by("pk")
        raise BuiltUponError(list(dwellings), rows[0][1])


def relations_of(model: type[models.Model], *but: type[models.Model]) -> list:
    """The relations that point to a model, those without a name in it too."""
    found = model._meta.get_fields(include_hidden=True)
    pointing = [each for each in found if each.auto_created and not each.concrete and not each.many_to_many]
    return [each for each in pointing if each.related_model not in but]


def rows_of(relation, alias: str) -> str:
    """The rows that point to the row `alias`."""
    table, column = relation.related_model._meta.db_table, relation.field.column
    return f'SELECT FROM "{table}" WHERE "{table}"."{column}" = {alias}.id'


def restore(stock_import: StockImport) -> None:
    restored = ", ".join(
        f"{name} = CASE WHEN c.before ? '{name}' THEN (c.before->>'{name}')::{kind} ELSE d.{name} END"
        for name, kind in TYPES.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE tenancies_dwelling d SET {restored}, updated_at = %s FROM tenancies_stockchange c "  # noqa: S608
            "WHERE c.dwelling_id = d.id AND c.stock_import_id = %s AND c.before IS NOT NULL",
            [timezone.now(), stock_import.pk],
        )


def remove_created(stock_import: StockImport) -> None:
    """The dwellings that it created, and the residences that nothing else is in. What changed is changed no more: its
    list goes too."""
    empty = " AND ".join(f"NOT EXISTS ({rows_of(relation, 'r')})" for relation in relations_of(Residence))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM tenancies_stockchange WHERE stock_import_id = %s RETURNING dwelling_id, before) "
            "DELETE FROM tenancies_dwelling d USING gone WHERE d.id = gone.dwelling_id AND gone.before IS NULL",
            [stock_import.pk],
        )
        cursor.execute(
            f"DELETE FROM tenancies_residence r WHERE r.id = ANY(%s) AND {empty}",  # noqa: S608 (made of names)
            [stock_import.details.get("created_residences", [])],
        )
