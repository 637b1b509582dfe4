"""What those who take part in a case file say to one another: its thread."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.models import User
from tenancies.models.audience import Audience, AudienceModel, AudienceQuerySet, audiences_open_to
from tenancies.models.households import Household, is_open_to

# How long its author may take a message back before anybody else reads it.
BEFORE_IT_LEAVES = datetime.timedelta(minutes=20)


def audiences_of_messages(user: User) -> tuple[Audience, ...]:
    """Nobody writes a message to themselves."""
    return tuple(each for each in audiences_open_to(user) if each != Audience.AUTHOR)


class MessageQuerySet(AudienceQuerySet):
    def left(self) -> "MessageQuerySet":
        """Those that have left, by the clock of the database: a statement composed once holds for every moment."""
        return self.filter(leaves_at__lte=Now(), withdrawn_at=None)

    def written_for(self, user: User) -> "MessageQuerySet":
        """Those of which `user` is, or will be, a reader."""
        return super().readable_by(user)

    def readable_by(self, user: User) -> "MessageQuerySet":
        """Once they have left; one's own, always."""
        has_left = Q(leaves_at__lte=Now(), withdrawn_at=None)
        return self.written_for(user).filter(has_left | Q(author=user.pk))


MessageManager = StandingManager.from_queryset(MessageQuerySet)


# A withdrawn text is nowhere; of one that stands, no history repeats it.
@tracked(exclude=["text", "cancellation_note", "told_at"])
class Message(Mendable, AudienceModel):
    """One message of a case file's thread. Its author alone reads it until it leaves, and may withdraw it meanwhile: of
    that, who and when stay, never the text. Once it has left it is not rewritten: another one corrects it, or it is
    cancelled in the open."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="messages", db_index=False)
    text = models.TextField("texte", max_length=5_000, blank=True)
    mentioned = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    written_at = models.DateTimeField("écrit le", default=timezone.now, editable=False)
    leaves_at = models.DateTimeField("part le", editable=False)
    # By its author, whom alone it is open to.
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)
    # When those whom it is for were told of it.
    told_at = models.DateTimeField(null=True, editable=False)

    objects = MessageManager()  # type: ignore[assignment,misc] # a manager that does more
    with_cancelled = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message d’un dossier"
        verbose_name_plural = "messages des dossiers"
        ordering = ["-leaves_at", "-pk"]
        constraints = [
            within_bounds(moments=["written_at", "leaves_at"]),
            mended_in_full(),
            models.CheckConstraint(
                name="message_has_an_author", condition=Q(author__isnull=False, organization__isnull=False)
            ),
            models.CheckConstraint(name="message_is_for_others", condition=~Q(audience="AUTHOR")),
            models.CheckConstraint(name="message_leaves_once_written", condition=Q(leaves_at__gt=F("written_at"))),
            models.CheckConstraint(
                name="message_is_withdrawn_before_it_leaves",
                condition=(Q(withdrawn_at=None) & ~Q(text=""))
                | Q(withdrawn_at__lt=F("leaves_at"), text="", mentioned=None, told_at=None, cancelled_at=None),
            ),
            models.CheckConstraint(
                name="message_is_told_once_it_has_left", condition=Q(told_at=None) | Q(told_at__gte=F("leaves_at"))
            ),
            models.CheckConstraint(name="message_is_never_rewritten", condition=Q(corrected_at=None)),
        ]
        indexes = [
            models.Index(fields=["household", "-leaves_at", "-id"], name="message_by_household"),
            models.Index(
                fields=["leaves_at"], condition=Q(told_at=None, withdrawn_at=None), name="message_still_to_tell"
            ),
        ]

    def __str__(self) -> str:
        return f"Message du {timezone.localtime(self.written_at):%d/%m/%Y}"

    @property
    def has_left(self) -> bool:
        return self.leaves_at <= timezone.now()

    @property
    def may_be_withdrawn(self) -> bool:
        return self.withdrawn_at is None and not self.has_left

    def withdraw(self) -> None:
        self.text, self.mentioned, self.withdrawn_at = "", None, timezone.now()
        self.save(update_fields=["text", "mentioned", "withdrawn_at"])


class ThreadReadingQuerySet(models.QuerySet["ThreadReading"]):
    def waiting_for(self, user: User) -> "ThreadReadingQuerySet":
        """The threads in which `user` was told of what they have not read, of case files open to them today."""
        return self.filter(is_open_to(user, "household"), user=user.pk, waits_since__isnull=False)


class ThreadReading(models.Model):
    """Where somebody stopped reading the thread of a case file, and since when something waits for them there."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="thread_readings", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    read_up_to = models.DateTimeField("lu jusqu’au", null=True, editable=False)
    # The first of the messages that they were told of, as long as they have not read on.
    waits_since = models.DateTimeField("attend depuis", null=True, editable=False)

    objects = ThreadReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "lecture d’un fil"
        verbose_name_plural = "lectures des fils"
        constraints = [
            models.UniqueConstraint(fields=["household", "user"], name="thread_reading_one_per_reader"),
            models.CheckConstraint(
                name="thread_waits_after_what_is_read",
                condition=Q(waits_since=None) | Q(read_up_to=None) | Q(waits_since__gt=F("read_up_to")),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "waits_since"], condition=Q(waits_since__isnull=False), name="thread_waits")
        ]

    def __str__(self) -> str:
        return f"{self.household_id} · {self.user_id}"
