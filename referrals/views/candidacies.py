"""Proposing a candidate, and the sheet that both sides read."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.sealed_links import search_of, url_of_search
from partners.decorators import requires
from partners.exceptions import StaleVersionError, TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.account_events import record_search
from referrals.exceptions import AlreadyCandidateError, NotACandidateError, PlaceTakenError
from referrals.forms.candidacies import (
    CorrectSheetForm,
    MissingForm,
    NewcomerForm,
    NotEligibleForm,
    ProposeForm,
    SheetForm,
    WithdrawForm,
)
from referrals.models import Announcement, Candidacy
from referrals.reading.candidacies import (
    MOST_LIKELY,
    candidacy_next,
    candidacy_status,
    candidate_households,
    candidates_of,
    checks_of,
    effort_limit_of,
    find_candidates,
    free_ranks,
    likely_candidates,
    missing_in_words,
    sheet_of,
    shown_dwelling,
)
from referrals.reading.checks.households import occupants
from referrals.services import candidacies
from referrals.views.announcements import NO_LONGER_OPEN, find_announcement
from tenancies.models import CaseFileAccess, Household
from tenancies.reading.composition import composition
from tenancies.reading.criteria import to_verify
from tenancies.services.journal import log_reading

Move = Candidacy.Move
ALREADY_CANDIDATE = "Ce ménage est déjà candidat à un logement\u00a0: retirez d’abord l’autre candidature."
PLACE_TAKEN = "Un autre candidat vient de prendre ce rang\u00a0: choisissez-en un autre."
NOT_A_CANDIDATE = "Ce dossier est clos, ou un bailleur loge déjà ce ménage."
CHANGED = "Cette candidature a changé entre-temps\u00a0: relisez-la avant de continuer."
AFTER = "Le bailleur vérifie le dossier et vous dit s’il est complet."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.PROPOSE_CANDIDATE)
def find_candidate(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who? Those who wait for a dwelling, a search among one's own, or somebody new."""
    announcement = find_announcement(request.user, public_id)
    if not ranks_left(announcement, request.user):
        return no_longer_open(request, announcement)
    if request.method == "POST":
        return redirect(url_of_search(request))
    user, search = request.user, search_of(request)
    if search.text:
        households = find_candidates(user, search.text)
        record_search(account=user, results=len(households))
    else:
        households = tuple(likely_candidates.rows(user, limit=MOST_LIKELY))
    today, checked = timezone.localdate(), to_verify(user, households)
    return render(
        request,
        "referrals/find_candidate.html",
        {
            "announcement": announcement,
            "dwelling": shown_dwelling(announcement, user),
            "search": search,
            "households": [
                (each, composition(each.persons.all(), today=today), checked.get(each.pk, "")) for each in households
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.PROPOSE_CANDIDATE)
def propose(request: SignedInRequest, public_id: uuid.UUID, household_id: uuid.UUID) -> HttpResponse:
    """The sheet of a household that the association knows."""
    announcement = find_announcement(request.user, public_id)
    household = get_object_or_404(candidate_households(request.user), public_id=household_id)
    if request.method != "POST" and not ranks_left(announcement, request.user):
        return no_longer_open(request, announcement)
    who = occupants(household.persons.all(), year=timezone.localdate().year)
    form = propose_form(request, announcement, initial=SheetForm.initial_of(who))
    if request.method == "POST" and form.is_valid():
        try:
            candidacy = form.save(household)
        except (AlreadyCandidateError, PlaceTakenError, NotACandidateError) as error:
            say_why_not(form, error)
        except TransitionNotAllowedError:
            return no_longer_open(request, announcement)
        else:
            return proposed(request, candidacy)
    checked = to_verify(request.user, [household]).get(household.pk, "")
    context = {"announcement": announcement, "household": household, "form": form, "checked": checked}
    return render(request, "referrals/propose.html", context | {"dwelling": shown_dwelling(announcement, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.PROPOSE_CANDIDATE)
def propose_newcomer(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """A household and its sheet at once: its case file is the association's own, and opens with the candidacy."""
    announcement = find_announcement(request.user, public_id)
    if request.method != "POST" and not ranks_left(announcement, request.user):
        return no_longer_open(request, announcement)
    newcomer = NewcomerForm(request.POST or None, user=request.user)
    form = propose_form(request, announcement, initial={"adults": 1, "dependants": 0})
    if request.method == "POST" and all([newcomer.is_valid(), form.is_valid()]):
        try:
            with transaction.atomic():
                candidacy = form.save(newcomer.save())
        except PlaceTakenError as error:
            say_why_not(form, error)
        except TransitionNotAllowedError:
            return no_longer_open(request, announcement)
        else:
            return proposed(request, candidacy)
    context = {"announcement": announcement, "newcomer": newcomer, "form": form}
    return render(request, "referrals/propose.html", context | {"dwelling": shown_dwelling(announcement, request.user)})


@require_safe
def candidacy(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return render_candidacy(request, find_candidacy(request.user, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.PROPOSE_CANDIDATE)
def correct(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = find_candidacy(request.user, public_id)
    if not Candidacy.machine.allows(found, Move.CORRECT):
        messages.warning(request, CHANGED)
        return redirect("referrals:candidacy", found.public_id)
    form = CorrectSheetForm(request.POST or None, candidacy=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except (TransitionNotAllowedError, StaleVersionError):
            messages.warning(request, CHANGED)
        else:
            confirm(request, "La fiche est corrigée.", AFTER)
        return redirect("referrals:candidacy", found.public_id)
    return render(request, "referrals/correct_sheet.html", {"candidacy": found, "form": form})


@require_POST
@requires(Right.PROPOSE_CANDIDATE)
def withdraw(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = find_candidacy(request.user, public_id)
    form = WithdrawForm(request.POST, candidacy=found, user=request.user)
    follows = "Sa place est libre\u00a0: vous pouvez proposer un autre candidat."
    return answer(request, found, form, "withdraw_form", "La candidature est retirée.", follows)


@require_POST
@requires(Right.MANAGE_RESERVATIONS)
def declare_complete(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = find_candidacy(request.user, public_id)
    try:
        candidacies.declare_complete(candidacy=found, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, CHANGED)
    else:
        confirm(request, "Le dossier est complet.", "La prochaine commission l’examine.")
    return redirect("referrals:candidacy", found.public_id)


@require_POST
@requires(Right.MANAGE_RESERVATIONS)
def ask_for_more(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = find_candidacy(request.user, public_id)
    form = MissingForm(request.POST, candidacy=found, user=request.user)
    follows = "L’association les envoie, puis corrige la fiche\u00a0: le dossier revient à vérifier."
    return answer(request, found, form, "missing_form", "Les pièces sont demandées.", follows)


@require_POST
@requires(Right.MANAGE_RESERVATIONS)
def decline(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = find_candidacy(request.user, public_id)
    form = NotEligibleForm(request.POST, candidacy=found, user=request.user)
    follows = "L’association lit votre motif et peut proposer un autre candidat."
    return answer(request, found, form, "not_eligible_form", "La candidature n’est pas retenue.", follows)


def answer(request: SignedInRequest, found: Candidacy, form, name: str, done: str, follows: str) -> HttpResponse:
    if not form.is_valid():
        return render_candidacy(request, found, **{name: form})
    try:
        form.save()
    except TransitionNotAllowedError:
        messages.warning(request, CHANGED)
    else:
        confirm(request, done, follows)
    return redirect("referrals:candidacy", found.public_id)


def find_candidacy(user: User, public_id: uuid.UUID) -> Candidacy:
    if not user.may(Right.MANAGE_RESERVATIONS):
        user.require(Right.PROPOSE_CANDIDATE)
    rows = Candidacy.objects.visible_to(user).for_list().select_related("proposed_by", "announcement__association")
    return get_object_or_404(rows, public_id=public_id)


def ranks_left(announcement: Announcement, user: User) -> list[int]:
    if not Announcement.machine.allows(announcement, Announcement.Move.PROPOSE):
        return []
    return free_ranks(candidates_of(announcement, user))


def no_longer_open(request: SignedInRequest, announcement: Announcement) -> HttpResponse:
    messages.warning(request, NO_LONGER_OPEN)
    return redirect("referrals:announcement", announcement.public_id)


def propose_form(request: SignedInRequest, announcement: Announcement, *, initial: dict) -> ProposeForm:
    ranks = ranks_left(announcement, request.user)
    return ProposeForm(request.POST or None, announcement=announcement, ranks=ranks, user=request.user, initial=initial)


def say_why_not(form: ProposeForm, error: Exception) -> None:
    match error:
        case PlaceTakenError():
            form.add_error("rank_wished", PLACE_TAKEN)
        case AlreadyCandidateError():
            form.add_error(None, ALREADY_CANDIDATE)
        case _:
            form.add_error(None, NOT_A_CANDIDATE)


def proposed(request: SignedInRequest, candidacy: Candidacy) -> HttpResponse:
    confirm(request, f"Le ménage {candidacy.household.name} est proposé.", AFTER)
    return redirect("referrals:candidacy", candidacy.public_id)


def render_candidacy(request: SignedInRequest, found: Candidacy, **bound) -> HttpResponse:
    """The sheet: the landlord reads it with a line in the access log of the household, as it would a case file."""
    user = request.user
    proposes = user.organization_id == found.association_id
    if not proposes:
        log_reading(household=found.household, user=user, kind=CaseFileAccess.Kind.CANDIDACY)
    forms: dict = {}
    if proposes and Candidacy.machine.allows(found, Move.WITHDRAW):
        forms["withdraw_form"] = WithdrawForm(candidacy=found, user=user)
    if not proposes and Candidacy.machine.allows(found, Move.ASK_FOR_MORE):
        forms["missing_form"] = MissingForm(candidacy=found, user=user)
    if not proposes and Candidacy.machine.allows(found, Move.DECLINE):
        forms["not_eligible_form"] = NotEligibleForm(candidacy=found, user=user)
    opens_case_file = proposes and Household.objects.visible_to(user).filter(pk=found.household_id).exists()
    return render(
        request,
        "referrals/candidacy.html",
        {
            "candidacy": found,
            "dwelling": shown_dwelling(found.announcement, user),
            "status": candidacy_status(found, user),
            "next": candidacy_next(found, user),
            "sheet": sheet_of(found),
            "missing": missing_in_words(found),
            "checks": checks_of(found, effort_limit=effort_limit_of(found.announcement)),
            "may_correct": proposes and Candidacy.machine.allows(found, Move.CORRECT),
            "may_complete": not proposes and Candidacy.machine.allows(found, Move.COMPLETE),
            "opens_case_file": opens_case_file,
            "proposes": proposes,
        }
        | forms
        | bound,
    )
