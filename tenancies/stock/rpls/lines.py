"""A line of cells made into a dwelling, with what had to be refused and what was left empty."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from tenancies.stock.rpls import values
from tenancies.stock.rpls.addresses import read_address
from tenancies.stock.rpls.cells import is_spoilt, read_cell
from tenancies.stock.rpls.reading import StockFile
from tenancies.stock.rpls.rows import Row, without_end
from tenancies.stock.rpls.texts import is_name, titled
from tenancies.stock.rpls.values import NotUnderstoodError

LONGEST_SHOWN = 60
LONGEST_CELL = 1_000


class StoredColumn(NamedTuple):
    """A column of the stock: its type, its limit, and the columns of the file without which it is left as it is."""

    name: str
    sql_type: str
    sources: tuple[str, ...]
    length: int | None = None


STORED_COLUMNS = (
    StoredColumn("rpls_id", "text", ("IDENT_REP",), 10),
    StoredColumn("landlord_reference", "text", ("IDENT_INT",), 100),
    StoredColumn("street_number", "text", ("NOMVOIE",), 20),
    StoredColumn("street_name", "text", ("NOMVOIE",), 120),
    StoredColumn("address_complement", "text", ("COMPLIDENT",), 150),
    StoredColumn("postal_code", "text", ("CODEPOSTAL",), 5),
    StoredColumn("commune_code", "text", ("DEPCOM",), 5),
    StoredColumn("commune_name", "text", ("LIBCOM",), 50),
    StoredColumn("building", "text", ("BAT",), 60),
    StoredColumn("building_code", "text", ("IMMEU",), 50),
    StoredColumn("entrance", "text", ("ENTREE",), 20),
    StoredColumn("staircase", "text", ("ESC",), 20),
    StoredColumn("floor", "text", ("ETAGE",), 10),
    StoredColumn("door", "text", ("NUMAPPT",), 20),
    StoredColumn("construction", "text", ("TYPECONST",)),
    StoredColumn("rooms", "smallint", ("NBPIECE",)),
    StoredColumn("living_area_m2", "smallint", ("SURFHAB",)),
    StoredColumn("completed_year", "smallint", ("CONSTRUCT",)),
    StoredColumn("funding_code", "text", ("FINAN",)),
    StoredColumn("in_priority_district", "boolean", ("QPV",)),
    StoredColumn("apl_agreement_number", "text", ("NUMCONV",)),
    StoredColumn("energy_class", "text", ("DPEENERGIE",)),
    StoredColumn("greenhouse_class", "text", ("DPESERRE",)),
    StoredColumn("energy_assessed_on", "date", ("DPEDATE",)),
    StoredColumn("occupancy_code", "text", ("MODE",)),
    StoredColumn("rent_euros", "integer", ("LOYERPRINC",)),
    StoredColumn("quota_code", "text", ("CONTINGENT",)),
)
RESIDENCE_SOURCES = ("COMPLGEO", "IMMEU")

# What is refused when it cannot be understood, and what is then left empty. Spelled `column of the file: (column of
# the stock, reader)`.
Reader = Callable[[str], Any]
INDISPENSABLE_VALUES: dict[str, tuple[str, Reader]] = {
    "DEPCOM": ("commune_code", values.commune_code),
    "NBPIECE": ("rooms", values.rooms),
}
OPTIONAL_VALUES: dict[str, tuple[str, Reader]] = {
    "CODEPOSTAL": ("postal_code", values.postal_code),
    "TYPECONST": ("construction", values.construction),
    "SURFHAB": ("living_area_m2", values.living_area),
    "CONSTRUCT": ("completed_year", values.completed_year),
    "FINAN": ("funding_code", partial(values.code_of, values.FUNDING, length=2)),
    "QPV": ("in_priority_district", values.yes_or_no),
    "NUMCONV": ("apl_agreement_number", values.apl_agreement_number),
    "DPEENERGIE": ("energy_class", values.energy_class),
    "DPESERRE": ("greenhouse_class", values.energy_class),
    "DPEDATE": ("energy_assessed_on", values.energy_assessed_on),
    "MODE": ("occupancy_code", partial(values.code_of, values.OCCUPANCY)),
    "LOYERPRINC": ("rent_euros", values.rent),
    "CONTINGENT": ("quota_code", partial(values.code_of, values.QUOTA)),
}
# What tells a dwelling from its neighbours: spoilt, the line is refused unless an identifier says which dwelling it is.
PLACE_VALUES: dict[str, tuple[str, Reader]] = {
    "NUMVOIE": ("street_number", values.street_number),
    "ENTREE": ("entrance", values.door_code),
    "ESC": ("staircase", values.door_code),
    "ETAGE": ("floor", values.floor),
    "NUMAPPT": ("door", values.door_code),
    "IMMEU": ("building_code", values.building_code),
    "BAT": ("building", values.building),
}
IDENTIFIERS: dict[str, tuple[str, Reader]] = {
    "IDENT_INT": ("landlord_reference", values.landlord_reference),
    "IDENT_REP": ("rpls_id", values.rpls_id),
}
EMPTY = {"smallint": None, "integer": None, "boolean": None, "date": None, "text": ""}


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line, where, and what to write."""

    line: int
    column: str
    value: str
    advice: str

    @property
    def sentence(self) -> str:
        """Without the line's number: the refused lines carry it beside themselves."""
        where = self.column[:1].upper() + self.column[1:]
        return f"{where} : « {self.shown} », {self.advice}" if self.column else self.advice

    @property
    def shown(self) -> str:
        return self.value if len(self.value) <= LONGEST_SHOWN else f"{self.value[:LONGEST_SHOWN]}…"


@dataclass
class Line:
    """One dwelling as its line describes it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    residence_name: str = ""
    exit_reason: str = ""
    # A line ends inside one of the cells that are read.
    is_broken: bool = False
    # Columns of the stock whose cell could not be understood: what is stored there already is kept.
    spoilt: list[str] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class LineReader:
    """Reads the lines of one file; it remembers the identifiers given so far, which may come only once."""

    def __init__(self, file: StockFile):
        self.file = file
        self.columns = file.columns
        self.lines_by_identifier: dict[tuple[str, str], int] = {}
        self.address_columns = [
            self.columns.get(name) for name in ("INDREP", "TYPVOIE", "NOMVOIE", "COMPLIDENT", "LIEUDIT")
        ]
        self.readers = [
            (self.columns[source], name, reader, table)
            for table in (IDENTIFIERS, INDISPENSABLE_VALUES, OPTIONAL_VALUES, PLACE_VALUES)
            for source, (name, reader) in table.items()
            if source in self.columns
        ]
        # What a line must reach at least: the commune and the rooms are indispensable, the address too.
        self.shortest = max(self.columns[name].index for name in (*INDISPENSABLE_VALUES, "NOMVOIE"))
        self.indexes = [column.index for column in self.columns.values()]
        self.limits = [(column.name, column.length) for column in STORED_COLUMNS if column.length]

    def read(self, row: Row) -> Line:
        line = Line(row.number, {column.name: EMPTY[column.sql_type] for column in STORED_COLUMNS})
        cells = row.cells
        if not self.has_right_width(line, row) or not self.has_texts(line, cells):
            return line
        lacking = self.file.width - len(cells)
        if lacking > 0:
            line.spoilt += self.stored_beyond(len(cells))
            cells = [*cells, *[""] * lacking]
        line.is_broken = self.has_line_ends(cells)
        for column, name, reader, table in self.readers:
            text = read_cell(cells[column.index])
            try:
                line.values[name] = reader(text)
            except NotUnderstoodError as error:
                problem = Problem(line.number, column.written, text, f"{error}.")
                if table is OPTIONAL_VALUES or (table is PLACE_VALUES and is_identified(line)):
                    line.warnings.append(problem)
                    line.spoilt.append(name)
                else:
                    line.errors.append(problem)
        self.read_names(line, cells)
        self.read_address(line, cells)
        self.read_exit(line, cells)
        self.shorten(line)
        self.name_residence(line, cells)
        if lacking > 0 and any(not is_spoilt(problem.value) for problem in (*line.errors, *line.warnings)):
            # Its cells are not only short of the last ones: they are one column off.
            line.errors, line.warnings = [self.wrong_width(line, row.cells)], []
        if lacking < 0 and line.errors:
            # An empty cell more may be nothing, or what a separator inside a text pushed to the end.
            line.errors.append(self.wrong_width(line, row.cells))
        self.check_identifiers(line)
        return line

    def has_right_width(self, line: Line, row: Row) -> bool:
        """The cells that a spreadsheet leaves out at the end of a line may be missing; the end of a file cut short
        may not."""
        count = len(row.cells)
        is_cut = count <= self.shortest or (count < self.file.width and not row.is_ended)
        if is_cut or len(without_end(row.cells)) > self.file.width:
            line.errors.append(self.wrong_width(line, row.cells))
        return not line.errors

    def wrong_width(self, line: Line, cells: list[str]) -> Problem:
        advice = (
            f"La ligne compte {len(cells)} cellules au lieu de {self.file.width} : un séparateur manque, ou se "
            "trouve dans un texte. Corrigez la ligne."
        )
        return Problem(line.number, "", "", advice)

    def has_texts(self, line: Line, cells: list[str]) -> bool:
        """A cell of thousands of characters is no text of a dwelling."""
        for column in self.columns.values():
            text = cells[column.index] if column.index < len(cells) else ""
            if len(text) > LONGEST_CELL:
                advice = f"ce texte compte {len(text)} caractères : écrivez-en {LONGEST_CELL} au plus."
                line.errors.append(Problem(line.number, column.written, text, advice))
        return not line.errors

    def has_line_ends(self, cells: list[str]) -> bool:
        """Inside a cell that is read: around it, they are spaces."""
        texts = [cells[index] for index in self.indexes]
        together = "".join(texts)
        return ("\n" in together or "\r" in together) and any(re.search(r"[\r\n]", text.strip()) for text in texts)

    def stored_beyond(self, count: int) -> list[str]:
        """The columns of the stock that a line of so many cells says nothing of: they keep what is stored."""
        unsaid = {name for name, column in self.columns.items() if column.index >= count}
        return [column.name for column in STORED_COLUMNS if unsaid.intersection(column.sources)]

    def read_names(self, line: Line, cells: list[str]) -> None:
        name = titled(self.text("LIBCOM", cells))
        line.values["commune_name"] = name or line.values["commune_code"]
        if not name:
            line.spoilt.append("commune_name")

    def read_address(self, line: Line, cells: list[str]) -> None:
        texts = [read_cell(cells[column.index]) if column else "" for column in self.address_columns]
        address = read_address(line.values["street_number"], *texts)
        line.values |= {
            "street_number": address.number,
            "street_name": address.street,
            "address_complement": address.complement,
        }
        if not address.is_certain and "COMPLIDENT" not in self.columns:
            # The column that holds the real address may be left out of this file.
            line.spoilt += ["street_number", "street_name"]
        if not address.street:
            column = self.columns["NOMVOIE"]
            line.errors.append(
                Problem(line.number, column.written, "", "l’adresse manque : écrivez la voie ou le lieu-dit.")
            )

    def read_exit(self, line: Line, cells: list[str]) -> None:
        text = self.text("SORTIEPATRIM", cells)
        try:
            code = values.code_of(values.EXITS | {"9": ""}, text)
        except NotUnderstoodError as error:
            line.warnings.append(Problem(line.number, self.columns["SORTIEPATRIM"].written, text, f"{error}."))
            line.spoilt.append("withdrawn_on")
        else:
            line.exit_reason = values.EXITS.get(code, "")

    def name_residence(self, line: Line, cells: list[str]) -> None:
        """The programme, else the building when it bears a name rather than a code, else the street."""
        names = [self.text(source, cells) for source in RESIDENCE_SOURCES]
        name = next((titled(name) for name in names if is_name(name)), "")
        if not name:
            street = line.values["street_name"]
            name = street[:1].upper() + street[1:]
        line.residence_name = name[:150]

    def check_identifiers(self, line: Line) -> None:
        """Each comes once; a line of the legal file has one at least."""
        if line.errors:
            return
        if self.file.is_legal and not is_identified(line):
            column = self.columns["IDENT_INT"]
            line.errors.append(
                Problem(line.number, column.written, "", "il manque\u00a0: écrivez la référence du logement chez vous.")
            )
        for source, (name, _) in IDENTIFIERS.items():
            text = line.values[name]
            first = self.lines_by_identifier.setdefault((source, text), line.number) if text else line.number
            if first != line.number:
                advice = f"déjà donné à la ligne {first}\u00a0: chaque logement a le sien."
                line.errors.append(Problem(line.number, self.columns[source].written, text, advice))

    def shorten(self, line: Line) -> None:
        for name, length in self.limits:
            if len(line.values[name]) > length:
                line.warnings.append(
                    Problem(line.number, "", "", f"Un texte trop long est coupé : « {line.values[name][:length]} ».")
                )
                line.values[name] = line.values[name][:length].rstrip()

    def text(self, source: str, cells: list[str]) -> str:
        column = self.columns.get(source)
        return read_cell(cells[column.index]) if column else ""


def is_identified(line: Line) -> bool:
    return any(line.values[name] for name, _ in IDENTIFIERS.values())
