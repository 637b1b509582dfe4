import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from partners.models.emails import Email
from partners.models.users import User

# Saturday is the fifth day after Monday.
SATURDAY = 5
MIDNIGHT = datetime.time(0)


class Channel(models.TextChoices):
    AT_ONCE = "AT_ONCE", "Aussitôt"
    DIGEST = "DIGEST", "Une fois par jour"
    NONE = "NONE", "Jamais"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: User) -> "NotificationQuerySet":
        return self.filter(recipient=user.pk)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def for_digest(self) -> "NotificationQuerySet":
        """Those that no e-mail has told yet, and that nobody has read in the meantime."""
        return self.unread().filter(by_digest=True, email=None)


class Notification(models.Model):
    """What somebody is told in the application: a code and the number of what it is about, no word of it.

    It is worded when it is read, for whoever reads it, by the rules of that day (`partners.reading.notifications`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=40)
    # The same key as that of its e-mail: the kind, what it is about, its moment.
    event = models.CharField(max_length=150)
    about_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    # As its recipient wanted on that day; `email` is what told it, at once or among others.
    by_digest = models.BooleanField(default=False)
    email = models.ForeignKey(Email, on_delete=models.SET_NULL, null=True, related_name="notifications")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "notification"
        constraints = [
            models.UniqueConstraint(fields=["recipient", "event"], name="notification_one_per_recipient_and_event"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_by_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["recipient"],
                condition=Q(by_digest=True, email=None, read_at=None),
                name="notification_for_digest",
            ),
            models.Index(fields=["created_at"], name="notification_by_age"),
        ]

    def __str__(self) -> str:
        return self.event


class NotificationChoice(models.Model):
    """How somebody wants to be written to about one kind; no row: as its kind says."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta:
        verbose_name = "choix d’une notification"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_one_per_user_and_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"


class QuietHours(models.Model):
    """When somebody is not written to, by the clocks of here. No row: from 20 h to 7 h, and at week-ends."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="quiet_hours")
    begins = models.TimeField("de", null=True, default=datetime.time(20))
    ends = models.TimeField("à", null=True, default=datetime.time(7))
    at_weekends = models.BooleanField("le samedi et le dimanche", default=True)

    class Meta:
        verbose_name = "heures sans message"
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_begin_and_end",
                condition=Q(begins=None, ends=None)
                | Q(begins__isnull=False, ends__isnull=False) & ~Q(begins=F("ends")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins} – {self.ends}"

    def end_after(self, moment: datetime.datetime) -> datetime.datetime:
        """The first moment from this one on that is not quiet: itself, most often. The end of the quiet hours is not
        quiet, their beginning is."""
        # A night may end in a week-end, a week-end in a night: each turn passes over one of them.
        while (end := self._end_of_rest(timezone.localtime(moment))) is not None:
            moment = end
        return moment

    def _end_of_rest(self, local: datetime.datetime) -> datetime.datetime | None:
        day, clock = local.date(), local.time()
        if self.at_weekends and day.weekday() >= SATURDAY:
            return _at(day + datetime.timedelta(days=7 - day.weekday()), MIDNIGHT)
        if self.begins is None or self.ends is None:
            return None
        if self.begins < self.ends:
            return _at(day, self.ends) if self.begins <= clock < self.ends else None
        if clock >= self.begins:
            return _at(day + datetime.timedelta(days=1), self.ends)
        return _at(day, self.ends) if clock < self.ends else None


def _at(day: datetime.date, clock: datetime.time) -> datetime.datetime:
    """When the clocks of here show it. Of an hour that they show twice, the second, of one that they skip, the moment
    when they do: quiet hours never end too soon, nor begin again at once."""
    moment = datetime.datetime.combine(day, clock.replace(fold=1), tzinfo=timezone.get_default_timezone())
    if timezone.localtime(moment.astimezone(datetime.UTC)).time() != clock:
        # Skipped: read with the offset of before, it is the same number of minutes after the clocks have moved.
        moment = moment.replace(fold=0)
    return moment.astimezone(datetime.UTC)


class Letter(models.Model):
    """An e-mail that would have left: in the demonstration alone, where everybody is invented."""

    to = models.CharField("à", max_length=320)
    subject = models.CharField("objet", max_length=250)
    body = models.TextField("texte")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "lettre"

    def __str__(self) -> str:
        return self.subject
