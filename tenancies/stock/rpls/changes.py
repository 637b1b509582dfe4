"""What an import changes in each dwelling, kept so that it can be read, and undone."""

from django.db import connection

from tenancies.models import StockImport
from tenancies.stock.rpls.lines import STORED_COLUMNS
from tenancies.stock.rpls.writing import LABELS

# Everything that an import writes in a dwelling, with the type to which a text of JSON is brought back.
TYPES = {
    **{column.name: column.sql_type for column in STORED_COLUMNS},
    "residence_id": "bigint",
    "withdrawn_on": "date",
    "withdrawal_reason": "text",
}
NAMES = LABELS | {
    "residence_id": "résidence",
    "withdrawn_on": "sortie du patrimoine",
    "withdrawal_reason": "motif de sortie",
}
COLUMNS = ", ".join(f"'{name}', d.{name}" for name in TYPES)
STATE = f"jsonb_build_object({COLUMNS})"


def remember(condition: str, parameters: list) -> None:
    """Keep the dwellings `d` as they are, before they change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stock_change (dwelling_id, before) "  # noqa: S608 (made of column names)
            f"SELECT d.id, {STATE} FROM tenancies_dwelling d WHERE {condition}",
            parameters,
        )


def keep(stock_import: StockImport) -> list[dict]:
    """Keep with the import what became of them, and how many changed in each column. To be called in the transaction
    that writes the stock, once it is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO tenancies_stockchange (stock_import_id, dwelling_id, before, after)
            SELECT %s, c.dwelling_id, diff.before, coalesce(diff.after, '{{}}')
            FROM stock_change c JOIN tenancies_dwelling d ON d.id = c.dwelling_id
            LEFT JOIN LATERAL (
                SELECT jsonb_object_agg(old.key, old.value) AS before, jsonb_object_agg(old.key, new.value) AS after
                FROM jsonb_each(c.before) old JOIN jsonb_each({STATE}) new USING (key)
                WHERE old.value IS DISTINCT FROM new.value
            ) diff ON true
            ORDER BY c.dwelling_id
            """,  # noqa: S608 (made of column names)
            [stock_import.pk],
        )
        cursor.execute(
            "SELECT key, count(*) FROM tenancies_stockchange, jsonb_object_keys(after) key "
            "WHERE stock_import_id = %s GROUP BY key ORDER BY count(*) DESC, key",
            [stock_import.pk],
        )
        return [{"label": str(NAMES[name]), "count": count} for name, count in cursor.fetchall()]
