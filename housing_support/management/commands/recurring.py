import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from housing_support.common.documents.storage import forget_orphans
from partners.notifications.digest import send_digests
from partners.services.account_events import forget_old_events
from partners.services.notifications import forget_old_notifications
from partners.services.terms import announce_terms, apply_terms, settle_terms
from referrals.services.conflicts import forget_old_readings as forget_readings_of_conflicts
from referrals.services.former_drafts import take_up_by_door
from referrals.services.offers import expire_offers
from referrals.services.silence import ask_waiting_again, expire_silent, remind_silent
from tenancies.services.journal import forget_old_readings
from tenancies.services.messages import tell_left_messages
from tenancies.stock.reservations import end_left_reservations

logger = logging.getLogger(__name__)

# What is counted, and what does it: done a second time, it changes nothing.
STEPS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("Conventions dont un avenant prend effet", apply_terms),
    ("Conventions qui prennent fin bientôt", announce_terms),
    ("Conventions échues", settle_terms),
    # In this order: a partner is given its whole last delay after its reminder.
    ("Demandes restées sans réponse, terminées", expire_silent),
    ("Partenaires relancés", remind_silent),
    ("Partenaires sollicités de nouveau, place prévue", ask_waiting_again),
    ("Offres de logement sans réponse, échues", expire_offers),
    ("Réservations terminées avec leur bail", end_left_reservations),
    ("Brouillons de gardiens repris par leur porte", take_up_by_door),
    ("Messages des dossiers partis sans être annoncés", tell_left_messages),
    ("Résumés quotidiens envoyés", send_digests),
    ("Notifications de plus d’un an effacées", forget_old_notifications),
    ("Lignes de plus d’un an effacées du journal des comptes", forget_old_events),
    ("Lignes de plus d’un an effacées du journal des accès", forget_old_readings),
    ("Lectures de conflits de plus d’un an effacées", forget_readings_of_conflicts),
    ("Fichiers que plus rien ne donne, effacés", forget_orphans),
)


class Command(BaseCommand):
    help = (
        "What the passing of time brings, to be run every hour: the amendments and ends of conventions, the requests "
        "and the offers that nobody answered, the reservations of households that have left, the drafts that a "
        "caretaker no longer reaches, the messages that nobody was told of, the e-mails of the day, the notifications, "
        "logs and files that are forgotten. Run twice at once, the second does nothing; what one step refuses does not "
        "keep the others from being done."
    )

    def handle(self, *args, **options):
        with alone() as is_alone:
            if not is_alone:
                self.stdout.write("Cette commande est déjà en cours.")
                return
            failed = [words for words, step in STEPS if not self.do(words, step)]
        if failed:
            raise CommandError(f"N’ont pas abouti\u00a0: {', '.join(failed)} (voir le journal).")

    def do(self, words: str, step: Callable[[], int]) -> bool:
        try:
            self.stdout.write(f"{words}\u00a0: {step()}.")
        except Exception:
            logger.exception("%s did not come to its end", step.__name__)
            return False
        return True


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other process is at it: a lock of the database, gone with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('recurring'))")
        [taken] = cursor.fetchone()
        try:
            yield taken
        finally:
            if taken:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('recurring'))")
