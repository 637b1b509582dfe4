"""Where allauth asks us: who may sign up and as whom, what is encrypted, which second factor may be removed."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from housing_support.common.numbers import a_while
from partners.exceptions import TransitionNotAllowedError
from partners.guessing import TooManyTriesError, begin_try, log_refusal, remember_device
from partners.models import AccountEvent, Invitation, User
from partners.services import invitations
from partners.services.account_events import record
from partners.sessions import INVITATION, STRONG_FACTORS, signed_in_recently


def invitation_of(request: HttpRequest) -> Invitation | None:
    """The usable invitation whose link this browser followed: the session holds its digest, never its token."""
    digest = request.session.get(INVITATION)
    if not digest:
        return None
    return Invitation.objects.usable().select_related("organization").filter(token_digest=digest).first()


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up without an invitation, which says who they are; nobody guesses a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return invitation_of(request) is not None

    def clean_email(self, email: str) -> str:
        """Bind the sign-up to the invited address; every other form of allauth passes here too."""
        email = super().clean_email(email)
        request = context.request
        if request.resolver_match and request.resolver_match.view_name == "account_signup":
            invitation = invitation_of(request)
            if invitation is None or invitation.email.lower() != email.lower():
                raise ValidationError("Cette adresse n’est pas celle de l’invitation.", code="not_invited")
        return email

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Create the account that the invitation describes and use the invitation up, both or neither."""
        invitation = invitation_of(request)
        try:
            with transaction.atomic():
                if invitation is None:
                    raise TransitionNotAllowedError("no usable invitation in this session")
                invitations.accept(invitation=invitation)
                user.organization = invitation.organization
                user.role = invitation.role
                user.first_name = invitation.first_name
                user.last_name = invitation.last_name
                user.job_title = invitation.job_title
                super().save_user(request, user, form, commit)
                record(account=user, kind=AccountEvent.Kind.OPENED, by=invitation.invited_by, role=user.role)
        except TransitionNotAllowedError as error:
            raise ImmediateHttpResponse(redirect("account_signup")) from error
        del request.session[INVITATION]
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """In place of allauth's own count, which is of the account alone: six wrong passwords from anywhere would keep
        its owner out."""

    def authenticate(self, request: HttpRequest, **credentials) -> User | None:
        try:
            tried = begin_try(request, credentials["email"])
        except TooManyTriesError as error:
            log_refusal(request, credentials["email"], "too many tries")
            raise ValidationError(
                f"Trop d’essais manqués\u00a0: réessayez dans {a_while(error.seconds)}, "
                "ou choisissez «\u00a0Mot de passe oublié\u00a0».",
                code="too_many_login_attempts",
            ) from error
        user = super().authenticate(request, **credentials)
        if user:
            tried.rollback()
        else:
            log_refusal(request, credentials["email"], "wrong password")
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.email)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Somebody who has just signed in sets up a second factor without typing the password again."""
        if app == "allauth.mfa" and signed_in_recently(
            context.request.session, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        ):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """The seeds of one-time codes are encrypted at rest; the first key encrypts, all of them decrypt."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "C’est votre seule protection\u00a0: ajoutez-en une autre avant de retirer celle-ci."
        )
    }

    def __init__(self, request=None):
        super().__init__(request)
        self.cipher = MultiFernet([Fernet(key) for key in settings.MFA_ENCRYPTION_KEYS])

    def encrypt(self, text: str) -> str:
        return self.cipher.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self.cipher.decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last telephone or key stays; recovery codes are replaced, never removed."""
        if authenticator.type not in STRONG_FACTORS:
            return False
        others = Authenticator.objects.filter(user=authenticator.user, type__in=STRONG_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}
