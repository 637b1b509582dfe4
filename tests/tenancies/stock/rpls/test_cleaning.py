import datetime

import pytest

from tenancies.models import Dwelling
from tests.tenancies.stock.rpls.files import legal, open_data


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("6029", "06029"),
        ("06029", "06029"),
        ("6029.0", "06029"),
        ("2A004", "2A004"),
        ("2b033", "2B033"),
        ("97105", "97105"),
    ],
)
def test_commune_gets_its_zero_back(imported, written, code):
    assert imported(DEPCOM=written).commune_code == code


@pytest.mark.parametrize("written", ["", "00000", "99999", "6O29", "20004", "96001", "3.1E+4", "315"])
def test_line_without_a_commune_is_refused(give, written):
    assert give(open_data({"DEPCOM": written})) == (0, 0, 0, 1)
    [problem] = give.result.errors
    assert (problem.line, problem.column, problem.value) == (2, "colonne DEPCOM", written)
    assert problem.advice == "écrivez les cinq caractères du code INSEE, par exemple 31555 ou 2A004."


@pytest.mark.parametrize(
    ("written", "rooms"), [("3", 3), ("9", 9), ("T4", 4), ("2.0", 2), ("0", None), ("NC", None), ("", None)]
)
def test_rooms(imported, written, rooms):
    assert imported(NBPIECE=written).rooms == rooms


@pytest.mark.parametrize("written", ["10", "-1", "trois", "1E1"])
def test_line_with_impossible_rooms_is_refused(give, written):
    assert give(open_data({"NBPIECE": written})) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("column", "written", "field", "value"),
    [
        ("CODEPOSTAL", "6400", "postal_code", "06400"),
        ("SURFHAB", "28,5", "living_area_m2", 28),
        ("SURFHAB", "Non renseigné", "living_area_m2", None),
        ("CONSTRUCT", "Non conforme", "completed_year", None),
        ("CONSTRUCT", "1975.0", "completed_year", 1975),
        ("TYPECONST", "NC", "construction", ""),
        ("QPV", "2", "in_priority_district", False),
        ("QPV", "", "in_priority_district", None),
        ("FINAN", "0", "funding_code", ""),
        ("DPEENERGIE", "2", "energy_class", "A"),
        ("DPEENERGIE", "8", "energy_class", "G"),
        ("DPEENERGIE", "9", "energy_class", ""),
        ("DPESERRE", "e", "greenhouse_class", "E"),
        ("DPEDATE", "01/1900", "energy_assessed_on", None),
        ("DPEDATE", "Sans objet", "energy_assessed_on", None),
        ("DPEDATE", "04/2018", "energy_assessed_on", datetime.date(2018, 4, 1)),
        ("DPEDATE", "01/04/2018", "energy_assessed_on", datetime.date(2018, 4, 1)),
        ("IMMEU", "7190-01-01", "building_code", "7190-01-01"),
        ("BAT", "BATIMENT A", "building", "A"),
        ("BAT", "0507B01", "building", "0507B01"),
        ("NUMCONV", "06.1988.06.85.1231.2.013.007.12", "apl_agreement_number", "06.1988.06.85.1231.2.013.007.12"),
    ],
)
def test_value_is_understood(give, imported, column, written, field, value):
    assert getattr(imported(**{column: written}), field) == value
    assert give.result.warnings == []


@pytest.mark.parametrize(
    ("column", "written", "field", "value"),
    [
        ("NUMCONV", "6.1995128512321E+021", "apl_agreement_number", ""),
        ("CODEPOSTAL", "31 2OO", "postal_code", ""),
        ("SURFHAB", "6200", "living_area_m2", None),
        ("CONSTRUCT", "64", "completed_year", None),
        ("FINAN", "98", "funding_code", ""),
        ("DPEDATE", "13/2018", "energy_assessed_on", None),
    ],
)
def test_optional_value_that_is_not_understood_is_left_empty_and_said(give, imported, column, written, field, value):
    assert getattr(imported(**{column: written}), field) == value
    [problem] = give.result.warnings
    assert (problem.line, problem.column, problem.value) == (2, f"colonne {column}", written)


# What may stand inside a text, and what is kept of it.
ODD = {
    "\t": " ",
    " \t ": " ",
    "\x0b": " ",
    "\u00a0": " ",
    "\u2028": " ",
    "\u200b": "",
    " \u200b ": " ",
    "\\": "\\",
    "\\N": "\\N",
    "\\.": "\\.",
    "\\t": "\\t",
    '"': '"',
    '""': '""',
    "'": "'",
}
TEXT_COLUMNS = {
    "IDENT_INT": "landlord_reference",
    "LIBCOM": "commune_name",
    "NUMAPPT": "door",
    "ESC": "staircase",
    "ETAGE": "floor",
    "COMPLIDENT": "address_complement",
    "ENTREE": "entrance",
    "BAT": "building",
    "IMMEU": "building_code",
    "COMPLGEO": "residence__name",
    "NUMCONV": "apl_agreement_number",
    "NOMVOIE": "street_name",
}


@pytest.mark.parametrize("column", TEXT_COLUMNS)
def test_text_with_any_character_is_tidied_and_changes_nothing_the_second_time(give, column):
    lines = [{column: f"{chr(65 + rank)}b{odd}cde"} for rank, odd in enumerate(ODD)]
    tidy = [f"{chr(65 + rank)}b{kept}cde" for rank, kept in enumerate(ODD.values())]

    assert give(legal(*lines, encoding="utf-8")) == (len(ODD), 0, 0, 0)
    assert give.result.warnings == []
    stored = Dwelling.objects.order_by("pk").values_list(TEXT_COLUMNS[column], flat=True)
    assert [text.removeprefix("rue ") for text in stored] == tidy
    assert give(legal(*lines, encoding="utf-8")) == (0, 0, len(ODD), 0)


def test_code_with_odd_spaces_is_understood(imported):
    dwelling = imported(CODEPOSTAL="31\u00a0200", DPEENERGIE="\u00a0d\u200b", FINAN="Sans\u00a0objet")

    assert (dwelling.postal_code, dwelling.energy_class, dwelling.funding_code) == ("31200", "D", "")


def test_value_that_is_not_understood_keeps_the_stored_one(give):
    give(open_data({"NUMCONV": "31/1980/03/79444"}))

    assert give(open_data({"NUMCONV": "3.119800379444E+12"})) == (0, 0, 1, 0)
    assert Dwelling.objects.get().apl_agreement_number == "31/1980/03/79444"


@pytest.mark.parametrize(
    ("cells", "number", "street", "complement"),
    [
        ({"NUMVOIE": "95 B"}, "95 B", "rue des Mazades", ""),
        ({"NUMVOIE": "7BIS"}, "7 bis", "rue des Mazades", ""),
        ({"NUMVOIE": "7", "INDREP": "TER"}, "7 ter", "rue des Mazades", ""),
        ({"NUMVOIE": "1-5"}, "1-5", "rue des Mazades", ""),
        ({"NUMVOIE": "0012"}, "12", "rue des Mazades", ""),
        ({"TYPVOIE": "AV"}, "12", "avenue des Mazades", ""),
        ({"TYPVOIE": "AV."}, "12", "avenue des Mazades", ""),
        ({"TYPVOIE": "Avenue"}, "12", "avenue des Mazades", ""),
        ({"TYPVOIE": "ALL?E"}, "12", "allée des Mazades", ""),
        ({"TYPVOIE": "AVENUE", "NOMVOIE": "AV. MICHEL-JOURDAN"}, "12", "avenue Michel-Jourdan", ""),
        ({"NOMVOIE": "DU 8 MAI 1945"}, "12", "rue du 8 Mai 1945", ""),
        ({"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "12 IMPASSE DENANS"}, "12", "impasse Denans", ""),
        (
            {"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "137  AV  MAURICE CHEVALLIER"},
            "137",
            "avenue Maurice Chevallier",
            "",
        ),
        ({"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "0003  RUE GABRIEL CORDIER"}, "3", "rue Gabriel Cordier", ""),
        ({"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "8 MAI 1945"}, "", "8 Mai 1945", ""),
        (
            {"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "LE RIOU BAT B BRUY", "COMPLIDENT": "22 boulevard du Riou"},
            "22",
            "boulevard du Riou",
            "Le Riou Bat B Bruy",
        ),
        (
            {"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "L'AUBE BAT F", "COMPLIDENT": "53.55 avenue Michel Jourdan"},
            "53-55",
            "avenue Michel Jourdan",
            "L'Aube Bat F",
        ),
        (
            {"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "DOMAINE DES GEN", "COMPLIDENT": "5 rue Chateaubriand"},
            "5",
            "rue Chateaubriand",
            "Domaine des Gen",
        ),
        ({"NUMVOIE": "6", "COMPLIDENT": "6 rue des Mazades"}, "6", "rue des Mazades", ""),
        ({"COMPLIDENT": "BAT B3 LOT 033"}, "12", "rue des Mazades", "Bat B3 Lot 033"),
        ({"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": "", "LIEUDIT": "LA BOCCA"}, "", "La Bocca", ""),
    ],
)
def test_address_is_found_wherever_it_stands(imported, cells, number, street, complement):
    dwelling = imported(**cells)

    assert (dwelling.street_number, dwelling.street_name, dwelling.address_complement) == (number, street, complement)


def test_line_without_any_address_is_refused(give):
    assert give(open_data({"NUMVOIE": "", "TYPVOIE": "", "NOMVOIE": ""})) == (0, 0, 0, 1)
    assert give.result.errors[0].advice == "l’adresse manque\u00a0: écrivez la voie ou le lieu-dit."


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"COMPLGEO": "LES AMARYLLIS 2"}, "Les Amaryllis 2"),
        ({"COMPLGEO": "138", "IMMEU": "CANNES DENANS"}, "Cannes Denans"),
        ({"COMPLGEO": "0008-T4-01", "IMMEU": "138"}, "Rue des Mazades"),
        ({"COMPLGEO": "ZAC COMMANDANT MARIA"}, "ZAC Commandant Maria"),
    ],
)
def test_residence_bears_a_name_rather_than_a_code(imported, cells, name):
    assert imported(**cells).residence.name == name


@pytest.mark.parametrize("spoilt", ["DES GEN?TS", "DES GEN\ufffdTS", "DES GEN", "DES GENETS"])
def test_spoilt_text_never_overwrites_a_good_accent(give, spoilt):
    give(open_data({"NOMVOIE": "DES GENÊTS", "COMPLGEO": "LES GENÊTS"}))

    assert give(open_data({"NOMVOIE": spoilt, "COMPLGEO": spoilt.replace("DES", "LES")})) == (0, 0, 1, 0)
    dwelling = Dwelling.objects.get()
    assert (dwelling.street_name, dwelling.residence.name) == ("rue des Genêts", "Les Genêts")


def test_good_accent_mends_a_spoilt_text(give):
    give(open_data({"NOMVOIE": "DES GEN?TS"}))

    assert give(open_data({"NOMVOIE": "DES GENÊTS"})) == (0, 1, 0, 0)
    assert Dwelling.objects.get().street_name == "rue des Genêts"
