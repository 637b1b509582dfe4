"""A draft is read again, then sent, changed or thrown away."""

import datetime
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from housing_support.common.confirmations import confirm
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.exceptions import DwellingNotFreeError
from referrals.forms.households import in_words
from referrals.models import Referral, ReferralQuerySet
from referrals.models.reasons import readable_reasons
from referrals.reading import following
from referrals.reading.duplicates import likely_tenants, possible_duplicates
from referrals.reading.presentation import status_of, with_awaited_answers
from referrals.reading.search import tenant_of
from referrals.services.drafts import discard_draft, meeting_due_on, say_whom, send
from referrals.views.writing import ALREADY_SENT
from tenancies.models import Dwelling, Household, Person
from tenancies.reading.composition import composition

CASE_FILE_CLOSED = "Ce dossier est clos\u00a0: faites-le rouvrir avant d’envoyer."
DWELLING_NOT_FREE = (
    "Ce logement est déjà loué à cette date, ou sorti de votre patrimoine\u00a0: choisissez-en un autre, puis envoyez."
)


@require_safe
@requires(Right.LOG_REFERRAL)
def check(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """« Vérifier avant d’envoyer »: everything once more, as it will be read."""
    referral = get_object_or_404(own(request.user), public_id=public_id)
    if referral.state != Referral.State.DRAFT:
        messages.info(request, ALREADY_SENT)
        return redirect("referrals:detail", referral.public_id)
    describe = describe_known if referral.household_id else describe_new
    return render(
        request,
        "referrals/check.html",
        {
            "referral": referral,
            "whom": describe(referral, request.user),
            "reasons": readable_reasons(referral.reasons, request.user),
            "meeting_due_on": meeting_due_on(referral, since=timezone.localdate()),
            "likely": likely_tenants(referral, request.user),
            "duplicates": [
                (duplicate, status_of(duplicate, duplicate.awaited_answers, request.user))
                for duplicate in with_awaited_answers(possible_duplicates(referral, request.user), request.user)
            ],
        },
    )


@require_POST
@requires(Right.LOG_REFERRAL)
def is_about(request: SignedInRequest, public_id: uuid.UUID, household_id: uuid.UUID) -> HttpResponse:
    """« C’est ce ménage »: the draft goes on with a household that is known."""
    referral = get_object_or_404(own(request.user), public_id=public_id)
    household = get_object_or_404(Household.objects.referable_by(request.user), public_id=household_id)
    try:
        say_whom(referral=referral, user=request.user, household=household)
    except Referral.DoesNotExist:
        return gone(request)
    except TransitionNotAllowedError:
        referral.refresh_from_db()
        if referral.state == Referral.State.DRAFT:
            messages.error(request, CASE_FILE_CLOSED)
            return redirect("referrals:check", referral.public_id)
        messages.info(request, ALREADY_SENT)
        return redirect("referrals:detail", referral.public_id)
    confirm(request, f"Le signalement porte sur le ménage {household.name}\u00a0:", "relisez-le, puis envoyez-le.")
    return redirect("referrals:check", referral.public_id)


@require_POST
@requires(Right.LOG_REFERRAL)
def send_referral(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = get_object_or_404(own(request.user), public_id=public_id)
    try:
        sent = send(referral=referral, user=request.user)
    except Referral.DoesNotExist:
        return gone(request)
    except DwellingNotFreeError:
        messages.error(request, DWELLING_NOT_FREE)
        return redirect("referrals:edit", referral.public_id)
    except TransitionNotAllowedError:
        referral.refresh_from_db()
        if referral.state == Referral.State.DRAFT:
            messages.error(request, CASE_FILE_CLOSED)
            return redirect("referrals:check", referral.public_id)
        messages.info(request, ALREADY_SENT)
    else:
        confirm(request, f"Le signalement {sent.reference} est envoyé.", following.sent(sent))
    return redirect("referrals:detail", referral.public_id)


@require_POST
@requires(Right.LOG_REFERRAL)
def discard(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = get_object_or_404(own(request.user), public_id=public_id)
    try:
        discard_draft(referral=referral, user=request.user)
    except Referral.DoesNotExist:
        return gone(request)
    except TransitionNotAllowedError:
        messages.info(request, ALREADY_SENT)
        return redirect("referrals:detail", referral.public_id)
    confirm(request, "Le brouillon est supprimé\u00a0:", "rien n’a été envoyé à la conseillère sociale.")
    return redirect("referrals:find")


def gone(request: SignedInRequest) -> HttpResponse:
    """The draft was discarded by the click, or in the tab, that came first."""
    messages.info(request, "Ce brouillon est déjà supprimé.")
    return redirect("referrals:find")


def own(user: User) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).filter(author=user).select_related("household", "landlord")


def describe_known(referral: Referral, user: User) -> dict:
    households = Household.objects.referable_by(user).with_current_tenancy().prefetch_related("persons")
    household = households.get(pk=referral.known_household.pk)
    return {
        "name": household.name,
        "reference": household.reference,
        "composition": composition(household.persons.all(), today=timezone.localdate()),
        "address": tenant_of(household).address,
    }


def describe_new(referral: Referral, user: User) -> dict:
    described = referral.described_household
    dwelling = None
    if described["dwelling"]:
        dwellings = Dwelling.objects.filter(landlord=referral.landlord_id).select_related("residence")
        dwelling = dwellings.filter(public_id=described["dwelling"]).first()
    persons = [Person(**person) for person in described["persons"]]
    return {
        "name": described["name"],
        "persons": persons,
        "composition": composition(persons, today=timezone.localdate()),
        "new_address": in_words(dwelling) if dwelling else "",
        "lease_starts_on": described["lease_starts_on"] and datetime.date.fromisoformat(described["lease_starts_on"]),
    }
