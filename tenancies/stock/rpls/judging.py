"""A whole import, judged before a line is written: what is suspicious in it is asked, with examples side by side.

A line looks right by itself; that a file would double a building, rewrite a column or bring spoilt letters shows only
in all of them together.
"""

import datetime
from collections.abc import Iterable

from django.db import connection

from partners.models import Organization
from tenancies.stock.rpls import identity
from tenancies.stock.rpls.cells import SERIAL_DAY
from tenancies.stock.rpls.decoding import FRENCH
from tenancies.stock.rpls.lines import STORED_COLUMNS
from tenancies.stock.rpls.questions import Kind, Question
from tenancies.stock.rpls.reading import StockFile
from tenancies.stock.rpls.results import Result, counted
from tenancies.stock.rpls.values import FIRST_SERIAL_DAY
from tenancies.stock.rpls.writing import LABELS, LEAVES, PAIRED, TEXTS_WITH_ACCENTS, place, shown

EXAMPLES_SHOWN = 10
# Below these, a change is a correction; above, it is a habit of the tool that wrote the file.
FEWEST_REWRITTEN, SHARE_REWRITTEN = 5, 0.5
FEWEST_DAMAGED, SHARE_DAMAGED = 5, 0.1
# Rents are raised together each year.
CHANGES_EVERY_YEAR = ("rent_euros",)
# A floor or a number in a street is refused by itself.
DATED = ("door", "staircase", "entrance", "building", "building_code")
# Where spreadsheets stop, header included.
LIMITS_OF_SPREADSHEETS = (65_535, 65_536, 1_048_575, 1_048_576)
KNOWN_LETTERS = "".join(sorted(FRENCH)) + "áíóúñìòÁÍÓÚÑ‘"
WRONG_LETTERS = f"[^\x01-\x7f{KNOWN_LETTERS}]|[[:alpha:]][?][[:alpha:]]"


def judge(
    *, file: StockFile, landlord: Organization, given: set[str], residence: bool, result: Result
) -> list[Question]:
    """Every question that the import raises, once lines and dwellings are paired and counted."""
    with connection.cursor() as cursor:
        questions = (
            incomplete(cursor, file, landlord, result),
            creations(cursor, file, landlord, result),
            rewriting(cursor, given, residence),
            letters(cursor),
            dates(cursor, given),
            breaks(cursor),
        )
    return [question for question in questions if question]


def incomplete(cursor, file: StockFile, landlord: Organization, result: Result) -> Question | None:
    """The file itself says that a part of it is missing. Corrected lines given back are a part, and say so."""
    if file.has_corrected_lines:
        return None
    if file.announced is not None and file.announced != result.lines_read:
        sentence = (
            f"L’en-tête annonce {counted(file.announced, 'logement')} et le fichier compte "
            f"{counted(result.lines_read, 'ligne')}\u00a0: il n’est pas entier."
        )
    elif result.is_cut:
        sentence = "La dernière ligne du fichier est coupée\u00a0: il n’est pas entier."
    elif result.lines_read in LIMITS_OF_SPREADSHEETS:
        sentence = (
            f"Le fichier compte {counted(result.lines_read, 'ligne')}, le plus qu’un tableur puisse en garder\u00a0: "
            "les suivantes sont sans doute perdues."
        )
    else:
        return None
    return Question(Kind.INCOMPLETE, sentence, [{"left": text} for text in result.missing_dwellings[:10]])


def creations(cursor, file: StockFile, landlord: Organization, result: Result) -> Question | None:
    """New dwellings at addresses where the stock has as many that no line designates, or as many in all."""
    if not result.created or file.has_corrected_lines:
        return None
    # When most of the file is new, its addresses themselves may be what is written otherwise.
    is_by_residence = result.created > result.changed + result.unchanged
    new, held = (
        ("s.residence_id::text", "d.residence_id::text")
        if is_by_residence
        else (identity.place_key().format(alias=alias) for alias in "ld")
    )
    cursor.execute(
        f"""
        CREATE TEMP TABLE stock_new ON COMMIT DROP AS
        SELECT l.*, {new} AS key FROM stock_line l
        JOIN stock_residence s ON s.commune_code = l.commune_code AND s.residence_name = l.residence_name
        WHERE l.exit_reason = '' AND NOT EXISTS (SELECT FROM stock_pair p WHERE p.line = l.line);
        CREATE TEMP TABLE stock_held ON COMMIT DROP AS
        SELECT d.*, {held} AS key, p.line IS NULL AS is_missing
        FROM tenancies_dwelling d LEFT JOIN stock_pair p ON p.dwelling_id = d.id
        WHERE d.landlord_id = %s AND d.withdrawn_on IS NULL;
        """,  # noqa: S608 (made of column names)
        [landlord.pk],
    )
    cursor.execute(
        """
        WITH new AS (SELECT key, count(*) AS total FROM stock_new GROUP BY key),
        held AS (
            SELECT key, count(*) AS total, count(*) FILTER (WHERE is_missing) AS missing FROM stock_held GROUP BY key
        )
        SELECT key, CASE WHEN %s AND new.total > 1 AND new.total = held.total THEN new.total
                         ELSE least(new.total, held.missing) END AS suspicious
        FROM new JOIN held USING (key)
        """,
        [not is_by_residence],
    )
    suspicious = {key: count for key, count in cursor.fetchall() if count}
    examples = creation_examples(cursor, list(suspicious)) if suspicious else []
    cursor.execute("DROP TABLE stock_new, stock_held")
    total = sum(suspicious.values())
    if not total:
        return None
    where = "dans des résidences" if is_by_residence else "à des adresses"
    sentence = (
        f"Le fichier créerait {counted(total, 'logement')} {where} où votre patrimoine en compte déjà autant, que le "
        "fichier ne reconnaît pas\u00a0: ce sont peut-être les mêmes, écrits autrement."
    )
    return Question(Kind.CREATIONS, sentence, examples)


def creation_examples(cursor, keys: list[str]) -> list[dict]:
    described = (
        "concat_ws(', ', nullif(concat_ws(' ', nullif({0}.street_number, ''), {0}.street_name), ''), "
        "nullif({0}.address_complement, ''), 'bâtiment ' || nullif({0}.building, ''), "
        "'escalier ' || nullif({0}.staircase, ''), 'étage ' || nullif({0}.floor, ''), "
        "'porte ' || nullif({0}.door, ''), {0}.living_area_m2 || ' m²', nullif({0}.landlord_reference, ''))"
    )
    cursor.execute(
        f"""
        SELECT line, {described.format("d")}, {described.format("l")}
        FROM (SELECT *, row_number() OVER (PARTITION BY key ORDER BY line) AS rank FROM stock_new) l
        JOIN (SELECT *, row_number() OVER (PARTITION BY key ORDER BY NOT is_missing, id) AS rank FROM stock_held) d
          USING (key, rank)
        WHERE key = ANY(%s) ORDER BY line LIMIT {EXAMPLES_SHOWN}
        """,  # noqa: S608 (made of column names)
        [keys],
    )
    return [{"line": line, "left": old, "right": new} for line, old, new in cursor.fetchall()]


def rewriting(cursor, given: set[str], residence: bool) -> Question | None:
    """Columns that hold something, and would hold something else in most of the dwellings that the file designates."""
    columns = [column for column in STORED_COLUMNS if column.name in given and column.name not in CHANGES_EVERY_YEAR]
    held = {
        column.name: f"d.{column.name} <> ''" if column.sql_type == "text" else f"d.{column.name} IS NOT NULL"
        for column in columns
    }
    differs = {name: f"{is_held} AND l.{name} IS DISTINCT FROM d.{name}" for name, is_held in held.items()}
    if residence:
        held["residence"], differs["residence"] = "true", "s.residence_id IS DISTINCT FROM d.residence_id"
    held["exit"], differs["exit"] = "d.withdrawn_on IS NULL", LEAVES
    counts = ", ".join(
        f"count(*) FILTER (WHERE {held[name]}), count(*) FILTER (WHERE {differs[name]})" for name in held
    )
    cursor.execute(f"SELECT {counts} FROM {PAIRED}")  # noqa: S608 (made of column names)
    figures = cursor.fetchone()
    rewritten = {
        name: (changed, total)
        for name, total, changed in zip(held, figures[::2], figures[1::2], strict=True)
        if changed >= FEWEST_REWRITTEN and changed >= SHARE_REWRITTEN * total
    }
    if not rewritten:
        return None
    labels = LABELS | {"residence": "résidence", "exit": "sortie du patrimoine"}
    parts = [
        f"«\u00a0{labels[name]}\u00a0» de {changed} logements sur {total}"
        for name, (changed, total) in rewritten.items()
    ]
    sentence = f"Le fichier changerait d’un coup {enumerated(parts)}\u00a0: est-ce bien ce que vous voulez\u00a0?"
    return Question(Kind.REWRITING, sentence, rewriting_examples(cursor, list(rewritten), differs, labels))


def rewriting_examples(cursor, names: list[str], differs: dict[str, str], labels: dict) -> list[dict]:
    """Some of each column."""
    values = {"residence": ("r.name", "s.name"), "exit": ("'présent'", "l.exit_reason")}
    each = -(-EXAMPLES_SHOWN // len(names))
    examples = []
    for name in names:
        old, new = values.get(name, (f"d.{name}", f"l.{name}"))
        cursor.execute(
            f"""
            SELECT l.line, d.street_number, d.street_name, d.door, {old}, {new}
            FROM {PAIRED} JOIN tenancies_residence r ON r.id = d.residence_id
            WHERE {differs[name]} ORDER BY l.line LIMIT {each}
            """  # noqa: S608 (made of column names)
        )
        examples += [
            {
                "line": line,
                "dwelling": place(number, street, door),
                "label": labels[name],
                "left": shown(before),
                "right": shown(after),
            }
            for line, number, street, door, before, after in cursor.fetchall()
        ]
    return examples[:EXAMPLES_SHOWN]


def letters(cursor) -> Question | None:
    """What would be written holds letters that French does not have, or question marks inside words."""
    texts = " || ' ' || ".join(f"l.{name}" for name in (*TEXTS_WITH_ACCENTS, "residence_name"))
    written = "FROM stock_line l LEFT JOIN stock_pair p ON p.line = l.line WHERE (p.line IS NULL OR p.is_changed)"
    cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE {texts} ~ %s) {written}", [WRONG_LETTERS])
    total, damaged = cursor.fetchone()
    if damaged < FEWEST_DAMAGED or damaged < SHARE_DAMAGED * total:
        return None
    cursor.execute(
        f"SELECT l.line, l.street_name, l.address_complement, l.building, l.residence_name, l.commune_name {written} "
        f"AND {texts} ~ %s ORDER BY l.line LIMIT {EXAMPLES_SHOWN}",
        [WRONG_LETTERS],
    )
    examples = [{"line": line, "right": ", ".join(filter(None, parts))} for line, *parts in cursor.fetchall()]
    sentence = (
        f"Les accents de {counted(damaged, 'ligne')} sont perdus ou lus dans un autre codage\u00a0: exportez plutôt le "
        "fichier au format «\u00a0CSV UTF-8\u00a0»."
    )
    return Question(Kind.LETTERS, sentence, examples)


def dates(cursor, given: set[str]) -> Question | None:
    """Numbers of doors and buildings that would be written, and that are of the size of a day's: « 1-1 » became 45292.
    Where the stock or the file numbers as high without being days, they are numbers."""
    names = [name for name in DATED if name in given]
    if not names:
        return None
    source = (
        "FROM stock_line l LEFT JOIN stock_pair p ON p.line = l.line "
        "LEFT JOIN tenancies_dwelling d ON d.id = p.dwelling_id"
    )
    figures_of = [
        f"count(*) FILTER (WHERE {would_be_a_day(name)}), "
        f"bool_or(l.{name} ~ '^[1-9][0-9]{{4,}}$' AND NOT ({is_a_day(name)}))"
        for name in names
    ]
    cursor.execute(f"SELECT {', '.join(figures_of)} {source}")
    figures = cursor.fetchone()
    suspicious = {
        name: count
        for name, count, has_higher in zip(names, figures[::2], figures[1::2], strict=True)
        if count and not has_higher
    }
    if not suspicious:
        return None
    examples = []
    for name in suspicious:
        cursor.execute(
            f"SELECT l.line, l.street_number, l.street_name, l.{name} {source} "
            f"WHERE {would_be_a_day(name)} ORDER BY l.line LIMIT {EXAMPLES_SHOWN}"
        )
        examples += [
            {
                "line": line,
                "dwelling": place(number, street, ""),
                "right": f"{LABELS[name]} {value}\u00a0: peut-être «\u00a0{day_of(int(value))}\u00a0»",
            }
            for line, number, street, value in cursor.fetchall()
        ]
    parts = [f"«\u00a0{LABELS[name]}\u00a0» de {counted(count, 'ligne')}" for name, count in suspicious.items()]
    sentence = (
        f"Le numéro {enumerated(parts)} a l’air d’une date qu’un tableur a changée en nombre\u00a0: "
        "si c’est le cas, écrivez ce que porte le logement, dans une colonne mise au format texte."
    )
    return Question(Kind.DATES, sentence, examples[:EXAMPLES_SHOWN])


def is_a_day(name: str) -> str:
    """Five digits compare as the number that they make."""
    return f"""l.{name} ~ '^[0-9]{{5}}$' AND l.{name} COLLATE "C" BETWEEN '{SERIAL_DAY[0]}' AND '{SERIAL_DAY[-1]}'"""


def would_be_a_day(name: str) -> str:
    return f"{is_a_day(name)} AND (p.line IS NULL OR (p.is_changed AND d.{name} <> l.{name}))"


def day_of(serial: int) -> str:
    """« 45292 » as « 1-1 »: the day and the month that were typed, or a part of them."""
    day = FIRST_SERIAL_DAY + datetime.timedelta(days=serial)
    return f"{day.day}-{day.month}"


def breaks(cursor) -> Question | None:
    """What would be written, of lines that break inside a cell: two cells may have become one."""
    written = (
        "FROM stock_line l LEFT JOIN stock_pair p ON p.line = l.line "
        "WHERE l.is_broken AND (p.line IS NULL OR p.is_changed)"
    )
    cursor.execute(f"SELECT count(*) {written}")
    count = cursor.fetchone()[0]
    if not count:
        return None
    cursor.execute(
        f"SELECT l.line, l.street_number, l.street_name, l.address_complement, l.building, l.door {written} "
        f"ORDER BY l.line LIMIT {EXAMPLES_SHOWN}"
    )
    examples = [{"line": line, "right": ", ".join(filter(None, parts))} for line, *parts in cursor.fetchall()]
    have = "ont" if count > 1 else "a"
    sentence = (
        f"{counted(count, 'ligne')} {have} un retour à la ligne au milieu d’une cellule\u00a0: ce qui le suit est lu à "
        "la suite, et peut y être de trop."
    )
    return Question(Kind.BREAKS, sentence, examples)


def enumerated(parts: Iterable[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} et {last}" if others else last
