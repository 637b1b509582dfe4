import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from housing_support.management.commands.prepare import Command as Prepare
from housing_support.management.commands.seed import Progress
from housing_support.tools.benchmark import databases, report
from housing_support.tools.benchmark.databases import World
from housing_support.tools.benchmark.measures import Measure, Page, measure
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
        parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of this file")

    def handle(self, *, sizes, keep, write, **options):
        if not settings.DEMO_MODE:
            raise CommandError("Les mesures se font en démonstration : posez PASSERELLE_DEMO=1.")
        Prepare(stdout=sys.stderr).collect_static()
        own, today = connection.settings_dict["NAME"], timezone.localdate()
        results: dict[World, dict[str, Measure]] = {}
        facts = []
        try:
            with override_settings(ROOT_URLCONF=URLS):
                for world in sizes:
                    databases.create(f"{own}_bench_{world}", world, today, Progress(world.households).tell)
                    facts.append(f"{report.title(world)}: {databases.size_in_megabytes()} MB")
                    pages, results[world] = measured()
                    databases.connect_to(own)
        finally:
            databases.connect_to(own)
            if not keep:
                for world in sizes:
                    databases.drop(f"{own}_bench_{world}")
        self.tell(pages, results, facts, write)

    def tell(self, pages: list[Page], results: dict, facts: list[str], write: Path | None) -> None:
        table, misses = report.table(pages, results)
        units = ", ".join(f"{measures[pages[0].name].cpu_milliseconds:.2f} ms" for measures in results.values())
        text = "\n".join(
            (
                f"{timezone.localdate()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}; "
                f"{databases.server_settings()}. Databases: {'; '.join(facts)}. Bare signed-in view: {units} of CPU.",
                "",
                table,
                "",
                f"{misses} figure{'s' if misses != 1 else ''} beyond the goal.",
            )
        )
        self.stdout.write(text)
        if write:
            report.write_between_markers(write, text)


def measured() -> tuple[list[Page], dict[str, Measure]]:
    """The pages, the bare view first, and what each of them costs in the database connected to."""
    book = PageBook(get_wsgi_application())
    bare, pages = book.bare(), book.pages()
    return [bare, *pages], measure(pages, bare)
