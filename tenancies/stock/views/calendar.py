"""The calendar of a dwelling: free, out of use, reserved."""

import uuid

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.links import row_url
from housing_support.common.pagination import compiled_page
from partners.decorators import requires
from partners.exceptions import StaleVersionError, TransitionNotAllowedError
from partners.models import Convention
from partners.reading.places import in_words
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.models import Dwelling, DwellingFacts, Reservation, Vacancy, Void
from tenancies.stock import vacancies
from tenancies.stock.filters import FreeDwellingFilter
from tenancies.stock.forms.calendar import (
    DwellingFactsForm,
    ReleaseForm,
    RelettingForm,
    ReservationEndForm,
    ReservationForm,
    VacancyForm,
    VoidEndForm,
    VoidForm,
)
from tenancies.stock.occupancy import is_masked, label_of, occupancy_of, reservations_under
from tenancies.stock.places import places_of
from tenancies.stock.reservations import DwellingReservedError

CHANGED = "Le calendrier de ce logement vient de changer\u00a0: rien n’a été enregistré."
LASTS_WITH_LEASE = "Le bail est signé\u00a0: cette réservation dure autant que lui, sa fin suit la sienne."


@require_safe
@requires(Right.READ_DWELLINGS)
def free_list(request: SignedInRequest) -> HttpResponse:
    """The dwellings declared free on a day, which nothing takes on that day."""
    filters = FreeDwellingFilter(request.GET, user=request.user)
    page = filters.page(request)
    for vacancy in page.rows:
        dwelling = vacancy.dwelling
        vacancy.title = ", ".join(filter(None, (str(dwelling), dwelling.place)))
        vacancy.url = row_url("tenancies:dwelling", dwelling.public_id)
        vacancy.reserve_url = row_url("tenancies:reserve", dwelling.public_id)
    context = {"filters": filters, "page": page, "can_reserve": request.user.may(Right.MANAGE_RESERVATIONS)}
    return render(request, "tenancies/stock/free_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def facts(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    dwelling = _dwelling(request, public_id)
    known = DwellingFacts.objects.filter(dwelling=dwelling).first()
    form = DwellingFactsForm(request.POST or None, instance=known or DwellingFacts(dwelling=dwelling))
    if request.method == "POST" and form.is_valid():
        form.save(dwelling=dwelling, user=request.user)
        confirm(
            request, "Les caractéristiques sont enregistrées\u00a0:", "elles servent aux filtres des logements libres."
        )
        return redirect("tenancies:dwelling", public_id)
    return _form_page(request, form, dwelling, title="Caractéristiques du logement", action="Enregistrer")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def reserve(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    dwelling = _dwelling(request, public_id)
    form = ReservationForm(request.POST or None, dwelling=dwelling, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            reservation = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
            return redirect("tenancies:dwelling", public_id)
        if reservation:
            confirm(
                request,
                f"Le logement est réservé pour {reservation.convention.association} "
                f"jusqu’au {long_date(reservation.ends_on)}.",
                "Il reste à l’annoncer à l’association.",
            )
            return redirect("tenancies:reservation", reservation.public_id)
    return _form_page(request, form, dwelling, title="Réserver ce logement", action="Réserver")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def declare_free(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    dwelling = _dwelling(request, public_id)
    form = VacancyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            vacancy = form.save(dwelling=dwelling, user=request.user)
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
            return redirect("tenancies:dwelling", public_id)
        if vacancy:
            confirm(
                request,
                f"Le logement est libre à partir du {long_date(vacancy.starts_on)}\u00a0:",
                "il peut être réservé.",
            )
            return redirect("tenancies:dwelling", public_id)
    return _form_page(request, form, dwelling, title="Déclarer ce logement libre", action="Déclarer libre")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def let_elsewhere(request: SignedInRequest, public_id: uuid.UUID, vacancy: uuid.UUID) -> HttpResponse:
    dwelling = _dwelling(request, public_id)
    current = get_object_or_404(Vacancy.objects.open(), dwelling=dwelling, public_id=vacancy)
    form = RelettingForm(request.POST or None, vacancy=current, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            relet = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
            return redirect("tenancies:dwelling", public_id)
        if relet:
            confirm(request, "Le logement n’est plus libre\u00a0:", f"il est reloué le {long_date(relet.ends_on)}.")
            return redirect("tenancies:dwelling", public_id)
    return _form_page(request, form, dwelling, title="Logement reloué", action="Enregistrer")


@require_POST
@requires(Right.MANAGE_TENANCIES)
def take_back_vacancy(request: SignedInRequest, public_id: uuid.UUID, vacancy: uuid.UUID) -> HttpResponse:
    current = get_object_or_404(Vacancy.objects.open(), dwelling=_dwelling(request, public_id), public_id=vacancy)
    try:
        vacancies.take_back_vacancy(vacancy=current, user=request.user)
    except DwellingReservedError:
        messages.warning(request, "Ce logement est réservé ou indisponible depuis\u00a0: libérez-le d’abord.")
    except TransitionNotAllowedError:
        messages.warning(request, CHANGED)
    else:
        confirm(request, "Le logement n’est plus déclaré libre.", "Il ne peut plus être réservé.")
    return redirect("tenancies:dwelling", public_id)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def void_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    dwelling = _dwelling(request, public_id)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.save(dwelling=dwelling, user=request.user):
        confirm(
            request, "L’indisponibilité est enregistrée\u00a0:", "le logement ne peut pas être réservé ces jours-là."
        )
        return redirect("tenancies:dwelling", public_id)
    return _form_page(request, form, dwelling, title="Logement indisponible", action="Enregistrer")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def void_end(request: SignedInRequest, public_id: uuid.UUID, void: uuid.UUID) -> HttpResponse:
    dwelling = _dwelling(request, public_id)
    current = get_object_or_404(Void, dwelling=dwelling, public_id=void)
    form = VoidEndForm(request.POST or None, void=current, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            ended = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
            return redirect("tenancies:dwelling", public_id)
        if ended:
            confirm(
                request,
                "La fin de l’indisponibilité est enregistrée\u00a0:",
                f"dernier jour le {long_date(ended.ends_on)}.",
            )
            return redirect("tenancies:dwelling", public_id)
    return _form_page(request, form, dwelling, title="Fin de l’indisponibilité", action="Enregistrer")


@require_POST
@requires(Right.MANAGE_RESERVATIONS)
def void_cancel(request: SignedInRequest, public_id: uuid.UUID, void: uuid.UUID) -> HttpResponse:
    current = get_object_or_404(Void, dwelling=_dwelling(request, public_id), public_id=void)
    vacancies.cancel_void(void=current, user=request.user)
    confirm(request, "L’indisponibilité est annulée\u00a0:", "le logement peut être réservé ces jours-là.")
    return redirect("tenancies:dwelling", public_id)


@require_safe
@requires(Right.READ_PARTNERS)
def reservation(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is reserved, for whom and until when; the address is the landlord's to announce."""
    found = _reservation(request, public_id)
    is_own = found.dwelling.landlord_id == request.user.organization_id
    may_manage = is_own and request.user.may(Right.MANAGE_RESERVATIONS)
    context = {
        "reservation": found,
        "words": label_of(found, is_own=is_own),
        "is_masked": is_masked(found),
        "is_own": is_own,
        "may_end": may_manage and found.may_change,
        "may_release": may_manage and Reservation.machine.allows(found, Reservation.Move.RELEASE),
    }
    return render(request, "tenancies/stock/reservation.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def reservation_end(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _reservation(request, public_id)
    if not found.may_change:
        return _not_to_change(request, found)
    form = ReservationEndForm(request.POST or None, reservation=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            changed = form.save()
        except (StaleVersionError, TransitionNotAllowedError):
            messages.warning(request, CHANGED)
            return redirect("tenancies:reservation", public_id)
        if changed:
            confirm(request, "La réservation est changée\u00a0:", f"dernier jour le {long_date(changed.ends_on)}.")
            return redirect("tenancies:reservation", public_id)
    return _form_page(
        request,
        form,
        found.dwelling,
        title="Prolonger ou écourter la réservation",
        action="Enregistrer",
        reservation=found,
    )


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def reservation_release(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _reservation(request, public_id)
    if not Reservation.machine.allows(found, Reservation.Move.RELEASE):
        return _not_to_change(request, found)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(reservation=found, user=request.user)
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
        else:
            confirm(request, "Le logement est libéré\u00a0:", "il peut être réservé de nouveau, et la place aussi.")
        return redirect("tenancies:reservation", public_id)
    return _form_page(
        request, form, found.dwelling, title="Libérer le logement réservé", action="Libérer", reservation=found
    )


@require_safe
@requires(Right.READ_PARTNERS)
def convention_reservations(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a convention has reserved: the places taken today, the months of each dwelling, every reservation."""
    conventions = Convention.objects.visible_to(request.user).for_list()
    convention = get_object_or_404(conventions, public_id=public_id)
    is_own = convention.landlord_id == request.user.organization_id
    today = timezone.localdate()
    page = compiled_page(
        reservations_under,
        request.user,
        key=("-starts_on", "-pk"),
        request=request,
        given={"convention": convention.pk},
    )
    [places] = places_of([convention.pk], on=today).values()
    context = {
        "convention": convention,
        "can_reserve": request.user.may(Right.MANAGE_RESERVATIONS),
        "reserved": in_words(convention, places, on=today),
        "page": page,
        "rows": [(reservation, label_of(reservation, is_own=is_own)) for reservation in page.rows],
        "picture": occupancy_of(convention, reader=request.user, today=today),
    }
    return render(request, "tenancies/stock/convention_reservations.html", context)


def _not_to_change(request: SignedInRequest, found: Reservation) -> HttpResponse:
    """Its page says why; a form would name the dwelling of a lease."""
    words = LASTS_WITH_LEASE if found.state in Reservation.HOUSED else CHANGED
    messages.warning(request, words)
    return redirect("tenancies:reservation", found.public_id)


def _form_page(
    request: SignedInRequest,
    form: BaseForm,
    dwelling: Dwelling,
    *,
    title: str,
    action: str,
    reservation: Reservation | None = None,
) -> HttpResponse:
    context = {"form": form, "dwelling": dwelling, "title": title, "action": action, "reservation": reservation}
    context |= {
        "in_the_way": getattr(form, "in_the_way", None),
        "is_masked": reservation is not None and is_masked(reservation),
    }
    return render(request, "tenancies/stock/calendar_form.html", context)


def _dwelling(request: SignedInRequest, public_id: uuid.UUID) -> Dwelling:
    dwellings = Dwelling.objects.visible_to(request.user).select_related("residence")
    return get_object_or_404(dwellings, public_id=public_id)


def _reservation(request: SignedInRequest, public_id: uuid.UUID) -> Reservation:
    reservations = Reservation.objects.visible_to(request.user).for_list().select_related("household").with_leases()
    return get_object_or_404(reservations, public_id=public_id)
