from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        # Imported once the models are loaded: they hold receivers of signals.
        from partners import guessing, sessions  # noqa: F401
        from partners.services import account_events  # noqa: F401
