"""What is done about a conflict between neighbours. Nothing of it is written in anybody's case file."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from housing_support.common.mending import MendingRefusedError
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Convention, User
from partners.notifications import notify
from partners.notifications.kinds import MEDIATION_ENTRUSTED, MEDIATION_NEWS
from partners.roles import Right
from partners.services.account_events import LIFE
from referrals.exceptions import AgreementMissingError, PartiesMissingError
from referrals.models import (
    AgreementSide,
    Conflict,
    ConflictFact,
    ConflictParty,
    ConflictReading,
    ConflictStep,
    MediationAgreement,
)
from referrals.models.conflicts import WrittenInConflict
from referrals.reading.conflicts import (
    households_without_consent,
    may_mend_entry,
    mediators_for,
    obstacle_to_cancelling_entry,
    obstacle_to_correcting_entry,
)
from tenancies.models import Household
from tenancies.services import references
from tenancies.services.journal import SAME_READING

PREFIX = "V"
LEAST_PARTIES = 2
MOST_PARTIES = 20
# Whoever asks for one twice in a few minutes turns its pages.
LOG_READING = f"""
    INSERT INTO {ConflictReading._meta.db_table} (conflict_id, user_id, at) SELECT %s, %s, %s
    WHERE NOT EXISTS (
        SELECT 1 FROM {ConflictReading._meta.db_table} WHERE conflict_id = %s AND user_id = %s AND at > %s
    )
"""  # noqa: S608 (made of a table name)


@dataclass(frozen=True)
class Person:
    """A party as it is described: a household, or a name, or neither for whoever wants none known."""

    kind: str
    side: str
    household: Household | None = None
    name: str = ""
    agreed_on: datetime.date | None = None


@dataclass(frozen=True)
class Commitment:
    """What one party commits to, under the name by which it signs."""

    party: ConflictParty
    name: str
    commitments: str
    signed_on: datetime.date | None = None


@transaction.atomic
def open_conflict(*, user: User, subject: str, parties: Iterable[Person]) -> Conflict:
    """Open a conflict between two parties or more, of the user's own landlord.

    Raises `PartiesMissingError` with fewer, `RightMissingError` about somebody else's tenant."""
    user.require(Right.HANDLE_CONFLICTS)
    if not user.organization.is_landlord:
        raise RightMissingError(Right.HANDLE_CONFLICTS)
    described = list(parties)
    if len(described) < LEAST_PARTIES:
        raise PartiesMissingError(len(described))
    for person in described:
        _require_theirs(person, user)
    conflict = Conflict.objects.create(
        landlord=user.organization,
        reference=references.next_reference(organization=user.organization, prefix=PREFIX, on=timezone.localdate()),
        subject=subject,
        author=user,
    )
    for person in described:
        _add(conflict, person, user=user)
    return Conflict.machine.finish(conflict, Conflict.Move.OPEN, actor=user)


@transaction.atomic
def add_party(*, conflict: Conflict, user: User, person: Person) -> ConflictParty:
    """By the landlord alone, who knows its tenants. Once a household comes that has not agreed to the mediator, the
    mediator reads the conflict no more until it does."""
    Conflict.ADVISER.check(user, conflict)
    locked = Conflict.machine.begin(conflict, Conflict.Move.WRITE, user)
    _require_theirs(person, user)
    party = _add(locked, person, user=user)
    _write(locked, party, user=user)
    return party


@transaction.atomic
def add_fact(
    *,
    conflict: Conflict,
    user: User,
    occurred_on: datetime.date,
    text: str,
    source: str,
    reporter: ConflictParty | None = None,
) -> ConflictFact:
    locked = Conflict.machine.begin(conflict, Conflict.Move.WRITE, user)
    fact = ConflictFact.objects.create(
        conflict=locked,
        occurred_on=occurred_on,
        text=text,
        source=source,
        reporter=_of(locked, reporter),
        **_by(user),
    )
    _write(locked, fact, user=user)
    return fact


@transaction.atomic
def add_step(
    *,
    conflict: Conflict,
    user: User,
    kind: str,
    on: datetime.date,
    result: str,
    towards: ConflictParty | None = None,
    note: str = "",
    next_step: str = "",
    next_due_on: datetime.date | None = None,
) -> ConflictStep:
    """What the last step says comes next is what the conflict waits for."""
    locked = Conflict.machine.begin(conflict, Conflict.Move.WRITE, user)
    step = ConflictStep.objects.create(
        conflict=locked,
        kind=kind,
        on=on,
        result=result,
        towards=_of(locked, towards),
        note=note,
        next_step=next_step,
        next_due_on=next_due_on,
        **_by(user),
    )
    _write(locked, step, user=user)
    return step


@transaction.atomic
def correct_fact(
    *,
    entry: ConflictFact,
    user: User,
    occurred_on: datetime.date,
    text: str,
    source: str,
    reporter: ConflictParty | None = None,
) -> ConflictFact:
    locked = _begin_mending(entry, user, correcting=True)
    changes = {"occurred_on": occurred_on, "text": text, "source": source, "reporter": _of(locked.conflict, reporter)}
    locked.mark_corrected(by=user, **changes)
    return locked


@transaction.atomic
def correct_step(
    *,
    entry: ConflictStep,
    user: User,
    kind: str,
    on: datetime.date,
    result: str,
    towards: ConflictParty | None = None,
    note: str = "",
    next_step: str = "",
    next_due_on: datetime.date | None = None,
) -> ConflictStep:
    locked = _begin_mending(entry, user, correcting=True)
    changes = {"kind": kind, "on": on, "result": result, "towards": _of(locked.conflict, towards), "note": note}
    locked.mark_corrected(by=user, next_step=next_step, next_due_on=next_due_on, **changes)
    _settle(locked.conflict)
    return locked


@transaction.atomic
def cancel_entry(*, entry: WrittenInConflict, user: User, reason: str, note: str = "") -> WrittenInConflict:
    """Take back a party, a fact, a step or an agreement, for a code of `Mistake`: it stays in sight, struck through.

    Raises `MendingRefusedError` when something rests on it."""
    locked = _begin_mending(entry, user)
    locked.mark_cancelled(by=user, reason=reason, note=note)
    _settle(locked.conflict)
    return locked


@transaction.atomic
def entrust(*, conflict: Conflict, user: User, convention: Convention) -> Conflict:
    """Let the partner of that convention read the conflict and write there.

    Raises `AgreementMissingError`, with the households that have not agreed to that very partner, and
    `TransitionNotAllowedError` when it does no mediation for this landlord today."""
    locked = Conflict.machine.begin(conflict, Conflict.Move.ENTRUST, user)
    if not any(each.pk == convention.pk for each in mediators_for(locked)):
        raise TransitionNotAllowedError(f"{convention} does no mediation for {locked.landlord}")
    unasked = households_without_consent(locked, convention.association_id)
    if unasked:
        raise AgreementMissingError(unasked)
    now = timezone.now()
    done = Conflict.machine.finish(locked, Conflict.Move.ENTRUST, actor=user, mediator=convention, entrusted_at=now)
    notify(MEDIATION_ENTRUSTED, about=done, at=now)
    return done


@transaction.atomic
def release(*, conflict: Conflict, user: User) -> Conflict:
    """The mediator reads it no more; what it wrote stays."""
    locked = Conflict.machine.begin(conflict, Conflict.Move.RELEASE, user)
    if locked.mediator is None:
        raise TransitionNotAllowedError(f"{locked.reference} has no mediator")
    return Conflict.machine.finish(locked, Conflict.Move.RELEASE, actor=user, mediator=None, entrusted_at=None)


@transaction.atomic
def record_agreement(
    *, conflict: Conflict, user: User, agreed_on: datetime.date, sides: Iterable[Commitment]
) -> MediationAgreement:
    """What two parties or more commit to. Raises `PartiesMissingError` with fewer, `TransitionNotAllowedError` when one
    is noted already."""
    locked = Conflict.machine.begin(conflict, Conflict.Move.WRITE, user)
    if MediationAgreement.objects.filter(conflict=locked).exists():
        raise TransitionNotAllowedError(f"{locked.reference} has an agreement")
    agreement = MediationAgreement.objects.create(conflict=locked, agreed_on=agreed_on, **_by(user))
    _write_sides(agreement, sides)
    _write(locked, agreement, user=user)
    return agreement


@transaction.atomic
def correct_agreement(
    *, entry: MediationAgreement, user: User, agreed_on: datetime.date, sides: Iterable[Commitment]
) -> MediationAgreement:
    """Put it right, signatures included: those that come later are noted so."""
    locked = _begin_mending(entry, user, correcting=True)
    locked.signatories.all().delete()
    _write_sides(locked, sides)
    locked.mark_corrected(by=user, agreed_on=agreed_on)
    return locked


@transaction.atomic
def close_conflict(*, conflict: Conflict, user: User, outcome: str) -> Conflict:
    """It waits for nothing any more; its mediator reads it no more."""
    locked = Conflict.machine.begin(conflict, Conflict.Move.CLOSE, user)
    changes: dict[str, Any] = {"outcome": outcome, "closed_at": timezone.now(), "next_step": "", "next_due_on": None}
    return Conflict.machine.finish(locked, Conflict.Move.CLOSE, actor=user, facts={"outcome": outcome}, **changes)


@transaction.atomic
def reopen_conflict(*, conflict: Conflict, user: User) -> Conflict:
    """The trouble begins again, or it was closed by mistake: it goes on where it was."""
    locked = Conflict.machine.begin(conflict, Conflict.Move.REOPEN, user)
    reopened = Conflict.machine.finish(locked, Conflict.Move.REOPEN, actor=user, outcome="", closed_at=None)
    _settle(reopened)
    return reopened


def log_conflict_reading(*, conflict: Conflict, reader: User) -> None:
    """Who reads it, once for a few minutes: one statement, apart from the access log of case files."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(LOG_READING, [conflict.pk, reader.pk, now, conflict.pk, reader.pk, now - SAME_READING])


def forget_old_readings() -> int:
    return ConflictReading.objects.filter(at__lt=timezone.now() - LIFE).delete()[0]


def _by(user: User) -> dict[str, Any]:
    return {"author": user, "organization": user.organization}


def _require_theirs(person: Person, user: User) -> None:
    """A tenant of the user's own landlord."""
    household = person.household
    if household and not Household.objects.referable_by(user).filter(pk=household.pk).exists():
        raise RightMissingError(Right.HANDLE_CONFLICTS)


def _add(conflict: Conflict, person: Person, *, user: User) -> ConflictParty:
    household = person.household
    if household and ConflictParty.objects.filter(conflict=conflict, household=household).exists():
        raise TransitionNotAllowedError(f"{household.reference} is a party already")
    rank = ConflictParty.with_cancelled.filter(conflict=conflict).count() + 1
    if rank > MOST_PARTIES:
        raise TransitionNotAllowedError(f"{conflict.reference} has {MOST_PARTIES} parties")
    described = {"kind": person.kind, "side": person.side, "name": person.name, "agreed_on": person.agreed_on}
    return ConflictParty.objects.create(conflict=conflict, rank=rank, household=household, **described, **_by(user))


def _of(conflict: Conflict, party: ConflictParty | None) -> ConflictParty | None:
    """Somebody in this very conflict."""
    if party and (party.conflict_id != conflict.pk or party.is_cancelled):
        raise TransitionNotAllowedError(f"{party.pk} is no party to {conflict.reference}")
    return party


def _write(conflict: Conflict, entry: WrittenInConflict, *, user: User) -> None:
    """The event of what was written, what it makes wait, and who is told: whoever opened the conflict, of what the
    mediator writes."""
    Conflict.machine.finish(conflict, Conflict.Move.WRITE, actor=user, facts={"what": entry._meta.model_name})
    _settle(conflict)
    if user.organization_id != conflict.landlord_id:
        notify(MEDIATION_NEWS, about=conflict, at=timezone.now())


def _write_sides(agreement: MediationAgreement, sides: Iterable[Commitment]) -> None:
    described = list(sides)
    if len({each.party.pk for each in described}) < LEAST_PARTIES:
        raise PartiesMissingError(len(described))
    for each in described:
        _of(agreement.conflict, each.party)
        AgreementSide.objects.create(
            agreement=agreement,
            party=each.party,
            name=each.name,
            commitments=each.commitments,
            signed_on=each.signed_on,
        )


def _settle(conflict: Conflict) -> None:
    """What the last step that stands says comes next."""
    last = ConflictStep.objects.filter(conflict=conflict).order_by("-on", "-pk").first()
    conflict.next_step, conflict.next_due_on = (last.next_step, last.next_due_on) if last else ("", None)
    conflict.save(update_fields=["next_step", "next_due_on"])


def _begin_mending(entry: Any, user: User, *, correcting: bool = False) -> Any:
    """The entry, locked after its conflict."""
    conflict = Conflict.machine.begin(entry.conflict, Conflict.Move.WRITE, user)
    rows = type(entry).with_cancelled.select_for_update(of=("self",), no_key=True)
    locked = rows.get(pk=entry.pk)
    locked.conflict = conflict
    if not may_mend_entry(user, locked):
        raise RightMissingError(Right.HANDLE_CONFLICTS)
    obstacle = obstacle_to_correcting_entry(locked) if correcting else obstacle_to_cancelling_entry(locked)
    if obstacle:
        raise MendingRefusedError(obstacle)
    return locked
