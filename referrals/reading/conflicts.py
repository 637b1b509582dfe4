"""A conflict between neighbours, as whoever handles it reads it; and what is said of it in a case file, to others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import long_date
from housing_support.common.links import row_url
from housing_support.common.mending import Obstacle
from partners.authority import may_mend
from partners.models import Convention, Expertise, User
from partners.reading.mending import Mending, menders_of, mending_of
from partners.roles import Right
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
from tenancies.models import Consent, Household, Participation
from tenancies.reading.mentions import Mention

KEPT_NAME = "Locataire (nom réservé)"
UNNAMED = "Personne non nommée"
IN_CASE_FILE = "Médiation de voisinage en cours"


# Who is who


def name_of_party(party: ConflictParty, reader: User) -> str:
    """A tenant without a case file is named to the mediator once they agreed to it."""
    if party.household:
        return f"Ménage {party.household.name}"
    if party.kind == ConflictParty.Kind.UNNAMED:
        return UNNAMED
    is_kept = not reader.organization.is_landlord and party.agreed_on is None
    return KEPT_NAME if is_kept else party.name


def signing_name_of(party: ConflictParty, reader: User) -> str:
    """Under which name a party may sign, as far as `reader` knows it."""
    if party.household:
        return party.household.name
    return party.name if name_of_party(party, reader) == party.name else ""


def shown_party(party: ConflictParty, reader: User) -> str:
    """« Partie A · Ménage Belkacem »."""
    return f"Partie {party.letter} · {name_of_party(party, reader)}"


# What may be mended


def may_mend_entry(user: User, entry: WrittenInConflict) -> bool:
    return may_mend(user, author=entry.author_id, organization=entry.organization_id)


def obstacle_to_correcting_entry(entry: WrittenInConflict) -> Obstacle | None:
    """An agreement is signed when it is: its corrections know no delay."""
    if entry.is_cancelled:
        return Obstacle.CANCELLED
    is_recent = entry.is_recent() or isinstance(entry, MediationAgreement)
    return None if is_recent else Obstacle.TOO_LATE


def obstacle_to_cancelling_entry(entry: WrittenInConflict) -> Obstacle | None:
    """A party stays as long as something that stands names it, and as long as two are left."""
    if entry.is_cancelled:
        return Obstacle.CANCELLED
    if not isinstance(entry, ConflictParty):
        return None
    others = ConflictParty.objects.filter(conflict=entry.conflict_id).exclude(pk=entry.pk).count()
    agreements = MediationAgreement.objects.filter(conflict=entry.conflict_id)
    is_named = (
        ConflictFact.objects.filter(reporter=entry.pk).exists()
        or ConflictStep.objects.filter(towards=entry.pk).exists()
        or AgreementSide.objects.filter(party=entry.pk, agreement__in=agreements).exists()
    )
    return Obstacle.PARTY_NEEDED if is_named or others < 2 else None


# Who mediates


def mediators_for(conflict: Conflict) -> list[Convention]:
    """The landlord's conventions in force with whoever does mediation: one for each association, the latest."""
    in_force = Convention.objects.in_force().filter(landlord=conflict.landlord_id).select_related("association")
    latest: dict[int, Convention] = {}
    for convention in in_force.order_by("association__short_name", "pk"):
        if convention.association.answers([Expertise.MEDIATION]):
            latest[convention.association_id] = convention
    return list(latest.values())


def households_without_consent(conflict: Conflict, association: int) -> list[Household]:
    given = Consent.objects.given().filter(household=OuterRef("pk"), organization=association)
    parties = ConflictParty.objects.filter(conflict=conflict, household=OuterRef("pk"))
    return list(Household.objects.filter(Exists(parties), ~Exists(given)).order_by("sort_name", "pk"))


# Lists


@compiled
def conflicts_listed(user: User, is_closed: bool) -> QuerySet[Conflict]:
    state = Conflict.State.CLOSED if is_closed else Conflict.State.OPEN
    return Conflict.objects.visible_to(user).filter(state=state).select_related("mediator__association")


@compiled
def conflicts_to_carry_on(user: User) -> QuerySet[Conflict]:
    """Open, with a step to come: the lists of the home."""
    return Conflict.NEXT.waiting(Conflict.objects.visible_to(user))


@compiled
def mediations_entrusted(user: User) -> QuerySet[Conflict]:
    return Conflict.objects.visible_to(user)


# The page of a conflict


@dataclass(frozen=True)
class Entry:
    """Something written there, as its reader reads it."""

    row: Any
    title: str
    text: str
    details: list[str]
    who: str
    mending: Mending
    may_be_corrected: bool
    may_be_cancelled: bool


def find_conflict(user: User) -> QuerySet[Conflict]:
    return Conflict.objects.visible_to(user).select_related("landlord", "mediator__association", "author")


def parties_of(conflict: Conflict) -> list[ConflictParty]:
    """Cancelled ones too, of which others may still speak."""
    parties = ConflictParty.with_cancelled.filter(conflict=conflict)
    return list(parties.select_related("household", "author", "organization").order_by("rank"))


def facts_about(conflict: Conflict) -> list[ConflictFact]:
    return list(
        ConflictFact.with_cancelled.filter(conflict=conflict)
        .select_related("author", "organization")
        .order_by("occurred_on", "pk")
    )


def steps_about(conflict: Conflict) -> list[ConflictStep]:
    return list(
        ConflictStep.with_cancelled.filter(conflict=conflict)
        .select_related("author", "organization")
        .order_by("on", "pk")
    )


def agreements_about(conflict: Conflict) -> list[MediationAgreement]:
    return list(
        MediationAgreement.with_cancelled.filter(conflict=conflict)
        .select_related("author", "organization")
        .prefetch_related("signatories")
        .order_by("pk")
    )


def readings_of(conflict: Conflict) -> list[ConflictReading]:
    return list(ConflictReading.objects.filter(conflict=conflict).select_related("user__organization")[:10])


class Shown:
    """All that was written in a conflict, for one reader: a statement for each kind, however many there are."""

    def __init__(self, conflict: Conflict, reader: User) -> None:
        self.conflict, self.reader = conflict, reader
        self.party_rows = parties_of(conflict)
        self.names = {each.pk: shown_party(each, reader) for each in self.party_rows}
        self.fact_rows, self.step_rows = facts_about(conflict), steps_about(conflict)
        self.agreement_rows = agreements_about(conflict)
        rows = [*self.party_rows, *self.fact_rows, *self.step_rows, *self.agreement_rows]
        self.people = menders_of(rows)

    @property
    def parties(self) -> list[Entry]:
        return [self.party(each) for each in self.party_rows]

    @property
    def facts(self) -> list[Entry]:
        return [self.fact(each) for each in self.fact_rows]

    @property
    def steps(self) -> list[Entry]:
        return [self.step(each) for each in self.step_rows]

    @property
    def agreements(self) -> list[Entry]:
        return [self.agreement(each) for each in self.agreement_rows]

    @property
    def standing_parties(self) -> list[ConflictParty]:
        return [each for each in self.party_rows if not each.is_cancelled]

    @property
    def standing_agreement(self) -> MediationAgreement | None:
        return next((each for each in self.agreement_rows if not each.is_cancelled), None)

    def party(self, row: ConflictParty) -> Entry:
        agreed = f"accord pour la médiation le {long_date(row.agreed_on)}" if row.agreed_on else ""
        return self.entry(row, self.names[row.pk], details=[row.get_side_display(), agreed], is_feminine=True)

    def fact(self, row: ConflictFact) -> Entry:
        by = self.names[row.reporter_id] if row.reporter_id else row.get_source_display()
        return self.entry(row, f"Faits du {long_date(row.occurred_on)}", row.text, [f"Rapporté par\u00a0: {by}"])

    def step(self, row: ConflictStep) -> Entry:
        towards = f"auprès de\u00a0: {self.names[row.towards_id]}" if row.towards_id else ""
        following = (
            f"Ensuite\u00a0: {row.get_next_step_display()}, avant le {long_date(row.next_due_on)}"
            if row.next_step
            else ""
        )
        title = f"{row.get_kind_display()}, le {long_date(row.on)}"
        return self.entry(row, title, row.note, [row.get_result_display(), towards, following], is_feminine=True)

    def agreement(self, row: MediationAgreement) -> Entry:
        return self.entry(row, f"Accord du {long_date(row.agreed_on)}")

    def entry(
        self,
        row: WrittenInConflict,
        title: str,
        text: str = "",
        details: Iterable[str] = (),
        *,
        is_feminine: bool = False,
    ) -> Entry:
        is_open = self.conflict.state == Conflict.State.OPEN
        is_own = is_open and may_mend_entry(self.reader, row)
        return Entry(
            row=row,
            title=title,
            text=text,
            details=[each for each in details if each],
            who=f"{row.author.full_name}, {row.organization.short_name}",
            mending=mending_of(
                row,
                reader=self.reader,
                author=row.author_id,
                who=lambda person: f"{person.full_name}, {person.organization.short_name}",
                people=self.people,
                reads_text=True,
                is_masculine=not is_feminine,
            ),
            may_be_corrected=is_own
            and not isinstance(row, ConflictParty)
            and obstacle_to_correcting_entry(row) is None,
            may_be_cancelled=is_own and not row.is_cancelled,
        )


# In a case file


@compiled
def conflicts_around(user: User, household: int) -> QuerySet[Conflict]:
    """Those that are open, with `is_read`: whether `user` reads them; and `knows_another`: whether they read the case
    file of another party, whom a word here would join to this one."""
    read = Conflict.objects.visible_to(user).filter(pk=OuterRef("pk"))
    opened = Participation.objects.current().filter(organization=user.organization_id)
    others = ConflictParty.objects.filter(
        Exists(opened.filter(household=OuterRef("household"))), conflict=OuterRef("pk")
    ).exclude(household=household)
    return (
        Conflict.objects.open()
        .filter(Exists(ConflictParty.objects.filter(conflict=OuterRef("pk"), household=household)))
        .annotate(is_read=Exists(read), knows_another=Exists(others))
        .order_by("pk")
    )


def mentions_of_conflicts(reader: User, household: Household) -> list[Mention]:
    """Whoever handles a conflict is led to it. Other social workers read that a mediation is under way, without a day,
    and not even that where they follow another party: two such words would tell who is whose neighbour."""
    if not household.landlord_id or not reader.may(Right.READ_SOCIAL_CONTENT):
        return []
    mentions = []
    for each in conflicts_around.rows(reader, given={"household": household.pk}):
        if each.is_read:
            url = row_url("referrals:conflict", each.public_id)
            mentions.append(Mention(f"Conflit de voisinage {each.reference}", url))
        elif each.mediator_id and not each.knows_another:
            mentions.append(Mention(IN_CASE_FILE))
    return list(dict.fromkeys(mentions))


# On paper


def agreement_paper_of(agreement: MediationAgreement, *, copy: str, mediator: str) -> dict[str, Any]:
    """The words of the agreement (`documents/mediation_agreement.typ`). Every copy says the same, save whose it is:
    whoever signs reads what the other commits to, and the name under which they sign; nothing else of them, neither
    their address, nor their case file, nor who complained of what."""
    sides = sorted(agreement.signatories.all(), key=lambda side: side.party_id)
    landlord = agreement.conflict.landlord.name
    return {
        "title": "Accord de médiation",
        "about": f"Conclu le {long_date(agreement.agreed_on)}, par l’entremise de {mediator or landlord}",
        "edited": f"{agreement.conflict.reference} · exemplaire de {copy}",
        "sections": [section_of(side) for side in sides],
        "promise": (
            "Chaque personne s’engage pour elle-même et garde un exemplaire. Cet accord est confidentiel\u00a0: il ne "
            f"se montre qu’à ceux qui l’ont signé, au médiateur et à {landlord}."
        ),
    }


def section_of(side: AgreementSide) -> dict[str, str]:
    signed = f"Signé le {long_date(side.signed_on)}" if side.signed_on else ""
    return {"title": side.name, "text": side.commitments, "signed": signed}
