import uuid
from collections.abc import Collection

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pagination import compiled_page, url_with
from housing_support.common.printing import own_version
from housing_support.common.sealed_links import FIELD, search_of, url_of_search
from housing_support.common.settling import ended_in_words
from partners.decorators import requires
from partners.discretion import shown_link, shown_participant, shown_person
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.account_events import record_search
from tenancies.filters import HouseholdFilter
from tenancies.forms import CloseHouseholdForm, ReopenHouseholdForm
from tenancies.models import CaseFileAccess, Household
from tenancies.reading.consents import consents_of, participations_of
from tenancies.reading.criteria import criteria_lines
from tenancies.reading.history import changes_of
from tenancies.reading.lines import household_lines
from tenancies.reading.merging import merges_of
from tenancies.reading.pending import ends_with_case_file
from tenancies.reading.splitting import splits_of
from tenancies.reading.timeline import FILTERS, entries_for, lines_for
from tenancies.views.case_file import Tab, form_context, open_case_file, page_context, reads_case_files

ACCESSES_SHOWN = 20
ALREADY_CLOSED = "Ce dossier est déjà clos."
ALREADY_OPEN = "Ce dossier est déjà ouvert."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_CASE_FILES)
def household_list(request: SignedInRequest) -> HttpResponse:
    """The case files this user may open, by name, with what tells which of them is late. Its filters are sent by POST,
    for one of them is a name."""
    if request.method == "POST":
        return redirect(url_of_search(request, filters=HouseholdFilter.IN_CLEAR))
    search = search_of(request)
    filters = HouseholdFilter(request.GET.dict() | {FIELD: search.text}, user=request.user)
    page = filters.page(request)
    if search.text and not page.first_url:
        record_search(account=request.user, results=page.count or 0)
    return render(
        request,
        "tenancies/household_list.html",
        {
            "filters": filters,
            "may_assign": request.user.may(Right.ASSIGN_WORKER),
            "search": search,
            "page": page,
            "rows": household_lines(page.rows, user=request.user, today=timezone.localdate()),
        },
    )


@require_safe
@reads_case_files
def timeline(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What happened and what was written, for this reader."""
    case_file = open_case_file(request, public_id)
    kind = request.GET.get("kind", "")
    page = compiled_page(
        entries_for,
        request.user,
        key=("-occurred_at", "-pk"),
        request=request,
        with_count=False,
        given={"household": case_file.household.pk},
        kind=kind if kind in FILTERS else "",
    )
    for entry in page.rows:
        entry.household = case_file.household
    filters = [("", "Tout"), *((code, label) for code, (label, _) in FILTERS.items())]
    return render(
        request,
        "tenancies/timeline.html",
        page_context(case_file, current="tenancies:household")
        | {
            "page": page,
            "lines": lines_for(request.user, page.rows, named=case_file.named_partners),
            **own_version(request),
            "filters": [Tab(label, url_with(request, kind=code, after=""), code == kind) for code, label in filters],
            "assessment": case_file.assessment,
            "origins": case_file.origins,
            "missed_twice_at": case_file.missed_twice_at,
        },
    )


@require_safe
@reads_case_files
def members(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    context = page_context(case_file, current="tenancies:household_members")
    if case_file.keeps_criteria:
        context["criteria"] = criteria_lines(request.user, case_file.household)
    if case_file.can_move:
        context["merges"] = merges_of(case_file.household)
    context["others"] = splits_of(case_file.household, request.user)
    return render(request, "tenancies/members.html", context)


@require_safe
@reads_case_files
def access(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who takes part and why, who opened the file lately, who changed what."""
    case_file = open_case_file(request, public_id)
    household, named = case_file.household, case_file.named_partners
    # Who opened a case file that is merged into it, too.
    files = Household.objects.filter(Q(pk=household.pk) | Q(merged_into=household)).values("pk")
    accesses = (
        CaseFileAccess.objects.filter(household__in=files)
        .told_to(request.user)
        .select_related("user", "organization")
        .order_by("-at", "-pk")
    )
    return render(
        request,
        "tenancies/access.html",
        page_context(case_file, current="tenancies:household_access")
        | {
            "participations": [
                (row, shown_participant(row.organization, request.user, named)) for row in participations_of(household)
            ],
            "accesses": [
                (row, who_opened(row, request.user, named), row.why(request.user)) for row in accesses[:ACCESSES_SHOWN]
            ],
            "changes": changes_of(household, reader=request.user, named=named),
            "consents": consents_of(household, request.user, is_closed=bool(household.closed_on)),
        },
    )


def who_opened(access: CaseFileAccess, reader: User, named: Collection[int]) -> str:
    if access.user is None:
        return shown_link(access.organization, access.address, reader, named)
    return shown_person(access.user, access.organization, reader, named)


@require_http_methods(["GET", "POST"])
@requires(Right.CLOSE_CASE_FILE)
def close(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What waits or runs is shown, and settled in the same act."""
    case_file = open_case_file(request, public_id)
    if not case_file.can_move:
        raise RightMissingError(Right.CLOSE_CASE_FILE)
    household, user = case_file.household, request.user
    pending = ends_with_case_file(household, user)
    data = request.POST if request.method == "POST" else None
    form = CloseHouseholdForm(data, household=household, user=user, pending=pending)
    if not case_file.can_close:
        messages.warning(request, ALREADY_CLOSED)
        return redirect("tenancies:household", public_id)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, ALREADY_CLOSED)
        else:
            done = f"Le dossier est clos. {ended_in_words(pending)}".strip()
            confirm(request, done, "Il reste lisible et peut être rouvert.")
        return redirect("tenancies:household", public_id)
    return render(request, "tenancies/household_close.html", form_context(request, case_file, form=form))


@require_http_methods(["GET", "POST"])
@requires(Right.CLOSE_CASE_FILE)
def reopen(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """With why: what its closing ended does not come back by itself."""
    case_file = open_case_file(request, public_id)
    if not case_file.can_move:
        raise RightMissingError(Right.CLOSE_CASE_FILE)
    form = ReopenHouseholdForm(request.POST or None)
    if not case_file.can_reopen:
        messages.warning(request, ALREADY_OPEN)
        return redirect("tenancies:household", public_id)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(household=case_file.household, user=request.user)
        except TransitionNotAllowedError:
            messages.warning(request, ALREADY_OPEN)
        else:
            confirm(request, "Le dossier est rouvert\u00a0:", "on peut de nouveau y écrire et y accompagner le ménage.")
        return redirect("tenancies:household", public_id)
    return render(request, "tenancies/household_reopen.html", form_context(request, case_file, form=form))
