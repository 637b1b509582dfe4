import random
import time
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from housing_support.tools.demo.acting import have_emails_sent
from housing_support.tools.demo.allocations import Allocations, tell_allocations
from housing_support.tools.demo.case_files import CaseFiles
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.conflicts import build_conflicts
from housing_support.tools.demo.from_the_street import tell_from_the_street
from housing_support.tools.demo.mending import build_mended
from housing_support.tools.demo.new_tenants import NEW_TENANTS
from housing_support.tools.demo.newcomers import build_newcomers
from housing_support.tools.demo.partnership import build_partnership
from housing_support.tools.demo.questions import build_questions
from housing_support.tools.demo.referrals import build_referrals
from housing_support.tools.demo.reservations import NEW_HOMES, build_reservations
from housing_support.tools.demo.sliding import build_sliding
from housing_support.tools.demo.stays import tell_stays
from housing_support.tools.demo.stock import build_stock
from housing_support.tools.demo.tasks import build_syntheses, build_tasks
from housing_support.tools.demo.tenants_in_place import TENANTS_IN_PLACE
from housing_support.tools.demo.threads import build_threads
from housing_support.tools.demo.visits import VisitWriter
from housing_support.tools.demo.waiting_households import WAITING_HOUSEHOLDS
from housing_support.tools.demo.weak_signals import build_weak_signals
from partners.models import Organization
from tenancies.models import Household

SEED = 37_000


@dataclass(frozen=True)
class Loaded:
    dwellings: int
    households: int
    seconds: float


@transaction.atomic
def load() -> Loaded | None:
    """Build the demonstration in an empty database, the same one every day but for its dates. In a database that
    knows an organization, change nothing and return None."""
    started = time.monotonic()
    if Organization.objects.exists():
        return None
    clock = Clock(timezone.localdate())
    chance = random.Random(SEED)  # noqa: S311 (variety, not secrecy)
    partnership = build_partnership(clock=clock, chance=chance)
    dwellings = build_stock(landlord=partnership.landlord, chance=chance)
    stories = sorted(
        (*NEW_TENANTS, *TENANTS_IN_PLACE, *WAITING_HOUSEHOLDS), key=lambda story: (-story.opened, story.name)
    )
    case_files = CaseFiles(clock=clock, chance=chance, partnership=partnership, dwellings=dwellings)
    case_files.build(stories)
    VisitWriter(case_files).write(stories)
    case_files.leave_a_draft()
    build_reservations(partnership, dwellings, clock=clock, chance=random.Random(SEED + 2))  # noqa: S311 (the same)
    build_referrals(stories, case_files=case_files)
    case_files.save_journal()
    build_mended(partnership)
    build_sliding(partnership)
    build_threads(partnership, clock=clock, chance=random.Random(SEED + 4))  # noqa: S311 (the same)
    build_tasks(partnership, clock=clock, chance=random.Random(SEED + 5))  # noqa: S311 (the same)
    build_syntheses(partnership, clock=clock, chance=random.Random(SEED + 6))  # noqa: S311 (the same)
    tell = random.Random(SEED + 3)  # noqa: S311 (the same)
    allocations = Allocations(partnership=partnership, clock=clock, chance=tell, dwellings=dwellings)
    ucrm, habitat = (partnership.conventions[key] for key in NEW_HOMES)
    tell_from_the_street(allocations, convention=ucrm)
    tell_allocations(allocations, ucrm=ucrm, habitat=habitat)
    tell_stays(allocations)
    build_newcomers(partnership, clock=clock, chance=random.Random(SEED + 1))  # noqa: S311 (the same)
    build_questions(partnership, clock=clock, chance=random.Random(SEED + 41))  # noqa: S311 (the same)
    build_conflicts(partnership, clock=clock, chance=random.Random(SEED + 51))  # noqa: S311 (the same)
    build_weak_signals(partnership, clock=clock, chance=random.Random(SEED + 42))  # noqa: S311 (the same)
    have_emails_sent(clock.today)
    return Loaded(len(dwellings), Household.objects.count(), time.monotonic() - started)
