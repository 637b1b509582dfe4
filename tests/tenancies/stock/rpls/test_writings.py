"""A file written otherwise, by whatever tool, is the same file: imported over itself it changes nothing."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenancies.models import Dwelling
from tests.tenancies.stock.rpls.files import legal, open_data
from tests.tenancies.stock.rpls.spoiling import WRITINGS, each, legal_rows, open_rows, to_csv

LINES = 30


@pytest.mark.parametrize("write", [open_rows, legal_rows])
def test_file_written_in_several_ways_at_once_changes_nothing(give, write):
    rows = write(LINES)
    assert give(io.BytesIO(to_csv(rows))) == (LINES, 0, 0, 0)

    @given(st.lists(st.sampled_from(sorted(WRITINGS)), min_size=1, max_size=4, unique=True))
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
    )
    def check(ways):
        written = rows
        for way in ways:
            written = WRITINGS[way](written)
        assert give(io.BytesIO(to_csv(written)), dry_run=True) == (0, 0, LINES, 0), ways

    check()


def test_each_way_of_writing_changes_nothing(give):
    rows = open_rows(LINES)
    give(io.BytesIO(to_csv(rows)))

    figures = {way: give(io.BytesIO(to_csv(write(rows))), dry_run=True) for way, write in WRITINGS.items()}

    assert figures == dict.fromkeys(WRITINGS, (0, 0, LINES, 0))


def test_stock_written_otherwise_at_first_is_the_same_too(give):
    """What was imported before, zeros and case included, is not rewritten by a file that writes it plainly."""
    rows = open_rows(LINES)
    give(io.BytesIO(to_csv(WRITINGS["zeros in front"](WRITINGS["lower case"](rows)))))

    assert give(io.BytesIO(to_csv(rows))) == (0, 0, LINES, 0)


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("ETAGE", "1", "-1"), ("NUMAPPT", "A1", "A01"), ("NUMAPPT", "1-2", "12"), ("ESC", "A", "B"), ("BAT", "+", "*")],
)
def test_what_differs_stays_different(give, column, one, other):
    give(open_data({column: one}, {column: other}))

    assert give(open_data({column: other}, {column: one})) == (0, 0, 2, 0)
    assert give(open_data({column: one}, {column: one}), dry_run=True)[1] == 1


@pytest.mark.parametrize("written", ["a/0012", "A/0012 ", "A 0012"])
def test_reference_written_otherwise_designates_its_dwelling_and_stays_as_it_was(give, written):
    give(legal({"IDENT_INT": "A/0012"}, {"IDENT_INT": "B/0012"}))

    assert give(legal({"IDENT_INT": written}, {"IDENT_INT": "B/0012"})) == (0, 0, 2, 0)
    assert Dwelling.objects.filter(landlord_reference="A/0012").exists()


def test_reference_that_could_be_two_dwellings_is_neither(give):
    give(legal({"IDENT_INT": "012"}, {"IDENT_INT": "0012", "NUMAPPT": "2"}))

    assert give(legal({"IDENT_INT": "12", "NUMAPPT": "3"}), dry_run=True) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("3100000001", "3100000001"),
        ("1", "0000000001"),
        ("12.0", "0000000012"),
        ("ab3", None),
        ("3,1E+09", None),
        ("31000000011", None),
    ],
)
def test_identifier_of_the_register_has_ten_characters(give, written, kept):
    figures = give(legal({"IDENT_REP": written}))

    assert figures == ((1, 0, 0, 0) if kept else (0, 0, 0, 1))
    assert list(Dwelling.objects.values_list("rpls_id", flat=True)) == ([kept] if kept else [])
    if not kept:
        assert give.result.errors[0].advice.endswith("dans une colonne mise au format texte.")


SPOILT_NUMBERS = (
    "mai-26",
    "01/05/2026",
    "5-janv",
    "45292",
    "#REF!",
    "#####",
    "1E+03",
    "1,00E+05",
    "2026-05-01 00:00:00",
)


@pytest.mark.parametrize("column", ["NUMVOIE", "NUMAPPT"])
def test_number_spoilt_by_a_spreadsheet_is_never_stored(give, column):
    """Without an identifier nothing says which dwelling it is: refused. With one, what is stored is kept."""
    numbers = [number for number in SPOILT_NUMBERS if (column, number) != ("NUMAPPT", "45292")]
    lines = [{"NUMAPPT": str(rank), "SURFHAB": str(40 + rank)} for rank in range(len(numbers))]
    spoilt = [line | {column: number} for line, number in zip(lines, numbers, strict=True)]
    give(legal(*lines))

    assert give(legal(*spoilt)) == (0, 0, len(lines), 0)
    assert give.result.warned == len(lines)
    assert give(open_data(*spoilt)) == (0, 0, 0, len(lines))
    assert {problem.column for problem in give.result.errors} == {f"colonne {column}"}


def test_emptied_name_of_the_commune_keeps_the_stored_one(give):
    rows = legal_rows(3)
    give(io.BytesIO(to_csv(rows)))

    assert give(io.BytesIO(to_csv(each(rows, ["LIBCOM"], lambda text: "")))) == (0, 0, 3, 0)
