from django.core.management.base import BaseCommand

from housing_support.tools.states import DOCUMENT, document


class Command(BaseCommand):
    help = "Write docs/states.md from the machines that the models declare."
    requires_system_checks = ()

    def handle(self, *args, **options):
        DOCUMENT.write_text(document())
