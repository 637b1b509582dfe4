"""A partner without an account reads one request, and answers it, by a link sent to one address."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.authority import Authority
from partners.exceptions import RightMissingError
from partners.models import Email, Organization, User
from partners.roles import Right
from referrals.models.mobilisations import Mobilisation
from tenancies.models import Consent


class RequestLinkQuerySet(models.QuerySet["RequestLink"]):
    def visible_to(self, user: User) -> "RequestLinkQuerySet":
        """For the landlord that asks: whoever meets households, and reads which partner is asked."""
        is_read = user.organization.is_landlord and user.may(Right.MEET_HOUSEHOLD)
        return self.filter(mobilisation__in=Mobilisation.objects.visible_to(user)) if is_read else self.none()

    def usable(self) -> "RequestLinkQuerySet":
        """Those that open their request now. What ends the request, or the household's word for this partner, ends them
        at once, whoever does it and wherever."""
        asked = Mobilisation.objects.pending().filter(pk=OuterRef("mobilisation"))
        agreed = Consent.objects.given().filter(
            household=OuterRef("mobilisation__referral__household"), organization=OuterRef("mobilisation__organization")
        )
        waiting = self.filter(state=RequestLink.State.OPEN, expires_at__gt=timezone.now())
        return waiting.filter(Exists(asked), Exists(agreed))

    def links_sent(self, *, by: Organization, since: datetime.datetime) -> models.QuerySet[Any, Any]:
        """One row for each link that a landlord sent, those sent again included: each has its own end."""
        written = self.filter(
            mobilisation__referral__landlord=by,
            history__pgh_created_at__gt=since,
            history__state=RequestLink.State.OPEN,
        )
        return written.order_by().values("pk", "history__expires_at").distinct()


# Of whoever holds it, what identifies them stays out of the history, as the secrets do.
UNTOLD = ["email", "token_digest", "code_digest", "code_expires_at", "code_tries", "read_at"]


@tracked(exclude=UNTOLD)
class RequestLink(models.Model):
    """The way to one request for a partner where nobody may answer yet. Its secret and the code that it asks for are
    known to whoever reads that address alone: the table holds their digests."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Envoyé"
        ANSWERED = "ANSWERED", "Réponse donnée"
        WITHDRAWN = "WITHDRAWN", "Retiré"
        ENDED = "ENDED", "Terminé"

    class Move(models.TextChoices):
        RESEND = "RESEND", "Renvoyé"
        WITHDRAW = "WITHDRAW", "Retiré"
        ANSWER = "ANSWER", "Réponse donnée"
        END = "END", "Terminé"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mobilisation = models.OneToOneField(Mobilisation, on_delete=models.PROTECT, related_name="link")
    email = models.EmailField("adresse électronique")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("envoyé le", default=timezone.now)
    expires_at = models.DateTimeField("sert jusqu’au")
    # When its request was read first and last, after a code.
    opened_at = models.DateTimeField("ouvert le", null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # The last message with the link.
    message = models.ForeignKey(Email, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    # Of the last code sent; none once it was used, or tried too often.
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = RequestLinkQuerySet.as_manager()

    ADVISER = Authority(Right.MEET_HOUSEHOLD, organization="mobilisation.referral.landlord_id")

    machine = moves.Machine(
        moves.Move(Move.RESEND, {State.OPEN: [State.OPEN], State.WITHDRAWN: [State.OPEN]}, by=ADVISER),
        moves.Move(Move.WITHDRAW, {State.OPEN: [State.WITHDRAWN]}, by=ADVISER),
        # With the answer that it gives, and with any other end of the request.
        moves.Move(Move.ANSWER, {State.OPEN: [State.ANSWERED]}),
        moves.Move(Move.END, {State.OPEN: [State.ENDED], State.WITHDRAWN: [State.ENDED]}),
        loads=("mobilisation__referral__landlord", "mobilisation__organization", "message"),
    )

    class Meta:
        verbose_name = "lien vers une demande"
        verbose_name_plural = "liens vers une demande"
        ordering = ["-pk"]
        constraints = [
            within_bounds(
                moments=["sent_at", "expires_at", "opened_at", "read_at", "ended_at", "code_expires_at"],
            ),
            models.CheckConstraint(name="request_link_ends_later", condition=Q(expires_at__gt=models.F("sent_at"))),
            models.CheckConstraint(
                name="request_link_end_is_dated",
                condition=Q(state="OPEN", ended_at=None) | ~Q(state="OPEN") & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_link_code_has_an_end",
                condition=Q(code_digest="", code_expires_at=None)
                | ~Q(code_digest="") & Q(code_expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.mobilisation_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def masked_email(self) -> str:
        """« c…@clemence-isaure.example »: to know it again, not to learn it."""
        name, _, domain = self.email.partition("@")
        return f"{name[:1]}…@{domain}"


@dataclass(frozen=True)
class Bearer:
    """Whoever holds a link and typed its code: nobody of ours. They read and answer that one request in the place of a
    coordinator of its association, which a service and a reading ask as they ask an account."""

    link: RequestLink

    pk = None
    RIGHTS = frozenset({Right.ANSWER_MOBILISATION, Right.READ_SOCIAL_CONTENT})

    @property
    def organization(self) -> Organization:
        return self.link.mobilisation.organization

    @property
    def organization_id(self) -> int:
        return self.organization.pk

    def may(self, right: Right) -> bool:
        return right in self.RIGHTS

    def require(self, right: Right) -> None:
        if not self.may(right):
            raise RightMissingError(right)


# Whoever answers a request: an account of the association asked, or the link that it was sent.
Answering = User | Bearer


def account_of(answering: Answering | None) -> User | None:
    """Whom to write as the author of an act; nobody, when it was done by a link."""
    return answering if isinstance(answering, User) else None
