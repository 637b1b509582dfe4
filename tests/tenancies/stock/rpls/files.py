"""Small RPLS files, written by the tests."""

import io

from tenancies.stock.rpls.layouts import LEGAL_LENGTH, LEGAL_POSITIONS

SIREN = "552046484"
DWELLING = {
    "DEPCOM": "31555",
    "CODEPOSTAL": "31200",
    "LIBCOM": "TOULOUSE",
    "NUMVOIE": "12",
    "INDREP": "",
    "TYPVOIE": "RUE",
    "NOMVOIE": "DES MAZADES",
    "NUMAPPT": "1",
    "ESC": "",
    "ETAGE": "2",
    "COMPLIDENT": "",
    "ENTREE": "",
    "BAT": "",
    "IMMEU": "",
    "COMPLGEO": "LES MAZADES",
    "LIEUDIT": "",
    "QPV": "1",
    "TYPECONST": "C",
    "NBPIECE": "3",
    "SURFHAB": "62",
    "CONSTRUCT": "1964",
    "FINAN": "52",
    "NUMCONV": "31/1980/03/79444",
    "DPEDATE": "04/2018",
    "DPEENERGIE": "D",
    "DPESERRE": "D",
}


def open_data(*dwellings, header=None, separator=";", encoding="utf-8", end="\n"):
    """A file of the open data: each dwelling says what differs from `DWELLING`."""
    names = list(header or dict.fromkeys([*DWELLING, *(name for dwelling in dwellings for name in dwelling)]))
    rows = [names, *([(DWELLING | dwelling).get(name, "") for name in names] for dwelling in dwellings)]
    return io.BytesIO(end.join([*(separator.join(row) for row in rows), ""]).encode(encoding))


def legal(*dwellings, siren=SIREN, count=None, encoding="iso-8859-1"):
    """A legal file: a header of 12 positions, then 64 a dwelling; references are 1, 2, 3… unless given."""
    count = len(dwellings) if count is None else count
    header = ["2026", "310000001", "Patrimoine SA", *[""] * 6, f"{siren}00000", str(count), ""]
    rows = [header]
    for rank, dwelling in enumerate(dwellings, start=1):
        row = [""] * LEGAL_LENGTH
        for name, text in ({"IDENT_INT": f"L{rank}"} | DWELLING | dwelling).items():
            row[LEGAL_POSITIONS[name][0] - 1] = text
        rows.append(row)
    return io.BytesIO("\r\n".join([*(";".join(row) for row in rows), ""]).encode(encoding))
