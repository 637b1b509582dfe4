"""A landlord's file of dwellings, from its upload to its import: each move once, whoever clicks twice."""

import logging
import tempfile
import uuid
from collections.abc import Collection
from functools import partial
from typing import Any, TextIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from housing_support.common import jobs
from housing_support.common.jobs import AttemptIsVoidError
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import StockImport
from tenancies.stock.rpls.changes import keep
from tenancies.stock.rpls.importing import FileNotWholeError, import_stock
from tenancies.stock.rpls.questions import UnansweredError
from tenancies.stock.rpls.reading import FileRefusedError
from tenancies.stock.rpls.refusals import write_workbook
from tenancies.stock.rpls.results import Result
from tenancies.stock.rpls.workbooks import is_workbook
from tenancies.stock.undoing import put_back

logger = logging.getLogger(__name__)
State, Move = StockImport.State, StockImport.Move
INTERRUPTED = (
    "L’import s’est interrompu et rien n’a été changé. "
    "Confirmez de nouveau ; si cela recommence, prévenez votre support."
)
CHANGED_SINCE = (
    "Le patrimoine a changé depuis cet aperçu, et rien n’a été importé. Répondez, puis confirmez de nouveau."
)
UNREADABLE = "La lecture s’est interrompue sur une erreur imprévue, et rien n’a été changé. Prévenez votre support."


class QuestionsLeftError(Exception):
    """The preview asks something that nobody has answered by going on."""


class ImportAlreadyOpenError(Exception):
    """Another file of this landlord waits for its confirmation."""


def receive_file(*, user: User, file: UploadedFile) -> StockImport:
    """Keep the file and start reading it."""
    user.require(Right.IMPORT_DWELLINGS)
    public_id = uuid.uuid4()
    # A neutral name: the one given is only shown.
    stored = default_storage.save(f"imports/{public_id}.txt", file)
    try:
        with transaction.atomic():
            stock_import = StockImport.objects.create(
                public_id=public_id,
                landlord=user.organization,
                author=user,
                file_name=(file.name or "")[:200],
                stored_file=stored,
            )
            jobs.enqueue(stock_import, read_file)
    except IntegrityError as error:
        default_storage.delete(stored)
        raise ImportAlreadyOpenError from error
    return stock_import


@transaction.atomic
def confirm(
    *, stock_import: StockImport, user: User, withdraw_missing: bool = False, accepted: Collection[str] = ()
) -> StockImport:
    """Start applying what the preview shows; read again instead when the stock has changed since.

    Refused while a question of the preview is not `accepted`, and when what is missing is to be withdrawn on the word
    of a file that is not certainly whole.
    """
    locked = StockImport.machine.begin(stock_import, Move.CONFIRM, user)
    if withdraw_missing and not can_withdraw_missing(locked):
        raise FileNotWholeError
    if not {question["kind"] for question in locked.questions} <= set(accepted):
        raise QuestionsLeftError
    seen_at = locked.previewed_at or timezone.now()
    others = StockImport.objects.filter(landlord=locked.landlord_id)
    if others.filter(Q(applied_at__gt=seen_at) | Q(undone_at__gt=seen_at)).exists():
        StockImport.machine.finish(locked, Move.READ_AGAIN, actor=user)
        jobs.begin(locked, read_file, lines_read=0)
        return locked
    StockImport.machine.finish(
        locked,
        Move.CONFIRM,
        actor=user,
        withdraw_missing=withdraw_missing,
        accepted=sorted(accepted),
        failure="",
    )
    jobs.begin(locked, apply_file, lines_read=0)
    return locked


@transaction.atomic
def discard(*, stock_import: StockImport, user: User) -> None:
    """Give the file up; a job that reads it stops at its next batch."""
    locked = StockImport.machine.begin(stock_import, Move.DISCARD, user)
    StockImport.machine.finish(locked, Move.DISCARD, actor=user)
    jobs.give_up(locked)
    delete_files(locked, ("stored_file", "refused_file"))


@transaction.atomic
def start_again(*, stock_import: StockImport, user: User) -> StockImport:
    """Put back in the queue a job whose worker is dead; should it live, what it does is void."""
    locked = StockImport.machine.lock(stock_import)
    StockImport.LANDLORD.check(user, locked)
    jobs.start_again(locked, WORK.get(locked.state, read_file), lines_read=0)
    return locked


def can_withdraw_missing(stock_import: StockImport) -> bool:
    """Nothing is withdrawn on the word of a file that is not certainly whole: a refused line is absent too."""
    return stock_import.missing_count > 0 and stock_import.details.get("is_whole", False)


def record_command(*, landlord: Organization, file_name: str, result: Result) -> StockImport:
    """Keep an import made by the command line in the same history as those of the page, in its transaction."""
    recorded = StockImport.objects.create(
        landlord=landlord,
        file_name=file_name[:200],
        state=State.APPLIED,
        applied_at=timezone.now(),
        **columns_of(result),
    )
    result.columns = keep(recorded)
    StockImport.objects.filter(pk=recorded.pk).update(details=result.details)
    return recorded


@task()
def read_file(stock_import_id: int, attempt: int) -> None:
    """Read the file without changing anything, and keep what it would do for the preview."""
    stock_import = jobs.current(StockImport.objects.select_related("landlord"), stock_import_id, attempt, State.READING)
    if stock_import is None:
        return
    try:
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as refused:
            result = run(stock_import, refused=refused, dry_run=True)
            finish_reading(stock_import, result, refused)
    except AttemptIsVoidError:
        return
    except FileRefusedError as error:
        fail(stock_import, str(error))
    except Exception:
        logger.exception("reading of stock import %s failed", stock_import.public_id)
        fail(stock_import, UNREADABLE)


@task()
def apply_file(stock_import_id: int, attempt: int) -> None:
    """Write the file's differences and the end of the import in one transaction."""
    stock_import = jobs.current(
        StockImport.objects.select_related("landlord"), stock_import_id, attempt, State.APPLYING
    )
    if stock_import is None:
        return
    because = f"Absent du fichier {stock_import.file_name}" if stock_import.withdraw_missing else ""
    try:
        run(
            stock_import,
            dry_run=False,
            withdraw_missing_because=because,
            accepted=stock_import.accepted,
            before=lambda: jobs.check_attempt(stock_import),
            after=lambda result: finish_applying(stock_import, result),
        )
    except AttemptIsVoidError:
        return
    except UnansweredError as error:
        # The stock has changed since the preview, by another way than an import: what it asks now is shown.
        with jobs.attempt_locked(stock_import) as locked:
            questions = [question.as_stored for question in error.questions]
            details = locked.details | {"questions": questions}
            StockImport.machine.finish(locked, Move.INTERRUPT, actor=None, failure=CHANGED_SINCE, details=details)
        return
    except Exception:
        logger.exception("stock import %s failed", stock_import.public_id)
        with jobs.attempt_locked(stock_import) as locked:
            StockImport.machine.finish(locked, Move.INTERRUPT, actor=None, failure=INTERRUPTED)
        return
    forget_files(stock_import)


# What a worker is at, in each state.
WORK = {State.READING: read_file, State.APPLYING: apply_file, State.UNDOING: put_back}


def run(stock_import: StockImport, **options: Any) -> Result:
    with default_storage.open(stock_import.stored_file, "rb") as stream:
        return import_stock(
            stream=stream,  # type: ignore[arg-type] # a stored file reads as the stream that it holds
            landlord=stock_import.landlord,
            progress=lambda read, total: jobs.beat(stock_import, lines_read=read, lines_total=total),
            **options,
        )


def columns_of(result: Result) -> dict[str, Any]:
    return {
        "lines_read": result.lines_read,
        "created_count": result.created,
        "changed_count": result.changed,
        "unchanged_count": result.unchanged,
        "refused_count": result.refused,
        "missing_count": result.missing,
        "withdrawn_count": result.withdrawn,
        "details": result.details,
    }


def finish_reading(stock_import: StockImport, result: Result, refused: TextIO) -> None:
    stored = keep_refused(stock_import, refused) if result.refused else ""
    with jobs.attempt_locked(stock_import) as locked:
        delete_files(locked, ("refused_file",))
        StockImport.machine.finish(
            locked,
            Move.PREVIEW,
            actor=None,
            refused_file=stored,
            previewed_at=timezone.now(),
            **columns_of(result),
        )


def keep_refused(stock_import: StockImport, refused: TextIO) -> str:
    """In a workbook, when the file given was one: where they are stored."""
    name = f"imports/{stock_import.public_id}-refused"
    with default_storage.open(stock_import.stored_file, "rb") as given:
        is_book = is_workbook(given)  # type: ignore[arg-type] # a stored file reads as the stream that it holds
    refused.flush()
    if is_book:
        with tempfile.TemporaryFile() as book:
            write_workbook(refused, book)
            return default_storage.save(f"{name}.xlsx", File(book))
    return default_storage.save(f"{name}.csv", File(refused.buffer))


def finish_applying(stock_import: StockImport, result: Result) -> None:
    """Inside the transaction that writes the stock: both are done, or neither."""
    locked = jobs.check_attempt(stock_import)
    result.columns = keep(locked)
    StockImport.machine.finish(locked, Move.APPLY, actor=None, applied_at=timezone.now(), **columns_of(result))


def fail(stock_import: StockImport, sentence: str) -> None:
    with jobs.attempt_locked(stock_import) as locked:
        StockImport.machine.finish(locked, Move.REFUSE, actor=None, failure=sentence[:500])
        delete_files(locked, ("stored_file",))


def forget_files(stock_import: StockImport) -> None:
    """Once applied, the file is of no use; nor are the refused lines of the landlord's imports before it."""
    delete_files(StockImport.objects.get(pk=stock_import.pk), ("stored_file",))
    earlier = StockImport.objects.filter(landlord=stock_import.landlord_id).exclude(refused_file="")
    for other in earlier.exclude(pk=stock_import.pk):
        delete_files(other, ("refused_file",))


def delete_files(stock_import: StockImport, fields: tuple[str, ...]) -> None:
    """Delete from the storage once the database no longer names them."""
    names = [name for name in (getattr(stock_import, field) for field in fields) if name]
    for field in fields:
        setattr(stock_import, field, "")
    stock_import.save(update_fields=fields)
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
