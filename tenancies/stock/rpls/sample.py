"""An invented stock in the legal layout, with believable addresses: for measurements."""

import random
from typing import TextIO

from tenancies.stock.rpls.layouts import LEGAL_LENGTH, LEGAL_POSITIONS

COMMUNES = (
    ("31555", "31200", "TOULOUSE"),
    ("31555", "31400", "TOULOUSE"),
    ("31069", "31700", "BLAGNAC"),
    ("31149", "31770", "COLOMIERS"),
    ("31557", "31170", "TOURNEFEUILLE"),
    ("31395", "31600", "MURET"),
    ("31044", "31130", "BALMA"),
    ("09122", "09000", "FOIX"),
    ("81004", "81000", "ALBI"),
    ("82121", "82000", "MONTAUBAN"),
)
TYPES = ("RUE", "AV", "AVENUE", "BD", "ALLEE", "IMP", "CHEMIN", "PLACE")
NAMES = (
    "DES MAZADES", "JEAN JAURÈS", "DU LANGUEDOC", "DES GENÊTS", "VICTOR HUGO", "DE LA RÉPUBLIQUE", "PIERRE DE FERMAT",
    "DES PYRÉNÉES", "DU LAURAGAIS", "LOUISE MICHEL", "DES AMANDIERS", "HENRI MARTIN", "DE L'ÉGLISE", "DU CANAL",
    "MARIE CURIE", "DES TILLEULS", "GABRIEL FAURÉ", "DES CÈDRES", "DU FAUBOURG", "ALBERT CAMUS",
)  # fmt: skip
RESIDENCES = (
    "LES MÛRIERS", "LE CLOS DES PINS", "LES CYPRÈS", "BELLEVUE", "LES OLIVIERS", "LE PARC", "LES TERRASSES",
    "LA CROIX DU SUD", "LES AMARYLLIS", "LE BELVÉDÈRE", "LES ORANGERS", "LA ROSERAIE",
)  # fmt: skip
FUNDINGS = ("10", "12", "13", "13", "13", "14", "52", "52")
DWELLINGS_PER_BUILDING = 40


def write_legal_file(target: TextIO, *, lines: int, siren: str) -> None:
    """The header of 12 positions, then `lines` dwellings of 64, the same for the same arguments."""
    chance = random.Random(lines)  # noqa: S311 (an invented stock, not a secret)
    siret = f"{siren}00000"
    header = ["2026", "310000001", "BAILLEUR DE MESURE", "", "1 RUE DU MODÈLE", "", "31000 TOULOUSE", "", "", siret]
    target.write(";".join([*header, str(lines), ""]) + "\r\n")
    for building in range(-(-lines // DWELLINGS_PER_BUILDING)):
        first = building * DWELLINGS_PER_BUILDING
        for row in dwellings(building, first, min(DWELLINGS_PER_BUILDING, lines - first), chance):
            target.write(";".join(row) + "\r\n")


def dwellings(building: int, first: int, count: int, chance: random.Random):
    commune, postal_code, commune_name = chance.choice(COMMUNES)
    street = {
        "DEPCOM": commune,
        "CODEPOSTAL": postal_code,
        "LIBCOM": commune_name,
        "NUMVOIE": str(chance.randint(1, 180)),
        "INDREP": chance.choice(("", "", "", "BIS")),
        "TYPVOIE": chance.choice(TYPES),
        "NOMVOIE": chance.choice(NAMES),
        "BAT": f"BATIMENT {'ABCDEFGH'[building % 8]}",
        "IMMEU": f"{building:05}-01",
        "COMPLGEO": f"{chance.choice(RESIDENCES)} {building // 4 + 1}",
        "QPV": chance.choice("12"),
        "TYPECONST": "C",
        "CONSTRUCT": str(chance.randint(1950, 2024)),
        "FINAN": chance.choice(FUNDINGS),
        "NUMCONV": f"31/{chance.randint(1978, 2020)}/03/{building:05}/1/031/{building:06}",
        "SORTIEPATRIM": "9",
        "DPEDATE": chance.choice(("01/1900", "04/2018", "11/2021")),
        "DPEENERGIE": chance.choice("BCDDE"),
        "DPESERRE": chance.choice("BCDDE"),
    }
    for rank in range(count):
        rooms = chance.choice((1, 2, 3, 3, 4, 5))
        area = 16 + 17 * rooms + chance.randint(-4, 6)
        dwelling = street | {
            "IDENT_REP": f"{first + rank + 1:010}",
            "IDENT_INT": f"{building:05}-{rank % 4 + 1}-{rank:03}",
            "NUMAPPT": f"{rank // 4}{rank % 4 + 1:02}",
            "ESC": str(rank % 4 + 1),
            "ETAGE": str(rank // 4),
            "NBPIECE": str(rooms),
            "SURFHAB": str(area),
            "MODE": chance.choice("1111112"),
            "LOYERPRINC": str(round(area * 6.2)),
            "CONTINGENT": chance.choice("1234567"),
        }
        row = [""] * LEGAL_LENGTH
        for name, text in dwelling.items():
            row[LEGAL_POSITIONS[name][0] - 1] = text
        yield row
