import datetime
import hashlib
import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from housing_support.common.documents.content import Content, FileType
from housing_support.common.mending import CORRECTION_DAYS, Mendable


class StoredDocument(Mendable):
    """A file that somebody gave. Whoever may read it is the concrete model's rule; `str` says what it is, of a list.

    Its `objects` and `with_cancelled` are those of any `Mendable`; once cancelled it is given to nobody, and some days
    later its file is gone.
    """

    # For the support to take back what was cancelled by error.
    KEPT_ONCE_CANCELLED = datetime.timedelta(days=CORRECTION_DAYS)
    # What says nothing to a reader of the history.
    UNTOLD = ("stored_name", "sha256", "cancellation_note")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.CharField("type", max_length=100, choices=FileType, editable=False)
    size = models.PositiveIntegerField("taille, en octets", editable=False)
    sha256 = models.CharField("empreinte", max_length=64, editable=False)
    stored_name = models.CharField(max_length=100, unique=True, editable=False)
    recorded_at = models.DateTimeField("déposé le", default=timezone.now, editable=False)

    with_cancelled: "models.Manager[Any]"

    class Meta:
        abstract = True

    @staticmethod
    def described(content: Content, stored_name: str) -> dict[str, Any]:
        """The columns of a new row that say which file it gives."""
        return {
            "content_type": content.type,
            "size": len(content.data),
            "sha256": content.sha256,
            "stored_name": stored_name,
        }

    def is_intact(self, data: bytes) -> bool:
        return hashlib.sha256(data).hexdigest() == self.sha256

    def neutral_name(self) -> str:
        """« bail-2026-11-12.pdf »: what it is and when it was given, never how it was called."""
        what, day = slugify(str(self).replace("’", "-")), timezone.localdate(self.recorded_at)
        return f"{what}-{day}.{FileType(self.content_type).extension}"
