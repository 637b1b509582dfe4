"""Who works in the seeded world and what each household's number decides.

What households share (the counters of references, the landlord's residences, the users) is planned here, once;
the rest of a case file is generated afterwards, by a process that needs nothing but this plan.
"""

import datetime
import itertools
from array import array
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from housing_support.tools.seed import words
from housing_support.tools.seed.copying import new_uuid, starting_identifier
from housing_support.tools.seed.tables import COMMITTEE_MEMBERS, COMMITTEES, EMAIL_ADDRESSES, RESIDENCES, USERS
from partners.models import (
    Convention,
    ConventionTerms,
    Expertise,
    FundedAction,
    LandlordParameters,
    Organization,
    Programme,
)
from partners.roles import Role
from partners.services.terms import first_terms
from partners.validators import passes_luhn
from referrals.models import CommitteeMember, CommitteeSession
from tenancies.models import ReferenceCounter
from tenancies.services.references import CANDIDATE, CASE_FILE, REFERRAL

YEARS = 3
PARTNERS_PER_LANDLORD = 5
DWELLINGS_PER_RESIDENCE = 60
# Households of which one stands beside a dwelling that is announced, and how many candidates it may have: as the
# landlord's dwellings are two for each household, one candidacy for some ten dwellings.
HOUSEHOLDS_PER_ANNOUNCEMENT = 10
CANDIDATES = 3
# The committee sits once a month.
DAY_OF_COMMITTEE, QUORUM = 15, 3
# SIREN of the invented organizations: 99xxxxxxx, then the key.
FIRST_SIREN_STEM = 99_000_000
UNUSABLE_PASSWORD = "!"  # noqa: S105 (nobody signs in with it)

EXPERTISES = (
    [Expertise.HOUSING_SUPPORT],
    [Expertise.HOUSING_SUPPORT, Expertise.BUDGET],
    [Expertise.ADDICTION],
    [Expertise.MEDIATION],
    [Expertise.PARENTING, Expertise.BUDGET],
)
# Number, name, public, objective, households promised per thousand of the landlord's.
ACTIONS = (
    (1, "Sortie de rue et de prison", "Personnes sans domicile ou sortant de prison", "ACCESS", 80),
    (2, "Sortie de résidence sociale", "Femmes et jeunes sortant de résidence sociale", "ACCESS", 80),
    (3, "Maillage d’acteurs", "Locataires en place en difficulté", "MAINTENANCE", 160),
)
INTERVALS = {1: 15, 2: 7, 3: 30}
STEPS = {2: [[2, 14], [6, 30], [24, 365]]}


class Building(NamedTuple):
    """What the dwellings of one residence share."""

    residence: int
    street_number: int
    street_name: str
    postal_code: str
    commune_code: str
    commune_name: str
    completed_year: int
    energy_class: str
    is_in_priority_district: str


@dataclass
class Landlord:
    organization: Organization
    buildings: list[Building] = field(default_factory=list)
    officers: list[int] = field(default_factory=list)
    advisers: list[int] = field(default_factory=list)
    # By year of the programme, then by number of the action.
    conventions: dict[int, dict[int, list[Convention]]] = field(default_factory=dict)
    # Of the committee: its day, its identifier, whether its minutes are closed.
    sessions: list[tuple[datetime.date, int, bool]] = field(default_factory=list)


@dataclass
class Plan:
    households: int
    seed: int
    today: datetime.date
    landlords: list[Landlord]
    workers: dict[int, list[int]]
    coordinators: dict[int, list[int]]
    starts: dict[str, int]
    # One cell per household, by its number.
    landlord_of: array
    rank_of: array
    reference_of: array
    # 0 for a household that did not come by a referral.
    referral_of: array
    # The first of those of its candidates' case files, for a household beside which a dwelling is announced.
    candidate_reference_of: array
    # The landlord's, for the candidate who gets the dwelling.
    housed_reference_of: array

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.today.year - YEARS + 1, 1, 1)

    def opened_on(self, number: int) -> datetime.date:
        """Case files are numbered in the order of their opening, evenly over the years."""
        days = (self.today - self.first_day).days
        return self.first_day + datetime.timedelta(days=round(days * number / max(1, self.households - 1)))

    def announces(self, number: int) -> bool:
        return number % HOUSEHOLDS_PER_ANNOUNCEMENT == 7

    def convention_of(self, number: int) -> Convention:
        """Under which a dwelling is announced: one of the two that reserve some, of its year."""
        landlord = self.landlords[self.landlord_of[number]]
        action = 1 + number // HOUSEHOLDS_PER_ANNOUNCEMENT % 2
        return landlord.conventions[self.opened_on(number).year][action][0]


def siren(number: int) -> str:
    stem = FIRST_SIREN_STEM + number
    return next(f"{stem:08}{key}" for key in range(10) if passes_luhn(f"{stem:08}{key}"))


def shares(count: int) -> list[float]:
    """Landlords are of unequal size: the tenth holds about a third of what the first does."""
    weights = [1 / (rank + 3) ** 0.8 for rank in range(count)]
    total = sum(weights)
    return [weight / total for weight in weights]


def create_organizations(rng: Random, landlords: int) -> tuple[list[Organization], list[Organization]]:
    """The landlords, and as many associations in each of which several landlords trust."""
    associations = PARTNERS_PER_LANDLORD * -(-landlords // PARTNERS_PER_LANDLORD)
    made = []
    for number in range(landlords + associations):
        is_landlord = number < landlords
        kinds = words.LANDLORD_WORDS if is_landlord else words.ASSOCIATION_WORDS
        rank = number if is_landlord else number - landlords
        region, turn = words.REGIONS[rank % len(words.REGIONS)], rank // len(words.REGIONS)
        name = f"{kinds[(rank + turn) % len(kinds)]} {region}" + (f" {turn + 1}" if turn else "")
        made.append(
            Organization(
                public_id=new_uuid(rng),
                kind=Organization.Kind.LANDLORD if is_landlord else Organization.Kind.ASSOCIATION,
                name=name,
                short_name=name,
                siren=siren(number),
                expertises=[] if is_landlord else EXPERTISES[rank % len(EXPERTISES)],
                declared_expertises=None if is_landlord else EXPERTISES[rank % len(EXPERTISES)],
            )
        )
    Organization.objects.bulk_create(made)
    return made[:landlords], made[landlords:]


def create_conventions(
    rng: Random, today: datetime.date, landlords: list[Landlord], associations: list[Organization], counts: list[int]
) -> None:
    """Each year's programme of each landlord, its three actions, and its conventions with five associations."""
    programmes, actions, conventions = [], [], []
    for (rank, landlord), year in itertools.product(
        enumerate(landlords), range(today.year - YEARS + 1, today.year + 1)
    ):
        partners = [associations[(rank + step) % len(associations)] for step in range(PARTNERS_PER_LANDLORD)]
        partners.sort(key=associations.index)
        programme = Programme(
            public_id=new_uuid(rng),
            landlord=landlord.organization,
            name=f"10 000 logements accompagnés {year}",
            starts_on=datetime.date(year, 1, 1),
            ends_on=datetime.date(year, 12, 31),
            grant_cents=150_000 * max(25, counts[rank] // YEARS),
        )
        programmes.append(programme)
        landlord.conventions[year] = {}
        for number, name, public, objective, per_thousand in ACTIONS:
            action = FundedAction(
                programme=programme,
                number=number,
                name=name,
                public=public,
                objective=objective,
                target_households=max(10, counts[rank] * per_thousand // 1000),
            )
            actions.append(action)
            bound = partners if objective == "MAINTENANCE" else [partners[number - 1]]
            landlord.conventions[year][number] = [
                Convention(
                    public_id=new_uuid(rng),
                    landlord=landlord.organization,
                    association=association,
                    action=action,
                    state=Convention.State.SIGNED,
                    signed_on=datetime.date(year - 1, 12, 1),
                    starts_on=datetime.date(year, 1, 1),
                    ends_on=datetime.date(year + YEARS - 1, 12, 31),
                    reserved_dwellings=max(10, counts[rank] // 50) if objective == "ACCESS" else 0,
                    visit_interval_days=INTERVALS[number],
                    visit_steps=STEPS.get(number, []),
                    answer_delay_days=10,
                )
                for association in bound
            ]
            conventions += landlord.conventions[year][number]
    Programme.objects.bulk_create(programmes)
    FundedAction.objects.bulk_create(actions)
    Convention.objects.bulk_create(conventions)
    ConventionTerms.objects.bulk_create(first_terms(convention) for convention in conventions)
    LandlordParameters.objects.bulk_create(LandlordParameters(landlord=landlord.organization) for landlord in landlords)


def plan_residences(rng: Random, landlords: list[Landlord], counts: list[int]) -> list[tuple]:
    """Residences of some sixty dwellings each, in streets of their own; their names are unique in a landlord's."""
    rows = []
    identifiers = itertools.count(starting_identifier(RESIDENCES))
    for landlord, count in zip(landlords, counts, strict=True):
        for rank in range(count // DWELLINGS_PER_RESIDENCE + 1):
            commune_code, commune_name, postal_codes = rng.choice(words.COMMUNES)
            turn = rank // len(words.RESIDENCE_NAMES)
            name = words.RESIDENCE_NAMES[rank % len(words.RESIDENCE_NAMES)] + (f" {turn + 1}" if turn else "")
            street = f"{rng.choice(words.STREET_KINDS)} {rng.choice(words.STREET_NAMES)}"
            pk = next(identifiers)
            landlord.buildings.append(
                Building(
                    pk,
                    rng.randrange(1, 150),
                    street,
                    rng.choice(postal_codes),
                    commune_code,
                    commune_name,
                    rng.randrange(1955, 2020),
                    rng.choice("CDDEEF"),
                    "t" if rng.random() < 0.3 else "f",
                )
            )
            rows.append((pk, new_uuid(rng), landlord.organization.pk, name, commune_code, commune_name))
    return rows


def plan_users(plan: Plan, rng: Random, counts: list[int], associations: list[Organization]) -> dict:
    """Staff in proportion to the case files, all with an address confirmed and no usable password."""
    identifiers = itertools.count(starting_identifier(USERS))
    joined = f"{plan.first_day} 09:00:00"
    users: list[tuple] = []
    addresses: list[tuple] = []

    def engage(organization: Organization, role: Role, count: int, job_title: str) -> list[int]:
        engaged = []
        for _ in range(count):
            pk = next(identifiers)
            email = f"personne{len(users) + 1}@exemple.fr"
            users.append(
                (
                    pk, new_uuid(rng), email, rng.choice(words.FIRST_NAMES), words.surname(rng), job_title, "",
                    organization.pk, role.value, "t", joined, UNUSABLE_PASSWORD, None,
                )
            )  # fmt: skip
            addresses.append((pk, email, "t", "t"))
            engaged.append(pk)
        return engaged

    for landlord, count in zip(plan.landlords, counts, strict=True):
        organization = landlord.organization
        landlord.officers = engage(organization, Role.RENTAL_OFFICER, 1 + count // 400, "Gestionnaire locative")
        landlord.advisers = engage(organization, Role.ADVISER, 1 + count // 600, "Conseillère sociale")
        engage(organization, Role.MANAGER, 1 + count // 20_000, "Responsable innovation et partenariats")
        engage(organization, Role.CARETAKER, 1 + count // 300, "Gardien")
        engage(organization, Role.ADMIN, 1, "Gestion des accès")
    part = shares(len(plan.landlords))
    for rank, association in enumerate(associations):
        # The landlords that work with this association, and so the case files its workers share, thirty each.
        near = {(rank - step) % len(associations) for step in range(PARTNERS_PER_LANDLORD)}
        followed = plan.households * sum(part[number] for number in near if number < len(part)) / PARTNERS_PER_LANDLORD
        plan.workers[association.pk] = engage(
            association, Role.SOCIAL_WORKER, 2 + int(followed / 30), "Travailleuse sociale"
        )
        plan.coordinators[association.pk] = engage(
            association, Role.COORDINATOR, 1 + int(followed / 2000), "Coordinatrice"
        )
        engage(association, Role.ADMIN, 1, "Gestion des accès")
    return {USERS: users, EMAIL_ADDRESSES: addresses}


def plan_committees(plan: Plan, rng: Random) -> dict:
    """A session a month for each landlord, the next one included: those that are over have their minutes."""
    identifiers = itertools.count(starting_identifier(COMMITTEES))
    sessions: list[tuple] = []
    members: list[tuple] = []
    months = (plan.today.year - plan.first_day.year) * 12 + plan.today.month + 1
    for landlord in plan.landlords:
        names = [f"{rng.choice(words.FIRST_NAMES)} {words.surname(rng)}" for _ in range(QUORUM + 1)]
        for month in range(months):
            held_on = datetime.date(plan.first_day.year + month // 12, month % 12 + 1, DAY_OF_COMMITTEE)
            is_over = held_on < plan.today
            pk = next(identifiers)
            landlord.sessions.append((held_on, pk, is_over))
            state = CommitteeSession.State.MINUTED if is_over else CommitteeSession.State.PLANNED
            minuted_at = f"{held_on} 17:00" if is_over else None
            sessions.append((pk, new_uuid(rng), landlord.organization.pk, held_on, QUORUM, state.value, minuted_at))
            for rank, name in enumerate(names):
                quality = CommitteeMember.Quality.APPOINTED if rank else CommitteeMember.Quality.TENANTS
                members.append((pk, name, quality.value, "t" if is_over and rank < QUORUM else "f"))
    return {COMMITTEES: sessions, COMMITTEE_MEMBERS: members}


def number_candidates(plan: Plan) -> dict[tuple[int, int], int]:
    """The references that candidates' case files may take, in the series of their associations; the last ones."""
    series: dict[tuple[int, int], int] = {}
    for number in filter(plan.announces, range(plan.households)):
        # Some are proposed in the year after.
        for year in (plan.opened_on(number).year, plan.opened_on(number).year + 1):
            series.setdefault((plan.convention_of(number).association_id, year), 0)
        key = plan.convention_of(number).association_id, plan.opened_on(number).year
        last = max(series[key], series[key[0], key[1] + 1])
        plan.candidate_reference_of[number] = last + 1
        series[key] = series[key[0], key[1] + 1] = last + CANDIDATES
    return series


def make_plan(*, households: int, landlords: int, seed: int, today: datetime.date) -> tuple[Plan, dict]:
    """Create the organizations with all that binds them, and return the plan with the rows to copy first."""
    rng = Random(f"{seed} plan")  # noqa: S311 (an invented world, not a secret)
    landlord_of = array("i", rng.choices(range(landlords), weights=shares(landlords), k=households))
    counts = [0] * landlords
    plan = Plan(
        households=households,
        seed=seed,
        today=today,
        landlords=[],
        workers={},
        coordinators={},
        starts={},
        landlord_of=landlord_of,
        rank_of=array("i", bytes(4 * households)),
        reference_of=array("i", bytes(4 * households)),
        referral_of=array("i", bytes(4 * households)),
        candidate_reference_of=array("i", bytes(4 * households)),
        housed_reference_of=array("i", bytes(4 * households)),
    )
    series: dict[tuple, int] = {}
    for number in range(households):
        landlord, year = landlord_of[number], plan.opened_on(number).year
        plan.rank_of[number] = counts[landlord]
        counts[landlord] += 1
        plan.reference_of[number] = series[landlord, CASE_FILE, year] = series.get((landlord, CASE_FILE, year), 0) + 1
        if rng.random() < 0.6:
            key = landlord, REFERRAL, year
            plan.referral_of[number] = series[key] = series.get(key, 0) + 1
    organizations, associations = create_organizations(rng, landlords)
    plan.landlords = [Landlord(organization) for organization in organizations]
    create_conventions(rng, today, plan.landlords, associations, counts)
    rows = {RESIDENCES: plan_residences(rng, plan.landlords, counts)}
    rows |= plan_users(plan, rng, counts, associations)
    rows |= plan_committees(plan, rng)
    candidates = number_candidates(plan)
    for number in filter(plan.announces, range(households)):
        key = landlord_of[number], CASE_FILE, plan.opened_on(number).year
        plan.housed_reference_of[number] = series[key] = series.get(key, 0) + 1
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(organization=organizations[landlord], prefix=prefix, year=year, last=last)
        for (landlord, prefix, year), last in series.items()
    )
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(organization_id=association, prefix=CANDIDATE, year=year, last=last)
        for (association, year), last in candidates.items()
    )
    return plan, rows
