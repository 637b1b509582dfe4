from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Signalements"

    def ready(self) -> None:
        # Imported once the models are loaded.
        from partners.charges import charges, unfinished
        from partners.reading.notifications import tellers
        from referrals import receivers  # noqa: F401
        from referrals.reading.conflicts import mentions_of_conflicts
        from referrals.reading.notifications import (
            ANNOUNCEMENTS,
            CANDIDACIES,
            CONFLICTS,
            OWN_REQUESTS,
            QUESTIONS,
            REPORTS,
            REQUESTS_TO_US,
            TO_CLOSE,
        )
        from referrals.reading.origins import origins_of_requests
        from referrals.reading.questions import REQUESTS
        from referrals.services.charges import REFERRALS, count_unsent
        from tenancies.reading import mentions, origins
        from tenancies.reading.questions import subjects

        tellers.extend(
            (REPORTS, TO_CLOSE, REQUESTS_TO_US, OWN_REQUESTS, QUESTIONS, ANNOUNCEMENTS, CANDIDACIES, CONFLICTS)
        )
        subjects.append(REQUESTS)
        origins.sources.append(origins_of_requests)
        mentions.sources.append(mentions_of_conflicts)
        charges.append(REFERRALS)
        unfinished.append(count_unsent)
