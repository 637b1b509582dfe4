from django.apps import AppConfig


class HousingSupportConfig(AppConfig):
    name = "housing_support"
    verbose_name = "Passerelle"
