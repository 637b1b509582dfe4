"""Some stories are told by the services themselves, each act at the moment that the story gives it."""

import contextlib
import datetime
import random
import uuid
from collections.abc import Iterator
from unittest import mock

from django.apps import apps
from django.db.models import F
from django.utils import timezone

from housing_support.tools.demo.ids import uuid_from
from partners.models import Email, Letter, Notification

UNREAD_FOR = datetime.timedelta(days=26)


@contextlib.contextmanager
def acting_at(moment: datetime.datetime, *, chance: random.Random) -> Iterator[None]:
    """What the services do here they do at `moment`; the public identifiers that they give come from `chance`.

    The columns whose default is now, or any identifier, hold the function itself: each is given another one."""
    now = moment.astimezone(datetime.UTC)
    given = {timezone.now: lambda: now, uuid.uuid4: lambda: uuid_from(chance)}
    fields = [
        (field, given[field.default])
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.default in given
    ]
    with contextlib.ExitStack() as stack:
        for field, default in fields:
            stack.enter_context(mock.patch.object(field, "_get_default", default))
        stack.enter_context(mock.patch.object(timezone, "now", given[timezone.now]))
        yield


def have_emails_sent(today: datetime.date) -> None:
    """What these acts announced left long ago: nobody is written to when the demonstration begins. In the application,
    what they announced in the last days has not been read yet."""
    for email in Email.objects.queued().order_by("pk"):
        Letter.objects.create(to=email.address, subject=email.subject, body=email.body, at=email.created_at)
        Email.machine.finish(email, Email.Move.SEND, actor=None, sent_at=email.created_at, body="")
    seen = Notification.objects.filter(created_at__date__lt=today - UNREAD_FOR)
    seen.update(read_at=F("created_at") + datetime.timedelta(hours=3))
