"""What an import asks before it goes on: what is suspicious, in one sentence, with examples and two answers."""

from dataclasses import dataclass

from django.db import models


class Kind(models.TextChoices):
    CREATIONS = "CREATIONS", "créer des logements là où le patrimoine en compte déjà autant"
    REWRITING = "REWRITING", "réécrire une colonne de la plupart des logements"
    LETTERS = "LETTERS", "importer des textes aux accents perdus"
    INCOMPLETE = "INCOMPLETE", "importer un fichier qui n’est pas entier"
    DATES = "DATES", "importer des portes ou des bâtiments qui ont l’air de dates changées en nombres"
    BREAKS = "BREAKS", "importer des lignes coupées au milieu d’une cellule"


# What to do where no answer is chosen.
ASKED = {
    Kind.CREATIONS: "Dites si ce sont d’autres logements.",
    Kind.REWRITING: "Dites si c’est le fichier qui a raison.",
    Kind.LETTERS: "Dites si ces textes sont à importer tels quels.",
    Kind.INCOMPLETE: "Dites s’il faut importer ce fichier incomplet.",
    Kind.DATES: "Dites si ce sont bien leurs numéros.",
    Kind.BREAKS: "Dites si ces lignes sont à importer telles qu’elles sont lues.",
}
# The two answers: going on, and giving the file up.
ANSWERS = {
    Kind.CREATIONS: ("Ce sont d’autres logements\u00a0: les créer", "Ce sont les mêmes\u00a0: ne rien importer"),
    Kind.REWRITING: ("Le fichier a raison\u00a0: tout réécrire", "Le fichier se trompe\u00a0: ne rien importer"),
    Kind.LETTERS: ("Importer ces textes tels quels", "Ne rien importer\u00a0: donner un fichier aux accents justes"),
    Kind.DATES: ("Ce sont bien leurs numéros\u00a0: les importer", "Un tableur les a changés\u00a0: ne rien importer"),
    Kind.BREAKS: (
        "Elles sont bien lues\u00a0: les importer",
        "Ne rien importer\u00a0: les corriger d’abord",
    ),
    Kind.INCOMPLETE: ("Importer ce qui est là", "Ne rien importer\u00a0: donner le fichier entier"),
}


@dataclass(frozen=True)
class Question:
    kind: Kind
    sentence: str
    examples: list[dict]

    @property
    def as_stored(self) -> dict:
        return {"kind": self.kind.value, "sentence": self.sentence, "examples": self.examples}


class UnansweredError(Exception):
    """The import is suspicious, and nobody has said that it is meant."""

    def __init__(self, questions: list[Question]):
        super().__init__(" ".join(question.sentence for question in questions))
        self.questions = questions
