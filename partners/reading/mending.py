"""How a page says what became of an act since it was recorded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from housing_support.common.dates import long_date
from housing_support.common.mending import Mendable
from partners.models import User


@dataclass(frozen=True)
class Mending:
    """What became of an act since it was recorded, in words: nothing, more often than not."""

    corrected: str = ""
    cancelled: str = ""
    # « Annulée », « Annulé »: what stands beside its title.
    word: str = ""
    # Whether its texts are shown no more.
    is_withheld: bool = False


def menders_of(acts: Iterable[Mendable]) -> dict[int | None, User]:
    """Whoever corrected or cancelled one of them: one query, where somebody did."""
    people = {key for act in acts for key in (act.corrected_by_id, act.cancelled_by_id) if key}
    return {**User.objects.select_related("organization").in_bulk(people)} if people else {}


def loaded_menders_of(acts: Iterable[Mendable]) -> dict[int | None, User]:
    """Of acts that were read with them: no query."""
    return {each.pk: each for act in acts for each in (act.corrected_by, act.cancelled_by) if each}


def mending_of(
    act: Mendable,
    *,
    reader: User,
    author: int | None = None,
    who: Callable[[User], str],
    people: dict[int | None, User],
    reads_text: bool,
    is_masculine: bool = False,
) -> Mending:
    """« Corrigée le 12 novembre 2026 par Maya Carrère, UCRM », « Annulée le … : saisie deux fois ». `who` names a
    person as this reader may read them; the note is for whoever reads the text of the act."""
    e = "" if is_masculine else "e"
    corrected = cancelled = word = ""
    if act.corrected_at:
        corrected = f"Corrigé{e} le {long_date(act.corrected_at)} par {who(people[act.corrected_by_id])}"
    if act.cancelled_at:
        reason = act.get_cancellation_display()
        why = f"{reason[0].lower()}{reason[1:]}"
        note = f" ({act.cancellation_note})" if act.cancellation_note and reads_text else ""
        by = who(people[act.cancelled_by_id])
        word = f"Annulé{e}"
        cancelled = f"{word} le {long_date(act.cancelled_at)} par {by}\u00a0: {why}{note}."
    return Mending(corrected, cancelled, word, is_withheld=act.is_of_another_household and author != reader.pk)
