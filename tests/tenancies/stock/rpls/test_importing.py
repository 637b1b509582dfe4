import csv
import io
import random

import pytest

from tenancies.models import Dwelling, Residence
from tenancies.stock.rpls.importing import FileNotWholeError
from tests.factories.partners import OrganizationFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, TenancyFactory
from tests.tenancies.stock.rpls.files import legal, open_data


def dwellings(*fields):
    return list(Dwelling.objects.order_by("pk").values_list(*fields, flat=len(fields) == 1))


TWENTY = [{"NUMAPPT": str(n), "SURFHAB": str(40 + n)} for n in range(20)]
TWINS = [{"NUMAPPT": "", "ETAGE": ""}] * 3


@pytest.mark.parametrize("write", [open_data, legal])
def test_same_file_again_changes_nothing(give, write):
    assert give(write(*TWENTY)) == (20, 0, 0, 0)
    before = dwellings("public_id", "updated_at", "door")

    assert give(write(*TWENTY)) == (0, 0, 20, 0)
    assert dwellings("public_id", "updated_at", "door") == before
    assert Residence.objects.count() == 1


@pytest.mark.parametrize("write", [open_data, legal])
def test_dry_run_changes_nothing(give, write):
    assert give(write(*TWENTY), dry_run=True) == (20, 0, 0, 0)
    assert (Dwelling.objects.count(), Residence.objects.count()) == (0, 0)


def test_order_of_the_lines_does_not_count(give):
    lines = [*TWENTY, *TWINS]
    give(open_data(*lines))
    before = dwellings("public_id", "door", "living_area_m2")
    random.Random(1).shuffle(lines)

    assert give(open_data(*lines)) == (0, 0, 23, 0)
    assert dwellings("public_id", "door", "living_area_m2") == before


def test_equal_lines_are_as_many_dwellings(give):
    assert give(open_data(*TWINS)) == (3, 0, 0, 0)
    assert give(open_data(*TWINS)) == (0, 0, 3, 0)
    assert give(open_data(*TWINS, *TWINS[:1])) == (1, 0, 3, 0)
    assert give(open_data(*TWINS)) == (0, 0, 3, 0)
    assert give.result.missing == 1
    assert Dwelling.objects.count() == 4


@pytest.mark.parametrize(
    "change",
    [
        {"SURFHAB": "99"},
        {"NBPIECE": "5"},
        {"NOMVOIE": "DES MAZADES PROLONGEE"},
        {"NUMAPPT": "7 BIS"},
        {"DPEENERGIE": "A"},
        {"COMPLGEO": "LES NOUVEAUX MAZADES"},
    ],
)
def test_changed_dwelling_stays_the_same_dwelling(give, change):
    give(open_data(*TWENTY))
    changed_one = Dwelling.objects.get(door="7")
    lines = [line | (change if line["NUMAPPT"] == "7" else {}) for line in TWENTY]

    assert give(open_data(*lines)) == (0, 1, 19, 0)
    assert give.result.missing == 0
    assert Dwelling.objects.count() == 20
    [example] = give.result.changes
    assert (example["line"], example["dwelling"]) == (9, "12 rue des Mazades, porte 7")
    later = Dwelling.objects.get(pk=changed_one.pk)
    assert later.updated_at > changed_one.updated_at


def test_twins_that_change_stay_as_many(give):
    give(open_data(*TWINS))

    assert give(open_data(TWINS[0], TWINS[1] | {"SURFHAB": "70"}, TWINS[2] | {"SURFHAB": "71"})) == (0, 2, 1, 0)
    assert sorted(dwellings("living_area_m2")) == [62, 70, 71]


def test_new_dwelling_of_a_partial_file_is_not_taken_for_a_correction(give):
    give(open_data(*({"NUMAPPT": str(n)} for n in range(5))))

    assert give(open_data({"NUMAPPT": "9"})) == (1, 0, 0, 0)


def test_whole_group_numbered_anew_is_changed_not_replaced(give):
    same = [{"NUMAPPT": str(n)} for n in range(5)]
    give(open_data(*same))

    assert give(open_data(*({"NUMAPPT": f"A{n}"} for n in range(5)))) == (0, 5, 0, 0)


def test_landlords_reference_decides_whatever_else_changes(give):
    give(legal({"IDENT_INT": "A"}, {"IDENT_INT": "B"}))
    first = Dwelling.objects.get(landlord_reference="A").pk

    assert give(legal({"IDENT_INT": "B"}, {"IDENT_INT": "A", "NOMVOIE": "VICTOR HUGO", "NBPIECE": "1"})) == (0, 1, 1, 0)
    assert Dwelling.objects.get(landlord_reference="A").pk == first


def test_register_identifier_finds_a_dwelling_whose_reference_changed(give):
    give(legal({"IDENT_INT": "A", "IDENT_REP": "3100000001"}))

    assert give(legal({"IDENT_INT": "Z", "IDENT_REP": "3100000001"})) == (0, 1, 0, 0)
    assert dwellings("landlord_reference") == ["Z"]


def test_legal_file_after_open_data_names_the_same_dwellings(give):
    give(open_data(*TWENTY))

    assert give(legal(*TWENTY)) == (0, 20, 0, 0)
    assert give(open_data(*TWENTY)) == (0, 0, 20, 0)
    assert give(legal(*TWENTY)) == (0, 0, 20, 0)


def test_open_data_erases_nothing_it_does_not_say(give):
    give(legal({"LOYERPRINC": "412", "MODE": "1"}))

    assert give(open_data({})) == (0, 0, 1, 0)
    assert dwellings("rent_euros", "occupancy_code", "landlord_reference") == [(412, "1", "L1")]


@pytest.mark.parametrize(("column", "other"), [("IDENT_INT", "IDENT_REP"), ("IDENT_REP", "IDENT_INT")])
def test_identifier_given_twice_is_refused_the_second_time(give, column, other):
    same, one, another = "3100000001", "3100000002", "3100000003"
    assert give(legal({column: same, other: one}, {column: same, other: another})) == (1, 0, 0, 1)
    assert give.result.errors[0].advice == "déjà donné à la ligne 2\u00a0: chaque logement a le sien."


def test_legal_line_without_any_identifier_is_refused(give):
    assert give(legal({"IDENT_INT": ""})) == (0, 0, 0, 1)


@pytest.mark.parametrize("identifier", ["3.1E+09", "3,10000000000E+12"])
def test_identifier_spoilt_by_a_spreadsheet_is_refused(give, identifier):
    assert give(legal({"IDENT_INT": identifier})) == (0, 0, 0, 1)


def test_other_landlords_stock_is_untouched(give):
    other = DwellingFactory(street_name="rue des Mazades", door="1")

    assert give(open_data({})) == (1, 0, 0, 0)
    assert give.result.missing == 0
    other.refresh_from_db()
    assert other.landlord_id != Dwelling.objects.exclude(pk=other.pk).get().landlord_id


def test_missing_dwelling_is_left_in_the_stock(give):
    give(legal({}, {}))

    assert give(legal({})) == (0, 0, 1, 0)
    assert (give.result.missing, give.result.missing_dwellings) == (1, ["12 rue des Mazades, porte 1 · L2"])
    assert Dwelling.objects.in_stock().count() == 2


def test_missing_dwellings_are_withdrawn_when_asked_whoever_lives_there(give, landlord):
    give(legal({}, {}, {}))
    lived_in = Dwelling.objects.get(landlord_reference="L2")
    TenancyFactory(dwelling=lived_in, household=HouseholdFactory(landlord=landlord))

    assert give(legal({}), withdraw_missing_because="Absent du fichier stock.csv") == (0, 0, 1, 0)
    gone = Dwelling.objects.exclude(withdrawn_on=None).order_by("landlord_reference")
    assert list(gone.values_list("landlord_reference", "withdrawal_reason")) == [
        ("L2", "Absent du fichier stock.csv"),
        ("L3", "Absent du fichier stock.csv"),
    ]


def test_new_dwelling_is_not_taken_for_a_missing_one(give):
    give(legal({}))

    assert give(legal({"IDENT_INT": "N1"}), withdraw_missing_because="Absent") == (1, 0, 0, 0)
    assert Dwelling.objects.in_stock().get().landlord_reference == "N1"


@pytest.mark.parametrize(
    "file",
    [
        legal({}, {"NBPIECE": "12"}),
        legal({}, count=2),
        legal({}, count=""),
        open_data({}),
    ],
    ids=["refused line", "announces more", "announces nothing", "open data"],
)
def test_nothing_is_withdrawn_on_the_word_of_a_file_that_may_not_be_whole(give, file):
    give(legal({}, {}))

    with pytest.raises(FileNotWholeError):
        give(file, withdraw_missing_because="Absent")
    assert Dwelling.objects.in_stock().count() == 2


def test_file_that_lacks_most_of_the_stock_is_not_whole_whatever_it_says(give):
    give(legal(*({} for _ in range(12))))

    with pytest.raises(FileNotWholeError):
        give(legal(*({} for _ in range(7))), withdraw_missing_because="Absent")
    give(legal(*({} for _ in range(10))), withdraw_missing_because="Absent")
    assert Dwelling.objects.in_stock().count() == 10


def test_exit_from_the_stock_keeps_the_dwelling_with_date_and_reason(give):
    give(legal({}))

    assert give(legal({"SORTIEPATRIM": "4"})) == (0, 1, 0, 0)
    dwelling = Dwelling.objects.get()
    assert (dwelling.withdrawal_reason, dwelling.withdrawn_on is not None) == ("Démolition", True)
    assert give(legal({"SORTIEPATRIM": "4"})) == (0, 0, 1, 0)


def test_dwelling_listed_again_is_back_in_the_stock(give):
    give(legal({"SORTIEPATRIM": "1"}))

    assert give(legal({"SORTIEPATRIM": "9"})) == (0, 1, 0, 0)
    assert Dwelling.objects.in_stock().count() == 1


@pytest.mark.parametrize("is_lived_in", [True, False])
def test_exit_of_a_dwelling_is_done_and_said_whoever_lives_there(give, landlord, is_lived_in):
    give(legal({}))
    if is_lived_in:
        TenancyFactory(dwelling=Dwelling.objects.get(), household=HouseholdFactory(landlord=landlord))

    assert give(legal({"SORTIEPATRIM": "1"})) == (0, 1, 0, 0)
    assert give.result.details["changes"] == [
        {
            "line": 2,
            "dwelling": "12 rue des Mazades, porte 1",
            "parts": [{"label": "patrimoine", "before": "présent", "after": "Vente à l’occupant"}],
        }
    ]
    assert Dwelling.objects.in_stock().count() == 0


def test_failure_half_way_changes_nothing(give, transactional_db):
    give(legal({}))

    def stop(result):
        raise RuntimeError("the worker is killed")

    with pytest.raises(RuntimeError):
        give(legal({"NBPIECE": "5"}, {}, {}), after=stop)
    assert dwellings("landlord_reference", "rooms") == [("L1", 3)]
    assert give(legal({}, {}, {})) == (2, 0, 1, 0)


def test_good_lines_go_in_and_the_refused_ones_come_back_to_mend(give):
    refused = io.StringIO()
    lines = [
        {"NBPIECE": "3"},
        {"NBPIECE": "12", "NUMAPPT": "2", "COMPLIDENT": "=1+1"},
        {"DEPCOM": "", "NUMAPPT": "3"},
    ]
    assert give(open_data(*lines, encoding="cp1252"), refused=refused) == (1, 0, 0, 2)

    text = refused.getvalue()
    assert text.startswith("\ufeffDEPCOM;")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["NUMAPPT"] for row in rows] == ["2", "3"]
    assert rows[0]["COMPLIDENT"] == "'=1+1"
    assert rows[0]["erreur"] == (
        "Ligne 3. Colonne NBPIECE\u00a0: «\u00a012\u00a0», écrivez le nombre de pièces principales, de 1 à 9 "
        "(9 pour neuf et plus)."
    )
    corrected = io.StringIO()
    writer = csv.DictWriter(corrected, rows[0], delimiter=";")
    writer.writeheader()
    writer.writerows([rows[0] | {"NBPIECE": "2"}, rows[1] | {"DEPCOM": "31555"}])
    assert give(io.BytesIO(corrected.getvalue().encode())) == (2, 0, 0, 0)
    assert Dwelling.objects.get(door="2").address_complement == "=1+1"


def test_refused_lines_of_a_legal_file_can_be_given_back(give):
    refused = io.StringIO()
    give(legal({}, {"NBPIECE": "0X"}), refused=refused)

    corrected = refused.getvalue().replace(";0X;", ";2;")
    assert give(io.BytesIO(corrected.encode())) == (1, 0, 0, 0)
    assert dwellings("landlord_reference") == ["L1", "L2"]


def test_line_of_another_width_is_refused_and_the_next_ones_are_read(give):
    content = open_data({}, {"NUMAPPT": "2"}, {"NUMAPPT": "3"}).read().decode().split("\n")
    content[1] = content[1].replace("MAZADES;", "MAZADES ")
    content[2] += ";trop"

    assert give(io.BytesIO("\n".join(content).encode())) == (1, 0, 0, 2)
    assert [problem.line for problem in give.result.errors] == [2, 3]
    assert dwellings("door") == ["3"]


def test_spellings_of_one_residence_make_one(give):
    names = ("LES GENÊTS", "Les Genêts", "LES GENETS", "LES GEN?TS")

    give(open_data(*({"COMPLGEO": name, "NUMAPPT": str(n)} for n, name in enumerate(names))))

    assert list(Residence.objects.values_list("name", flat=True)) == ["Les Genêts"]


def test_name_cut_at_its_accent_belongs_to_no_one_when_several_fit(give):
    names = ("LES MÛRIERS", "LES MÉLÈZES", "LES M")

    give(open_data(*({"COMPLGEO": name, "NUMAPPT": str(n)} for n, name in enumerate(names))))

    assert set(Residence.objects.values_list("name", flat=True)) == {"Les Mûriers", "Les Mélèzes", "Les M"}


def test_progress_is_told(give):
    told = []

    give(open_data(*TWENTY), progress=lambda read, total: told.append((read, total)))

    assert told == [(20, 20)]


def test_dwelling_of_another_landlord_with_the_same_reference_is_another(give):
    DwellingFactory(residence__landlord=OrganizationFactory(is_landlord=True), landlord_reference="L1")

    assert give(legal({})) == (1, 0, 0, 0)
