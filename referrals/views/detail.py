"""A referral on one page: what was spotted, how far it has come, and the one next act with its form."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from housing_support.common.compiled_queries import CompiledQuery
from partners.decorators import requires
from partners.discretion import shown_name
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right, Role
from referrals.forms import AgreementForm, CloseForm, DismissForm, HeldForm, MeetingForm, MobiliseForm
from referrals.models import Meeting, Mobilisation, Referral, ReferralEvent
from referrals.models.reasons import readable_reasons
from referrals.reading.next_act import acts_of
from referrals.reading.presentation import event_actor, event_words, plain_status, status_of, steps_of
from referrals.reading.suggestions import confirmed_needs, partners_for
from tenancies.models import Household, Person, Tenancy
from tenancies.reading.composition import composition
from tenancies.reading.masking import address_of


@require_safe
@requires(Right.READ_REFERRALS)
def detail(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    if referral.state == Referral.State.DRAFT:
        return redirect("referrals:check", referral.public_id)
    return render_detail(request, referral)


def columns_of(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]


def names_of(person: str) -> tuple[str, ...]:
    return f"{person}__first_name", f"{person}__last_name", f"{person}__email"


# What the page shows of each: the tables are wide.
HOUSEHOLD = ("household__public_id", "household__reference", "household__name", "household__is_protected")
ORGANIZATION = ("organization__short_name", "organization__expertises")
ACTOR = (*names_of("actor"), "actor__organization__kind", *(f"actor__{column}" for column in ORGANIZATION))

SEEN = CompiledQuery(
    lambda user, public_id: (
        Referral.objects.visible_to(user)
        .filter(public_id=public_id)
        .select_related("household", "author")
        .only(*columns_of(Referral), *HOUSEHOLD, *names_of("author"))
        .annotate(  # type: ignore[no-redef] # declared for those who read it
            opens_case_file=Exists(Household.objects.visible_to(user).filter(pk=OuterRef("household")))
        )
    )
)
MEETINGS = CompiledQuery(
    lambda user, referral: (
        Meeting.objects.filter(referral=referral)
        .select_related("adviser")
        .only(*columns_of(Meeting), *names_of("adviser"))
    )
)
MOBILISATIONS = CompiledQuery(
    lambda user, referral: (
        Mobilisation.objects.filter(referral=referral)
        .select_related("organization")
        .only(*columns_of(Mobilisation), *ORGANIZATION)
        .order_by("pk")
    )
)
EVENTS = CompiledQuery(
    lambda user, referral: (
        ReferralEvent.objects.filter(referral=referral)
        .select_related("actor__organization")
        .only("at", "facts", "from_state", "move", *ACTOR)
        .order_by("-at", "-pk")
    )
)
PERSONS = CompiledQuery(
    lambda user, household: Person.objects.filter(household=household).only("role", "birth_year").order_by("pk")
)
LEASES = CompiledQuery(lambda user, household: Tenancy.objects.running().filter(household=household).with_dwelling())


# The name of each act's form in the page, and the partial that draws it.
FORMS = {
    Referral.Move.PLAN_MEETING: ("meeting_form", "referrals/partials/meeting_form.html"),
    Referral.Move.RECORD_HELD: ("held_form", "referrals/partials/held_form.html"),
    Referral.Move.RECORD_AGREEMENT: ("agreement_form", "referrals/partials/agreement_form.html"),
    Referral.Move.MOBILISE: ("mobilise_form", "referrals/partials/mobilise_form.html"),
    Referral.Move.DISMISS: ("dismiss_form", "referrals/partials/dismiss_form.html"),
    Referral.Move.CLOSE: ("close_form", "referrals/partials/close_form.html"),
}


@dataclass(frozen=True)
class ShownAct:
    """`at`: when the meeting to be recorded was planned."""

    title: str
    is_next: bool
    form: Form
    template: str
    at: datetime.datetime | None


def find_referral(request: SignedInRequest, public_id: uuid.UUID) -> Referral:
    referral = next(iter(SEEN.rows(request.user, given={"public_id": public_id})), None)
    if referral is None:
        raise Http404
    return referral


def render_detail(request: SignedInRequest, referral: Referral, **bound) -> HttpResponse:
    """`bound` holds the form that was just refused, under its name in the page."""
    if request.user.role == Role.CARETAKER:
        return render(request, "referrals/referral_for_caretaker.html", outcome_of(referral))
    context = context_of(referral, request.user) | bound
    refused = next((move for move, (name, _) in FORMS.items() if name in bound), None)
    acts = shown_acts(referral, context, refused) if request.user.may(Right.MEET_HOUSEHOLD) else []
    return render(request, "referrals/referral.html", context | {"acts": acts})


def outcome_of(referral: Referral) -> dict:
    """What became of it, and nothing of the case: for its caretaker."""
    return {
        "referral": referral,
        "status": plain_status(referral),
        "steps": steps_of(referral, [], []),
    }


def context_of(referral: Referral, user: User) -> dict:
    of_referral = {"referral": referral.pk}
    meetings = MEETINGS.rows(user, given=of_referral)
    mobilisations = MOBILISATIONS.rows(user, given=of_referral)
    household, of_household = referral.known_household, {"household": referral.household_id}
    tenancy = next(iter(LEASES.rows(user, given=of_household, limit=1)), None)
    reads_social_content = user.may(Right.READ_SOCIAL_CONTENT)
    held = next((meeting for meeting in meetings if meeting.state == Meeting.State.HELD), None)
    partners = partners_for(referral, user=user, meetings=meetings, mobilisations=mobilisations)
    context: dict[str, Any] = {
        "referral": referral,
        "household": household,
        "can_open_case_file": referral.opens_case_file,
        "composition": composition(PERSONS.rows(user, given=of_household), today=timezone.localdate()),
        "address": address_of(household, tenancy.dwelling if tenancy else None),
        "reasons": readable_reasons(referral.reasons, user),
        "status": status_of(referral, mobilisations, user),
        "steps": steps_of(referral, meetings, mobilisations),
        "events": [
            (event, event_words(event), event_actor(event, user)) for event in EVENTS.rows(user, given=of_referral)
        ],
        "planned": next((meeting for meeting in meetings if meeting.state == Meeting.State.PLANNED), None),
        # The diagnosis does not even reach the template of somebody who must not read it.
        "held": held if reads_social_content else None,
        "needs": readable_reasons(confirmed_needs(referral, meetings), user) if held and reads_social_content else [],
        "mobilisations": [(row, shown_name(row.organization, user)) for row in mobilisations],
        "reads_social_content": reads_social_content,
        "can_withdraw": user.may(Right.MEET_HOUSEHOLD) and Referral.machine.allows(referral, Referral.Move.WITHDRAW),
        "show_suggestions": Referral.machine.allows(referral, Referral.Move.PLAN_MEETING),
        "suggested": [partner for partner in partners if partner.fits],
        "others": [partner for partner in partners if not partner.fits],
    }
    return context | (forms_of(context, user, partners) if user.may(Right.MEET_HOUSEHOLD) else {})


def forms_of(context: dict, user: User, partners: list) -> dict:
    """The form of each act that this state allows, under its name in the page."""
    referral, planned = context["referral"], context["planned"]
    common = {"referral": referral, "user": user}
    forms: dict[str, Form] = {}
    if Referral.machine.allows(referral, Referral.Move.PLAN_MEETING):
        forms["meeting_form"] = MeetingForm(**common, planned=planned)
    if Referral.machine.allows(referral, Referral.Move.RECORD_HELD):
        forms["held_form"] = HeldForm(**common, planned_at=planned.planned_at)
    if Referral.machine.allows(referral, Referral.Move.RECORD_AGREEMENT):
        forms["agreement_form"] = AgreementForm(**common, prefix="agreement")
    if Referral.machine.allows(referral, Referral.Move.MOBILISE):
        forms["mobilise_form"] = MobiliseForm(**common, partners=partners)
    if Referral.machine.allows(referral, Referral.Move.DISMISS):
        forms["dismiss_form"] = DismissForm(**common, prefix="dismiss")
    if Referral.machine.allows(referral, Referral.Move.CLOSE):
        forms["close_form"] = CloseForm(**common, prefix="close")
    return forms


def shown_acts(referral: Referral, context: dict, refused: Referral.Move | None) -> list[ShownAct]:
    shown = []
    for act in acts_of(referral, refused=refused):
        name, template = FORMS[act.move]
        at = context["planned"].planned_at if act.move == Referral.Move.RECORD_HELD else None
        shown.append(ShownAct(title=act.title, is_next=act.is_next, form=context[name], template=template, at=at))
    return shown
