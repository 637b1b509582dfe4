import hashlib
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from housing_support.database_accounts import as_owner, withdraw_from_application
from housing_support.database_connection import refusal_of_database
from partners.models import Organization

STATIC_STAMP = Path(settings.STATIC_ROOT).with_suffix(".collected")


class Command(BaseCommand):
    help = "Bring the database, its cache table and the static files up to date; load the demonstration if it is one."
    requires_system_checks = ()

    def handle(self, *args, **options):
        with as_owner():
            if refusal := refusal_of_database():
                raise SystemExit(refusal)
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                self.stdout.write("Mise à jour de la base de données…")
                call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            withdraw_from_application(settings.APPLICATION_ACCOUNT)
        if refusal := refusal_of_database():
            raise SystemExit(refusal)
        self.collect_static()
        if settings.DEMO_MODE and not Organization.objects.exists():
            self.load_demonstration()

    def load_demonstration(self):
        """In a process of its own: its papers are made by typst, whose threads do not live through the fork of those
        that serve, and no paper could be made there."""
        self.stdout.flush()
        outcome = subprocess.run([sys.executable, "manage.py", "demo"], cwd=settings.BASE_DIR, check=False)
        if outcome.returncode:
            raise SystemExit(outcome.returncode)

    def collect_static(self):
        """Collect, name and compress the static files, unless they are those of the last time."""
        fingerprint = fingerprint_of_static_files()
        try:
            if STATIC_STAMP.exists() and STATIC_STAMP.read_text() == fingerprint:
                return
            self.stdout.write("Préparation des fichiers statiques…")
            STATIC_STAMP.unlink(missing_ok=True)
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            STATIC_STAMP.write_text(fingerprint)
        except OSError as error:
            raise SystemExit(
                f"Impossible d’écrire dans {settings.STATIC_ROOT} ({error.strerror}) : "
                "libérez de la place ou le droit d’y écrire, puis relancez."
            ) from error


def fingerprint_of_static_files() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            found.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
