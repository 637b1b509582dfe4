import datetime
import uuid
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from partners.exceptions import RightMissingError
from partners.models.emails import Email
from partners.models.organizations import Organization
from partners.roles import ASSOCIATION_ROLES, DEPUTIES, LANDLORD_ROLES, RIGHTS, Right, Role, grantable_roles


def full_name_of(first_name: str, last_name: str, email: str) -> str:
    return f"{first_name} {last_name}".strip() or email


def _sql_list(codes) -> str:
    return ", ".join(f"'{code}'" for code in codes)


# A role belongs to one kind of organization; the row of another table decides, so a trigger holds it.
# What « coordinateur » and « coordinatrice » have in common.
ROLE_STEM = 9
ROLE_FITS_ORGANIZATION = f"""
    IF NOT EXISTS (
        SELECT 1 FROM partners_organization o WHERE o.id = NEW.organization_id AND (
            (o.kind = 'LANDLORD' AND NEW.role IN ({_sql_list(LANDLORD_ROLES)}))
            OR (o.kind = 'ASSOCIATION' AND NEW.role IN ({_sql_list(ASSOCIATION_ROLES)})))
    ) THEN
        RAISE EXCEPTION 'role % does not fit organization %', NEW.role, NEW.organization_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""  # noqa: S608 (made of constant codes)


MOST_UNREAD = 100
UNREAD = RawSQL(
    "(SELECT count(*) FROM (SELECT 1 FROM partners_notification n WHERE n.recipient_id = partners_user.id "
    "AND n.read_at IS NULL LIMIT %s) unread)",
    [MOST_UNREAD],
    output_field=models.IntegerField(),
)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def colleagues_of(self, user: "User") -> "UserQuerySet":
        return self.filter(organization=user.organization_id)

    def holding(self, right: Right) -> "UserQuerySet":
        """Those who `may(right)`."""
        holders = models.Q(role__in=RIGHTS[right])
        if right in DEPUTIES:
            colleagues = User.objects.active().filter(organization=models.OuterRef("organization"))
            is_held = models.Exists(colleagues.filter(role__in=RIGHTS[right]))
            holders |= models.Q(~is_held, role__in=DEPUTIES[right])
        return self.active().filter(holders)

    def by_name(self) -> "UserQuerySet":
        return self.order_by("last_name", "first_name", "pk")

    def with_second_factor(self) -> "UserQuerySet":
        """Annotate `has_second_factor`: recovery codes alone are none."""
        authenticators = apps.get_model("mfa", "Authenticator")  # it points to our User: not loaded yet at import
        strong = authenticators.objects.filter(user=models.OuterRef("pk"), type__in=["totp", "webauthn"])
        return self.annotate(has_second_factor=models.Exists(strong))

    def with_refused_address(self) -> "UserQuerySet":
        """Annotate `is_address_refused`: the last message to it was refused for good by the mail server."""
        answered = Email.objects.answered().filter(address=models.OuterRef("email")).order_by("-pk")
        last = models.Subquery(answered.values("last_error")[:1])
        return self.annotate(
            last_answer=last,
            is_address_refused=models.Case(
                models.When(last_answer__startswith="SMTP_5", then=True),
                default=False,
                output_field=models.BooleanField(),
            ),
        )

    def with_unread(self) -> "UserQuerySet":
        """Annotate `unread_notifications`, a hundred at most: read with the user of each request, by the index of those
        that are unread."""
        return self.annotate(unread_notifications=UNREAD)


ManagerOfUsers = BaseUserManager.from_queryset(UserQuerySet)


class UserManager(ManagerOfUsers):
    def get_queryset(self) -> UserQuerySet:  # type: ignore[override] # what `from_queryset` makes
        """Every page needs the organization of its user: one query loads both."""
        return UserQuerySet(self.model, using=self._db).select_related("organization")


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person who signs in: one e-mail address, one organization, one role."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    job_title = models.CharField("fonction", max_length=80, blank=True)
    phone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="users", verbose_name="organisme"
    )
    role = models.CharField("rôle", max_length=20, choices=Role)
    is_active = models.BooleanField("compte actif", default=True)
    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)
    # Kept for its trace: the history says who took the second factor away, and from which page.
    second_factor_reset_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    # Of the user of a request (`with_unread`).
    unread_notifications = 0

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "compte"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message="Un compte utilise déjà cette adresse.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="role_fits_organization",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("role", "organization_id"),
                func=ROLE_FITS_ORGANIZATION,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return full_name_of(self.first_name, self.last_name, self.email)

    @property
    def position(self) -> str:
        """« CESF », « Travailleur social · Éducateur spécialisé »: the role where the title does not tell it."""
        role, title = self.get_role_display(), self.job_title
        is_told = role.casefold()[:ROLE_STEM] in title.casefold() or title.casefold() in role.casefold()
        return (title or role) if is_told else f"{role} · {title}"

    def may(self, right: Right) -> bool:
        return self.is_active and (self.role in RIGHTS[right] or self._stands_in_for(right))

    def _stands_in_for(self, right: Right) -> bool:
        """One query, for the deputies of that right alone."""
        if self.role not in DEPUTIES.get(right, ()):
            return False
        colleagues = User.objects.colleagues_of(self).active()
        return not colleagues.filter(role__in=RIGHTS[right]).exists()

    def require(self, right: Right) -> None:
        """Raise `RightMissingError` unless the role holds `right`."""
        if not self.may(right):
            raise RightMissingError(right)


@dataclass(frozen=True)
class RoleGiver:
    """Whoever may give a role in the organization may send its invitation again, mend its name or withdraw it."""

    def check(self, user: User, row: "Invitation") -> None:
        """Raise `RightMissingError` otherwise."""
        user.require(Right.INVITE)
        if row.organization_id != user.organization_id or row.role not in grantable_roles(user):
            raise RightMissingError("Vous ne pouvez pas agir sur cette invitation.")

    def __str__(self) -> str:
        return f"`{Right.INVITE}` in its organization, for a role that may be given"


def is_live(invitation: "Invitation") -> bool:
    return not invitation.is_expired


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; an expired one waits still: it can be sent again."""
        return self.filter(state=Invitation.State.WAITING)

    def usable(self) -> "InvitationQuerySet":
        return self.waiting().filter(expires_at__gt=timezone.now())

    def links_sent(self, *, by: Organization, since: datetime.datetime) -> models.QuerySet[Any, Any]:
        """One row for each link that the members of an organization sent, those sent again included: each has its own
        end."""
        written = self.filter(
            invited_by__organization=by, history__pgh_created_at__gt=since, history__state=Invitation.State.WAITING
        )
        return written.order_by().values("pk", "history__expires_at").distinct()

    def with_message_state(self) -> "InvitationQuerySet":
        """Annotate what became of the message, without its text, which holds the link."""
        return self.annotate(message_state=models.F("message__state"))

    def visible_to(self, user: User) -> "InvitationQuerySet":
        return self.filter(organization=user.organization_id) if user.may(Right.INVITE) else self.none()


@tracked(exclude=["token_digest"])
class Invitation(models.Model):
    """A place kept for one person. The link's token is known to that person only: the table holds its digest."""

    class State(models.TextChoices):
        WAITING = "WAITING", "En attente"
        ACCEPTED = "ACCEPTED", "Acceptée"
        REVOKED = "REVOKED", "Retirée"

    class Move(models.TextChoices):
        RESEND = "RESEND", "Renvoyée"
        ACCEPT = "ACCEPT", "Acceptée"
        REVOKE = "REVOKE", "Retirée"
        RENAME = "RENAME", "Corrigée"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    job_title = models.CharField("fonction", max_length=80, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField("rôle", max_length=20, choices=Role)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="invitations_sent")
    state = models.CharField("état", max_length=20, choices=State, default=State.WAITING, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField("expire le", editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    # The last one sent with a link; none when the link was given in person.
    message = models.ForeignKey(Email, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = InvitationQuerySet.as_manager()

    machine = moves.Machine(
        moves.Move(Move.RESEND, {State.WAITING: [State.WAITING]}, by=RoleGiver()),
        # By whoever follows the link: what they hold is its token.
        moves.Move(
            Move.ACCEPT,
            {State.WAITING: [State.ACCEPTED]},
            needs=[moves.Need("a link that has not expired", is_live, moves.TransitionNotAllowedError)],
        ),
        moves.Move(Move.REVOKE, {State.WAITING: [State.REVOKED]}, by=RoleGiver()),
        moves.Move(Move.RENAME, {State.WAITING: [State.WAITING]}, by=RoleGiver()),
        loads=("organization", "message"),
    )

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="invitation_one_open_per_email",
                condition=models.Q(state="WAITING"),
                violation_error_message="Une invitation attend déjà une réponse à cette adresse.",
            ),
            models.CheckConstraint(
                name="invitation_expires_after_creation", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
            models.CheckConstraint(
                name="invitation_answer_is_dated",
                condition=models.Q(state="WAITING", accepted_at=None, revoked_at=None)
                | models.Q(state="ACCEPTED", accepted_at__isnull=False, revoked_at=None)
                | models.Q(state="REVOKED", accepted_at=None, revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
