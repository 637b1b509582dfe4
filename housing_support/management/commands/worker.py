import logging
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connections

logger = logging.getLogger(__name__)

SECONDS_BEFORE_NEXT_TRY = 5


class Command(BaseCommand):
    help = "Send the e-mails and read the imported files, until stopped; wait for the database when it goes away."

    def handle(self, *args, verbosity, **options):
        while True:
            try:
                # Ends by itself only when it is asked to stop.
                return call_command("db_worker", verbosity=verbosity)
            except (OperationalError, InterfaceError) as error:
                logger.warning("database lost, next try in %s s: %s", SECONDS_BEFORE_NEXT_TRY, error)
                connections.close_all()
                time.sleep(SECONDS_BEFORE_NEXT_TRY)
