"""Where an association puts a household up, for its own people alone."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.sealed_links import FIELD, search_of, url_of_search
from partners.decorators import requires
from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.account_events import record_search
from tenancies.filters import StayFilter
from tenancies.forms.stays import (
    CancelStayForm,
    EndOfStayForm,
    EntryIntoStayForm,
    ExtensionForm,
    ReadinessForm,
    ResumeStayForm,
    StayCorrectionForm,
    StayForm,
    StayPlaceForm,
    TakeBackExtensionForm,
)
from tenancies.models import Stay
from tenancies.reading.stays import candidacy_in_words, lease_after, shown_stay, stay_lines, stays_of, what_is_left
from tenancies.services.stays import AlreadyPutUpError, StayDaysError, reveal_place
from tenancies.views.case_file import CaseFile, open_case_file, page_context

PAGE = "tenancies:household_stay"
Move = Stay.Move
CHANGED = "Ce séjour a changé entre-temps\u00a0: relisez-le avant de continuer."
DAYS_CHANGED = "Les dates de ce séjour viennent de changer\u00a0: rechargez la page, puis recommencez."
ALREADY_PUT_UP = "Ce ménage est déjà hébergé, ou attendu\u00a0: terminez d’abord cet autre séjour."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_list(request: SignedInRequest) -> HttpResponse:
    """Where the reader's association puts households up. Its filters are sent by POST, for one of them is a name."""
    if request.method == "POST":
        return redirect(url_of_search(request, filters=StayFilter.IN_CLEAR))
    search = search_of(request)
    filters = StayFilter(request.GET.dict() | {FIELD: search.text}, user=request.user)
    page = filters.page(request)
    if search.text and not page.first_url:
        record_search(account=request.user, results=page.count or 0)
    context = {"filters": filters, "search": search, "page": page, "rows": stay_lines(page.rows)}
    return render(request, "tenancies/stay_list.html", context)


@require_safe
@requires(Right.MANAGE_STAYS)
def household_stay(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The stay that runs or is to come, what is missing and what comes next, then the former ones."""
    case_file = own_case_file(request, public_id)
    found = stays_of.rows(request.user, given={"household": case_file.household.pk})
    lease, candidacy = None, ""
    if any(stay.state in Stay.OPEN for stay in found):
        lease = lease_after(case_file.household)
        candidacy = candidacy_in_words(case_file.household, request.user) if case_file.can_propose else ""
    shown = [shown_stay(stay, request.user, lease=lease, candidacy=candidacy) for stay in found]
    current = next((each for each in shown if each.stay.state in Stay.OPEN), None)
    context = page_context(case_file, current=PAGE) | {
        "current": current,
        "allowed": moves_allowed(current.stay) if current and case_file.can_manage_stays else set(),
        "former": [
            (each, moves_allowed(each.stay) - ({Move.RESUME} if current else set()))
            for each in shown
            if each is not current
        ],
        "lease": lease,
        "is_candidate": bool(candidacy),
        "can_record": case_file.can_manage_stays and current is None,
    }
    return render(request, "tenancies/stay.html", context)


def moves_allowed(stay: Stay) -> set[str]:
    return {str(move) for move in Move if Stay.machine.allows(stay, move)}


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = own_case_file(request, public_id, writes=True)
    if Stay.objects.open().filter(household=case_file.household).exists():
        messages.warning(request, ALREADY_PUT_UP)
        return redirect(PAGE, public_id)
    form = StayForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            stay = form.save(case_file.household)
        except AlreadyPutUpError:
            form.add_error(None, ALREADY_PUT_UP)
        except TransitionNotAllowedError:
            messages.warning(request, "Ce dossier vient d’être clos\u00a0: le séjour n’a pas été enregistré.")
            return redirect(PAGE, public_id)
        else:
            confirm(request, "Le séjour est enregistré.", follows_entry(stay))
            return redirect(PAGE, public_id)
    context = form_context(case_file, heading="Enregistrer un séjour", form=form, title="Séjour", action="Enregistrer")
    return render(request, "tenancies/stay_form.html", context)


@dataclass(frozen=True)
class Act:
    """What is done of a stay that is there: `done` says it once it is, with what follows."""

    move: Stay.Move
    form: Callable[..., Any]
    heading: str
    title: str
    action: str
    done: Callable[[Stay, Stay], tuple[str, str]]
    intro: Callable[[Stay], str] = lambda stay: ""
    icon: str = "check"
    takes_back: bool = False


def act_page(
    request: SignedInRequest, public_id: uuid.UUID, stay_id: uuid.UUID, act: Act, **given: Any
) -> HttpResponse:
    """The form of an act, then the act: refused in words when the state no longer allows it."""
    case_file = own_case_file(request, public_id, writes=True)
    stay = find_stay(case_file, stay_id)
    if not Stay.machine.allows(stay, act.move):
        messages.warning(request, CHANGED)
        return redirect(PAGE, public_id)
    given = {name: value(case_file) for name, value in given.items()}
    form = act.form(request.POST or None, stay=stay, user=request.user, **given)
    if request.method == "POST" and form.is_valid():
        try:
            changed = form.save()
        except AlreadyPutUpError:
            form.add_error(None, ALREADY_PUT_UP)
        except StayDaysError:
            form.add_error(None, DAYS_CHANGED)
        except (TransitionNotAllowedError, StaleVersionError):
            messages.warning(request, CHANGED)
            return redirect(PAGE, public_id)
        else:
            confirm(request, *act.done(stay, changed))
            return redirect(PAGE, public_id)
    context = form_context(
        case_file,
        heading=act.heading,
        form=form,
        title=act.title,
        action=act.action,
        icon=act.icon,
        intro=act.intro(stay),
        takes_back=act.takes_back,
        # None of what is to be got ready must be there.
        unmarked=act.move == Move.NOTE,
    )
    return render(request, "tenancies/stay_form.html", context)


ENTER = Act(
    Move.ENTER,
    EntryIntoStayForm,
    heading="Confirmer une entrée",
    title="Entrée en séjour",
    action="Confirmer l’entrée",
    intro=lambda stay: (
        f"Entrée prévue le {long_date(stay.since)}. Les 24\u00a0mois se comptent du jour où le ménage est entré."
    ),
    done=lambda before, stay: ("L’entrée est confirmée.", f"Fin au plus tard le {long_date(stay.latest_end)}."),
)
READINESS = Act(
    Move.NOTE,
    ReadinessForm,
    heading="Préparer la suite",
    title="Préparation d’un logement",
    action="Enregistrer",
    intro=lambda stay: "Notez chaque chose le jour où elle est là\u00a0; videz un champ si elle ne l’est plus.",
    done=lambda before, stay: ("La préparation est notée.", what_is_left(stay)),
)
EXTEND = Act(
    Move.EXTEND,
    ExtensionForm,
    heading="Prolonger un séjour",
    title="Prolongation d’un séjour",
    action="Prolonger",
    intro=lambda stay: (
        f"Dernier jour actuel\u00a0: le {long_date(stay.latest_end)}. Au-delà de 24\u00a0mois, un séjour ne "
        "continue que pour un motif."
    ),
    done=lambda before, stay: (
        "Le séjour est prolongé.",
        f"Dernier jour\u00a0: le {long_date(stay.latest_end)}, au lieu du {long_date(before.latest_end)}.",
    ),
)
TAKE_BACK = Act(
    Move.TAKE_BACK,
    TakeBackExtensionForm,
    heading="Annuler une prolongation",
    title="Prolongation annulée",
    action="Annuler la prolongation",
    intro=lambda stay: (
        f"Dernier jour actuel\u00a0: le {long_date(stay.latest_end)}. Il redevient celui d’avant cette "
        "prolongation, qui reste dans l’historique du séjour."
    ),
    done=lambda before, stay: ("La prolongation est annulée.", f"Dernier jour\u00a0: le {long_date(stay.latest_end)}."),
    icon="undo-2",
    takes_back=True,
)
END = Act(
    Move.END,
    EndOfStayForm,
    heading="Terminer un séjour",
    title="Fin d’un séjour",
    action="Terminer le séjour",
    intro=lambda stay: f"Entré le {long_date(stay.since)}. Le dossier du ménage reste ouvert.",
    done=lambda before, stay: (
        f"Le séjour est terminé le {long_date(stay.until)}\u00a0:",
        f"destination «\u00a0{stay.get_destination_display()}\u00a0». Noté par erreur, il peut reprendre.",
    ),
)
RESUME = Act(
    Move.RESUME,
    ResumeStayForm,
    heading="Reprendre un séjour",
    title="Fin de séjour annulée",
    action="Reprendre le séjour",
    intro=lambda stay: (
        f"Sa fin, le {long_date(stay.until)}, a été notée par erreur\u00a0: le séjour continue jusqu’au "
        f"{long_date(stay.latest_end)} au plus tard. L’erreur et votre motif restent dans son historique."
    ),
    done=lambda before, stay: ("Le séjour continue.", f"Fin au plus tard le {long_date(stay.latest_end)}."),
    icon="undo-2",
    takes_back=True,
)
CORRECT = Act(
    Move.CORRECT,
    StayCorrectionForm,
    heading="Corriger un séjour",
    title="Correction d’un séjour",
    action="Enregistrer la correction",
    intro=lambda stay: "La date de votre correction et votre nom restent dans l’historique du séjour.",
    done=lambda before, stay: ("Le séjour est corrigé.", follows_entry(stay)),
)
CANCEL = Act(
    Move.CANCEL,
    CancelStayForm,
    heading="Annuler un séjour",
    title="Annulation d’un séjour",
    action="Annuler ce séjour",
    intro=lambda stay: (
        f"Enregistré par erreur, entrée le {long_date(stay.since)}. Il restera dans l’onglet, barré, avec votre motif, "
        "et ne comptera plus. Si le ménage est simplement parti, terminez le séjour."
    ),
    done=lambda before, stay: ("Le séjour est annulé\u00a0:", "vous pouvez en enregistrer un autre."),
    icon="undo-2",
    takes_back=True,
)


def follows_entry(stay: Stay) -> str:
    if stay.state == Stay.State.PLANNED:
        return f"Confirmez l’entrée du ménage à partir du {long_date(stay.since)}."
    if stay.until:
        return f"Du {long_date(stay.since)} au {long_date(stay.until)}."
    return f"Fin prévue le {long_date(stay.planned_end)}, au plus tard le {long_date(stay.latest_end)}."


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_enter(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    return act_page(request, public_id, stay, ENTER)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_readiness(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    return act_page(request, public_id, stay, READINESS)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_extend(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    return act_page(request, public_id, stay, EXTEND)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_take_back(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    return act_page(request, public_id, stay, TAKE_BACK)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_end(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    """With the destination and the day of the lease that the household has signed, when it has."""
    return act_page(request, public_id, stay, END, lease=lambda case_file: lease_after(case_file.household))


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_resume(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    return act_page(request, public_id, stay, RESUME)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_correct(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    return act_page(request, public_id, stay, CORRECT)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_cancel(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    return act_page(request, public_id, stay, CANCEL)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_STAYS)
def stay_place(request: SignedInRequest, public_id: uuid.UUID, stay: uuid.UUID) -> HttpResponse:
    """Where a protected household is put up, shown once as the answer to its reason."""
    case_file = own_case_file(request, public_id)
    found = find_stay(case_file, stay)
    if not case_file.household.is_protected:
        raise Http404
    form = StayPlaceForm(request.POST or None)
    place = None
    if request.method == "POST" and form.is_valid():
        place = reveal_place(stay=found, user=request.user, **form.cleaned_data)
        request.is_done = True
    context = form_context(case_file, heading="Lire le lieu d’un séjour", form=form, place=place)
    return render(request, "tenancies/stay_place.html", context)


def own_case_file(request: SignedInRequest, public_id: uuid.UUID, *, writes: bool = False) -> CaseFile:
    """404 unless the reader's association opened it; 403 when it is closed and they would write in it."""
    case_file = open_case_file(request, public_id)
    if not case_file.reads_stays:
        raise Http404
    if writes and not case_file.can_manage_stays:
        raise RightMissingError(Right.MANAGE_STAYS)
    return case_file


def find_stay(case_file: CaseFile, public_id: uuid.UUID) -> Stay:
    rows = Stay.objects.visible_to(case_file.user).select_related("household")
    return get_object_or_404(rows, household=case_file.household, public_id=public_id)


def form_context(case_file: CaseFile, *, heading: str, **context: Any) -> dict[str, Any]:
    """Under a heading that the history of a case file, which a landlord reads one day, does not know."""
    drawn: dict[str, Any] = {"intro": "", "icon": "check", "takes_back": False, "unmarked": False}
    return drawn | {"case_file": case_file, "household": case_file.household, "heading": heading, **context}
