"""From the link of an invitation to work, then a sign-in without a password: every page of the account, as pages."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse

from partners.models import User
from tests.browser.pages import accessibility_violations, sideways_scroll, small_targets
from tests.factories.partners import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "jonquille-parapluie-42"


@pytest.fixture(autouse=True)
def plain_http(settings):
    """A passkey wants HTTPS, save from this machine."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"


@pytest.fixture
def phone(open_page):
    """A telephone with a fingerprint reader."""
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def accept_page(page):
    """What is asked of every page, at the moment it is shown."""
    assert accessibility_violations(page) == []
    assert sideways_scroll(page) == 0
    assert [target for target in small_targets(page) if 'class="brand"' not in target] == []


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_from_invitation_to_passwordless_sign_in(phone):
    InvitationFactory(token="abc", email="lea@exemple.fr")
    page = phone

    page.goto(reverse("partners:accept_invitation", args=["abc"]))
    assert page.url.endswith(reverse("account_signup"))
    accept_page(page)
    page.get_by_label("Adresse électronique").fill("lea@exemple.fr")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Mot de passe, une seconde fois").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte").click()

    page.wait_for_url("**" + reverse("account_email_verification_sent"))
    accept_page(page)
    code = re.search(r"^\w{4}-\w{4}$", mail.outbox[0].body, re.MULTILINE).group()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirmer").click()

    page.wait_for_url("**" + reverse("mfa_index"))
    accept_page(page)
    page.get_by_role("link", name="Utiliser mon téléphone").click()
    page.wait_for_url("**" + reverse("mfa_activate_totp"))
    accept_page(page)
    secret = page.locator("#authenticator_secret")
    assert secret.evaluate("key => key.scrollWidth <= key.clientWidth"), "whoever types the key sees all of it"
    page.locator("input[name=code]").fill(code_of(secret.input_value()))
    page.get_by_role("button", name="Relier ce téléphone").click()

    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    accept_page(page)
    page.get_by_label("J’ai mis mes codes en lieu sûr").check()

    page.goto(reverse("mfa_add_webauthn"))
    accept_page(page)
    page.get_by_label("Nom de la clé").fill("Téléphone de Léa")
    page.get_by_role("checkbox").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**" + reverse("mfa_index"))
    accept_page(page)
    page.get_by_role("link", name="Gérer mes clés").click()
    page.wait_for_url("**" + reverse("mfa_list_webauthn"))
    accept_page(page)
    assert page.get_by_role("link", name="Retirer Téléphone de Léa").count() == 1

    page.goto(reverse("usersessions_list"))
    accept_page(page)
    page.goto(reverse("account_change_password"))
    accept_page(page)
    page.goto(reverse("account_email"))
    accept_page(page)
    page.goto(reverse("account_logout"))
    page.locator("main").get_by_role("button", name=re.compile("connexion|connecter")).click()

    page.wait_for_url("**" + reverse("account_login"))
    accept_page(page)
    page.goto(reverse("partners:partners"))
    page.get_by_role("button", name="Utiliser une clé d’accès").click()

    page.get_by_role("heading", level=1, name="Partenaires").wait_for()
    assert User.objects.get().organization.name in page.content()


def test_pages_on_the_way_back_in(phone):
    """Sign-in with a code, access to confirm, a forgotten password."""
    page = phone
    user = UserFactory(email="lea@exemple.fr")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)

    page.goto(reverse("account_reset_password"))
    accept_page(page)
    page.get_by_label("Adresse électronique").fill(user.email)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**" + reverse("account_reset_password_done"))
    accept_page(page)
    page.goto(re.search(r"https?://\S+/password/reset/key/\S+", mail.outbox[0].body).group())
    accept_page(page)

    page.goto(reverse("mfa_generate_recovery_codes"))
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url("**" + reverse("mfa_authenticate"))
    accept_page(page)
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("form:has(input[name=code]) button[type=submit]").first.click()
    page.wait_for_url("**" + reverse("mfa_generate_recovery_codes"))
    accept_page(page)
    for name in ["mfa_reauthenticate", "account_reauthenticate", "mfa_deactivate_totp", "account_signup"]:
        page.goto(reverse(name))
        accept_page(page)
