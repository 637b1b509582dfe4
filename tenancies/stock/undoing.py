"""An import is undone as long as nothing was built on it: what it changed is restored, what it created is removed."""

import logging

from django.db import connection, models, transaction
from django.utils import timezone
from django_tasks import task

from housing_support.common import jobs
from housing_support.common.jobs import AttemptIsVoidError
from partners.models import Organization, User
from tenancies.models import Dwelling, Residence, StockChange, StockImport
from tenancies.stock.rpls.changes import STATE, TYPES

logger = logging.getLogger(__name__)
Move = StockImport.Move
DWELLINGS_NAMED = 3
INTERRUPTED = (
    "L’annulation s’est interrompue et rien n’a été changé. Annulez de nouveau\u00a0; si cela recommence, prévenez "
    "votre support."
)


class BuiltUponError(Exception):
    """Dwellings of the import have served or changed since; `dwellings` are the first of them, `count` how many."""

    def __init__(self, dwellings: list[Dwelling], count: int):
        super().__init__()
        self.dwellings, self.count = dwellings, count


@transaction.atomic
def undo(*, stock_import: StockImport, user: User) -> StockImport:
    """Begin to put the stock back as it was before the import."""
    locked = StockImport.machine.begin(stock_import, Move.UNDO, user)
    StockImport.machine.finish(locked, Move.UNDO, actor=user, failure="")
    jobs.begin(locked, put_back)
    return locked


@task()
def put_back(stock_import_id: int, attempt: int) -> None:
    """Put the stock back in one transaction; when it cannot be done exactly, change nothing and say why."""
    imports = StockImport.objects.select_related("landlord")
    stock_import = jobs.current(imports, stock_import_id, attempt, StockImport.State.UNDOING)
    if stock_import is None:
        return
    try:
        with jobs.attempt_locked(stock_import) as locked:
            # One import of a landlord at a time, and no undoing beside it.
            Organization.objects.select_for_update(no_key=True, of=("self",)).get(pk=locked.landlord_id)
            check_nothing_was_built_on(locked)
            restore(locked)
            remove_created(locked)
            StockImport.machine.finish(locked, Move.TAKE_BACK, actor=None, undone_at=timezone.now())
    except AttemptIsVoidError:
        return
    except BuiltUponError as error:
        keep(stock_import, because=in_the_way(error))
    except Exception:
        logger.exception("undoing of stock import %s failed", stock_import.public_id)
        keep(stock_import, because=INTERRUPTED)


def keep(stock_import: StockImport, *, because: str) -> None:
    with jobs.attempt_locked(stock_import) as locked:
        StockImport.machine.finish(locked, Move.KEEP, actor=None, failure=because[:500])


def in_the_way(error: BuiltUponError) -> str:
    names = "\u00a0; ".join(", ".join(filter(None, [str(each), each.place])) for each in error.dwellings)
    more = error.count - len(error.dwellings)
    others = f" et {more} autre{'s' if more > 1 else ''}" if more else ""
    which = "un logement a" if error.count == 1 else f"{error.count}\u00a0logements ont"
    return f"Cet import ne peut plus être annulé\u00a0: {which} servi ou changé depuis ({names}{others})."


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
