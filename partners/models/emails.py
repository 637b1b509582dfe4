from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common import moves


class EmailQuerySet(models.QuerySet):
    def queued(self) -> "EmailQuerySet":
        return self.filter(state=Email.State.QUEUED)

    def answered(self) -> "EmailQuerySet":
        """Those of which a mail server has said yes or no."""
        return self.exclude(state=Email.State.QUEUED)


class Email(models.Model):
    """A message on its way to one address, and what became of it.

    Its text may hold a link that opens an account: it is blanked once sent or given up, and no history keeps it.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", "En cours d’envoi"
        SENT = "SENT", "Envoyé"
        FAILED = "FAILED", "Non remis"

    class Move(models.TextChoices):
        SEND = "SEND", "Message envoyé"
        GIVE_UP = "GIVE_UP", "Message abandonné"

    event = models.CharField("événement", max_length=150)
    # Whose account must be open when it leaves, and whose quiet hours it waits for; nobody: what becomes of an account
    # itself, closed or not yet open.
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Waits for no hour.
    is_urgent = models.BooleanField(default=False)
    address = models.EmailField("adresse électronique")
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte", blank=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    # Of the last attempt: `SMTP_550` or the name of an exception, never the server's words, which quote the address.
    last_error = models.CharField(max_length=60, blank=True)

    objects = EmailQuerySet.as_manager()

    # The worker makes these, for whoever did what the message announces.
    machine = moves.Machine(
        moves.Move(Move.SEND, {State.QUEUED: [State.SENT]}),
        moves.Move(Move.GIVE_UP, {State.QUEUED: [State.FAILED]}),
    )

    class Meta:
        verbose_name = "message"
        constraints = [
            models.UniqueConstraint(fields=["event", "address"], name="email_one_per_event_and_address"),
            models.UniqueConstraint(
                fields=["recipient", "event"],
                condition=Q(recipient__isnull=False),
                name="email_one_per_event_and_recipient",
            ),
            models.CheckConstraint(
                name="email_body_is_kept_while_queued",
                condition=Q(state="QUEUED") & ~Q(body="") | ~Q(state="QUEUED") & Q(body=""),
            ),
            models.CheckConstraint(
                name="email_sent_has_date",
                condition=Q(state="SENT", sent_at__isnull=False) | ~Q(state="SENT") & Q(sent_at=None),
            ),
        ]
        # What a server answered last of an address.
        indexes = [
            models.Index(fields=["address", "-id"], condition=~Q(state="QUEUED"), name="email_answered_by_address")
        ]

    def __str__(self) -> str:
        return self.event
