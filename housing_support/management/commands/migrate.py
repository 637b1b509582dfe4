from django.conf import settings
from django.core.management.commands import migrate

from housing_support.database_accounts import as_owner, withdraw_from_application
from housing_support.lighter_migrations import models_drawn_for_columns_alone


class Command(migrate.Command):
    """Django's, by the account that owns the tables."""

    def handle(self, *args, **options):
        with as_owner(), models_drawn_for_columns_alone():
            super().handle(*args, **options)
            withdraw_from_application(settings.APPLICATION_ACCOUNT)
