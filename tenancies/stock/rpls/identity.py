"""Which line of the file is which dwelling of the stock.

The landlord's reference decides, else the register's identifier, first as they are written, then whatever their case
and their zeros in front when that designates one dwelling alone. Lines without either (open data) are paired with the
dwellings that have neither, or with all of them when the file has no identifiers at all, by what they say: first
those that are equal in everything, then those with the same address, then those which one correction alone tells
apart. Equal lines are as many different dwellings, paired in any order since nothing tells them apart; hence the
order of the lines does not count, and the same file given again pairs every line with its own dwelling.
"""

from django.db import connection

from partners.models import Organization
from tenancies.stock.rpls.lines import STORED_COLUMNS

TYPES = {column.name: column.sql_type for column in STORED_COLUMNS}
# Stand in a key for the table that it is made of, and for the name of the residence there.
ALIAS, RESIDENCE = "{alias}", "{residence}"
IDENTIFIERS = ("landlord_reference", "rpls_id")
STREET = ("street_number", "street_name", "address_complement")
PLACE = ("address_complement", "building", "building_code", "entrance", "staircase", "floor", "door")
ADDRESS = ("commune_code", *STREET, *PLACE[1:])
SIZE = ("rooms", "living_area_m2")
# Their accents may be lost or cut: compared by their consonants.
FRAGILE = ("street_name", "address_complement")
# What lines and dwellings are compared by, one step after the other, and on which condition on their numbers. A key
# that leaves out part of the address pairs those that one correction tells apart: only when none can be mistaken for
# another, or when a whole group was numbered anew.
SHARE_OF_A_WHOLE_FILE = 0.8
ANY_NUMBER, ONE_EACH, AS_MANY = "true", "l.total = 1 AND d.total = 1", "l.total = d.total"
EQUAL = ("content", ANY_NUMBER)
STEPS = (
    ("same_content", ANY_NUMBER),
    ("address, size", ANY_NUMBER),
    ("address", ANY_NUMBER),
    ("fragile_address, size", ANY_NUMBER),
    ("fragile_address", ANY_NUMBER),
)
CORRECTIONS = (
    ("without_street", ONE_EACH),
    ("without_place", ONE_EACH),
    ("without_door", AS_MANY),
)


def pair(*, landlord: Organization, given: set[str], residence: bool, has_corrected_lines: bool) -> None:
    """Fill `stock_pair`; `given` names the columns of the stock that the file fills, `residence` says that it names
    the residences, found by then.

    In a file of some lines only, such as corrected lines given again, a new dwelling may look like the correction of
    one that is merely not in the file: corrections are looked for in whole files alone.
    """
    identifiers = [name for name in IDENTIFIERS if name in given]
    with connection.cursor() as cursor:
        for name in identifiers:
            pair_by_identifier(cursor, name, landlord)
        for name in identifiers:
            pair_by_similar_identifier(cursor, name, landlord)
        # Most lines are written as they were: the keys that cost more are made for the others alone.
        if not collect_the_rest(cursor, landlord, content_key(given, residence), residence, identifiers):
            return
        pair_by(cursor, *EQUAL)
        if not collect_the_rest(cursor, landlord, comparisons(given, residence), residence, identifiers):
            return
        corrections = () if has_corrected_lines or not is_whole(cursor, landlord) else CORRECTIONS
        for keys, condition in (*STEPS, *corrections):
            pair_by(cursor, keys, condition)


def is_whole(cursor, landlord: Organization) -> bool:
    cursor.execute(
        "SELECT (SELECT count(*) FROM stock_line) >= %s * (SELECT count(*) FROM tenancies_dwelling "
        "WHERE landlord_id = %s AND withdrawn_on IS NULL)",
        [SHARE_OF_A_WHOLE_FILE, landlord.pk],
    )
    return cursor.fetchone()[0]


def pair_by_identifier(cursor, name: str, landlord: Organization) -> None:
    cursor.execute(
        f"""
        INSERT INTO stock_pair (line, dwelling_id)
        SELECT l.line, d.id
        FROM stock_line l
        JOIN tenancies_dwelling d ON d.{name} = l.{name} AND d.landlord_id = %s AND d.{name} <> ''
        WHERE l.{name} <> ''
        ON CONFLICT DO NOTHING
        """,  # noqa: S608 (made of column names)
        [landlord.pk],
    )
    cursor.execute("ANALYZE stock_pair")


def pair_by_similar_identifier(cursor, name: str, landlord: Organization) -> None:
    """What a spreadsheet made of an identifier: its zeros are gone, its case changed."""
    cursor.execute(
        f"""
        WITH l AS (
            SELECT min(line) AS line, comparable({name}) AS written FROM stock_line
            WHERE {name} <> '' AND NOT EXISTS (SELECT FROM stock_pair p WHERE p.line = stock_line.line)
            GROUP BY written HAVING count(*) = 1
        ), d AS (
            SELECT min(id) AS id, comparable({name}) AS written FROM tenancies_dwelling
            WHERE landlord_id = %s AND {name} <> ''
              AND NOT EXISTS (SELECT FROM stock_pair p WHERE p.dwelling_id = tenancies_dwelling.id)
            GROUP BY written HAVING count(*) = 1
        )
        INSERT INTO stock_pair (line, dwelling_id) SELECT l.line, d.id FROM l JOIN d USING (written)
        ON CONFLICT DO NOTHING
        """,  # noqa: S608 (made of column names)
        [landlord.pk],
    )


def collect_the_rest(
    cursor, landlord: Organization, keys: dict[str, str], residence: bool, identifiers: list[str]
) -> bool:
    """Put the lines and the dwellings still alone side by side, with what they are compared by."""
    cursor.execute("DROP TABLE IF EXISTS stock_known, stock_left")
    without = "".join(f" AND d.{name} = ''" for name in identifiers)
    cursor.execute(
        f"""
        CREATE TEMP TABLE stock_known AS
        SELECT d.id, d.withdrawn_on IS NOT NULL AS is_withdrawn,
            {columns_of(keys, "d", "r.name" if residence else "''")}
        FROM tenancies_dwelling d
        JOIN tenancies_residence r ON r.id = d.residence_id
        LEFT JOIN stock_pair p ON p.dwelling_id = d.id
        WHERE d.landlord_id = %s AND p.line IS NULL{without}
        """,  # noqa: S608 (made of column names)
        [landlord.pk],
    )
    if not cursor.rowcount:
        # A first import has nothing to be compared with.
        return False
    cursor.execute(
        f"""
        CREATE TEMP TABLE stock_left AS
        SELECT l.line AS id, {columns_of(keys, "l", "s.name" if residence else "''")}
        FROM stock_line l
        JOIN stock_residence s ON s.commune_code = l.commune_code AND s.residence_name = l.residence_name
        LEFT JOIN stock_pair p ON p.line = l.line
        WHERE p.line IS NULL
        """  # noqa: S608 (made of column names)
    )
    left = cursor.rowcount
    cursor.execute("ANALYZE stock_left, stock_known")
    return bool(left)


def content_key(given: set[str], residence: bool) -> dict[str, str]:
    """Equal in everything, letter for letter but for their case."""
    return {"content": digest([*(lowered(name) for name in compared(given)), RESIDENCE])}


def comparisons(given: set[str], residence: bool) -> dict[str, str]:
    """The keys, made of the columns that the file fills and of no identifier; equal however they are written."""
    address = [name for name in ADDRESS if name in given]

    def same(names: list[str]) -> str:
        return digest([*(comparable(name) for name in names), f"comparable({RESIDENCE})"])

    return {
        **content_key(given, residence),
        "same_content": same(compared(given)),
        "address": same(address),
        "fragile_address": digest([consonants(name) if name in FRAGILE else comparable(name) for name in address]),
        "size": digest([f"{ALIAS}.{name}" for name in SIZE if name in given]),
        "without_street": same([name for name in compared(given) if name not in STREET]),
        "without_place": same([name for name in compared(given) if name not in PLACE]),
        "without_door": same([name for name in compared(given) if name != "door"]),
    }


def compared(given: set[str]) -> list[str]:
    return [column.name for column in STORED_COLUMNS if column.name in given and column.name not in IDENTIFIERS]


def columns_of(keys: dict[str, str], alias: str, residence: str) -> str:
    """The keys as SQL columns."""
    return ", ".join(
        f"{expression.replace(ALIAS, alias).replace(RESIDENCE, residence)} AS {name}"
        for name, expression in keys.items()
    )


def lowered(name: str) -> str:
    return f"lower({ALIAS}.{name})" if TYPES[name] == "text" else f"{ALIAS}.{name}"


def comparable(name: str) -> str:
    return f"comparable({ALIAS}.{name})" if TYPES[name] == "text" else f"{ALIAS}.{name}"


def consonants(name: str) -> str:
    return f"regexp_replace(unaccented({ALIAS}.{name}), '[^b-df-hj-np-tv-xz0-9]', '', 'g')"


def place_key() -> str:
    """Where a dwelling is, whatever its door: to be formatted with the `alias` of its table."""
    return digest([comparable("commune_code"), comparable("street_number"), consonants("street_name")])


def digest(expressions: list[str]) -> str:
    return f"md5(ROW({', '.join(expressions)})::text)"


def pair_by(cursor, keys: str, condition: str) -> None:
    """Pair the nth line of each group with its nth dwelling."""
    cursor.execute(
        f"""
        WITH l AS (
            SELECT id, row_number() OVER w AS rank, count(*) OVER (PARTITION BY {keys}) AS total, {keys}
            FROM stock_left WINDOW w AS (PARTITION BY {keys} ORDER BY content, id)
        ), d AS (
            SELECT id, row_number() OVER w AS rank, count(*) OVER (PARTITION BY {keys}) AS total, {keys}
            FROM stock_known WINDOW w AS (PARTITION BY {keys} ORDER BY is_withdrawn, content, id)
        )
        INSERT INTO stock_pair (line, dwelling_id)
        SELECT l.id, d.id FROM l JOIN d USING (rank, {keys}) WHERE {condition}
        """  # noqa: S608 (made of column names)
    )
    if cursor.rowcount:
        cursor.execute("DELETE FROM stock_left USING stock_pair p WHERE stock_left.id = p.line")
        cursor.execute("DELETE FROM stock_known USING stock_pair p WHERE stock_known.id = p.dwelling_id")
