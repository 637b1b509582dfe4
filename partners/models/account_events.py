from django.db import models
from django.utils import timezone

from housing_support.common.audit import Kept
from partners.models.organizations import Organization
from partners.models.users import User
from partners.roles import Right


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    def visible_to(self, user: User) -> "AccountEventQuerySet":
        """Those of one's own organization, for whoever watches over its accounts."""
        return self.filter(organization=user.organization_id) if user.may(Right.READ_ACCESS_LOG) else self.none()


class AccountEvent(Kept):
    """What somebody did with an account, or what was done to it, apart from any case file: little personal data,
    append-only, kept a year (6 to 12 months, CNIL recommendation on logging).

    Facts are codes, numbers and patterns of addresses: never what was looked for, nor from which machine.
    """

    KEPT_FOR = "6 months"

    class Kind(models.TextChoices):
        SIGNED_IN = "SIGNED_IN", "Connexion"
        SIGNED_OUT = "SIGNED_OUT", "Déconnexion"
        SEARCHED = "SEARCHED", "Recherche"
        REFUSED = "REFUSED", "Accès refusé"
        INVITED = "INVITED", "Invitation envoyée"
        OPENED = "OPENED", "Compte ouvert"
        DEACTIVATED = "DEACTIVATED", "Compte désactivé"
        REACTIVATED = "REACTIVATED", "Compte réactivé"
        ROLE_CHANGED = "ROLE_CHANGED", "Rôle changé"
        PASSWORD_CHANGED = "PASSWORD_CHANGED", "Mot de passe changé"
        EMAIL_CHANGED = "EMAIL_CHANGED", "Adresse électronique changée"
        FACTOR_ADDED = "FACTOR_ADDED", "Double authentification ajoutée"
        FACTOR_REMOVED = "FACTOR_REMOVED", "Double authentification retirée"
        FACTOR_RESET = "FACTOR_RESET", "Double authentification réinitialisée"

    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    # Whoever did it, when it was somebody else.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    facts = models.JSONField("faits", default=dict)
    at = models.DateTimeField("date", default=timezone.now, editable=False)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        verbose_name = "événement d’un compte"
        verbose_name_plural = "événements des comptes"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="account_event_by_organization"),
            models.Index(fields=["account", "-at", "-id"], name="account_event_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {timezone.localtime(self.at):%d/%m/%Y %H:%M}"
