"""What the file changes in the stock: counted first, then written in the same transaction or not at all."""

import datetime

from django.db import connection
from django.utils import timezone

from partners.models import Organization
from tenancies.models import Dwelling
from tenancies.stock.rpls.lines import STORED_COLUMNS
from tenancies.stock.rpls.results import CASES_KEPT, Result

TEXTS_WITH_ACCENTS = ("street_name", "address_complement", "commune_name", "building")
PAIRED = """
    stock_pair p
    JOIN stock_line l ON l.line = p.line
    JOIN tenancies_dwelling d ON d.id = p.dwelling_id
    JOIN stock_residence s ON s.commune_code = l.commune_code AND s.residence_name = l.residence_name
"""
LABELS = {field.name: field.verbose_name for field in Dwelling._meta.get_fields() if hasattr(field, "verbose_name")}


def keep_what_is_better(given: set[str]) -> None:
    """Keep the stored value where the cell could not be understood, says the same in other letters, or lost accents."""
    same = {column.name: is_no_better(column.name) for column in STORED_COLUMNS if column.sql_type == "text"}
    kept = ", ".join(
        f"{name} = CASE WHEN '{name}' = ANY(l.spoilt) OR {same.get(name, 'false')} THEN d.{name} ELSE l.{name} END"
        for name in sorted(given)
    )
    concerned = " OR ".join(["l.spoilt <> '{}'", *(same[name] for name in sorted(given & same.keys()))])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE stock_line l SET {kept}
            FROM stock_pair p JOIN tenancies_dwelling d ON d.id = p.dwelling_id
            WHERE p.line = l.line AND ({concerned})
            """  # noqa: S608 (made of column names)
        )


def is_no_better(name: str) -> str:
    """The same text otherwise written, with no more accents than are stored."""
    new, old = f"l.{name}", f"d.{name}"
    alike = f"(comparable({new}) = comparable({old}) AND {accents(new)} <= {accents(old)})"
    lost = f" OR {has_lost_accents(name)}" if name in TEXTS_WITH_ACCENTS else ""
    return f"({new} <> {old} AND ({alike}{lost}))"


def accents(value: str) -> str:
    return f"length(regexp_replace({value}, '[^À-ÖØ-öø-ÿŒœŸ]', '', 'g'))"


def has_lost_accents(name: str) -> str:
    """Accents replaced (? or U+FFFD), removed, or the text cut just before one: `texts.matches_damaged`, in SQL."""
    new, old = f"l.{name}", f"d.{name}"
    pattern = f"regexp_replace(regexp_replace(lower({new}), '([%%_\\\\])', '\\\\\\1', 'g'), '[?\ufffd]+', '%%', 'g')"
    return f"""({new} <> {old} AND ({old} ~ '[^\\x01-\\x7f]') AND (
        ({new} ~ '[?\ufffd]' AND lower({old}) LIKE {pattern})
        OR ({new} !~ '[^\\x01-\\x7f]' AND lower({new}) = unaccented({old}))
        OR (length({new}) > 2 AND starts_with(lower({old}), lower({new}))
            AND substr({old}, length({new}) + 1, 1) ~ '[^\\x01-\\x7f]')))"""


def differs(given: set[str], *, residence: bool) -> str:
    """Whether the line says something else than the stock."""
    columns = sorted(given)
    new = ", ".join(f"l.{name}" for name in columns)
    old = ", ".join(f"d.{name}" for name in columns)
    moved = " OR s.residence_id IS DISTINCT FROM d.residence_id" if residence else ""
    return f"((ROW({new}) IS DISTINCT FROM ROW({old})){moved} OR {LEAVES} OR {RETURNS})"


# Whoever lives there: what an import leaves aside would tell which doors are taken, and so a protected household's.
LEAVES = "(l.exit_reason <> '' AND d.withdrawn_on IS NULL)"
# Spelled out of the register's exits: a dwelling listed without one is in the stock.
RETURNS = "(l.exit_reason = '' AND d.withdrawn_on IS NOT NULL AND NOT 'withdrawn_on' = ANY(l.spoilt))"


def count(*, landlord: Organization, given: set[str], residence: bool, result: Result) -> None:
    """Compare: fills the figures and the first cases of `result`, and `stock_pair.is_changed`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE stock_pair SET is_changed = true
            FROM (SELECT p.line FROM {PAIRED} WHERE {differs(given, residence=residence)}) changed
            WHERE stock_pair.line = changed.line
            """  # noqa: S608 (made of column names)
        )
        result.changed = cursor.rowcount
        cursor.execute("ANALYZE stock_pair")
        cursor.execute("SELECT (SELECT count(*) FROM stock_line), (SELECT count(*) FROM stock_pair)")
        lines, pairs = cursor.fetchone()
        result.created = lines - pairs
        result.unchanged = pairs - result.changed
        cursor.execute(f"SELECT count(*) FROM {PAIRED} WHERE {LEAVES}")  # noqa: S608
        result.withdrawn = cursor.fetchone()[0]
        result.changes = first_changes(cursor, given)
        cursor.execute(
            "SELECT count(*) FROM tenancies_dwelling d WHERE d.landlord_id = %s AND d.withdrawn_on IS NULL "
            "AND NOT EXISTS (SELECT FROM stock_pair p WHERE p.dwelling_id = d.id)",
            [landlord.pk],
        )
        result.missing = cursor.fetchone()[0]
        result.missing_by_residence = missing_by_residence(cursor, landlord) if result.missing else []
        cursor.execute(
            "SELECT d.street_number, d.street_name, d.door, d.landlord_reference FROM tenancies_dwelling d "
            "WHERE d.landlord_id = %s AND d.withdrawn_on IS NULL "
            "AND NOT EXISTS (SELECT FROM stock_pair p WHERE p.dwelling_id = d.id) ORDER BY d.id LIMIT %s",
            [landlord.pk, CASES_KEPT],
        )
        result.missing_dwellings = [
            " · ".join(filter(None, [place(number, street, door), reference]))
            for number, street, door, reference in cursor.fetchall()
        ]


def missing_by_residence(cursor, landlord: Organization) -> list[dict]:
    """Where the dwellings are that no line designates, the residences with most of them first."""
    cursor.execute(
        "SELECT r.name, r.commune_name, count(*) AS total FROM tenancies_dwelling d "
        "JOIN tenancies_residence r ON r.id = d.residence_id "
        "WHERE d.landlord_id = %s AND d.withdrawn_on IS NULL "
        "AND NOT EXISTS (SELECT FROM stock_pair p WHERE p.dwelling_id = d.id) "
        "GROUP BY r.id ORDER BY total DESC, r.sort_name, r.id LIMIT %s",
        [landlord.pk, CASES_KEPT],
    )
    return [{"name": name, "commune": commune, "count": total} for name, commune, total in cursor.fetchall()]


def first_changes(cursor, given: set[str]) -> list[dict]:
    """What would change in the first changed dwellings, in words."""
    columns = sorted(given)
    new, old = (", ".join(f"{alias}.{name}" for name in columns) for alias in "ld")
    cursor.execute(
        f"""
        SELECT l.line, l.exit_reason, d.street_number, d.street_name, d.door, s.name, r.name, ROW({LEAVES}, {RETURNS}),
               {new}, {old}
        FROM {PAIRED} JOIN tenancies_residence r ON r.id = d.residence_id
        WHERE p.is_changed ORDER BY l.line LIMIT {CASES_KEPT}
        """  # noqa: S608 (made of column names)
    )
    found = []
    for line, exit_reason, number, street, door, new_residence, old_residence, moves, *values in cursor.fetchall():
        after, before = values[: len(columns)], values[len(columns) :]
        parts = [
            {"label": LABELS[name], "before": shown(old_value), "after": shown(new_value)}
            for name, old_value, new_value in zip(columns, before, after, strict=True)
            if old_value != new_value
        ]
        if new_residence != old_residence:
            parts.append({"label": "résidence", "before": old_residence, "after": new_residence})
        leaves, returns = moves.strip("()").split(",")
        if leaves == "t":
            parts.append({"label": "patrimoine", "before": "présent", "after": exit_reason})
        if returns == "t":
            parts.append({"label": "patrimoine", "before": "sorti", "after": "présent"})
        found.append({"line": line, "dwelling": place(number, street, door), "parts": parts})
    return found


def place(number: str, street: str, door: str) -> str:
    address = " ".join(filter(None, [number, street]))
    return f"{address}, porte {door}" if door else address


def shown(value) -> str:
    if value is None or value == "":
        return "vide"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime.date):
        return f"{value:%m/%Y}"
    return str(value)


def write(*, landlord: Organization, given: set[str], residence: bool) -> None:
    """Create and change. Nothing is deleted; a dwelling that left keeps its row, its date and the reason."""
    now, today = timezone.now(), timezone.localdate()
    columns = [column.name for column in STORED_COLUMNS]
    changes = [f"{name} = l.{name}" for name in sorted(given)]
    if residence:
        changes.append("residence_id = s.residence_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE tenancies_dwelling SET {", ".join(changes)}, updated_at = %s,
                withdrawn_on = CASE WHEN l.leaves THEN %s WHEN l.returns THEN NULL
                    ELSE tenancies_dwelling.withdrawn_on END,
                withdrawal_reason = CASE WHEN l.leaves THEN l.exit_reason WHEN l.returns THEN ''
                    ELSE tenancies_dwelling.withdrawal_reason END
            FROM stock_pair p
            JOIN (SELECT l.*, {LEAVES} AS leaves, {RETURNS} AS returns FROM stock_line l
                  JOIN stock_pair q ON q.line = l.line JOIN tenancies_dwelling d ON d.id = q.dwelling_id) l
              ON l.line = p.line
            JOIN stock_residence s ON s.commune_code = l.commune_code AND s.residence_name = l.residence_name
            WHERE tenancies_dwelling.id = p.dwelling_id AND p.is_changed
            """,  # noqa: S608 (made of column names)
            [now, today],
        )
        cursor.execute(
            f"""
            WITH created AS (
            INSERT INTO tenancies_dwelling
                (public_id, landlord_id, residence_id, withdrawn_on, withdrawal_reason, updated_at,
                 {", ".join(columns)})
            SELECT gen_random_uuid(), %s, s.residence_id,
                CASE WHEN l.exit_reason <> '' THEN %s::date END, l.exit_reason, %s,
                {", ".join(f"l.{name}" for name in columns)}
            FROM stock_line l
            JOIN stock_residence s ON s.commune_code = l.commune_code AND s.residence_name = l.residence_name
            LEFT JOIN stock_pair p ON p.line = l.line
            WHERE p.line IS NULL ORDER BY l.line
            RETURNING id
            ) INSERT INTO stock_change (dwelling_id) SELECT id FROM created
            """,  # noqa: S608 (made of column names)
            [landlord.pk, today, now],
        )


MISSING = (
    "d.landlord_id = %s AND d.withdrawn_on IS NULL AND NOT EXISTS (SELECT FROM stock_pair p WHERE p.dwelling_id = d.id)"
)


def withdraw_missing(*, landlord: Organization, reason: str) -> int:
    """Withdraw the dwellings absent from the file; the user asked for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancies_dwelling d SET withdrawn_on = %s, withdrawal_reason = %s, updated_at = %s "  # noqa: S608
            f"WHERE {MISSING}",
            [timezone.localdate(), reason[:120], timezone.now(), landlord.pk],
        )
        return cursor.rowcount
