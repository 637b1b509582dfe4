import datetime
import resource
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from housing_support.database_accounts import as_owner
from housing_support.demonstration import mark_as_demonstration
from housing_support.tools import seed as worlds
from housing_support.tools.seed.copying import vacuum
from partners.models import Organization, User

MOST_HOUSEHOLDS = 500_000
SECONDS_BETWEEN_LINES = 5


class Command(BaseCommand):
    help = "Fill the database with an invented world, the same for the same arguments, to measure at any size."

    def add_arguments(self, parser):
        parser.add_argument("--households", type=int, required=True, metavar="N", help=f"1 to {MOST_HOUSEHOLDS}")
        parser.add_argument("--landlords", type=int, required=True, metavar="M", help="1 to N")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="another number, another world")
        parser.add_argument(
            "--today", type=datetime.date.fromisoformat, help="the day that all dates lead to (default: today)"
        )
        parser.add_argument("--force", action="store_true", help="outside the demonstration, on an empty database")

    # Its rows are copied without the triggers, which the owner alone may set aside.
    @as_owner()
    def handle(self, *, households, landlords, seed, today, force, **options):
        refuse_unless_safe(force=force)
        if not 1 <= landlords <= households <= MOST_HOUSEHOLDS:
            raise CommandError(
                f"Donnez de 1 à {MOST_HOUSEHOLDS} ménages, et au plus autant de bailleurs que de ménages."
            )
        begun = time.monotonic()
        mark_as_demonstration()
        counts = worlds.seed(
            households=households,
            landlords=landlords,
            seed=seed,
            today=today or timezone.localdate(),
            tell=Progress(households).tell,
        )
        vacuum()
        rows = ", ".join(f"{table.partition('_')[2]} {count}" for table, count in counts.items())
        self.stdout.write(f"{rows} ; {time.monotonic() - begun:.0f} s, {peak_megabytes():.0f} Mo au plus")


def refuse_unless_safe(*, force: bool) -> None:
    """Invented people never mix with real ones."""
    if not settings.DEMO_MODE:
        if not force:
            raise CommandError(
                "Ces ménages inventés se chargent en démonstration (PASSERELLE_DEMO=1), "
                "ou avec --force dans une base vide."
            )
        if Organization.objects.exists() or User.objects.exists():
            raise CommandError(
                "Cette base n’est pas vide : --force ne charge des ménages inventés que dans une base vide."
            )
    if worlds.already_seeded():
        raise CommandError("Cette base contient déjà un monde inventé : prenez une base neuve.")


class Progress:
    """A line on the error output at each stage, and every few seconds with the rate."""

    def __init__(self, households: int):
        self.households = households
        self.stage = ""
        self.begun = self.told = time.monotonic()

    def tell(self, stage: str, done: int) -> None:
        now = time.monotonic()
        if stage == self.stage and now - self.told < SECONDS_BETWEEN_LINES:
            return
        if stage != self.stage:
            self.stage, self.begun = stage, now
        self.told = now
        rate = f", {done / (now - self.begun):.0f} par seconde" if now - self.begun > 1 else ""
        sys.stderr.write(f"{stage} : {done} ménages sur {self.households}{rate}\n")


def peak_megabytes() -> float:
    """The largest of this process and of the one that generated for it."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(usage.ru_maxrss for usage in usages) / 1024
