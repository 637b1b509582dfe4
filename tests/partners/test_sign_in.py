"""The way in: from the link of an invitation to the first page, then every door of the account pages."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertFormError, assertRedirects

from partners import sessions
from partners.adapters import MFAAdapter
from partners.guessing import mark_of
from tests.factories.partners import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "jonquille-parapluie-42"
OTHER = "coquelicot-brouette-17"


@pytest.fixture(autouse=True)
def fresh_rate_limits():
    yield
    cache.clear()


def code_of(secret, step=0):
    counter = next(iter(yield_hotp_counters_from_time())) + step
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def user():
    user = UserFactory(email="lea@exemple.fr")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def secret(user):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


def give_password(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "lea@exemple.fr", "password": password})


@pytest.mark.django_db(transaction=True)
def test_from_invitation_to_first_page(client):
    InvitationFactory(token="abc", email="lea@exemple.fr")
    client.get(reverse("partners:accept_invitation", args=["abc"]))
    client.post(reverse("account_signup"), {"email": "lea@exemple.fr", "password1": PASSWORD, "password2": PASSWORD})
    [message] = mail.outbox
    code = re.search(r"^\w{4}-\w{4}$", message.body, re.MULTILINE).group()

    response = client.post(reverse("account_email_verification_sent"), {"code": code})

    assertRedirects(response, reverse("home"), fetch_redirect_response=False)
    assertRedirects(client.get(reverse("partners:partners")), reverse("mfa_index"))
    # The password has just been chosen: it is not asked again.
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200

    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})

    assertRedirects(response, reverse("mfa_view_recovery_codes"))
    assert client.get(reverse("partners:partners")).status_code == 200


def test_password_alone_does_not_open_a_protected_account(client, user, secret):
    response = give_password(client)

    assertRedirects(response, reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session

    response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assertRedirects(response, reverse("home"), fetch_redirect_response=False)
    assert client.get(reverse("partners:partners")).status_code == 200


def test_a_session_older_than_the_second_factor_does_not_skip_it(client, user):
    give_password(client)
    assertRedirects(client.get(reverse("partners:partners")), reverse("mfa_index"))

    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    for page in ("partners:partners", "mfa_index", "mfa_view_recovery_codes"):
        assert client.get(reverse(page)).status_code == 302
        assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_adding_a_second_factor_ends_the_other_sessions(client, user):
    elsewhere = Client()
    for each in (elsewhere, client):
        give_password(each)
    page = client.get(reverse("mfa_activate_totp"))

    client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})

    assert client.get(reverse("partners:partners")).status_code == 200
    assertRedirects(
        elsewhere.get(reverse("partners:partners")),
        f"{reverse('account_login')}?next={reverse('partners:partners')}",
        fetch_redirect_response=False,
    )


def test_sign_in_comes_back_to_the_page_that_was_asked(client, user, secret):
    wanted = reverse("partners:partners")
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": wanted})

    assertRedirects(client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}), wanted)


def test_one_time_code_serves_once(client, user, secret):
    code = code_of(secret)
    give_password(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.logout()
    give_password(client)

    client.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" not in client.session


def test_recovery_code_replaces_the_telephone(client, user, secret):
    [code, *_] = RecoveryCodes.activate(user).generate_codes()
    give_password(client)

    client.post(reverse("mfa_authenticate"), {"code": code})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_deactivated_account_does_not_sign_in(client, user):
    user.is_active = False
    user.save()

    give_password(client)

    assert "_auth_user_id" not in client.session


def test_seed_of_the_codes_is_encrypted(client, user):
    client.force_login(user)
    page = client.get(reverse("mfa_activate_totp"))
    seed = page.context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": code_of(seed)})

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert seed not in stored
    assert MFAAdapter().decrypt(stored) == seed


def test_last_second_factor_stays(client, user, secret):
    client.force_login(user)

    response = client.post(reverse("mfa_deactivate_totp"))

    assert response.status_code == 200
    assert "C’est votre seule protection" in response.text
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def test_second_factor_is_removed_when_another_remains(client, user, secret):
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}, "passwordless": True}
    )
    client.force_login(user)

    client.post(reverse("mfa_deactivate_totp"))

    assert [authenticator.type for authenticator in user.authenticator_set.all()] == [Authenticator.Type.WEBAUTHN]
    assert client.get(reverse("partners:partners")).status_code == 200


@pytest.mark.parametrize("page", ["mfa_deactivate_totp", "mfa_generate_recovery_codes"])
def test_sensitive_page_asks_who_is_there_again(client, user, secret, page):
    client.force_login(user)
    session = client.session
    session[sessions.SIGNED_IN_AT] -= 301
    session.save()

    response = client.get(reverse(page))

    assert response.status_code == 302
    assert response.url.partition("?")[0] in {reverse("account_reauthenticate"), reverse("mfa_reauthenticate")}


def test_change_of_address_asks_who_is_there_even_right_after_signing_in(client, user, secret):
    client.force_login(user)

    client.post(reverse("account_email"), {"action_add": "", "email": "pirate@exemple.fr"})

    assert [address.email for address in EmailAddress.objects.all()] == ["lea@exemple.fr"]
    assert mail.outbox == []


def told_of(message):
    """To whom, and the sentence that says what changed."""
    return message.to, re.findall(r"^Votre .*\.$", message.body, re.MULTILINE)


def test_change_of_password_is_told_to_its_owner(client, user, secret):
    client.force_login(user)

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})

    user.refresh_from_db()
    assert user.check_password(OTHER)
    assert [told_of(each) for each in mail.outbox] == [(["lea@exemple.fr"], ["Votre mot de passe a été modifié."])]


def test_change_of_address_is_told_at_the_former_one(client, user, secret):
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "lea@ailleurs.fr"})
    code = re.search(r"^\w{4}-\w{4}$", mail.outbox[0].body, re.MULTILINE).group()

    client.post(reverse("account_email_verification_sent"), {"code": code})

    user.refresh_from_db()
    assert user.email == "lea@ailleurs.fr"
    told = "Votre adresse électronique était lea@exemple.fr\u00a0; c’est maintenant lea@ailleurs.fr."
    assert [told_of(each) for each in mail.outbox[1:]] == [(["lea@exemple.fr"], [told])]


def test_unknown_address_and_wrong_password_answer_alike(client, user):
    wrong = give_password(client, "faux")
    unknown = client.post(reverse("account_login"), {"login": "inconnu@exemple.fr", "password": "faux"})

    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert (wrong.status_code, unknown.status_code) == (200, 200)


def test_each_refusal_is_a_line_of_the_logs_without_what_was_typed(client, user, secret, caplog):
    def send(page, **typed):
        client.post(reverse(page), typed, REMOTE_ADDR="192.0.2.7")

    for login in (user.email, user.email.upper()):
        send("account_login", login=login, password="faux-secret")
    send("account_login", login=user.email, password=PASSWORD)
    send("mfa_authenticate", code="000000")
    client.cookies.clear()
    for _ in range(6):
        send("account_login", login="autre@exemple.fr", password="faux-secret")

    lines = [record.getMessage() for record in caplog.records if record.name == "partners.guessing"]
    mine, other = (f"account {mark_of(email)}, from 192.0.2.7" for email in (user.email, "autre@exemple.fr"))
    assert lines == [
        *[f"sign-in refused, wrong password: {mine}"] * 2,
        f"sign-in refused, wrong second factor: {mine}",
        *[f"sign-in refused, wrong password: {other}"] * 5,
        f"sign-in refused, too many tries: {other}",
    ]
    for typed in ("faux", "exemple.fr", "000000"):
        assert typed not in caplog.text.lower()


def test_signing_in_leaves_no_refusal_in_the_logs(client, user, secret, caplog):
    give_password(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert "refused" not in caplog.text


def test_password_reset_of_an_unknown_address_says_nothing(client, user):
    known = client.post(reverse("account_reset_password"), {"email": user.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "inconnu@exemple.fr"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_after_a_few_wrong_passwords_the_page_says_when_to_try_again(client, user):
    with time_machine.travel(timezone.now(), tick=False):
        answers = [give_password(client, f"faux-{attempt}") for attempt in range(6)]

    assert re.findall(r"Trop d’essais manqués[^<]*", answers[4].text) == []
    told = re.findall(r"réessayez dans [^<]*", answers[5].text)
    assert set(told) == {"réessayez dans 60\u00a0secondes, ou choisissez «\u00a0Mot de passe oublié\u00a0»."}
    # The right one is not even looked at.
    give_password(client)
    assert "_auth_user_id" not in client.session


def test_owner_of_a_guessed_account_comes_in_from_a_known_browser(client, user, secret):
    give_password(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    client.post(reverse("account_logout"))
    stranger = Client()
    for attempt in range(20):
        give_password(stranger, f"faux-{attempt}")

    response = give_password(client)

    assertRedirects(response, reverse("mfa_authenticate"))


def test_password_alone_makes_no_known_browser(client, user, secret):
    give_password(client)

    assert settings.DEVICE_COOKIE_NAME not in client.cookies


def test_new_password_by_e_mail_ends_the_wait(client, user, secret):
    for attempt in range(6):
        give_password(client, f"faux-{attempt}")
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER})

    assertRedirects(give_password(client, OTHER), reverse("mfa_authenticate"))


def test_a_crowd_at_one_address_is_told_to_wait_a_minute(client):
    answers = [client.post(reverse("account_login"), {"login": "", "password": ""}) for _ in range(121)]

    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert "Attendez une minute, puis réessayez." in answers[-1].text


def test_password_reset_does_not_skip_the_second_factor(client, user, secret):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)

    client.post(page.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "page",
    [
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "usersessions_list",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
    ],
)
def test_account_pages_speak_french(client, user, secret, page):
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    response = client.get(reverse(page), follow=True)

    assert response.status_code == 200
    assert '<html lang="fr">' in response.text
    assert not re.search(r"\b(Your|Password|Sign|Email|Not used)\b", re.sub(r"<[^>]+>|\{[^}]*\}", "", response.text))


def test_first_password_is_asked_for_in_our_words(client):
    """The library draws it with another form than a change of password."""
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    response = client.post(reverse("account_set_password"), {"password1": "", "password2": ""})

    assertFormError(response.context["form"], "password1", "Choisissez un mot de passe.")
    assertFormError(response.context["form"], "password2", "Tapez une seconde fois ce mot de passe.")
