from django.apps import AppConfig


class TenanciesConfig(AppConfig):
    name = "tenancies"
    verbose_name = "Dossiers"

    def ready(self) -> None:
        # Imported once the models are loaded.
        from tenancies import receivers  # noqa: F401
