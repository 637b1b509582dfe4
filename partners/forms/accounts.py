"""allauth's forms, whose errors say what to do as those of ours do."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn

from housing_support.common.forms import Form

ADDRESS = "Écrivez votre adresse électronique."
PASSWORD = "Tapez votre mot de passe."  # noqa: S105 - a sentence
CHOSEN = {"password1": "Choisissez un mot de passe.", "password2": "Tapez une seconde fois ce mot de passe."}
CODE = {"code": "Tapez le code à six chiffres."}
KEY = {"credential": "Votre clé d’accès n’a pas répondu\u00a0: recommencez."}


class LoginForm(Form, account.LoginForm):
    sentences = {"login": ADDRESS, "password": PASSWORD}


class SignupForm(Form, account.SignupForm):
    sentences = {"email": "Écrivez l’adresse électronique où vous avez reçu l’invitation."} | CHOSEN


class AddEmailForm(Form, account.AddEmailForm):
    sentences = {"email": "Écrivez votre nouvelle adresse électronique."}


class ChangeEmailForm(Form, account.ChangeEmailForm):
    sentences = {"email": "Écrivez votre nouvelle adresse électronique."}


class ConfirmEmailForm(Form, account.ConfirmEmailVerificationCodeForm):
    sentences = {"code": "Tapez le code reçu à votre adresse."}


class ChangePasswordForm(Form, account.ChangePasswordForm):
    sentences = {"oldpassword": "Tapez votre mot de passe actuel."} | CHOSEN


class SetPasswordForm(Form, account.SetPasswordForm):
    sentences = CHOSEN


class ResetPasswordForm(Form, account.ResetPasswordForm):
    sentences = {"email": ADDRESS}


class ResetPasswordKeyForm(Form, account.ResetPasswordKeyForm):
    sentences = CHOSEN


class ReauthenticateForm(Form, account.ReauthenticateForm):
    sentences = {"password": PASSWORD}


class AuthenticateForm(Form, mfa.AuthenticateForm):
    sentences = CODE


class ReauthenticateByCodeForm(Form, mfa.ReauthenticateForm):
    sentences = CODE


class ActivateTOTPForm(Form, LibraryActivateTOTPForm):
    sentences = CODE


class AddWebAuthnForm(Form, webauthn.AddWebAuthnForm):
    sentences = KEY


class EditWebAuthnForm(Form, webauthn.EditWebAuthnForm):
    sentences = {"name": "Écrivez un nom qui distingue cette clé des autres."}


class AuthenticateWebAuthnForm(Form, webauthn.AuthenticateWebAuthnForm):
    sentences = KEY


class LoginWebAuthnForm(Form, webauthn.LoginWebAuthnForm):
    sentences = KEY


class ReauthenticateWebAuthnForm(Form, webauthn.ReauthenticateWebAuthnForm):
    sentences = KEY
