import io

import pytest

from tenancies.models import Dwelling
from tenancies.stock.rpls.decoding import FileRefusedError, scan
from tests.tenancies.stock.rpls.files import DWELLING, legal, open_data

HEADER_2025 = (
    "REG_CODE;REG_LIBELLE;LIBREG;DEP_CODE;DEP_LIBELLE;LIBDEP;EPCI_CODE;EPCI_LIBELLE;LIBEPCI;DROIT_CODE;DROIT_LIBELLE;"
    "DEPCOM;CODEPOSTAL;LIBCOM;NUMVOIE;INDREP;TYPVOIE;NOMVOIE;ETAGE;COMPLGEO;LIEUDIT;QPV_CODE;QPV_LIBELLE;"
    "TYPECONST_CODE;TYPECONST_LIBELLE;NBPIECE;SURFHAB;CONSTRUCT;LOCAT;PATRIMOINE;ORIGINE;FINAN_CODE;FINAN_LIBELLE;"
    "FINANAUTRE;CONV;NUMCONV;DATCONV;NEWLOGT_CODE;NEWLOGT_LIBELLE;CUS;DPEDATE;DPEENERGIE;DPESERRE;SRU_EXPIR;"
    "SRU_ALINEA;CODSEGPATRIM;LIBSEGPATRIM;PMR_CODE;PMR_LIBELLE;PLG_VOIE;EPSG;X;Y;PLG_QP24;PLG_QP15;PLG_IRIS2024_CODE;"
    "PLG_IRIS2024_LIBELLE;PLG_ZUS;PLG_QVA;QUALITE_VOIE;QUALITE_NUMERO;QUALITE_XY;DISTANCE_PRECISION;QUALITE_QP24;"
    "QUALITE_QP15;QUALITE_IRIS;QUALITE_ZUS;QUALITE_QVA;COMAQP;COMAZUS;UU2020;AAV2020;ZE2020"
)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separator_encoding_and_line_ends_are_found(give, separator, encoding, end):
    file = open_data({"NOMVOIE": "DES GENÊTS"}, separator=separator, encoding=encoding, end=end)

    assert give(file) == (1, 0, 0, 0)
    assert Dwelling.objects.get().street_name == "rue des Genêts"


def test_utf8_file_with_a_few_spoilt_bytes_keeps_its_good_accents(give):
    content = open_data({"NOMVOIE": "DES GENÊTS"}, {"NOMVOIE": "DE L'ÉGLISE"}, {"NOMVOIE": "DU CHÂTEAU"}).read()

    assert give(io.BytesIO(content.replace("Â".encode(), b"\xc2", 1))) == (3, 0, 0, 0)
    assert set(Dwelling.objects.values_list("street_name", flat=True)) == {
        "rue des Genêts",
        "rue de l'Église",
        "rue du Ch\ufffdteau",
    }


@pytest.mark.parametrize("byte", [b"\x81", b"\x9d"])
def test_bytes_that_windows_leaves_undefined_are_iso_8859_1(byte):
    assert scan(io.BytesIO(b"caf\xe9 " + byte)).encoding.name == "iso-8859-1"


@pytest.mark.parametrize(
    "header",
    [
        [f"{name.lower()}_red" for name in DWELLING],
        [f"{name}_RED" for name in DWELLING],
        [{"DEPCOM": "DEPCOM_CODE", "QPV": "QPV_CODE", "NUMAPPT": "NUMAPP"}.get(name, name) for name in DWELLING],
        [f'"{name}"' for name in DWELLING],
    ],
)
def test_columns_are_known_by_their_names_of_any_year(give, header):
    line = ";".join(DWELLING.values())
    file = io.BytesIO(f"{';'.join(header)}\n{line}\n".encode())

    assert give(file) == (1, 0, 0, 0)
    dwelling = Dwelling.objects.get()
    assert (dwelling.commune_code, dwelling.rooms, dwelling.in_priority_district, dwelling.door) == (
        "31555",
        3,
        True,
        "1",
    )


def test_file_of_2025_is_understood_and_its_absent_columns_are_left_as_they_are(give):
    assert give(open_data({})) == (1, 0, 0, 0)
    names = {"QPV_CODE": "QPV", "TYPECONST_CODE": "TYPECONST", "FINAN_CODE": "FINAN"}
    cells = [DWELLING.get(names.get(name, name), "") for name in HEADER_2025.split(";")]
    cells[HEADER_2025.split(";").index("SURFHAB")] = "63"
    file = io.BytesIO(f"{HEADER_2025}\r\n{';'.join(cells)}\r\n".encode())

    assert give(file) == (0, 1, 0, 0)
    dwelling = Dwelling.objects.get()
    assert (dwelling.living_area_m2, dwelling.door) == (63, "1")


def test_legal_file_is_read_by_positions(give):
    cells = {"IDENT_REP": "3100000001", "MODE": "4", "LOYERPRINC": "9999", "CONTINGENT": "6", "SORTIEPATRIM": "9"}

    assert give(legal(cells, {"LOYERPRINC": "412"})) == (2, 0, 0, 0)
    first, second = Dwelling.objects.order_by("landlord_reference")
    assert (first.landlord_reference, first.rpls_id, first.occupancy_code, first.quota_code) == (
        "L1",
        "3100000001",
        "4",
        "6",
    )
    assert (first.rent_euros, second.rent_euros) == (None, 412)


def test_file_of_another_landlord_is_refused(give):
    with pytest.raises(FileRefusedError, match="celui d’un autre organisme"):
        give(legal({}, siren="732829320"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "est vide"),
        (b"\n\n", "première ligne est vide"),
        (b"%PDF-1.7", "document PDF"),
        (b"DEPCOM;NOMVOIE;NBPIECE\n31555;\0;3\n", "octets nuls"),
        (b"Nom;Age\nDupont;3\n", "Il manque la commune"),
        (b"DEPCOM;NOMVOIE\n31555;RUE\n", "le nombre de pièces"),
        (b";".join([b"1"] * 64), "décrit déjà un logement"),
    ],
)
def test_what_is_no_stock_is_refused_with_what_to_do(give, content, reason):
    with pytest.raises(FileRefusedError, match=reason):
        give(io.BytesIO(content))
    assert Dwelling.objects.count() == 0


def test_file_too_large_is_refused(give, settings):
    settings.IMPORT_MAX_BYTES = 100

    with pytest.raises(FileRefusedError, match="dépasse"):
        give(open_data({}))


def test_quoted_cells_and_a_quote_that_never_closes(give):
    file = open_data(
        {"COMPLIDENT": '"LE ""PARC"" ; BAT A"'}, {"COMPLIDENT": 'LE "PARC', "NUMAPPT": "2"}, {"NUMAPPT": "3"}
    )

    assert give(file) == (3, 0, 0, 0)
    complements = Dwelling.objects.order_by("door").values_list("address_complement", flat=True)
    assert list(complements) == ['Le "Parc" ; Bat A', 'Le "Parc', ""]


@pytest.mark.parametrize("column", ["NUMCONV", "COMPLIDENT", "NOMVOIE", "DEPCOM"])
def test_cell_of_200_000_characters_refuses_its_line_alone(give, column):
    give(open_data({}, {"NUMAPPT": "2"}))

    assert give(open_data({column: f'"{"x" * 200_000}"'}, {"NUMAPPT": "2"})) == (0, 0, 1, 1)
    [problem] = give.result.errors
    assert (problem.line, len(problem.sentence) < 200) == (2, True)
    assert len(str(give.result.details)) < 1_000
