from django.core.management.base import BaseCommand

from partners.services.conventions import announce_terms, settle_terms


class Command(BaseCommand):
    help = "What the passing of days brings, to be run once a day: the terms of conventions, announced then settled."

    def handle(self, *args, **options):
        announced, over = announce_terms(), settle_terms()
        self.stdout.write(f"Conventions : {announced} prennent fin bientôt, {over} échues.")
