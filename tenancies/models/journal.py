import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from housing_support.common.audit import Kept, tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.audience import AudienceModel, AudienceQuerySet, may_read
from tenancies.models.households import Household, Participation, is_open_to
from tenancies.models.sliding import SlidingLease
from tenancies.models.support import Visit


def is_between_parties(user: User) -> Q:
    """For the entries of a household: what is told of the reviews of its sliding lease is for its two parties alone."""
    leases = SlidingLease.objects.visible_to(user).filter(tenancy__household=OuterRef("household"))
    return ~Q(event__in=JournalEntry.BETWEEN_PARTIES) | Q(Exists(leases))


class JournalEntryQuerySet(AudienceQuerySet):
    def told_to(self, user: User) -> "JournalEntryQuerySet":
        """What `user` reads and, of each visit, that it took place: its report is in `read_text`, empty for whoever it
        was not written for."""
        seen = self.filter(may_read(user) | Q(kind=JournalEntry.Kind.VISIT), is_open_to(user, "household"))
        seen = seen.filter(is_between_parties(user))
        return seen.with_what_is_read_by(user, text="text")

    def open_to_questions_of(self, user: User) -> "JournalEntryQuerySet":
        """What somebody left there, that `user` reads and that stands: it may be asked about."""
        stands = Q(cancelled_at=None) & (Q(visit=None) | Q(visit__cancelled_at=None))
        return self.readable_by(user).filter(stands, is_between_parties(user), author__isnull=False)

    def still_read_by(self, user: User) -> "JournalEntryQuerySet":
        """What the user's association wrote in case files that have closed to it lately, as far as its audience lets
        the user read it; nothing of anybody else."""
        left = Participation.objects.left_lately_by(user).filter(household=OuterRef("household"))
        return self.filter(may_read(user), Exists(left), organization=user.organization_id, event="")


JournalManager = StandingManager.from_queryset(JournalEntryQuerySet)


# The text has no history: the day it was corrected, which has one, is its trace.
@tracked(exclude=["text", "facts", "cancellation_note"])
class JournalEntry(Mendable, AudienceModel):
    """One line of a case file's timeline: what happened or what was written, and for whom."""

    class Kind(models.TextChoices):
        NOTE = "NOTE", "Note"
        VISIT = "VISIT", "Visite"
        VISIT_NOTE = "VISIT_NOTE", "Note de visite"
        CLOSING_NOTE = "CLOSING_NOTE", "Bilan de fin de suivi"
        REFERRAL = "REFERRAL", "Signalement"
        MEETING = "MEETING", "Rencontre CESF"
        MOBILISATION = "MOBILISATION", "Mobilisation d’un partenaire"
        SUPPORT = "SUPPORT", "Accompagnement"
        TENANCY = "TENANCY", "Logement"
        CASE_FILE = "CASE_FILE", "Dossier"
        SIGNAL = "SIGNAL", "Signal du bailleur"

    class Event(models.TextChoices):
        """What a line that nobody wrote tells; `tenancies.reading.events` words it for each reader."""

        CASE_FILE_OPENED = "CASE_FILE_OPENED", "Ouverture du dossier"
        CASE_FILE_CLOSED = "CASE_FILE_CLOSED", "Clôture du dossier"
        CASE_FILE_REOPENED = "CASE_FILE_REOPENED", "Réouverture du dossier"
        CASE_FILE_MERGED = "CASE_FILE_MERGED", "Réunion de deux dossiers"
        CASE_FILE_PARTED = "CASE_FILE_PARTED", "Réunion de deux dossiers annulée"
        CASE_FILE_SPLIT = "CASE_FILE_SPLIT", "Séparation du ménage"
        CASE_FILE_SPLIT_OFF = "CASE_FILE_SPLIT_OFF", "Ouverture après une séparation"
        CASE_FILE_REJOINED = "CASE_FILE_REJOINED", "Séparation du ménage annulée"
        ADDRESS_PROTECTED = "ADDRESS_PROTECTED", "Adresse protégée"
        ADDRESS_UNPROTECTED = "ADDRESS_UNPROTECTED", "Fin de la protection de l’adresse"
        TENANCY_BEGUN = "TENANCY_BEGUN", "Début de bail"
        TENANCY_ENDED = "TENANCY_ENDED", "Fin de bail"
        TENANCY_ENTRY = "TENANCY_ENTRY", "Entrée dans les lieux"
        TENANCY_EXIT = "TENANCY_EXIT", "Sortie des lieux"
        TENANCY_CORRECTED = "TENANCY_CORRECTED", "Bail corrigé"
        TENANCY_CANCELLED = "TENANCY_CANCELLED", "Bail annulé"
        SLIDING_REVIEWED = "SLIDING_REVIEWED", "Examen du bail glissant"
        SLIDING_REOPENED = "SLIDING_REOPENED", "Conclusion d’examen reprise"
        SUPPORT_BEGUN = "SUPPORT_BEGUN", "Début de l’accompagnement"
        WORKER_CHANGED = "WORKER_CHANGED", "Changement de référent"
        WATCH_BEGUN = "WATCH_BEGUN", "Passage en veille\u00a0: une visite par an"
        WATCH_ENDED = "WATCH_ENDED", "Fin de la veille\u00a0: reprise de l’accompagnement"
        SUPPORT_ENDED = "SUPPORT_ENDED", "Fin de l’accompagnement"
        ACCESS_WITHDRAWN = "ACCESS_WITHDRAWN", "Accès retiré à un partenaire"
        REFERRAL_SENT = "REFERRAL_SENT", "Signalement envoyé"
        MEETING_HELD = "MEETING_HELD", "Rencontre avec la conseillère sociale"
        PARTNER_ASKED = "PARTNER_ASKED", "Un partenaire est sollicité"
        CONSENT_GIVEN = "CONSENT_GIVEN", "Accord du ménage pour un partenaire"
        CONSENT_REFUSED = "CONSENT_REFUSED", "Le ménage ne souhaite pas un partenaire"
        CONSENT_LATER = "CONSENT_LATER", "Réponse du ménage reportée pour un partenaire"
        CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN", "Accord du ménage retiré pour un partenaire"
        SIGNAL_SENT = "SIGNAL_SENT", "Signal du bailleur"

    # Under which heading, and with which mark, a line stands.
    KIND_OF_EVENT: dict[str, str] = {
        Event.CASE_FILE_OPENED: Kind.CASE_FILE,
        Event.CASE_FILE_CLOSED: Kind.CASE_FILE,
        Event.CASE_FILE_REOPENED: Kind.CASE_FILE,
        Event.CASE_FILE_MERGED: Kind.CASE_FILE,
        Event.CASE_FILE_PARTED: Kind.CASE_FILE,
        Event.CASE_FILE_SPLIT: Kind.CASE_FILE,
        Event.CASE_FILE_SPLIT_OFF: Kind.CASE_FILE,
        Event.CASE_FILE_REJOINED: Kind.CASE_FILE,
        Event.ADDRESS_PROTECTED: Kind.CASE_FILE,
        Event.ADDRESS_UNPROTECTED: Kind.CASE_FILE,
        Event.TENANCY_BEGUN: Kind.TENANCY,
        Event.TENANCY_ENDED: Kind.TENANCY,
        Event.TENANCY_ENTRY: Kind.TENANCY,
        Event.TENANCY_EXIT: Kind.TENANCY,
        Event.TENANCY_CORRECTED: Kind.TENANCY,
        Event.TENANCY_CANCELLED: Kind.TENANCY,
        Event.SLIDING_REVIEWED: Kind.TENANCY,
        Event.SLIDING_REOPENED: Kind.TENANCY,
        Event.SUPPORT_BEGUN: Kind.SUPPORT,
        Event.WORKER_CHANGED: Kind.SUPPORT,
        Event.WATCH_BEGUN: Kind.SUPPORT,
        Event.WATCH_ENDED: Kind.SUPPORT,
        Event.SUPPORT_ENDED: Kind.SUPPORT,
        Event.ACCESS_WITHDRAWN: Kind.CASE_FILE,
        Event.REFERRAL_SENT: Kind.REFERRAL,
        Event.MEETING_HELD: Kind.MEETING,
        Event.PARTNER_ASKED: Kind.MOBILISATION,
        Event.CONSENT_GIVEN: Kind.MOBILISATION,
        Event.CONSENT_REFUSED: Kind.MOBILISATION,
        Event.CONSENT_LATER: Kind.MOBILISATION,
        Event.CONSENT_WITHDRAWN: Kind.MOBILISATION,
        Event.SIGNAL_SENT: Kind.SIGNAL,
    }

    BETWEEN_PARTIES = (Event.SLIDING_REVIEWED, Event.SLIDING_REOPENED)

    # What was kept confidential, or closed some work, is corrected without losing what it said.
    KEEPS_FORMER_TEXTS = (Kind.VISIT_NOTE, Kind.CLOSING_NOTE)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="journal")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.NOTE)
    event = models.CharField("événement", max_length=30, choices=Event, blank=True)
    facts = models.JSONField("faits", default=dict, blank=True)
    text = models.TextField("texte", blank=True, max_length=10_000)
    occurred_at = models.DateTimeField("date", default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    # What `told_to` loads in place of the text.
    read_text: str
    is_readable: bool
    # The questions that its timeline loads beside it (`tenancies.reading.questions`).
    asked: list[dict[str, Any]]
    # And, of a signal, what the associations said of it (`tenancies.reading.weak_signals`).
    signalled: list[dict[str, Any]]

    objects = JournalManager()  # type: ignore[assignment,misc] # a manager that does more
    with_cancelled = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ["-occurred_at", "-pk"]
        constraints = [
            within_bounds(moments=["occurred_at"]),
            mended_in_full(),
            models.CheckConstraint(
                name="journal_visit_kinds_have_a_visit",
                condition=Q(kind__in=["VISIT", "VISIT_NOTE"], visit__isnull=False)
                | (~Q(kind__in=["VISIT", "VISIT_NOTE"]) & Q(visit=None)),
            ),
            models.UniqueConstraint(fields=["visit"], condition=Q(kind="VISIT"), name="journal_one_entry_per_visit"),
            models.CheckConstraint(
                name="journal_tells_an_event_or_a_text",
                condition=Q(kind__in=["NOTE", "VISIT", "VISIT_NOTE", "CLOSING_NOTE"], event="")
                | (~Q(kind__in=["NOTE", "VISIT", "VISIT_NOTE", "CLOSING_NOTE"]) & ~Q(event="")),
            ),
            models.CheckConstraint(
                name="journal_text_has_an_author",
                condition=Q(author__isnull=False, organization__isnull=False)
                | Q(author=None, organization=None, audience="SHARED") & ~Q(event=""),
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-occurred_at", "-id"], name="journal_by_household"),
        ]

    def __str__(self) -> str:
        return self.get_event_display() or self.get_kind_display()


@tracked(exclude=["text"])
class FormerText(AudienceModel):
    """What a confidential or a closing note said before its author put it right, for those who read both: it goes on
    being for the audience that it had, and is shown under a note that its reader reads."""

    household_path = "entry__household"

    entry = models.ForeignKey(JournalEntry, on_delete=models.CASCADE, related_name="former_texts")
    text = models.TextField("texte", max_length=10_000)
    replaced_at = models.DateTimeField("remplacé le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "texte d’avant"
        verbose_name_plural = "textes d’avant"
        ordering = ["replaced_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="former_text_has_an_author",
                condition=Q(author__isnull=False, organization__isnull=False) & ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Texte d’avant le {timezone.localtime(self.replaced_at):%d/%m/%Y}"


class CaseFileAccessQuerySet(models.QuerySet["CaseFileAccess"]):
    def told_to(self, user: User) -> "CaseFileAccessQuerySet":
        """Who was asked to help before it accepts is known by whoever asked and by its own people, and so is that the
        landlord reads about a difficulty. That a household is put up somewhere, its association alone knows."""
        of_their_own = [CaseFileAccess.Kind.STAY]
        if not (user.organization.is_landlord and user.may(Right.READ_SOCIAL_CONTENT)):
            of_their_own += [CaseFileAccess.Kind.REQUEST, CaseFileAccess.Kind.REFERRAL]
        return self.filter(~Q(kind__in=of_their_own) | Q(organization=user.organization_id))


class CaseFileAccess(Kept):
    """Who opened which case file and why: little personal data, append-only, with its own retention (6 to 12 months,
    CNIL recommendation on logging)."""

    KEPT_FOR = "6 months"

    class Kind(models.TextChoices):
        READ = "READ", "Lecture"
        REQUEST = "REQUEST", "Demande lue"
        REFERRAL = "REFERRAL", "Signalement lu"
        CANDIDACY = "CANDIDACY", "Fiche de candidat lue"
        DOCUMENT = "DOCUMENT", "Document ouvert"
        ADDRESS = "ADDRESS", "Adresse révélée"
        STAY = "STAY", "Lieu du séjour lu"
        EXPORT = "EXPORT", "Export"
        PROTECT = "PROTECT", "Adresse protégée"
        UNPROTECT = "UNPROTECT", "Protection levée"
        WITHDRAW = "WITHDRAW", "Accès retiré"
        REOPEN = "REOPEN", "Dossier rouvert"
        OWN = "OWN", "Écrits relus"

    class Purpose(models.TextChoices):
        """Why a protected address is read, why it is protected or no longer is, why a partner's access is withdrawn,
        why a case file is reopened. It may tell of the household or of that partner: shown to the organization of
        whoever did it alone."""

        VISIT = "VISIT", "Aller voir le ménage"
        MAIL = "MAIL", "Envoyer un courrier"
        SAFETY = "SAFETY", "Mettre le ménage en sécurité"
        WORKS = "WORKS", "Préparer une intervention dans le logement"
        RIGHTS = "RIGHTS", "Faire une démarche avec le ménage"
        ASKED = "ASKED", "Le ménage le demande"
        OVER = "OVER", "La protection n’est plus nécessaire"
        MISTAKE = "MISTAKE", "Protection posée par erreur"
        REFERRAL = "REFERRAL", "Identifier le ménage d’un signalement"
        AGREEMENT = "AGREEMENT", "Le ménage ne veut plus de cette association"
        CONVENTION = "CONVENTION", "La convention a pris fin"
        MISCONDUCT = "MISCONDUCT", "L’association a manqué à ses obligations"
        WRONGLY = "WRONGLY", "Dossier clos par erreur"
        AGAIN = "AGAIN", "Le ménage a de nouveau besoin d’aide"
        UNFINISHED = "UNFINISHED", "Une démarche reste à terminer"
        OTHER = "OTHER", "Autre motif"

    # What may be said of each act.
    PURPOSES = {
        Kind.ADDRESS: (
            Purpose.VISIT,
            Purpose.MAIL,
            Purpose.SAFETY,
            Purpose.WORKS,
            Purpose.RIGHTS,
            Purpose.OTHER,
        ),
        Kind.STAY: (Purpose.VISIT, Purpose.MAIL, Purpose.SAFETY, Purpose.RIGHTS, Purpose.OTHER),
        Kind.PROTECT: (Purpose.ASKED, Purpose.SAFETY, Purpose.OTHER),
        Kind.UNPROTECT: (Purpose.ASKED, Purpose.OVER, Purpose.MISTAKE, Purpose.OTHER),
        Kind.WITHDRAW: (Purpose.AGREEMENT, Purpose.CONVENTION, Purpose.MISCONDUCT),
        Kind.REOPEN: (Purpose.WRONGLY, Purpose.AGAIN, Purpose.UNFINISHED, Purpose.OTHER),
    }

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="accesses")
    # Whoever has an account or, of a partner that has none, the address whose link opened its request.
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.EmailField("adresse du lien", blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    purpose = models.CharField("motif", max_length=10, choices=Purpose, blank=True)
    reason = models.CharField("précision", max_length=200, blank=True)
    at = models.DateTimeField("date", default=timezone.now, editable=False)

    objects = CaseFileAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "accès à un dossier"
        verbose_name_plural = "accès aux dossiers"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="access_is_somebody_s",
                condition=Q(user__isnull=False, address="") | Q(user=None, kind="REQUEST") & ~Q(address=""),
            ),
            models.CheckConstraint(
                name="access_to_address_is_explained",
                condition=~Q(kind__in=["ADDRESS", "STAY", "PROTECT", "UNPROTECT", "WITHDRAW", "REOPEN"])
                | (~Q(purpose="") & (~Q(purpose="OTHER") | ~Q(reason=""))),
                violation_error_message="Choisissez un motif.",
            ),
            models.CheckConstraint(
                name="access_withdrawn_for_a_reason_of_its_list",
                condition=~Q(kind="WITHDRAW") | Q(purpose__in=["AGREEMENT", "CONVENTION", "MISCONDUCT"]),
                violation_error_message="Choisissez un motif.",
            ),
            models.CheckConstraint(
                name="access_reopened_for_a_reason_of_its_list",
                condition=~Q(kind="REOPEN") | Q(purpose__in=["WRONGLY", "AGAIN", "UNFINISHED", "OTHER"]),
                violation_error_message="Choisissez un motif.",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-at", "-id"], name="access_by_household"),
            models.Index(fields=["organization", "-at", "-id"], name="access_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {timezone.localtime(self.at):%d/%m/%Y %H:%M}"

    def why(self, reader: User) -> str:
        """« Aller voir le ménage : rendez-vous de 14 h », for the organization of whoever opened it."""
        if self.organization_id != reader.organization_id:
            return ""
        return "\u00a0: ".join(filter(None, (self.get_purpose_display(), self.reason)))
