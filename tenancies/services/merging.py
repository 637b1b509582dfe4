"""Two case files of one household become one, and are parted again when that was a mistake."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from housing_support.common.mending import Mistake
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from tenancies.models import (
    Consent,
    Draft,
    DwellingCriteria,
    FollowUp,
    Household,
    HouseholdMerge,
    JournalEntry,
    MergeObstacle,
    MovedRow,
    Participation,
    Person,
    Reservation,
    SupportMeasure,
    Tenancy,
)
from tenancies.models.ends import EndReason
from tenancies.reading.merging import namesakes, obstacles, relations
from tenancies.services.journal import record_event
from tenancies.signals import case_file_locking, case_files_parting

Move, State = Household.Move, Household.State
# Their triggers look at one another: they change hands as long as the two files are one household's.
CALENDAR = (Tenancy, Reservation)
FILLED = ("last_name", "birth_year", "phone")


class MergeRefusedError(TransitionNotAllowedError):
    """The two cannot be one, or can no longer be parted; `obstacles` say why."""

    def __init__(self, *found: MergeObstacle):
        super().__init__(", ".join(found))
        self.obstacles = found


def merge_households(*, kept: Household, duplicate: Household, user: User) -> HouseholdMerge:
    """Move whatever `duplicate` holds to `kept`, for whoever answers for both; the duplicate is closed and leads there.

    Raises `MergeRefusedError`, with nothing written."""
    try:
        with transaction.atomic():
            return _merge(kept, duplicate, user)
    except IntegrityError as error:
        raise MergeRefusedError(MergeObstacle.DATABASE) from error


def _merge(kept: Household, duplicate: Household, user: User) -> HouseholdMerge:
    Household.machine.authorize(kept, Move.RECEIVE, user)
    Household.machine.authorize(duplicate, Move.MERGE, user)
    kept, duplicate = _locked(kept, duplicate)
    if found := obstacles(user, kept, duplicate):
        raise MergeRefusedError(*found)
    merge = HouseholdMerge.objects.create(
        kept=kept,
        duplicate=duplicate,
        former_state=duplicate.state,
        former_closed_on=duplicate.closed_on,
        former_opened_by=kept.opened_by,
        merged_by=user,
    )
    # What was merged into the duplicate before.
    _move(merge, Household, "merged_into", Household.objects.filter(merged_into=duplicate))
    Household.machine.finish(
        duplicate,
        Move.MERGE,
        actor=user,
        closed_on=duplicate.closed_on or timezone.localdate(),
        merged_into=kept,
    )
    _settle_persons(merge)
    _settle_participations(merge)
    _settle_criteria(merge, user)
    _settle_consents(merge)
    for relation in relations():
        model: Any = relation.related_model
        if model is not Household:
            rows = model._base_manager.filter(**{relation.field.name: duplicate.pk})
            _move(merge, model, relation.field.name, _going(rows, merge))
    _move_drafts(merge)
    if kept.opened_by_id == kept.owner_id:
        # The association that opened one of them goes on reading what it notes there for itself.
        kept.opened_by = duplicate.opened_by
    kept.is_protected = kept.is_protected or duplicate.is_protected
    Household.machine.finish(
        kept,
        Move.RECEIVE,
        actor=user,
        to=State.CLOSED if kept.state == State.CLOSED else _state_of(kept),
        is_protected=kept.is_protected,
        opened_by=kept.opened_by,
        version=kept.version + 1,
    )
    _tell(JournalEntry.Event.CASE_FILE_MERGED, merge, user)
    return merge


def unmerge_households(*, merge: HouseholdMerge, user: User) -> HouseholdMerge:
    """Put back what moved, with what hangs on it since; whatever else was recorded since stays in the kept file.

    Raises `MergeRefusedError`, with nothing written."""
    try:
        with transaction.atomic():
            return _unmerge(merge, user)
    except IntegrityError as error:
        raise MergeRefusedError(MergeObstacle.TIED) from error


def _unmerge(merge: HouseholdMerge, user: User) -> HouseholdMerge:
    Household.machine.authorize(merge.kept, Move.GIVE_BACK, user)
    Household.machine.authorize(merge.duplicate, Move.PART, user)
    kept, duplicate = _locked(merge.kept, merge.duplicate)
    merge = HouseholdMerge.objects.select_for_update().get(pk=merge.pk)
    merge.kept, merge.duplicate = kept, duplicate
    for obstacle, stands in (
        (MergeObstacle.UNDONE, merge.undone_at),
        (MergeObstacle.LONG_AGO, not merge.is_recent),
        (MergeObstacle.MERGED_SINCE, kept.merged_into_id or duplicate.merged_into_id != kept.pk),
        (MergeObstacle.CLOSED_SINCE, kept.closed_on and merge.former_state != State.CLOSED),
    ):
        if stands:
            raise MergeRefusedError(obstacle)
    moved = _rows_by_model(merge)
    for model in CALENDAR:
        _move_back(merge, model, moved.pop(model._meta.label, []))
    is_closed = _part(merge, moved, user)
    for label, rows in moved.items():
        model = apps.get_model(label)
        if model is Draft:
            _move_drafts_back(rows)
        elif model is Household:
            _move_back(merge, model, rows, column="merged_into")
        else:
            _move_back(merge, model, rows)
    _follow(kept, duplicate)
    _restore_participations(kept, duplicate, merge)
    # Judged once more, as those of two households.
    for calendar in CALENDAR:
        calendar._base_manager.filter(household=duplicate).update(household=duplicate)
    if any(answer for _, answer in case_files_parting.send(Household, kept=kept, duplicate=duplicate)):
        raise MergeRefusedError(MergeObstacle.TIED)
    Household.machine.finish(
        kept,
        Move.GIVE_BACK,
        actor=user,
        to=State.CLOSED if kept.state == State.CLOSED else _state_of(kept),
        opened_by=merge.former_opened_by,
        version=kept.version + 1,
    )
    if is_closed:
        Household.machine.finish(duplicate, Move.CLOSE, actor=user, closed_on=merge.former_closed_on)
    merge.undone_at, merge.undone_by = timezone.now(), user
    merge.save(update_fields=["undone_at", "undone_by"])
    _tell(JournalEntry.Event.CASE_FILE_PARTED, merge, user)
    return merge


def _locked(*households: Household) -> list[Household]:
    """Both as they stand, locked in one order after what stands above them."""
    in_order = sorted(households, key=lambda each: each.pk)
    for household in in_order:
        case_file_locking.send(Household, household=household)
    locked = {household.pk: Household.machine.lock(household) for household in in_order}
    return [locked[household.pk] for household in households]


def _tell(event: JournalEntry.Event, merge: HouseholdMerge, user: User) -> None:
    for here, other in ((merge.kept, merge.duplicate), (merge.duplicate, merge.kept)):
        record_event(household=here, author=user, event=event, facts={"reference": other.reference})


def _state_of(household: Household) -> str:
    follow_ups = FollowUp.objects.filter(household=household)
    if follow_ups.running().exists():
        return State.SUPPORTED
    return State.ENDED if follow_ups.exists() else State.WAITING


# What goes.


def _remember(merge: HouseholdMerge, model: type[models.Model], rows: Iterable[int], **more: Any) -> None:
    MovedRow.objects.bulk_create(MovedRow(merge=merge, model=model._meta.label, row=row, **more) for row in rows)


def _move(merge: HouseholdMerge, model: Any, column: str, rows: models.QuerySet) -> None:
    moved = list(rows.order_by("pk").values_list("pk", flat=True))
    _remember(merge, model, moved)
    model._base_manager.filter(pk__in=moved).update(**{column: merge.kept})


def _going(rows: models.QuerySet, merge: HouseholdMerge) -> models.QuerySet:
    """Those that were not seen to."""
    if rows.model is Person:
        # Whoever is left there is in both.
        return rows.none()
    if rows.model is Participation:
        return rows.exclude(end_reason=EndReason.MERGED)
    return rows


def _settle_persons(merge: HouseholdMerge) -> None:
    """Who is in both is kept once, with what either file knows; of two holders, that of the file that stays."""
    present, others = (list(each.persons.order_by("pk")) for each in (merge.kept, merge.duplicate))
    alike = namesakes(present, others)
    by_pk = {person.pk: person for person in present}
    has_holder = any(person.role == Person.Role.HOLDER for person in present)
    for person in others:
        twin = by_pk.get(alike.get(person.pk, 0))
        if twin is None:
            is_second = person.role == Person.Role.HOLDER and has_holder
            _remember(merge, Person, [person.pk], before={"role": person.role} if is_second else {})
            person.household = merge.kept
            if is_second:
                person.role = Person.Role.OTHER
            person.save(update_fields=["household", "role"])
            continue
        filled = [name for name in FILLED if not getattr(twin, name) and getattr(person, name)]
        if filled:
            _remember(merge, Person, [twin.pk], stays=True, before={"from": person.pk, "filled": filled})
            for name in filled:
                setattr(twin, name, getattr(person, name))
            twin.save(update_fields=filled)


def _settle_participations(merge: HouseholdMerge) -> None:
    """Whoever takes part in both goes on in the file that stays."""
    current = Participation.objects.current()
    twice = current.filter(
        Exists(current.filter(household=merge.kept, organization=OuterRef("organization"))), household=merge.duplicate
    )
    rows = list(twice.order_by("pk").values_list("pk", flat=True))
    _remember(merge, Participation, rows, stays=True)
    Participation.objects.filter(pk__in=rows).update(until=timezone.localdate(), end_reason=EndReason.MERGED)


def _settle_criteria(merge: HouseholdMerge, user: User) -> None:
    """A household has one set of criteria: those of the file that goes are read beside the others, struck through."""
    standing = DwellingCriteria.objects.filter(household=merge.kept)
    if not merge.kept.closed_on and not standing.exists():
        return
    for row in DwellingCriteria.objects.filter(household=merge.duplicate):
        before = {"cancelled_at": None, "cancelled_by": None, "cancellation": "", "cancellation_note": ""}
        _remember(merge, DwellingCriteria, [row.pk], before=before)
        row.mark_cancelled(by=user, reason=Mistake.TWICE)
        DwellingCriteria.with_cancelled.filter(pk=row.pk).update(household=merge.kept)


def _settle_consents(merge: HouseholdMerge) -> None:
    """Of what the household said twice of one partner, that under which it may be at work counts, else what the file
    that stays says. The other word is kept, set aside."""
    here = {each.organization_id: each for each in Consent.objects.current().filter(household=merge.kept)}
    for row in Consent.objects.current().filter(household=merge.duplicate, organization__in=here):
        present = here[row.organization_id]
        yields = row.state == Consent.State.GIVEN and present.state != Consent.State.GIVEN
        _remember(merge, Consent, [(present if yields else row).pk], stays=yields, before={"is_current": True})
        Consent.objects.filter(pk=(present if yields else row).pk).update(is_current=False)
        if not yields:
            Consent.objects.filter(pk=row.pk).update(household=merge.kept)


def _move_drafts(merge: HouseholdMerge) -> None:
    """What anybody had begun to type about the duplicate waits on the same page of the kept file, unless they had begun
    it there too."""
    gone, here = str(merge.duplicate.public_id), str(merge.kept.public_id)
    for draft in Draft.objects.waiting().about(merge.duplicate.public_id).order_by("pk"):
        page, form = draft.page.replace(gone, here), draft.form.replace(gone, here)
        if Draft.objects.waiting().filter(user=draft.user_id, page=page, form=form).exists():
            continue
        _remember(merge, Draft, [draft.pk], before={"page": draft.page, "form": draft.form})
        draft.page, draft.form = page, form
        draft.save(update_fields=["page", "form"])


# What comes back.


def _rows_by_model(merge: HouseholdMerge) -> dict[str, list[MovedRow]]:
    found: dict[str, list[MovedRow]] = {}
    for row in merge.rows.order_by("pk"):
        found.setdefault(row.model, []).append(row)
    return found


def _move_back(merge: HouseholdMerge, model: Any, rows: list[MovedRow], *, column: str = "household") -> None:
    moved = [row for row in rows if not row.stays]
    present = model._base_manager.filter(pk__in=[row.row for row in moved], **{column: merge.kept})
    changed = [row for row in moved if row.before]
    plain = present.exclude(pk__in=[row.row for row in changed])
    count = plain.update(**{column: merge.duplicate})
    for row in changed:
        count += model._base_manager.filter(pk=row.row, **{column: merge.kept}).update(
            **{column: merge.duplicate}, **row.before
        )
    if count != len(moved):
        raise MergeRefusedError(MergeObstacle.GONE)
    for row in rows:
        if model is Person and row.stays:
            _empty(row)
        if model is Consent and row.stays:
            Consent.objects.filter(pk=row.row).update(**row.before)


def _empty(row: MovedRow) -> None:
    """Somebody kept once knows no more what the other file said, unless it was changed since."""
    other = Person.objects.filter(pk=row.before["from"]).first()
    for name in row.before["filled"] if other else ():
        empty = None if name == "birth_year" else ""
        Person.objects.filter(pk=row.row, **{name: getattr(other, name)}).update(**{name: empty})


def _part(merge: HouseholdMerge, moved: dict[str, list[MovedRow]], user: User) -> bool:
    """The duplicate stands by itself again, open, so that it takes back what it held; return whether it is to be closed
    afterwards, as it was, unless a follow-up of its own has begun again since."""
    own = Q(pk__in=[row.row for row in moved.get(FollowUp._meta.label, [])])
    own |= Q(measure__in=[row.row for row in moved.get(SupportMeasure._meta.label, [])])
    follow_ups = FollowUp.objects.filter(own)
    is_supported = follow_ups.running().exists()
    ended = State.ENDED if follow_ups.exists() else State.WAITING
    Household.machine.finish(
        merge.duplicate,
        Move.PART,
        actor=user,
        to=State.SUPPORTED if is_supported else ended,
        closed_on=None,
        merged_into=None,
    )
    return merge.former_state == State.CLOSED and not is_supported


def _follow(kept: Household, duplicate: Household) -> None:
    """What was recorded since of what goes back goes with it: the visits of a follow-up, the entries of a visit."""
    movable = {relation.related_model: relation.field.name for relation in relations()}
    links = [
        (model, column, f"{each.name}__{movable[each.related_model]}")
        for model, column in movable.items()
        for each in model._meta.concrete_fields
        if each.is_relation and each.related_model in movable and each.name != column
    ]
    # As deep as they hang on one another: measure, follow-up, visit, entry.
    for _ in movable:
        tied = [
            (
                model,
                column,
                list(model._base_manager.filter(**{column: kept, above: duplicate}).values_list("pk", flat=True)),
            )
            for model, column, above in links
        ]
        if not any(rows for *_, rows in tied):
            return
        for model, column, rows in tied:
            model._base_manager.filter(pk__in=rows).update(**{column: duplicate})


def _restore_participations(kept: Household, duplicate: Household, merge: HouseholdMerge) -> None:
    """Whoever took part in both does again, unless its part in the kept file has ended since; whoever works under what
    goes back, or under what stays, reads it."""
    rows = merge.rows.filter(stays=True, model=Participation._meta.label).values("row")
    for row in Participation.objects.filter(pk__in=rows).order_by("pk"):
        own = Participation.objects.filter(household=kept, organization=row.organization_id)
        last = own.order_by(F("until").desc(nulls_first=True), "-pk").first()
        if last:
            row.until, row.end_reason, row.own_until = last.until, last.end_reason, last.own_until
            row.save(update_fields=["until", "end_reason", "own_until"])
    for here, other in ((duplicate, kept), (kept, duplicate)):
        for organization in _missing_in(here):
            _bring(organization, here=here, other=other)


def _bring(organization: int, *, here: Household, other: Household) -> None:
    """It takes part where it works; no more where it does not, unless the case file is its own."""
    parts = Participation.objects.current().filter(household=other, organization=organization)
    if part := parts.first():
        Participation.objects.create(
            household=here, organization_id=organization, role=part.role, reason=part.reason, since=part.since
        )
        works = FollowUp.objects.running().filter(household=other, organization=organization)
        if not works.exists() and organization not in (other.owner_id, other.opened_by_id):
            parts.update(until=timezone.localdate(), end_reason=EndReason.MERGED)


def _missing_in(household: Household) -> list[int]:
    """Those who work there, and do not take part."""
    running = FollowUp.objects.running().filter(household=household)
    current = Participation.objects.current().filter(household=household, organization=OuterRef("organization"))
    missing = running.filter(~Exists(current)).order_by("organization")
    return list(missing.values_list("organization", flat=True).distinct())


def _move_drafts_back(rows: list[MovedRow]) -> None:
    for row in rows:
        draft = Draft.objects.waiting().filter(pk=row.row).first()
        if draft and not Draft.objects.waiting().filter(user=draft.user_id, **row.before).exists():
            draft.page, draft.form = row.before["page"], row.before["form"]
            draft.save(update_fields=["page", "form"])
