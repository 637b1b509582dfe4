"""A sliding lease, from its documents to the day when the lease is the household's own."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.sliding import (
    ConcludeForm,
    CorrectSlidingForm,
    DescribeSlidingForm,
    ExtendForm,
    PrefectForm,
    ReopenForm,
    SlideForm,
    WordForm,
)
from tenancies.models import SlidingLease, Tenancy
from tenancies.reading.sliding import ShownSliding, may_sublet
from tenancies.views.case_file import CaseFile, form_context, open_case_file

PAGE = "tenancies:household_dwelling"
CHANGED = "Ce bail glissant a changé depuis\u00a0: rien n’est enregistré."
NOBODY = (
    "Aucune association qui a amené ce ménage ne le suit\u00a0: un bail glissant lui est loué par celle qui "
    "l’accompagne."
)
NOT_SLIDING = "Les documents de ce bail sont déjà notés, ou ce n’est plus un bail glissant en cours."


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def sliding_describe(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_manage_tenancies:
        raise RightMissingError(Right.MANAGE_TENANCIES)
    leases = Tenancy.objects.select_related("household", "sliding")
    tenancy = get_object_or_404(leases, household=case_file.household, pk=pk)
    if tenancy.kind != Tenancy.Kind.SLIDING or tenancy.ends_on or hasattr(tenancy, "sliding"):
        return changed(request, public_id, NOT_SLIDING)
    if not may_sublet(tenancy.household_id).exists():
        return changed(request, public_id, NOBODY)
    form = DescribeSlidingForm(request.POST or None, tenancy=tenancy, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            described = form.save()
        except TransitionNotAllowedError:
            return changed(request, public_id, NOT_SLIDING)
        if described:
            confirm(request, "Les documents du bail glissant sont notés.", next_review(described))
            return redirect(PAGE, public_id)
    context = form_context(request, case_file, form=form, action="Enregistrer", intro=DOCUMENTS, is_unmarked=False)
    return render(request, "tenancies/sliding_form.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def sliding_correct(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> HttpResponse:
    case_file, shown = find(request, public_id, sliding)
    return act(
        request,
        case_file,
        allowed=shown.may_correct,
        form=CorrectSlidingForm(request.POST or None, sliding=shown.sliding, user=request.user),
        action="Enregistrer la correction",
        done="Les documents sont corrigés.",
        follows=next_review,
        intro=DOCUMENTS,
    )


@require_http_methods(["GET", "POST"])
@requires(Right.READ_CASE_FILES)
def sliding_word(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> HttpResponse:
    """The word of the landlord, or that of the association."""
    case_file, shown = find(request, public_id, sliding)
    if not (shown.is_landlord or shown.is_association):
        raise RightMissingError(Right.MANAGE_TENANCIES)
    own = request.user.organization_id
    words = shown.waiting.words if shown.waiting else []
    given = next((each.word for each in words if each.word.organization_id == own), None)
    return act(
        request,
        case_file,
        allowed=shown.may_give_word,
        form=WordForm(request.POST or None, sliding=shown.sliding, user=request.user, given=given),
        action="Donner cet avis",
        done="Votre avis est noté.",
        follows=lambda word: then(shown.sliding, request.user).capitalize(),
        intro="Chaque partie lit l’avis de l’autre. Il se change jusqu’à la conclusion de l’examen.",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def sliding_conclude(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> HttpResponse:
    case_file, shown = find(request, public_id, sliding)
    return act(
        request,
        case_file,
        allowed=shown.may_conclude,
        refused="L’examen se conclut une fois les deux avis donnés.",
        form=ConcludeForm(request.POST or None, sliding=shown.sliding, user=request.user),
        action="Conclure l’examen",
        done="L’examen est conclu\u00a0:",
        follows=lambda concluded: then(concluded, request.user),
        words=shown.waiting.words if shown.waiting else [],
    )


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def sliding_reopen(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> HttpResponse:
    """The last conclusion was a mistake."""
    case_file, shown = find(request, public_id, sliding)
    return act(
        request,
        case_file,
        allowed=shown.may_reopen,
        form=ReopenForm(request.POST or None, sliding=shown.sliding, user=request.user),
        action="Reprendre la conclusion",
        done="La conclusion est annulée\u00a0:",
        follows=lambda reopened: then(reopened, request.user),
        intro="L’examen attend de nouveau sa conclusion, avec les deux avis, qui peuvent être changés.",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def sliding_prefect(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> HttpResponse:
    case_file, shown = find(request, public_id, sliding)
    due = long_date(shown.sliding.notice_due_on)
    return act(
        request,
        case_file,
        allowed=shown.may_tell,
        form=PrefectForm(request.POST or None, sliding=shown.sliding, user=request.user),
        action="Enregistrer",
        is_unmarked=True,
        done="C’est noté\u00a0:",
        follows=lambda told: then(told, request.user),
        intro=f"À faire avant le {due}, deux mois avant la fin de la période d’examen (art. L442-8-3).",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def sliding_extend(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> HttpResponse:
    case_file, shown = find(request, public_id, sliding)
    return act(
        request,
        case_file,
        allowed=shown.may_extend,
        form=ExtendForm(request.POST or None, sliding=shown.sliding, user=request.user),
        action="Prolonger la période",
        done="La période d’examen est prolongée.",
        follows=next_review,
        intro=f"Elle finit le {long_date(shown.sliding.term_on)}. Prolongée, le préfet est informé de nouveau deux "
        "mois avant sa nouvelle fin.",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def sliding_slide(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> HttpResponse:
    case_file, shown = find(request, public_id, sliding)
    return act(
        request,
        case_file,
        allowed=shown.may_slide,
        form=SlideForm(request.POST or None, sliding=shown.sliding, user=request.user),
        action="Faire glisser le bail",
        done="Le bail glisse au nom du ménage.",
        follows=lambda tenancy: (
            f"Premier jour le {long_date(tenancy.starts_on)}\u00a0; notez ensuite sa signature. "
            "La prochaine commission en est informée."
        ),
        intro="Un bail direct du même logement prend la suite de la sous-location. L’accompagnement continue.",
    )


def find(request: SignedInRequest, public_id: uuid.UUID, sliding: uuid.UUID) -> tuple[CaseFile, ShownSliding]:
    """404 unless this user is of one of its two parties."""
    case_file = open_case_file(request, public_id)
    seen = SlidingLease.objects.visible_to(request.user).filter(tenancy__household=case_file.household)
    found = seen.for_its_page().filter(public_id=sliding).first()
    if found is None:
        raise Http404
    return case_file, ShownSliding(found, request.user)


def then(sliding: SlidingLease, user: User) -> str:
    """What happens next, once an act is done."""
    return f"{ShownSliding(SlidingLease.objects.for_its_page().get(pk=sliding.pk), user).follows}."


def act(
    request: SignedInRequest,
    case_file: CaseFile,
    *,
    allowed: bool,
    form: Any,
    action: str,
    done: str,
    follows: Callable[[Any], str],
    refused: str = CHANGED,
    is_unmarked: bool = False,
    **context: Any,
) -> HttpResponse:
    """The page of one act: its form, then what follows. `is_unmarked` when what is asked depends on what is typed."""
    public_id = case_file.household.public_id
    if not case_file.can_edit or not allowed:
        return changed(request, public_id, refused)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except TransitionNotAllowedError:
            return changed(request, public_id)
        if saved:
            confirm(request, done, follows(saved))
            return redirect(PAGE, public_id)
    context = form_context(request, case_file, form=form, action=action, is_unmarked=is_unmarked, **context)
    return render(request, "tenancies/sliding_form.html", context)


def changed(request: SignedInRequest, public_id: uuid.UUID, words: str = CHANGED) -> HttpResponse:
    messages.warning(request, words)
    return redirect(PAGE, public_id)


def next_review(sliding: SlidingLease) -> str:
    if sliding.review_due_on is None:
        return f"La période d’examen finit le {long_date(sliding.term_on)}."
    return f"Prochain examen avant le {long_date(sliding.review_due_on)}\u00a0: chaque partie y donne son avis."


DOCUMENTS = (
    "Trois documents font un bail glissant\u00a0: le bail de l’association, la sous-location et la convention "
    "tripartite. Donnez-en les copies dans l’onglet Documents."
)
