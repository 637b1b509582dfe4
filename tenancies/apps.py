from django.apps import AppConfig


class TenanciesConfig(AppConfig):
    name = "tenancies"
    verbose_name = "Dossiers"

    def ready(self) -> None:
        # Imported once the models are loaded.
        from partners.charges import charges, unfinished
        from partners.reading.notifications import tellers
        from partners.reading.places import counting
        from tenancies import receivers  # noqa: F401
        from tenancies.reading.notifications import FOLLOW_UPS as ENDED_FOLLOW_UPS
        from tenancies.reading.notifications import MESSAGES, QUESTIONS, SIGNALS, SYNTHESES, TASKS
        from tenancies.reading.questioned import ENTRIES
        from tenancies.reading.questions import subjects
        from tenancies.services.charges import FOLLOW_UPS, count_drafts
        from tenancies.services.charges import TASKS as TASKS_TO_DO
        from tenancies.stock.places import places_of

        charges.extend((FOLLOW_UPS, TASKS_TO_DO))
        unfinished.append(count_drafts)
        tellers.extend((ENDED_FOLLOW_UPS, MESSAGES, QUESTIONS, SIGNALS, SYNTHESES, TASKS))
        subjects.append(ENTRIES)
        counting.append(places_of)
