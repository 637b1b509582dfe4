"""Who changed a case file, when and from which page, in words: read from the tables that the triggers write.

Nothing here quotes a text or an address. Confidential notes leave no line: that one exists is already a secret.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import Resolver404, resolve

from housing_support.common.compiled_queries import compiled
from partners.discretion import shown_person
from partners.models import User
from tenancies.models import Household, JournalEntry
from tenancies.models.audience import COMMON, may_read
from tenancies.models.journal import is_between_parties

LENGTH = 30
# The history of each model, and what its insert, update and delete are called.
WORDS = {
    "Household": ("Dossier ouvert", "Dossier modifié", "Dossier supprimé"),
    "Person": ("Personne ajoutée au ménage", "Personne modifiée", "Personne retirée du ménage"),
    "Participation": ("Dossier ouvert à un organisme", "Accès d’un organisme modifié", "Accès d’un organisme supprimé"),
    "Tenancy": ("Bail enregistré", "Bail modifié", "Bail supprimé"),
    "SupportMeasure": ("Mesure d’accompagnement ouverte", "Mesure modifiée", "Mesure supprimée"),
    "FollowUp": ("Suivi ouvert", "Suivi modifié", "Suivi supprimé"),
    "Visit": ("Visite enregistrée", "Visite modifiée", "Visite supprimée"),
    "CaseFileDocument": ("Document ajouté", "Document corrigé ou annulé", "Document supprimé"),
    "JournalEntry": ("{}", "Correction\u00a0: {}", "Suppression\u00a0: {}"),
}
# What a line of the timeline tells, else what it is.
ENTRIES = dict(JournalEntry.Kind.choices) | dict(JournalEntry.Event.choices)
ENTRIES |= {JournalEntry.Kind.VISIT: "Compte rendu de visite"}
MERGING = r"^/households/[0-9a-f-]{36}/(merge/[0-9a-f-]{36}|merges/[0-9]+/undo)/$"
LABELS = ("insert", "update", "delete")
# The pages that change a case file.
PAGE_TITLES = {
    "household_edit": "Modifier le ménage",
    "household_criteria": "Critères pour un logement",
    "household_criteria_cancel": "Annuler les critères pour un logement",
    "household_address": "Lire une adresse protégée",
    "household_protect": "Protéger l’adresse",
    "household_unprotect": "Lever la protection de l’adresse",
    "withdraw_access": "Retirer l’accès à un partenaire",
    "withdraw_consent": "Le ménage retire son accord",
    "mend_consent": "Annuler ce qui a été noté d’un accord",
    "household_close": "Clore le dossier",
    "household_reopen": "Rouvrir le dossier",
    "household_merge": "Réunir avec un autre dossier",
    "household_merge_with": "Réunir deux dossiers",
    "household_unmerge": "Annuler la réunion",
    "household_split": "Séparer le ménage",
    "household_rejoin": "Annuler la séparation",
    "question_create": "Poser une question",
    "weak_signal_create": "Signaler un fait",
    "weak_signal": "Signal du bailleur",
    "weak_signal_cancel": "Annuler un signal",
    "note_create": "Écrire une note",
    "note_correct": "Corriger une note",
    "note_cancel": "Annuler une note",
    "document_create": "Ajouter un document",
    "document_correct": "Corriger un document",
    "document_cancel": "Annuler un document",
    "message_create": "Écrire un message",
    "synthesis_create": "Fixer une réunion de synthèse",
    "synthesis_move": "Déplacer une réunion de synthèse",
    "synthesis_cancel": "Annuler une réunion de synthèse",
    "synthesis_hold": "Compte rendu d’une réunion de synthèse",
    "synthesis_correct": "Corriger un compte rendu",
    "task_create": "Noter une tâche",
    "task_correct": "Corriger une tâche",
    "task_cancel": "Annuler une tâche",
    "message_cancel": "Annuler un message",
    "visit_create": "Saisir une visite",
    "visit_correct": "Corriger une visite",
    "visit_cancel": "Annuler une visite",
    "follow_up_worker": "Désigner le référent",
    "follow_up_end": "Terminer le suivi",
    "follow_up_watch": "Passer en veille",
    "follow_up_unwatch": "Reprendre l’accompagnement",
    "later_situation": "Situation après l’accompagnement",
    "tenancy_create": "Enregistrer un bail",
    "tenancy_end": "Terminer le bail",
    "tenancy_notice": "Enregistrer un congé",
    "sliding_describe": "Noter les documents du bail glissant",
    "sliding_correct": "Corriger les documents du bail glissant",
    "sliding_word": "Donner un avis sur le bail glissant",
    "sliding_conclude": "Conclure l’examen du bail glissant",
    "sliding_reopen": "Reprendre la conclusion d’un examen",
    "sliding_prefect": "Dire ce dont le préfet est informé",
    "sliding_extend": "Prolonger la période d’examen",
    "sliding_slide": "Faire glisser le bail",
    "tenancy_take_over": "Passer à un bail durable",
    "tenancy_entry": "Entrée dans les lieux",
    "tenancy_exit": "Sortie des lieux",
    "tenancy_correct": "Corriger un bail",
    "tenancy_cancel": "Annuler un bail",
}


@dataclass(frozen=True)
class Change:
    at: datetime.datetime
    words: str
    who: str
    page: str


def changes_of(household: Household, *, reader: User, named: Collection[int]) -> list[Change]:
    """The latest changes, newest first, as `reader` may read them, those of a case file merged into it too: two
    queries."""
    rows = latest_rows.rows(reader, limit=LENGTH, given={"household": household.pk})
    names = User.objects.in_bulk({row["user"] for row in rows if row["user"]})
    return [
        Change(
            at=row["pgh_created_at"],
            words=WORDS[row["model"]][LABELS.index(row["pgh_label"])].format(ENTRIES.get(row["entry"], "")),
            who=who(names.get(row["user"]), reader, named),
            page=page_in_words(row["url"]),
        )
        for row in rows
    ]


@compiled
def latest_rows(user: User, household: int) -> QuerySet:
    files = Household.objects.filter(Q(pk=household) | Q(merged_into=household)).order_by().values("pk")
    parts = [rows_of(name, files, user) for name in WORDS]
    return parts[0].union(*parts[1:], all=True).order_by("-pgh_created_at", "-pgh_id")


def rows_of(name: str, files: QuerySet, reader: User) -> QuerySet:
    model = apps.get_model("tenancies", f"{name}History")
    column = "pgh_obj_id" if name == "Household" else "household_id"
    rows = model.objects.filter(**{f"{column}__in": files})
    if name != "Household":
        # What changes case file does not change.
        rows = rows.exclude(pgh_label="update", pgh_context__metadata__url__regex=MERGING)
    entry: Value | Coalesce = Value("", CharField())
    if name in {"JournalEntry", "CaseFileDocument"}:
        rows = rows.filter(may_read(reader), audience__in=COMMON)
    if name == "JournalEntry":
        rows = rows.filter(is_between_parties(reader))
        entry = Coalesce(NullIf("event", Value("")), "kind")
    metadata = "pgh_context__metadata"
    return (
        rows.annotate(
            model=Value(name, CharField()), entry=entry, user=F(f"{metadata}__user"), url=F(f"{metadata}__url")
        )
        .order_by("-pgh_created_at", "-pgh_id")
        .values("pgh_created_at", "pgh_id", "pgh_label", "model", "entry", "user", "url")[:LENGTH]
    )


def who(user: User | None, reader: User, named: Collection[int]) -> str:
    return shown_person(user, user.organization if user else None, reader, named)


def page_in_words(path: str | None) -> str:
    """The page's title, when it is one of the case file's own; nothing tells the address of another."""
    if not path:
        return ""
    try:
        return PAGE_TITLES.get(resolve(path).url_name or "", "")
    except Resolver404:
        return ""
