from django.core.management.base import BaseCommand

from housing_support.common.documents.storage import forget_orphans
from partners.services.account_events import forget_old_events
from partners.services.terms import announce_terms, apply_terms, settle_terms
from referrals.services.former_drafts import take_up_by_door
from tenancies.services.journal import forget_old_readings


class Command(BaseCommand):
    help = (
        "What the passing of days brings, to be run once a day: the amendments of conventions, applied, and their "
        "ends, announced then settled; what a caretaker wrote about a household, taken up by its door; the logs, "
        "forgotten after a year; the files that no document gives any more."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"Conventions dont un avenant prend effet : {apply_terms()}.")
        announced, over = announce_terms(), settle_terms()
        self.stdout.write(f"Conventions : {announced} prennent fin bientôt, {over} échues.")
        self.stdout.write(f"Brouillons de gardiens repris par leur porte : {take_up_by_door()}.")
        self.stdout.write(f"Journaux : {forget_old_events() + forget_old_readings()} lignes de plus d’un an effacées.")
        self.stdout.write(f"Fichiers que plus rien ne donne, effacés : {forget_orphans()}.")
