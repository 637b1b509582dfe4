"""Where files are kept: in the storage of the setting `STORAGE_URL`, outside of what is served, under a random name.

A file is written before its row, so that no row is ever without its file; the file of a row that was never committed
is deleted by the act, or else the next day by `forget_orphans`.
"""

import datetime
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from housing_support.common.documents.content import Content
from housing_support.common.documents.models import StoredDocument

FOLDER = "documents"
# Longer than any request that writes a file before its row.
ORPHANED_AFTER = datetime.timedelta(days=1)
# An act that fails half-way is rare: more of them are a setting that is wrong, or a database restored from long ago.
MOST_ORPHANS = 100


class WrongStorageError(Exception):
    """The files of the storage are hardly those of this database: none was deleted."""


@contextmanager
def stored(content: Content) -> Iterator[str]:
    """Keep the file while its row is written: the name under which it is found again. The block that fails leaves
    nothing."""
    name = secrets.token_hex(16)
    name = default_storage.save(f"{FOLDER}/{name[:2]}/{name}", ContentFile(content.data))
    try:
        yield name
    except BaseException:
        default_storage.delete(name)
        raise


def forget_orphans(now: datetime.datetime | None = None) -> int:
    """Delete the files that no row gives any more: those of acts that failed half-way, and of documents cancelled
    long ago. Return how many there were.

    Raises `WrongStorageError` when so many have no row at all that the files are rather those of another database."""
    now = now or timezone.now()
    orphans, over = [], []
    for folder in listed(FOLDER)[0]:
        place = f"{FOLDER}/{folder}"
        rows = rows_of(place, now)
        for name in sorted(f"{place}/{each}" for each in listed(place)[1]):
            if name not in rows and default_storage.get_modified_time(name) < now - ORPHANED_AFTER:
                orphans.append(name)
            elif rows.get(name):
                over.append(name)
    if len(orphans) > MOST_ORPHANS:
        raise WrongStorageError(
            f"{len(orphans)} fichiers sans document\u00a0: rien n’est effacé. Sont-ils à cette base\u00a0?"
        )
    for name in (*orphans, *over):
        default_storage.delete(name)
    return len(orphans) + len(over)


def listed(place: str) -> tuple[list[str], list[str]]:
    """Its folders and its files; none where nothing was ever kept."""
    try:
        return default_storage.listdir(place)
    except FileNotFoundError:
        return [], []


def rows_of(place: str, now: datetime.datetime) -> dict[str, bool]:
    """The names that rows give there, and whether each was cancelled long ago."""
    long_ago = now - StoredDocument.KEPT_ONCE_CANCELLED
    models = [model for model in apps.get_models() if issubclass(model, StoredDocument)]
    return {
        name: cancelled_at is not None and cancelled_at < long_ago
        for model in models
        for name, cancelled_at in model.with_cancelled.filter(stored_name__startswith=f"{place}/").values_list(
            "stored_name", "cancelled_at"
        )
    }
