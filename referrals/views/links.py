"""The landlord's side of the link that a partner without an account is sent."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms.links import LinkForm
from referrals.models import Mobilisation, RequestLink
from referrals.reading.links import has_respondent
from referrals.services import links

NOT_BY_LINK = (
    "Cette demande ne passe plus par un lien\u00a0: le partenaire a répondu, quelqu’un y a un compte, ou elle est "
    "retirée."
)


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def send_link(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """To which address; sent again, the former link stops working."""
    seen = Mobilisation.objects.visible_to(request.user).annotate(has_respondent=has_respondent("organization"))  # type: ignore[no-redef] # declared for those who read it
    asked = get_object_or_404(
        seen.select_related("organization", "referral__household", "link__message"), public_id=public_id
    )
    if asked.has_respondent or asked.state != Mobilisation.State.REQUESTED:
        messages.warning(request, NOT_BY_LINK)
        return redirect("referrals:detail", asked.referral.public_id)
    former = getattr(asked, "link", None)
    form = LinkForm(request.POST or None, mobilisation=asked, user=request.user, former=former)
    if request.method == "POST" and form.is_valid():
        try:
            link = form.save(base_url=request.build_absolute_uri("/"))
        except TransitionNotAllowedError:
            messages.warning(request, NOT_BY_LINK)
            return redirect("referrals:detail", asked.referral.public_id)
        if link:
            former_link = " L’ancien ne sert plus." if former else ""
            until = f"Il sert jusqu’au {long_date(timezone.localdate(link.expires_at))}."
            confirm(request, f"Le lien part à {link.email}.{former_link}", until)
            return redirect("referrals:detail", asked.referral.public_id)
    return render(request, "referrals/send_link.html", {"form": form, "asked": asked, "former": former})


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def withdraw_link(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    link = get_object_or_404(
        RequestLink.objects.visible_to(request.user).select_related("mobilisation__referral"),
        mobilisation__public_id=public_id,
    )
    try:
        links.withdraw_link(link=link, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, "Ce lien ne sert déjà plus.")
    else:
        follows = "La demande attend toujours une réponse\u00a0: renvoyez un lien, ou retirez-la."
        confirm(request, "Le lien est retiré\u00a0: il n’ouvre plus rien.", follows)
    return redirect("referrals:detail", link.mobilisation.referral.public_id)
