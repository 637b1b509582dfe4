from django.apps import AppConfig


class HousingSupportConfig(AppConfig):
    name = "housing_support"
    verbose_name = "Passerelle"

    def ready(self):
        from housing_support import checks, demonstration  # noqa: F401 - they register themselves
