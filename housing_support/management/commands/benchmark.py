import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from housing_support.database_accounts import as_owner
from housing_support.management.commands.prepare import Command as Prepare
from housing_support.management.commands.seed import Progress
from housing_support.tools.benchmark import databases, report
from housing_support.tools.benchmark.crowd import CROWD, Waits, wait_for_each
from housing_support.tools.benchmark.databases import World
from housing_support.tools.benchmark.measures import Measure, measure
from housing_support.tools.benchmark.pages import PageBook

URLS = "housing_support.tools.benchmark.urls"


class Command(BaseCommand):
    help = (
        "Measure what each page costs at each size, in times the CPU of a bare signed-in view. Each size gets a "
        "database of its own beside the one of DATABASE_URL, which is left alone."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--sizes",
            type=lambda text: [World.read(part) for part in text.split(",")],
            default="1000,500000,500000:500",
            help="numbers of households, each of one landlord or of as many as follow a colon (default: %(default)s)",
        )
        parser.add_argument("--keep", action="store_true", help="keep the databases for the next time")
        parser.add_argument("--only", default="", metavar="TEXT", help="the pages whose name contains this")
        parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of this file")

    @as_owner()
    def handle(self, *, sizes, keep, only, write, **options):
        if not settings.DEMO_MODE:
            raise CommandError("Les mesures se font en démonstration : posez PASSERELLE_DEMO=1.")
        Prepare(stdout=sys.stderr).collect_static()
        own, today = connection.settings_dict["NAME"], timezone.localdate()
        results: dict[World, dict[str, Measure]] = {}
        waits: dict[World, dict[str, Waits]] = {}
        sizes_in_megabytes = {}
        try:
            with override_settings(ROOT_URLCONF=URLS):
                for world in sizes:
                    databases.create(f"{own}_bench_{world}", world, today, Progress(world.households).tell)
                    sizes_in_megabytes[world] = databases.size_in_megabytes()
                    book = PageBook(get_wsgi_application())
                    bare, pages = book.bare(), [page for page in book.pages() if only.lower() in page.name.lower()]
                    crowded = book.crowded_pages(pages)
                    results[world] = measure(pages, bare)
                    waits[world] = wait_for_each(crowded)
                    databases.connect_to(own)
        finally:
            databases.connect_to(own)
            if not keep:
                for world in sizes:
                    databases.drop(f"{own}_bench_{world}")
        facts = [f"{report.title(world)}: {size} MB" for world, size in sizes_in_megabytes.items()]
        units = [f"{measures[bare.name].cpu_milliseconds:.2f} ms" for measures in results.values()]
        table, misses = report.table([bare, *pages], results)
        text = [conditions(facts, units), "", table]
        if crowded:
            waits_table, crowd_misses = report.waits_table(crowded, waits)
            misses += crowd_misses
            text += ["", f"{CROWD} people at once, each asking again as soon as answered:", "", waits_table]
        text += ["", f"{misses} figure{'s' if misses != 1 else ''} beyond the goal."]
        self.stdout.write("\n".join(text))
        if write:
            report.write_between_markers(write, "\n".join(text))


def conditions(facts: list[str], units: list[str]) -> str:
    return (
        f"{timezone.localdate()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}; "
        f"{databases.server_settings()}. Databases: {'; '.join(facts)}. "
        f"Bare signed-in view: {', '.join(units)} of CPU."
    )
