"""What an association wrote in a case file that has closed to it, for the days that are left."""

import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from housing_support.common.compiled_queries import compiled
from housing_support.common.pagination import compiled_page
from partners.models import User
from partners.requests import SignedInRequest
from tenancies.models import CaseFileAccess, JournalEntry, Participation
from tenancies.reading.following import reads_own_for
from tenancies.reading.timeline import title_of
from tenancies.services.journal import log_reading
from tenancies.views.case_file import reads_case_files


@compiled
def entries_written_by(user: User, household: int) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.still_read_by(user).filter(household=household)
    return entries.select_related("author", "visit").order_by("-occurred_at", "-pk")


@require_safe
@reads_case_files
def own_entries(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The case file is named by its reference alone: what became of the household is no longer theirs to know."""
    left = Participation.objects.left_lately_by(request.user).select_related("household").order_by("-own_until", "-pk")
    participation = left.filter(household__public_id=public_id).first()
    if participation is None:
        raise Http404
    household = participation.household
    log_reading(household=household, user=request.user, kind=CaseFileAccess.Kind.OWN)
    page = compiled_page(
        entries_written_by,
        request.user,
        key=("-occurred_at", "-pk"),
        request=request,
        with_count=False,
        given={"household": household.pk},
    )
    context = {
        "participation": participation,
        "reference": household.reference,
        "left": reads_own_for(participation),
        "page": page,
        "lines": [(entry, title_alone(entry)) for entry in page.rows],
    }
    return render(request, "tenancies/own_entries.html", context)


def title_alone(entry: JournalEntry) -> str:
    """A confidential note does not stand inside its visit here."""
    return entry.get_kind_display() if entry.kind == JournalEntry.Kind.VISIT_NOTE else title_of(entry)
