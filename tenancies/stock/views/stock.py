import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right, Role
from tenancies.models import Dwelling, StockImport
from tenancies.stock import imports
from tenancies.stock.changes import lines_of_changes
from tenancies.stock.facts import facts_of
from tenancies.stock.filters import DwellingFilter
from tenancies.stock.forms.stock import CaretakerResidencesForm, ConfirmImportForm, StockFileForm
from tenancies.stock.imports import ImportAlreadyOpenError, QuestionsLeftError
from tenancies.stock.pictures import LEGEND, Window, periods_of
from tenancies.stock.rpls.importing import FileNotWholeError
from tenancies.stock.undoing import undo

REFUSED_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ALREADY_MOVED = "Cet import a changé d’état entre-temps : voici où il en est."


@require_safe
@requires(Right.READ_DWELLINGS)
def dwelling_list(request: SignedInRequest) -> HttpResponse:
    """The landlord's dwellings, residence by residence."""
    filters = DwellingFilter(request.GET, user=request.user)
    page = keyset_page(filters.rows, key=("residence_id", "pk"), request=request)
    context = {"filters": filters, "page": page, "can_import": request.user.may(Right.IMPORT_DWELLINGS)}
    return render(request, "tenancies/stock/dwelling_list.html", context)


@require_safe
@requires(Right.READ_DWELLINGS)
def dwelling(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is known of a dwelling, and its calendar. Who lives there is asked on a page of its own, with a reason: a
    protected household is not found by the door that names nobody."""
    dwellings = Dwelling.objects.visible_to(request.user).select_related("residence", "described")
    found = get_object_or_404(dwellings, public_id=public_id)
    window, today = Window.around(timezone.localdate()), timezone.localdate()
    periods = periods_of([found])[found.pk]
    context = {
        "dwelling": found,
        "groups": facts_of(found),
        "window": window,
        "today": window.place(today),
        "legend": LEGEND,
        "blocks": window.blocks(periods),
        "periods": sorted(periods, key=lambda period: period.first, reverse=True),
        "free": next((period.vacancy for period in periods if period.vacancy and period.last is None), None),
        "can_reserve": request.user.may(Right.MANAGE_RESERVATIONS) and not found.withdrawn_on,
        "can_declare_free": request.user.may(Right.MANAGE_TENANCIES) and not found.withdrawn_on,
        "can_ask_who_lives_there": request.user.may(Right.REVEAL_ADDRESS),
    }
    return render(request, "tenancies/stock/dwelling.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.ASSIGN_RESIDENCES)
def caretaker_residences(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    caretakers = User.objects.colleagues_of(request.user).filter(role=Role.CARETAKER)
    caretaker = get_object_or_404(caretakers, public_id=public_id)
    form = CaretakerResidencesForm(request.POST or None, caretaker=caretaker, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        where = "dans ces résidences seules" if form.cleaned_data["residences"] else "dans tout le patrimoine"
        confirm(
            request,
            f"Les résidences de {caretaker.full_name} sont enregistrées\u00a0:",
            f"ses prochains signalements se font {where}.",
        )
        return redirect("partners:team")
    return render(request, "tenancies/stock/caretaker_residences.html", {"form": form, "caretaker": caretaker})


@require_safe
@requires(Right.IMPORT_DWELLINGS)
def import_list(request: SignedInRequest) -> HttpResponse:
    """The files imported so far, latest first."""
    imports = StockImport.objects.visible_to(request.user).select_related("author").defer("details")
    page = keyset_page(imports, key=("-created_at", "-pk"), request=request)
    return render(request, "tenancies/stock/import_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.IMPORT_DWELLINGS)
def import_create(request: SignedInRequest) -> HttpResponse:
    """Give a file: it is read first, and nothing changes before its preview is confirmed."""
    form = StockFileForm(request.POST, request.FILES) if request.method == "POST" else StockFileForm()
    if form.is_valid():
        try:
            stock_import = form.save(user=request.user)
        except ImportAlreadyOpenError:
            messages.warning(
                request, "Un fichier attend déjà : confirmez-le ou abandonnez-le avant d’en donner un autre."
            )
        else:
            return redirect("tenancies:stock_import", stock_import.public_id)
    waiting = StockImport.objects.visible_to(request.user).open().defer("details").first()
    return render(request, "tenancies/stock/import_form.html", {"form": form, "waiting": waiting})


@require_safe
@requires(Right.IMPORT_DWELLINGS)
def import_detail(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where the import is: its progress, its preview to confirm, or its result."""
    stock_import = visible_import(request, public_id)
    return import_page(request, stock_import, ConfirmImportForm(stock_import=stock_import))


def import_page(request: SignedInRequest, stock_import: StockImport, form: ConfirmImportForm) -> HttpResponse:
    context = {"stock_import": stock_import, "form": form}
    return render(request, "tenancies/stock/import_detail.html", context)


@require_safe
@requires(Right.IMPORT_DWELLINGS)
def import_refused(request: SignedInRequest, public_id: uuid.UUID) -> FileResponse:
    """The refused lines, to correct and give again."""
    stock_import = visible_import(request, public_id)
    if not stock_import.refused_file or not default_storage.exists(stock_import.refused_file):
        raise Http404
    content = default_storage.open(stock_import.refused_file, "rb")
    ending = ".xlsx" if stock_import.refused_file.endswith(".xlsx") else ".csv"
    name = f"lignes-refusees-{timezone.localdate(stock_import.created_at)}{ending}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=REFUSED_TYPES[ending])


@require_POST
@requires(Right.IMPORT_DWELLINGS)
def import_confirm(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on with the import, once every question of its preview is answered; one answer may be to give it up."""
    stock_import = visible_import(request, public_id)
    form = ConfirmImportForm(request.POST, stock_import=stock_import)
    if stock_import.state == StockImport.State.PREVIEWED and not form.is_valid():
        return import_page(request, stock_import, form)
    if form.is_valid() and form.gives_up:
        return import_discard(request, public_id)

    def go_on() -> None:
        try:
            moved = form.save(user=request.user)
        except (FileNotWholeError, QuestionsLeftError):
            messages.warning(request, "L’aperçu a changé entre-temps\u00a0: relisez-le, puis confirmez.")
            return
        if moved.state == StockImport.State.READING:
            messages.warning(
                request, "Le patrimoine a changé depuis cet aperçu\u00a0: le fichier est relu avant de confirmer."
            )

    return moved_or_not(request, stock_import, go_on)


@require_POST
@requires(Right.IMPORT_DWELLINGS)
def import_discard(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    stock_import = visible_import(request, public_id)

    def discard() -> None:
        imports.discard(stock_import=stock_import, user=request.user)
        confirm(request, "Ce fichier est abandonné, le patrimoine n’a pas changé.", "Vous pouvez en donner un autre.")

    return moved_or_not(request, stock_import, discard)


@require_POST
@requires(Right.IMPORT_DWELLINGS)
def import_start_again(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    stock_import = visible_import(request, public_id)
    return moved_or_not(
        request, stock_import, lambda: imports.start_again(stock_import=stock_import, user=request.user)
    )


@require_safe
@requires(Right.IMPORT_DWELLINGS)
def import_changes(request: SignedInRequest, public_id: uuid.UUID) -> StreamingHttpResponse:
    """What the import changed, dwelling by dwelling and column by column."""
    stock_import = visible_import(request, public_id)
    if stock_import.state != StockImport.State.APPLIED:
        raise Http404
    name = f"changements-{timezone.localdate(stock_import.applied_at)}.csv"
    return StreamingHttpResponse(
        lines_of_changes(stock_import),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@requires(Right.IMPORT_DWELLINGS)
def import_undo(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put the stock back as it was before the import."""
    stock_import = visible_import(request, public_id)

    def take_back() -> None:
        undo(stock_import=stock_import, user=request.user)
        confirm(request, "L’annulation est en cours.", "Cette page dit quand votre patrimoine est comme avant.")

    return moved_or_not(request, stock_import, take_back)


def visible_import(request: SignedInRequest, public_id: uuid.UUID) -> StockImport:
    imports = StockImport.objects.visible_to(request.user).select_related("author", "landlord")
    return get_object_or_404(imports, public_id=public_id)


def moved_or_not(request: SignedInRequest, stock_import: StockImport, move: Callable[[], object]) -> HttpResponse:
    """Make the move and go back to the import's page; a second click finds it done."""
    try:
        move()
    except TransitionNotAllowedError:
        messages.info(request, ALREADY_MOVED)
    return redirect("tenancies:stock_import", stock_import.public_id)
