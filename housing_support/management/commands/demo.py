from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from housing_support.demonstration import mark_as_demonstration
from housing_support.tools.demo.world import load
from partners.models import Organization


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Load the demonstration into an empty database; do nothing in one that holds data."

    def handle(self, *args, **options):
        if not settings.DEMO_MODE:
            raise CommandError(
                "La démonstration n’est chargée qu’en mode démonstration\u00a0: posez PASSERELLE_DEMO=1."
            )
        if not Organization.objects.exists():
            mark_as_demonstration()
        loaded = load()
        if loaded is None:
            self.stdout.write("La base contient déjà des données\u00a0: la démonstration n’est pas chargée.")
            return
        seconds = f"{loaded.seconds:.1f}".replace(".", ",")
        loaded_rows = f"{loaded.households} ménages, {loaded.dwellings} logements"
        self.stdout.write(f"Démonstration chargée\u00a0: {loaded_rows}, en {seconds}\u00a0s.")
