"""The leases that slide: one that slid and whose household is watched over, one whose first review waits for the
landlord's word, one just signed."""

import datetime

from django.utils import timezone

from housing_support.tools.demo.partnership import Partnership
from tenancies.models import JournalEntry, PeriodicReview, ReviewWord, SlidingLease, SlidingLeaseEvent, Tenancy
from tenancies.models.sliding import notice_due_on
from tenancies.services.journal import record_event
from tenancies.services.sliding import describe_sliding, give_word
from tenancies.services.watching import begin_watch

DAY = datetime.timedelta(days=1)
# By the name of the household, from its first day: when its review is due, and the end of its period.
RUNNING = {"Benali": (133, 240), "Konaté": (182, 365)}
SATISFIED = {"rent": "PAID", "occupation": "GOOD", "common_parts": "GOOD", "neighbours": "GOOD"}
WORKERS_WORD = (
    "Le logement est tenu, le loyer payé à sa date depuis trois mois. M. Benali connaît ses voisins et le gardien."
)
SLID_WORDS = {
    "paul": "Loyer payé à sa date, aucun signalement. Nous proposons le bail.",
    "maya": "Le ménage tient son logement et son budget sans aide depuis deux mois.",
}


def build_sliding(partnership: Partnership) -> None:
    for name, (review_after, term_after) in RUNNING.items():
        sliding = _describe(_lease_of(name), partnership, review_after=review_after, term_after=term_after)
        if name == "Benali":
            word = {**SATISFIED, "opinion": PeriodicReview.Conclusion.FAVOURABLE, "text": WORKERS_WORD}
            give_word(sliding=sliding, user=partnership.users["maya"], word=word)
    lease = _lease_of("Traoré")
    _tell_slid(lease, partnership)
    begin_watch(follow_up=lease.household.follow_ups.running().get(), user=partnership.users["solene"])


def _lease_of(name: str) -> Tenancy:
    leases = Tenancy.objects.filter(kind=Tenancy.Kind.SLIDING, household__name=name)
    return leases.select_related("household", "dwelling").get()


def _terms(lease: Tenancy, *, review_after: int, term_after: int) -> dict:
    signed = dict.fromkeys(("head_lease_on", "sublease_on", "agreement_on"), lease.starts_on)
    return signed | {
        "approval_number": f"{lease.starts_on.year - 1}-31-IML-014",
        "approval_until": lease.starts_on + 730 * DAY,
        "review_due_on": lease.starts_on + review_after * DAY,
        "term_on": lease.starts_on + term_after * DAY,
    }


def _describe(lease: Tenancy, partnership: Partnership, *, review_after: int, term_after: int) -> SlidingLease:
    return describe_sliding(
        tenancy=lease,
        user=partnership.users["paul"],
        association=lease.household.follow_ups.running().get().organization,
        terms=_terms(lease, review_after=review_after, term_after=term_after),
    )


def _tell_slid(lease: Tenancy, partnership: Partnership) -> None:
    """What services would have written then: they date their acts of today."""
    paul, slid_on = partnership.users["paul"], Tenancy.objects.get(follows=lease).starts_on
    terms = _terms(lease, review_after=120, term_after=240) | {"review_due_on": None}
    association = lease.household.follow_ups.running().get().organization
    sliding = SlidingLease.objects.create(
        tenancy=lease,
        association=association,
        state=SlidingLease.State.SLID,
        notice_due_on=notice_due_on(terms["term_on"]),
        **terms,
    )
    held_on = slid_on - 12 * DAY
    review = PeriodicReview.objects.create(
        sliding=sliding,
        due_on=lease.starts_on + 120 * DAY,
        held_on=held_on,
        conclusion=PeriodicReview.Conclusion.FAVOURABLE,
    )
    for key, text in SLID_WORDS.items():
        ReviewWord.objects.create(
            review=review,
            organization=partnership.users[key].organization,
            author=partnership.users[key],
            opinion=PeriodicReview.Conclusion.FAVOURABLE,
            text=text,
            **SATISFIED,
        )
    concluded = {"conclusion": "FAVOURABLE", "on": held_on.isoformat()}
    moves: tuple[tuple[datetime.date, str, str, str, dict[str, str]], ...] = (
        (lease.starts_on, "RECORD", "", "TRIAL", {}),
        (held_on, "CONCLUDE", "TRIAL", "PROPOSED", concluded),
        (slid_on, "SLIDE", "PROPOSED", "SLID", {"on": slid_on.isoformat()}),
    )
    for day, move, before, after, facts in moves:
        SlidingLeaseEvent.objects.create(
            sliding=sliding, at=at(day), move=move, from_state=before, to_state=after, actor=paul, facts=facts
        )
    reviewed = JournalEntry.Event.SLIDING_REVIEWED
    record_event(household=lease.household, author=paul, event=reviewed, facts=concluded, occurred_at=at(held_on))


def at(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(14, 30)))
