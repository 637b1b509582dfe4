from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Signalements"

    def ready(self) -> None:
        # Imported once the models are loaded.
        from partners.charges import charges, unfinished
        from partners.reading.notifications import tellers
        from referrals import receivers  # noqa: F401
        from referrals.reading.notifications import (
            ANNOUNCEMENTS,
            CANDIDACIES,
            OWN_REQUESTS,
            QUESTIONS,
            REPORTS,
            REQUESTS_TO_US,
        )
        from referrals.reading.origins import origins_of_requests
        from referrals.reading.questions import REQUESTS
        from referrals.services.charges import REFERRALS, count_unsent
        from tenancies.reading.origins import sources
        from tenancies.reading.questions import subjects

        tellers.extend((REPORTS, REQUESTS_TO_US, OWN_REQUESTS, QUESTIONS, ANNOUNCEMENTS, CANDIDACIES))
        subjects.append(REQUESTS)
        sources.append(origins_of_requests)
        charges.append(REFERRALS)
        unfinished.append(count_unsent)
