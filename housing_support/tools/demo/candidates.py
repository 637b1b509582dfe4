"""Households that associations propose for the reserved dwellings: who they are, and what the landlord reads of them.

What brought them there is told in the notes of the association's own team, and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from housing_support.tools.demo.story import Someone


@dataclass(frozen=True)
class Candidate:
    """`kept` is what the association writes for its own team. Amounts are euros: of the year before last, then each
    month."""

    name: str
    persons: tuple[Someone, ...]
    worker: str
    number: str
    income: int
    resources: int
    benefit: int
    needs: str
    support: str
    kept: str = ""
    # What a dwelling must be, for its association alone.
    criteria: Mapping[str, str] = field(default_factory=dict)


def alone(name: str, first_name: str, age: int, **told) -> Candidate:
    return Candidate(name, (Someone("HOLDER", first_name, name, age),), **told)


def with_a_child(name: str, first_name: str, age: int, child: str, child_age: int, **told) -> Candidate:
    persons = (Someone("HOLDER", first_name, name, age), Someone("CHILD", child, "", child_age))
    return Candidate(name, persons, **told)


NGUYEN = alone(
    "Nguyen",
    "Minh",
    47,
    worker="yanis",
    number="031032501204731555",
    income=7_900,
    resources=646,
    benefit=271,
    needs="Un logement pour une personne, près d’un arrêt de bus.",
    support="Deux visites par mois la première année : droits, budget, prise en main du logement.",
    kept="Dort au centre d’hébergement depuis huit mois, dehors l’hiver d’avant.",
)
BERTIN = alone(
    "Bertin",
    "Yvan",
    39,
    worker="maya",
    number="031092400871231555",
    income=9_300,
    resources=812,
    benefit=238,
    needs="Un logement pour une personne.",
    support="Deux visites par mois, appui à la recherche d’emploi.",
)
SOW = alone(
    "Sow",
    "Alpha",
    31,
    worker="yanis",
    number="031112401533831555",
    income=10_150,
    resources=905,
    benefit=214,
    needs="Rez-de-chaussée ou ascenseur.",
    support="Deux visites par mois, lien avec l’employeur pour les horaires.",
)
CASTEL = alone(
    "Castel",
    "Jérôme",
    44,
    worker="maya",
    number="031012601029431555",
    income=8_400,
    resources=688,
    benefit=266,
    needs="Un logement pour une personne, chauffage collectif de préférence.",
    support="Deux visites par mois : budget, énergie, courrier.",
)
BOUKHARI = alone(
    "Boukhari",
    "Nassim",
    36,
    worker="maya",
    number="031022600774631555",
    income=9_800,
    resources=760,
    benefit=249,
    needs="Un logement pour une personne, près du métro.",
    support="Deux visites par mois, puis une par mois après six mois.",
)
PERRIN = alone(
    "Perrin",
    "Luc",
    50,
    worker="yanis",
    number="031052601177331555",
    income=7_200,
    resources=635,
    benefit=274,
    needs="Un logement pour une personne.",
    support="Deux visites par mois, avec un premier mois de présence chaque semaine.",
    kept="A quitté la rue en mars. Garde son chien : en parler avec l’agence avant la visite.",
)
TOUMI = alone(
    "Toumi",
    "Sofiane",
    28,
    worker="maya",
    number="031042600693831555",
    income=10_900,
    resources=980,
    benefit=196,
    needs="Un logement pour une personne, accès facile à la zone d’emploi du nord.",
    support="Deux visites par mois, appui aux démarches d’emploi.",
)
GAUTHIER = alone(
    "Gauthier",
    "Denis",
    58,
    worker="yanis",
    number="031082501416531555",
    income=8_100,
    resources=717,
    benefit=258,
    needs="Rez-de-chaussée ou ascenseur.",
    support="Deux visites par mois, accès aux droits avant la retraite.",
)
LACOMBE = with_a_child(
    "Lacombe",
    "Élise",
    26,
    "Noé",
    4,
    worker="ines",
    number="031062500958731555",
    income=11_600,
    resources=1_040,
    benefit=342,
    needs="Deux pièces au moins, près d’une école maternelle.",
    support="Une visite par mois, lien avec la crèche et l’école.",
    criteria={
        "school": "École maternelle à moins d’un quart d’heure à pied.",
        "childcare": "Assistante maternelle d’Empalot.",
    },
)
DIABY = with_a_child(
    "Diaby",
    "Mariama",
    31,
    "Sékou",
    6,
    worker="ines",
    number="031122501308231555",
    income=12_400,
    resources=1_120,
    benefit=318,
    needs="Deux pièces au moins, proche des transports.",
    support="Une visite par mois ; point de budget chaque trimestre.",
    criteria={
        "excluded_sectors": "Bellefontaine et La Reynerie, où vit son ancien compagnon.",
        "school": "École élémentaire desservie par le métro.",
    },
)
ROCHE = alone(
    "Roche",
    "Manon",
    20,
    worker="ines",
    number="031032600436931555",
    income=8_700,
    resources=873,
    benefit=221,
    needs="Un premier logement, meublé par ses soins.",
    support="Une visite par mois pendant la formation.",
)
NDIAYE = alone(
    "Ndiaye",
    "Awa",
    23,
    worker="ines",
    number="031042600811431555",
    income=9_900,
    resources=934,
    benefit=207,
    needs="Un premier logement, proche de son lieu de travail.",
    support="Une visite par mois.",
)
LEFORT = alone(
    "Lefort",
    "Théo",
    21,
    worker="ines",
    number="031042600812231555",
    income=19_800,
    resources=1_610,
    benefit=0,
    needs="Un premier logement.",
    support="Une visite par mois jusqu’à la fin de l’apprentissage.",
)
