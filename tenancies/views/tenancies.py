"""The household's leases."""

import datetime
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.forms import show_again
from partners.decorators import requires
from partners.discretion import shown_person
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.reading.mending import Mending, menders_of, mending_of
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import EndTenancyForm, NoticeForm, TakeOverForm, TenancyForm
from tenancies.forms.doors import LOOK
from tenancies.models import Dwelling, Tenancy
from tenancies.models.vacancies import free_after
from tenancies.reading.exits import exit_in_words, reason_of_support
from tenancies.reading.later_situations import after_support
from tenancies.reading.leases import Progress, progress_of
from tenancies.reading.masking import ShownAddress, address_of
from tenancies.reading.sliding import ShownSliding, shown_sliding, undescribed
from tenancies.views.case_file import form_context, open_case_file, page_context, reads_case_files

NOT_ONE_YEAR = "Ce bail n’est pas, ou plus, un bail d’un an dont la suite est à dire."


@dataclass(frozen=True)
class ShownTenancy:
    """A lease and, unless the address is protected, what the register says of its dwelling."""

    tenancy: Tenancy
    phase: Tenancy.Phase
    address: ShownAddress
    dwelling: Dwelling | None
    progress: list[Progress]
    exit: str
    mending: Mending
    # For its two parties.
    sliding: ShownSliding | None
    # A sliding lease whose documents are not noted yet.
    is_to_describe: bool
    # Another lease of the same dwelling took over: the household has not left it.
    is_taken_over: bool

    @property
    def waits_for_what_follows(self) -> bool:
        """A lease of one year whose end, which it has from the start, nobody has confirmed or moved yet."""
        return Tenancy.ONE_YEAR.is_waiting(self.tenancy)

    @property
    def may_end(self) -> bool:
        return self.tenancy.ends_on is None or self.waits_for_what_follows


@require_safe
@reads_case_files
def dwelling(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where the household lives and has lived; nothing of it when its address is protected."""
    case_file = open_case_file(request, public_id)
    household = case_file.household
    leases = Tenancy.with_cancelled.visible_to(request.user).filter(household=household)
    tenancies = list(leases.select_related("dwelling__residence").order_by("-starts_on", "-pk"))
    people = menders_of(tenancies)
    kept = [tenancy for tenancy in tenancies if tenancy.kind == Tenancy.Kind.SLIDING]
    sliding = shown_sliding([tenancy.pk for tenancy in kept], request.user) if kept else {}
    to_describe = undescribed(kept, described=sliding) if case_file.can_manage_tenancies else set()
    taken_over = {tenancy.follows_id for tenancy in tenancies if not tenancy.is_cancelled}
    shown = []
    for tenancy in tenancies:
        address = address_of(household, tenancy.dwelling)
        mending = mending_of(
            tenancy,
            reader=request.user,
            who=lambda person: shown_person(person, person.organization, request.user),
            people=people,
            # It may tell where the household lives.
            reads_text=not address.is_masked,
            is_masculine=True,
        )
        register = None if address.is_masked else tenancy.dwelling
        progress = progress_of(tenancy, shows_amount=not address.is_masked, is_taken_over=tenancy.pk in taken_over)
        left = exit_in_words(tenancy.end_reason) if tenancy.end_reason else ""
        shown.append(
            ShownTenancy(
                tenancy,
                tenancy.phase(),
                address,
                register,
                progress,
                left,
                mending,
                sliding.get(tenancy.pk),
                is_to_describe=tenancy.pk in to_describe,
                is_taken_over=tenancy.pk in taken_over,
            )
        )
    context = page_context(case_file, current="tenancies:household_dwelling") | {
        "tenancies": shown,
        "after": after_support(household, reader=request.user, named=case_file.named_partners),
    }
    return render(request, "tenancies/dwelling.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Look for a dwelling by its address (POST, so that no address is in a URL), then record the lease."""
    case_file = open_case_file(request, public_id)
    if not case_file.can_manage_tenancies:
        raise RightMissingError(Right.MANAGE_TENANCIES)
    is_looking = LOOK in request.POST
    data = request.POST if request.method == "POST" and not is_looking else None
    form = TenancyForm(data, user=request.user, household=case_file.household)
    if is_looking:
        show_again(form, request.POST)
    elif form.is_bound and form.is_valid():
        try:
            tenancy = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, "Ce dossier vient d’être clos\u00a0: le bail n’a pas été enregistré.")
            return redirect("tenancies:household_dwelling", public_id)
        if tenancy:
            confirm(request, "Le bail est enregistré\u00a0:", dated("entrée", tenancy.starts_on))
            if tenancy.kind == Tenancy.Kind.SLIDING:
                return redirect("tenancies:sliding_describe", public_id, tenancy.pk)
            return redirect("tenancies:household_dwelling", public_id)
    context = form_context(request, case_file, form=form)
    return render(request, "tenancies/tenancy_form.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_end(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_manage_tenancies:
        raise RightMissingError(Right.MANAGE_TENANCIES)
    tenancy = get_object_or_404(Tenancy.objects.select_related("household"), household=case_file.household, pk=pk)
    told = reason_of_support(case_file.household)
    form = EndTenancyForm(request.POST or None, tenancy=tenancy, support_ended_for=told)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except TransitionNotAllowedError:
            messages.warning(request, "Ce bail est déjà terminé.")
        else:
            confirm(request, "La fin du bail est enregistrée\u00a0:", left_on(tenancy, form.cleaned_data["ends_on"]))
        return redirect("tenancies:household_dwelling", public_id)
    context = form_context(request, case_file, form=form, tenancy=tenancy)
    return render(request, "tenancies/tenancy_end.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_notice(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """The household gives notice: its lease ends on a day to come."""
    case_file = open_case_file(request, public_id)
    if not case_file.can_manage_tenancies:
        raise RightMissingError(Right.MANAGE_TENANCIES)
    tenancy = get_object_or_404(Tenancy.objects.select_related("household"), household=case_file.household, pk=pk)
    form = NoticeForm(request.POST or None, tenancy=tenancy)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except TransitionNotAllowedError:
            messages.warning(request, "La fin de ce bail est déjà enregistrée.")
        else:
            confirm(request, "Le congé est enregistré\u00a0:", left_on(tenancy, form.cleaned_data["ends_on"]))
        return redirect("tenancies:household_dwelling", public_id)
    context = form_context(request, case_file, form=form, tenancy=tenancy)
    return render(request, "tenancies/tenancy_notice.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_take_over(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """A lease of one year becomes a lasting one."""
    case_file = open_case_file(request, public_id)
    if not case_file.can_manage_tenancies:
        raise RightMissingError(Right.MANAGE_TENANCIES)
    tenancy = get_object_or_404(Tenancy.objects.select_related("household"), household=case_file.household, pk=pk)
    if not Tenancy.ONE_YEAR.is_waiting(tenancy):
        messages.warning(request, NOT_ONE_YEAR)
        return redirect("tenancies:household_dwelling", public_id)
    form = TakeOverForm(request.POST or None, tenancy=tenancy, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            following = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, NOT_ONE_YEAR)
            return redirect("tenancies:household_dwelling", public_id)
        if following:
            confirm(request, "Le bail durable est enregistré\u00a0:", dated("premier jour", following.starts_on))
            return redirect("tenancies:household_dwelling", public_id)
    context = form_context(request, case_file, form=form, tenancy=tenancy)
    return render(request, "tenancies/tenancy_take_over.html", context)


def dated(what: str, day: datetime.date) -> str:
    """What was just recorded of a lease, which may be still to come."""
    return f"{what}{' prévue' if day > timezone.localdate() else ''} le {long_date(day)}."


def left_on(tenancy: Tenancy, day: datetime.date) -> str:
    """When the household leaves and, once it is made ready, from when on the dwelling is free."""
    free_on = free_after(tenancy.dwelling.landlord_id, day)
    return f"{dated('sortie', day)} Le logement est libre à partir du {long_date(free_on)}."
