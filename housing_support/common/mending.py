"""What was recorded by error is corrected or cancelled in the open: the row stays, and says by whom and when.

    class Visit(Mendable):
        objects = VisitManager()                  # those that stand: every list, count and date is made of them
        with_cancelled = VisitQuerySet.as_manager()  # for the pages that show what was cancelled, struck through

Who may mend what, and until when, is in `docs/mending.md`. Services call `mark_corrected` and `mark_cancelled` on a row
that they have locked and checked; nothing else writes these columns.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.moves import TransitionNotAllowedError

# One number for all: an association works with several landlords, and its workers remember one rule.
CORRECTION_DAYS = 30


class Mistake(models.TextChoices):
    """Why an act is cancelled."""

    WRONG_HOUSEHOLD = "WRONG_HOUSEHOLD", "Saisie dans le mauvais dossier"
    TWICE = "TWICE", "Saisie deux fois"
    NOT_HAPPENED = "NOT_HAPPENED", "Cela n’a pas eu lieu"
    WRONG_FACTS = "WRONG_FACTS", "Saisie avec une erreur"
    OTHER = "OTHER", "Autre motif"


# Whatever its state, or the database, allows once at a time is not recorded twice: the end of something, an agreement,
# the lease of a dwelling.
NEVER_OF_WHAT_HAPPENS_ONCE = (Mistake.TWICE,)


class Obstacle(models.TextChoices):
    """Why an act can no longer be mended, as its page says."""

    CANCELLED = "CANCELLED", "C’est déjà annulé."
    CLOSED = "CLOSED", "Le dossier est clos\u00a0: rouvrez-le d’abord."
    ENDED = "ENDED", "Le suivi s’est terminé depuis\u00a0: annulez d’abord sa fin."
    REFERRAL_OVER = "REFERRAL_OVER", "Le signalement est terminé\u00a0: annulez d’abord sa fin."
    DONE = "DONE", "C’est déjà fait\u00a0: dites d’abord que c’est de nouveau à faire."
    NOT_HELD = "NOT_HELD", "Cette réunion n’a pas de compte rendu."
    NOT_LEFT = "NOT_LEFT", "Ce message n’est pas encore parti\u00a0: son auteur peut le retirer."
    NOT_NOTED = "NOT_NOTED", "Cet accord n’est pas noté, ou ne l’est plus."
    PARTNER_ASKED = (
        "PARTNER_ASKED",
        "Un partenaire a été sollicité à la suite de cette rencontre\u00a0: retirez d’abord sa demande.",
    )
    PARTNER_CAME = (
        "PARTNER_CAME",
        "Un partenaire suit ou a suivi le ménage à la suite de cette rencontre\u00a0: elle ne s’annule plus. "
        "Corrigez-en la date ou le diagnostic.",
    )
    PARTY_NEEDED = (
        "PARTY_NEEDED",
        "Cette partie est nommée par des faits, une étape ou un accord, ou c’est l’une des deux dernières\u00a0: "
        "elle reste.",
    )
    TAKEN_OVER = "TAKEN_OVER", "Un autre bail du même logement a pris la suite de celui-ci\u00a0: annulez-le d’abord."
    # Why is not for whoever has left the case file to learn.
    CHANGED = "CHANGED", "Le dossier a changé depuis\u00a0: demandez au bailleur de vous solliciter de nouveau."
    LONG_AGO = (
        "LONG_AGO",
        f"Passé {CORRECTION_DAYS}\u00a0jours, une fin ne s’annule plus\u00a0: demandez au bailleur de vous solliciter "
        "de nouveau.",
    )
    TOO_LATE = (
        "TOO_LATE",
        f"Passé {CORRECTION_DAYS}\u00a0jours, cela ne se corrige plus\u00a0: écrivez une note qui le précise.",
    )


class MendingRefusedError(TransitionNotAllowedError):
    """The act can no longer be mended; `obstacle` says why."""

    def __init__(self, obstacle: Obstacle):
        super().__init__(obstacle.value)
        self.obstacle = obstacle


class StandingManager(models.Manager):
    """The rows that were not cancelled. Declared first, it is also what the other side of a relation reads."""

    def get_queryset(self):
        return super().get_queryset().filter(cancelled_at=None)


class Correctable(models.Model):
    """What somebody recorded, and may put right: the day and the person stay beside it."""

    corrected_at = models.DateTimeField("corrigé le", null=True, editable=False)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def is_recent(self) -> bool:
        """Whether what it says may still be corrected."""
        recorded_at: Any = getattr(self, "recorded_at")  # noqa: B009 (each model has its own)
        return (timezone.localdate() - timezone.localdate(recorded_at)).days <= CORRECTION_DAYS

    def mark_corrected(self, *, by: Any, **changes: Any) -> None:
        self._write(corrected_at=timezone.now(), corrected_by=by, **changes)

    def _write(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=list(changes))


class Mendable(Correctable):
    """An act of somebody, which may have been a mistake.

    What it says in `cancellation_note` is read by whoever reads the act's own text.
    """

    cancelled_at = models.DateTimeField("annulé le", null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    # By default in the database too: rows are also copied there by hundreds of thousands.
    cancellation = models.CharField(
        "motif d’annulation", max_length=20, choices=Mistake, blank=True, default="", db_default="", editable=False
    )
    cancellation_note = models.CharField(
        "précision", max_length=200, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_of_another_household(self) -> bool:
        """What was written there is about somebody else: its author alone still reads it."""
        return self.cancellation == Mistake.WRONG_HOUSEHOLD

    def mark_cancelled(self, *, by: Any, reason: str, note: str = "") -> None:
        self._write(cancelled_at=timezone.now(), cancelled_by=by, cancellation=reason, cancellation_note=note)


CORRECTED_IN_FULL = Q(corrected_at=None, corrected_by=None) | Q(corrected_at__isnull=False, corrected_by__isnull=False)


def corrected_in_full() -> models.CheckConstraint:
    """For `Meta.constraints` of what is corrected and not cancelled: whoever corrects is known."""
    return models.CheckConstraint(condition=CORRECTED_IN_FULL, name="%(class)s_corrected_in_full")


def mended_in_full() -> models.CheckConstraint:
    """For `Meta.constraints`: whoever corrects or cancels is known, and a cancellation is explained."""
    kept = Q(cancelled_at=None, cancelled_by=None, cancellation="", cancellation_note="")
    cancelled = Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancellation="")
    explained = ~Q(cancellation=Mistake.OTHER.value) | ~Q(cancellation_note="")
    return models.CheckConstraint(
        condition=(kept | cancelled) & explained & CORRECTED_IN_FULL,
        name="%(class)s_mended_in_full",
        violation_error_message="Dites pourquoi vous annulez.",
    )
