from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Signalements"

    def ready(self) -> None:
        # Imported once the models are loaded.
        from referrals.reading.origins import origins_of_requests
        from tenancies.reading.origins import sources

        sources.append(origins_of_requests)
