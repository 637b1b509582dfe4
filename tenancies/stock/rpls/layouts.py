"""What each column of a file means, whatever its year: the legal positions, and the names of the open data."""

import re
from dataclasses import dataclass

from tenancies.stock.rpls.texts import tidy

# Positions of a dwelling's line in the legal file (arrêté of 5 January 2010, article 3 and annex), with the words
# in which an error names them. The names are those of the open data, so that both layouts are cleaned alike.
LEGAL_POSITIONS: dict[str, tuple[int, str]] = {
    "IDENT_REP": (1, "identifiant au répertoire"),
    "IDENT_INT": (2, "identifiant chez le bailleur"),
    "DEPCOM": (4, "commune"),
    "CODEPOSTAL": (5, "code postal"),
    "LIBCOM": (6, "libellé de la commune"),
    "NUMVOIE": (7, "numéro de voirie"),
    "INDREP": (8, "indice de répétition"),
    "TYPVOIE": (9, "type de voie"),
    "NOMVOIE": (10, "nom de voie"),
    "NUMAPPT": (11, "numéro d’appartement"),
    "ESC": (13, "escalier"),
    "ETAGE": (15, "étage"),
    "COMPLIDENT": (16, "complément d’identification"),
    "ENTREE": (17, "entrée"),
    "BAT": (18, "bâtiment"),
    "IMMEU": (19, "immeuble"),
    "COMPLGEO": (20, "nom du programme"),
    "LIEUDIT": (21, "lieu-dit"),
    "QPV": (22, "quartier prioritaire"),
    "TYPECONST": (23, "type de construction"),
    "NBPIECE": (24, "nombre de pièces"),
    "SURFHAB": (25, "surface habitable"),
    "CONSTRUCT": (26, "année d’achèvement"),
    "FINAN": (32, "financement initial"),
    "NUMCONV": (35, "numéro de convention APL"),
    "SORTIEPATRIM": (37, "motif de sortie du patrimoine"),
    "MODE": (40, "mode d’occupation"),
    "LOYERPRINC": (44, "loyer principal"),
    "DPEDATE": (48, "date du DPE"),
    "DPEENERGIE": (49, "classe énergie"),
    "DPESERRE": (50, "classe effet de serre"),
    "CONTINGENT": (63, "contingent"),
}
LEGAL_LENGTH = 64
HEADER_SURVEY_YEAR, HEADER_NAME, HEADER_SIRET, HEADER_COUNT = 0, 2, 9, 10
HEADER_LENGTH = 12

# Other names of a column over the years and in landlords' own copies; « _RED » and « _CODE » are already removed.
ALIASES: dict[str, str] = {
    "CODECOM": "DEPCOM",
    "CODE_COMMUNE": "DEPCOM",
    "CODE_INSEE": "DEPCOM",
    "INSEE": "DEPCOM",
    "CODE_POSTAL": "CODEPOSTAL",
    "CP": "CODEPOSTAL",
    "COMMUNE": "LIBCOM",
    "DEPCOM_LIBELLE": "LIBCOM",
    "NUMAPP": "NUMAPPT",
    "TYPE_VOIE": "TYPVOIE",
    "NOM_VOIE": "NOMVOIE",
    "NUM_VOIE": "NUMVOIE",
    "ZUS": "QPV",
    "NBPIECES": "NBPIECE",
    "PROGRAMME": "COMPLGEO",
    "NOMPROG": "COMPLGEO",
    "IDENTREP": "IDENT_REP",
    "IDENTINT": "IDENT_INT",
    "ID_RPLS": "IDENT_REP",
    "REFERENCE": "IDENT_INT",
    "REF_LOGEMENT": "IDENT_INT",
    "SORTIE_PATRIM": "SORTIEPATRIM",
    "LOYER_PRINC": "LOYERPRINC",
}
INDISPENSABLE: dict[str, str] = {
    "DEPCOM": "la commune (DEPCOM ou DEPCOM_CODE)",
    "NOMVOIE": "la voie (NOMVOIE)",
    "NBPIECE": "le nombre de pièces (NBPIECE)",
}
SUFFIXES = re.compile(r"(_RED|_CODE)$")
ERROR_COLUMN = "erreur"


@dataclass(frozen=True)
class Column:
    """Where a datum stands in a line, and how the file calls the place."""

    index: int
    written: str

    @property
    def words(self) -> str:
        return f"{self.written} (n° {self.index + 1})"


def recognise(name: str) -> str | None:
    """The column's name of 2018 for any spelling of it; None for what the import does not use."""
    plain = SUFFIXES.sub("", tidy(name).strip('" ').upper())
    plain = ALIASES.get(plain, plain)
    return plain if plain in LEGAL_POSITIONS else None


def open_data_columns(header: list[str]) -> dict[str, list[Column]]:
    """The columns a header names, and where: its own name before another that means the same."""
    found: dict[str, list[Column]] = {}
    for index, written in enumerate(header):
        name = recognise(written)
        if name:
            found.setdefault(name, []).append(Column(index, f"colonne {written.strip()}"))
    for name, places in found.items():
        own = [place for place in places if SUFFIXES.sub("", header[place.index].strip().upper()) == name]
        found[name] = own or places
    return found


def legal_columns() -> dict[str, Column]:
    return {
        name: Column(position - 1, f"position {position} ({words})")
        for name, (position, words) in LEGAL_POSITIONS.items()
    }
