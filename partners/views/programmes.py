import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.numbers import euros
from partners.decorators import requires
from partners.exceptions import StaleVersionError
from partners.forms.programmes import (
    ActionFormSet,
    BaseActionFormSet,
    ProgrammeEditForm,
    ProgrammeForm,
    next_actions,
    next_edition,
    recorded_actions,
    recorded_programme,
)
from partners.models import Convention, FundedAction, Programme
from partners.reading.places import with_places
from partners.requests import SignedInRequest
from partners.roles import Right

ACTIONS = "actions"


@require_safe
@requires(Right.READ_PARTNERS)
def programme(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the State funds: the grant, the actions with their targets, and the conventions that carry them out."""
    found = get_object_or_404(Programme.objects.visible_to(request.user), public_id=public_id)
    conventions = Convention.objects.visible_to(request.user)
    context = {
        "programme": found,
        "actions": found.actions.order_by("number"),
        "conventions": with_places(conventions.filter(action__programme=found).for_list()),
        "today": timezone.localdate(),
        "can_manage": request.user.may(Right.MANAGE_CONVENTIONS),
    }
    return render(request, "partners/programme.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def create(request: SignedInRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, user=request.user)
    actions = ActionFormSet(request.POST or None, prefix=ACTIONS, form_kwargs={"in_use": {}})
    actions.extra = 3
    return _new_programme(request, form, actions, heading="Nouveau programme")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def copy(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The next edition of a programme: the same actions, its days moved, the grant to be typed."""
    former = get_object_or_404(Programme.objects.visible_to(request.user), public_id=public_id)
    form = ProgrammeForm(request.POST or None, user=request.user, initial=next_edition(former))
    form.fields[
        "grant"
    ].help_text = f"Le montant accordé cette fois\u00a0; «\u00a0{former}\u00a0»\u00a0: {euros(former.grant_cents)}."
    actions = ActionFormSet(
        request.POST or None, prefix=ACTIONS, initial=next_actions(former), form_kwargs={"in_use": {}}
    )
    return _new_programme(request, form, actions, heading="Programme suivant", former=former)


def _new_programme(
    request: SignedInRequest,
    form: ProgrammeForm,
    actions: BaseActionFormSet,
    *,
    heading: str,
    former: Programme | None = None,
) -> HttpResponse:
    if request.method == "POST" and _are_valid(form, actions) and (made := form.save(actions=actions)):
        dates = f"du {long_date(made.starts_on)} au {long_date(made.ends_on)}"
        done = f"Le programme «\u00a0{made}\u00a0» est enregistré, {dates}."
        confirm(request, done, "Signez maintenant les conventions qui portent ses actions.")
        return redirect("partners:programme", made.public_id)
    return _form_page(request, form, actions, heading=heading, programme=former)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def edit(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """A programme and its actions. When a colleague saved it meanwhile: what is recorded beside what was typed."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), public_id=public_id)
    in_use = FundedAction.objects.filter(programme=programme, conventions__isnull=False).distinct().in_bulk()
    heading = "Modifier le programme"
    form = ProgrammeEditForm(
        request.POST or None, user=request.user, programme=programme, initial=recorded_programme(programme)
    )
    actions = ActionFormSet(
        request.POST or None, prefix=ACTIONS, initial=recorded_actions(programme), form_kwargs={"in_use": in_use}
    )
    if request.method == "POST" and _are_valid(form, actions):
        try:
            saved = form.save(actions=actions)
        except StaleVersionError:
            data = request.POST.copy()
            data["version"] = str(programme.version)
            form.data = data
            return _form_page(request, form, actions, heading=heading, programme=programme, is_conflict=True)
        if saved:
            confirm(
                request, f"Le programme «\u00a0{saved}\u00a0» est modifié.", "Le pilotage le lit ainsi dès maintenant."
            )
            return redirect("partners:programme", saved.public_id)
    return _form_page(request, form, actions, heading=heading, programme=programme)


def _are_valid(form: ProgrammeForm, actions: BaseActionFormSet) -> bool:
    """Both are asked: whatever is to correct is said at once."""
    return all([form.is_valid(), actions.is_valid()])


def _form_page(
    request: SignedInRequest,
    form: ProgrammeForm,
    actions: BaseActionFormSet,
    *,
    heading: str,
    programme: Programme | None,
    is_conflict: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "actions": actions,
        "heading": heading,
        "programme": programme,
        "recorded_actions": programme.actions.order_by("number") if programme and is_conflict else (),
        "is_conflict": is_conflict,
    }
    return render(request, "partners/programme_form.html", context, status=409 if is_conflict else 200)
