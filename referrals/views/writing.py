"""Writing a referral: whom it is about, then what was spotted. Nothing is sent before it is read again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from housing_support.common.forms import show_again
from housing_support.common.sealed_links import search_of, url_of_search
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.account_events import record_search
from referrals.forms import NewHouseholdForm, ReferralForm
from referrals.models import Referral
from referrals.reading.search import find_tenants, tenant_of
from tenancies.forms.doors import LOOK
from tenancies.forms.persons import PersonFormSet
from tenancies.models import Household
from tenancies.services.drafts import drafts_of

ALREADY_SENT = "Ce signalement est déjà envoyé."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.LOG_REFERRAL)
def find_household(request: SignedInRequest) -> HttpResponse:
    """Whom is it about? A search, sent by POST, then one press."""
    if request.method == "POST":
        return redirect(url_of_search(request))
    search = search_of(request)
    found = find_tenants(request.user, search.text)
    if search.text:
        record_search(account=request.user, results=len(found.tenants))
    drafts = Referral.objects.visible_to(request.user).drafts_of(request.user).select_related("household")
    return render(
        request,
        "referrals/find_household.html",
        {
            "search": search,
            "found": found,
            "drafts": drafts[:10],
            "has_typed": any(draft.page.startswith(request.path) for draft in drafts_of(request.user)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.LOG_REFERRAL)
def create(request: SignedInRequest, household_id: uuid.UUID) -> HttpResponse:
    """A referral about a household that the landlord knows."""
    household = get_object_or_404(
        Household.objects.referable_by(request.user).with_current_tenancy(), public_id=household_id
    )
    if household.state == Household.State.CLOSED:
        messages.warning(request, "Ce dossier est clos : faites-le rouvrir avant de signaler.")
        return redirect("referrals:find")
    submission = submission_of(request)
    if not submission:
        return redirect(f"{request.path}?draft={uuid.uuid4()}")
    written = written_already(request, submission)
    if written and request.method == "GET":
        return redirect("referrals:edit", written.public_id)
    return write_about_known(request, household, referral=written)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.LOG_REFERRAL)
def create_with_household(request: SignedInRequest) -> HttpResponse:
    """A referral about a tenant who has no case file yet."""
    submission = submission_of(request)
    if not submission:
        return redirect(f"{request.path}?draft={uuid.uuid4()}")
    written = written_already(request, submission)
    if written and request.method == "GET":
        return redirect("referrals:edit", written.public_id)
    return write_about_new(request, referral=written)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.LOG_REFERRAL)
def edit(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take up a draft where it was left."""
    referral = get_object_or_404(
        Referral.objects.visible_to(request.user).filter(author=request.user), public_id=public_id
    )
    if referral.state != Referral.State.DRAFT:
        messages.info(request, ALREADY_SENT)
        return redirect("referrals:detail", referral.public_id)
    if referral.household_id is None:
        return write_about_new(request, referral=referral)
    household = Household.objects.referable_by(request.user).with_current_tenancy().get(pk=referral.household_id)
    return write_about_known(request, household, referral=referral)


def write_about_known(
    request: SignedInRequest, household: Household, *, referral: Referral | None = None
) -> HttpResponse:
    form = ReferralForm(request.POST or None, user=request.user, initial=initial_of(request, referral))
    if request.method == "POST" and form.is_valid():
        return save(request, form, household=household)
    context = {"form": form, "tenant": tenant_of(household), "referral": referral}
    return render(request, "referrals/referral_form.html", context)


def write_about_new(request: SignedInRequest, *, referral: Referral | None = None) -> HttpResponse:
    described = referral.new_household if referral else None
    # Looking for an address sends the whole form, so that nothing typed is lost; nothing is checked or saved yet.
    is_searching = LOOK in request.POST
    data = request.POST if request.method == "POST" and not is_searching else None
    form = ReferralForm(data, user=request.user, initial=initial_of(request, referral))
    known = NewHouseholdForm.initial_of(described) if described else {}
    household_form = NewHouseholdForm(data, user=request.user, initial=known)
    others = PersonFormSet(data, prefix="persons", initial=described["persons"][1:] if described else [])
    if is_searching:
        for each in (form, household_form, others):
            show_again(each, request.POST)
    if data and all([household_form.is_valid(), others.is_valid(), form.is_valid()]):
        return save(request, form, new_household=household_form.described(others.kept()))
    context = {
        "form": form,
        "household_form": household_form,
        "others": others,
        "referral": referral,
    }
    return render(request, "referrals/new_household_form.html", context)


def save(request: SignedInRequest, form: ReferralForm, **whom) -> HttpResponse:
    try:
        referral = form.save(**whom)
    except TransitionNotAllowedError:
        messages.info(request, ALREADY_SENT)
        return redirect("referrals:worklist")
    return redirect("referrals:check", referral.public_id)


def initial_of(request: SignedInRequest, referral: Referral | None) -> dict:
    if referral:
        return ReferralForm.initial_of(referral)
    return {"submission_id": submission_of(request), "agreement_on": timezone.localdate()}


def submission_of(request: SignedInRequest) -> uuid.UUID | None:
    """The submission id stands in the address of a new referral, so that the page loaded again is the same one."""
    try:
        return uuid.UUID(request.GET.get("draft", ""))
    except ValueError:
        return None


def written_already(request: SignedInRequest, submission: uuid.UUID) -> Referral | None:
    """The draft that this very page has saved: Back leads to it again, another tab changes it."""
    own = Referral.objects.visible_to(request.user).drafts_of(request.user)
    return own.filter(submission_id=submission).first()
