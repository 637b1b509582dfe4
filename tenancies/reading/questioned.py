"""What a question on an entry of the timeline is about, for the page of that question."""

from django.db.models import QuerySet
from django.urls import reverse

from housing_support.common.dates import long_date
from housing_support.common.links import row_url
from partners.discretion import shown_person
from partners.models import User
from tenancies.models import CaseFileAccess, EntryQuestion
from tenancies.reading.case_file import household_asked_for
from tenancies.reading.questions import PEOPLE, About, Subject
from tenancies.reading.timeline import title_of


def readable_on_entries(user: User) -> QuerySet[EntryQuestion]:
    return EntryQuestion.with_cancelled.visible_to(user).select_related(
        *PEOPLE, "entry__household", "entry__author__organization", "entry__organization", "entry__visit"
    )


def about_entry(question: EntryQuestion, user: User) -> About:
    entry = question.entry
    [household] = household_asked_for.rows(user, given={"public_id": entry.household.public_id})
    named = {*getattr(household, "named_partners", ()), household.opened_by_id}

    def who(person: User) -> str:
        return shown_person(person, person.organization, user, named)

    return About(
        title=f"{title_of(entry)}, le {long_date(entry.occurred_at)}, par {who(entry.author) if entry.author else ''}",
        text=entry.text,
        page=row_url("tenancies:household", household.public_id),
        page_label=str(household),
        reference=household.reference,
        parent=(reverse("tenancies:households"), "Dossiers"),
        household=household,
        access=CaseFileAccess.Kind.READ,
        who=who,
        awaited=who(entry.author) if entry.author else "",
        audience=question.audience,
    )


ENTRIES = Subject(EntryQuestion, readable_on_entries, about_entry)
