"""What is suspicious in a whole file is asked before a line is written."""

import io

import pytest

from tenancies.models import Dwelling
from tenancies.stock.rpls.questions import Kind, UnansweredError
from tests.tenancies.stock.rpls.files import legal, open_data
from tests.tenancies.stock.rpls.spoiling import Rows, each, legal_rows, open_rows, places, to_csv

LINES = 40


@pytest.fixture
def asked(give):
    """`asked(content)`: the kinds of questions that the file raises; nothing is changed."""

    def asked(content):
        give(io.BytesIO(content), dry_run=True)
        return [question.kind for question in give.result.questions]

    return asked


def renumbered(rows: Rows) -> Rows:
    """Other references, other doors."""
    return each(rows, ["IDENT_INT", "IDENT_REP", "NUMAPPT", "ETAGE"], lambda text: f"9{text[1:]}" if text else text)


def every_other(rows: Rows, name: str, change) -> Rows:
    changed = each(rows, [name], change)
    return [changed[rank] if rank % 2 else row for rank, row in enumerate(rows)]


def test_files_that_are_right_ask_nothing(give, asked):
    """The first import, the same again, next year's with other rents, a new building, some corrections."""
    rows = legal_rows(LINES)
    assert asked(to_csv(rows)) == []
    give(io.BytesIO(to_csv(rows)))

    street, reference = places(rows)["NOMVOIE"], places(rows)["IDENT_INT"]
    new = [list(row) for row in renumbered(rows)[1:]]
    for rank, row in enumerate(new):
        row[street], row[reference], row[0] = "DU NOUVEAU CHEMIN", f"N{rank}", ""
    announced = [[*rows[0][:10], str(2 * LINES), ""], *rows[1:], *new]
    for content in (
        to_csv(rows),
        to_csv(each(rows, ["LOYERPRINC"], lambda text: str(int(text) + 9))),
        to_csv(announced),
        to_csv([*rows[:1], *each(rows[:5], ["SURFHAB"], lambda text: "99")[1:], *rows[5:]]),
    ):
        assert asked(content) == []


@pytest.mark.parametrize("write", [open_rows, legal_rows])
def test_dwellings_written_otherwise_are_asked_about_before_they_are_doubled(give, asked, write):
    rows = write(LINES)
    give(io.BytesIO(to_csv(rows)))
    otherwise = renumbered(rows) if rows[0][0].isdigit() else [rows[0], *renumbered(rows)[1:20], *rows[1:10]]

    assert asked(to_csv(otherwise))[-1] == Kind.CREATIONS
    question = give.result.questions[-1]
    assert question.sentence.endswith("ce sont peut-être les mêmes, écrits autrement.")
    assert len(question.examples) == 10
    assert set(question.examples[0]) == {"line", "left", "right"}
    with pytest.raises(UnansweredError):
        give(io.BytesIO(to_csv(otherwise)), accepted=())
    assert Dwelling.objects.count() == LINES


def test_file_put_twice_end_to_end_is_asked_about(give, asked):
    rows = open_rows(LINES)
    give(io.BytesIO(to_csv(rows)))

    assert asked(to_csv([*rows, *rows[1:]])) == [Kind.CREATIONS]


def test_address_lost_in_every_line_is_asked_about(give, asked):
    rows = open_rows(LINES)
    give(io.BytesIO(to_csv(rows)))
    without = each(rows, ["NOMVOIE", "TYPVOIE", "NUMVOIE"], lambda text: "")

    assert asked(to_csv(each(without, ["LIEUDIT"], lambda text: "LE BOURG"))) == [Kind.REWRITING]


@pytest.mark.parametrize(
    ("name", "change", "label"),
    [
        ("SURFHAB", lambda text: str(int(text) + 1), "surface habitable (m²)"),
        ("NUMAPPT", lambda text: f"Z{text}", "appartement"),
        ("FINAN", lambda text: "", "financement (code RPLS)"),
        ("COMPLGEO", lambda text: "LES AUTRES", "résidence"),
        ("NOMVOIE", lambda text: "DE L'AUTRE", "voie"),
        ("SORTIEPATRIM", lambda text: "4", "sortie du patrimoine"),
    ],
)
def test_column_rewritten_in_half_of_the_stock_is_asked_about(give, asked, name, change, label):
    rows = legal_rows(LINES)
    give(io.BytesIO(to_csv(rows)))

    assert asked(to_csv(every_other(rows, name, change))) == [Kind.REWRITING]
    [question] = give.result.questions
    assert f"«\u00a0{label}\u00a0» de 20 logements sur 40" in question.sentence
    assert len(question.examples) == 10
    assert {example["label"] for example in question.examples} == {label}


def test_what_was_empty_is_filled_without_asking(give, asked):
    give(io.BytesIO(to_csv(open_rows(LINES))))

    assert asked(to_csv(legal_rows(LINES))) == []


def test_letters_read_in_a_wrong_encoding_are_asked_about(asked, give):
    content = to_csv(legal_rows(200)).decode()
    for spoilt in (content.encode().decode("cp437"), content.translate(str.maketrans("ÉÈÊÛ", "\ufffd" * 4))):
        assert asked(spoilt.encode()) == [Kind.LETTERS]
        assert len(give.result.questions[0].examples) == 10


def test_file_that_is_not_whole_is_asked_about(give, asked):
    rows = legal_rows(LINES)
    give(io.BytesIO(to_csv(rows)))
    lines = len(rows) - 1

    for content, reason in (
        (to_csv(rows[:30]), f"L’en-tête annonce {lines}\u00a0logements et le fichier compte 29\u00a0lignes"),
        (to_csv([[*rows[0][:10], "", ""], *rows[1:]])[:-60], "La dernière ligne du fichier est coupée"),
    ):
        assert asked(content) == [Kind.INCOMPLETE]
        assert give.result.questions[0].sentence == f"{reason}\u00a0: il n’est pas entier."


def test_corrected_lines_given_back_ask_nothing_of_the_whole(give, asked):
    refused = io.StringIO()
    give(legal(*({} for _ in range(9)), {"NBPIECE": "12"}), refused=refused)

    assert asked(refused.getvalue().replace(";12;", ";3;").encode()) == []


def test_one_new_dwelling_of_a_small_file_is_asked_about_only_where_one_is_missing(give, asked):
    give(open_data({}, {"NUMAPPT": "2"}))

    assert asked(open_data({}, {"NUMAPPT": "2"}, {"NUMAPPT": "3"}).read()) == []
    assert asked(open_data({}, {"NUMAPPT": "3", "SURFHAB": "20", "NBPIECE": "1"}).read()) == [Kind.CREATIONS]


def test_doors_of_the_size_of_a_date_are_asked_about_once(give, asked):
    rows = open_rows(LINES)
    door = places(rows)["NUMAPPT"]
    give(io.BytesIO(to_csv(rows)))
    spoilt = [list(row) for row in rows]
    spoilt[3][door], spoilt[7][door] = "45292", "45293.0"

    assert asked(to_csv(spoilt)) == [Kind.DATES]
    question = give.result.questions[0]
    assert question.sentence.startswith("Le numéro «\u00a0appartement\u00a0» de 2\u00a0lignes a l’air d’une date")
    assert [example["right"] for example in question.examples] == [
        "appartement 45292\u00a0: peut-être «\u00a01-1\u00a0»",
        "appartement 45293\u00a0: peut-être «\u00a02-1\u00a0»",
    ]
    with pytest.raises(UnansweredError):
        give(io.BytesIO(to_csv(spoilt)), accepted=())
    # Said once, they are numbers; and those that are numbered higher as well always were.
    give(io.BytesIO(to_csv(spoilt)))
    assert asked(to_csv(spoilt)) == []
    spoilt[5][door], spoilt[9][door] = "45295", "70512"
    assert asked(to_csv(spoilt)) == []


def test_building_of_the_size_of_a_date_is_asked_about_and_a_floor_refused(give, asked):
    assert asked(open_data({"BAT": "45292"}).read()) == [Kind.DATES]
    assert "bâtiment 45292" in give.result.questions[0].examples[0]["right"]
    for cell in (
        {"ETAGE": "45292"},
        {"BAT": "1-janv."},
        {"BAT": "janv.-1"},
        {"IMMEU": "01-janv"},
        {"NUMAPPT": "janv.-1"},
    ):
        assert give(open_data(cell), dry_run=True) == (0, 0, 0, 1), cell
        assert "un tableur l’a changé" in give.result.errors[0].sentence
    for cell in ({"BAT": "8 mai 1945"}, {"BAT": "Mars"}, {"IMMEU": "2019-01-01"}, {"NUMAPPT": "1204"}, {"BAT": "D2"}):
        assert give(open_data(cell), dry_run=True) == (1, 0, 0, 0), cell
        assert give.result.questions == []


def test_line_break_in_a_cell_that_is_read_is_asked_about_when_something_would_be_written(give, asked):
    rows = open_rows(LINES)
    give(io.BytesIO(to_csv(rows)))
    street = places(rows)["NOMVOIE"]
    broken = [list(row) for row in rows]
    for rank in (2, 3, 4):
        broken[rank][street] += "\nBâtiment B"

    assert asked(to_csv(broken))[-1] == Kind.BREAKS
    question = give.result.questions[-1]
    assert question.sentence.startswith("3\u00a0lignes ont un retour à la ligne au milieu d’une cellule")
    assert [example["line"] for example in question.examples] == [3, 5, 7]
    # Read as it was, it is no matter.
    for rank in (2, 3, 4):
        broken[rank][street] = rows[rank][street].replace(" ", "\n", 1)
    assert asked(to_csv(broken)) == []
