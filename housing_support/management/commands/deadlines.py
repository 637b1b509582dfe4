from django.core.management.base import BaseCommand

from housing_support.tools.deadlines import DOCUMENT, document


class Command(BaseCommand):
    help = "Write docs/deadlines.md from what the models declare."
    requires_system_checks = ()

    def handle(self, *args, **options):
        DOCUMENT.write_text(document())
