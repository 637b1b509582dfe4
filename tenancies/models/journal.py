import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.audit import tracked
from partners.models import Organization, User
from tenancies.models.households import Household
from tenancies.models.support import Visit


class JournalEntryQuerySet(models.QuerySet):
    def readable_by(self, user: User) -> "JournalEntryQuerySet":
        """The one audience rule, on top of who may see the case file: a shared entry is read by all participants,
        an organization's by its own members, a private note by its author alone, whoever asks."""
        return self.filter(
            Q(audience=JournalEntry.Audience.SHARED)
            | Q(audience=JournalEntry.Audience.ORGANIZATION, organization=user.organization_id)
            | Q(audience=JournalEntry.Audience.AUTHOR, author=user.pk),
            household__in=Household.objects.visible_to(user),
        )


# The texts themselves stay out of the history: erasing an entry must erase what it said.
@tracked(exclude=["text"])
class JournalEntry(models.Model):
    """One line of a case file's timeline: what happened or what was written, and for whom."""

    class Audience(models.TextChoices):
        SHARED = "SHARED", "Partagé"
        ORGANIZATION = "ORGANIZATION", "Équipe"
        AUTHOR = "AUTHOR", "Note privée"

    class Kind(models.TextChoices):
        NOTE = "NOTE", "Note"
        VISIT = "VISIT", "Visite"
        VISIT_NOTE = "VISIT_NOTE", "Note de visite"
        REFERRAL = "REFERRAL", "Signalement"
        MEETING = "MEETING", "Rencontre CESF"
        MOBILISATION = "MOBILISATION", "Mobilisation d’un partenaire"
        SUPPORT = "SUPPORT", "Accompagnement"
        TENANCY = "TENANCY", "Logement"
        CASE_FILE = "CASE_FILE", "Dossier"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="journal")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.NOTE)
    audience = models.CharField("lu par", max_length=20, choices=Audience)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="journal_entries")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="journal_entries")
    title = models.CharField("titre", max_length=150, blank=True)
    text = models.TextField("texte", blank=True, max_length=10_000)
    occurred_at = models.DateTimeField("date", default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    # The text has no history: this date, which has one, is the trace that it was mended.
    mended_at = models.DateTimeField("corrigé le", null=True, editable=False)

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ["-occurred_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="journal_visit_kinds_have_a_visit",
                condition=Q(kind__in=["VISIT", "VISIT_NOTE"], visit__isnull=False)
                | (~Q(kind__in=["VISIT", "VISIT_NOTE"]) & Q(visit=None)),
            ),
            models.UniqueConstraint(fields=["visit"], condition=Q(kind="VISIT"), name="journal_one_entry_per_visit"),
        ]
        indexes = [
            models.Index(fields=["household", "-occurred_at", "-id"], name="journal_by_household"),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def may_be_corrected_by(self, user: User) -> bool:
        """The shared report of a visit, by its author, until the end of the day it was recorded."""
        return (
            self.kind == self.Kind.VISIT
            and self.author_id == user.pk
            and timezone.localdate(self.recorded_at) == timezone.localdate()
        )


class CaseFileAccess(models.Model):
    """Who opened which case file and why: little personal data, append-only, with its own retention (6 to 12 months,
    CNIL recommendation on logging)."""

    class Kind(models.TextChoices):
        READ = "READ", "Lecture"
        ADDRESS = "ADDRESS", "Adresse révélée"
        EXPORT = "EXPORT", "Export"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="accesses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    reason = models.CharField("motif", max_length=200, blank=True)
    at = models.DateTimeField("date", default=timezone.now)

    class Meta:
        verbose_name = "accès à un dossier"
        verbose_name_plural = "accès aux dossiers"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="access_to_address_is_explained",
                condition=~Q(kind="ADDRESS") | ~Q(reason=""),
                violation_error_message="Dites pourquoi vous avez besoin de l’adresse.",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-at", "-id"], name="access_by_household"),
            models.Index(fields=["organization", "-at", "-id"], name="access_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.at:%d/%m/%Y %H:%M}"
