import contextlib
import os

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from gunicorn.app.wsgiapp import WSGIApplication

from housing_support.tools.launch import SECONDS_FOR_JOBS, started

KEEPING_WORK = ("-m", "housing_support.tools.launch", "--keep-working")


class Command(BaseCommand):
    help = "Prepare the installation, then serve it with gunicorn from the same process: a start costs Django's once."
    requires_system_checks = ()

    def handle(self, *args, **options):
        call_command("prepare", stdout=self.stdout)
        # The workers are forked from here: a connection must not be shared.
        connections.close_all()
        own = os.getpid()
        jobs = contextlib.ExitStack()
        jobs.enter_context(started(*KEEPING_WORK, seconds_to_finish=SECONDS_FOR_JOBS + 1))
        try:
            Server().run()
        except SystemExit as end:
            if end.code and os.getpid() == own:
                raise SystemExit(
                    "Le serveur s’est arrêté de lui-même : corrigez ce qui est dit ci-dessus, puis relancez."
                ) from end
            raise
        finally:
            # The processes that gunicorn forks leave by here too.
            if os.getpid() == own:
                jobs.close()


class Server(WSGIApplication):
    """gunicorn without its command line, which belongs to manage.py here."""

    def load_config(self):
        self.load_config_from_module_name_or_filename("python:housing_support.gunicorn")
        self.cfg.set("default_proc_name", "passerelle")
        self.app_uri = "housing_support.wsgi"
