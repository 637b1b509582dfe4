"""What accounts do, and what is done to them, is in the log of their organization's ADMIN."""

import datetime

import pytest
from allauth.account.signals import email_changed, password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import AccountEvent
from partners.roles import Role
from partners.services import accounts, invitations
from partners.services.account_events import record, record_refusal
from tests.factories.partners import InvitationFactory, UserFactory
from tests.factories.tenancies import HouseholdFactory

pytestmark = pytest.mark.django_db

Kind = AccountEvent.Kind


@pytest.fixture
def admin():
    return UserFactory(role=Role.ADMIN, first_name="Inès", last_name="Roy")


@pytest.fixture
def worker(admin):
    return UserFactory(organization=admin.organization, first_name="Maya", last_name="Carrère")


def recorded():
    rows = AccountEvent.objects.order_by("pk").values_list("kind", "account", "by", "facts")
    return [tuple(row) for row in rows]


def test_signing_in_and_out_is_on_record(client, worker):
    client.force_login(worker)
    client.post(reverse("account_logout"))

    assert recorded() == [("SIGNED_IN", worker.pk, None, {}), ("SIGNED_OUT", worker.pk, None, {})]


@pytest.mark.parametrize(("page", "sent"), [("search", "belkacem"), ("tenancies:households", "belkacem")])
def test_a_search_is_on_record_without_its_words(client, worker, page, sent):
    HouseholdFactory(name="Belkacem", participants=[worker.organization])
    client.force_login(worker)

    client.post(reverse(page), {"q": sent}, follow=True)

    assert recorded()[1:] == [("SEARCHED", worker.pk, None, {"results": 1})]


def test_whom_a_referral_is_about_is_looked_for_on_record(client):
    officer = UserFactory(landlord_staff=True)
    client.force_login(officer)

    client.post(reverse("referrals:find"), {"q": "belkacem"}, follow=True)

    assert recorded()[1:] == [("SEARCHED", officer.pk, None, {"results": 0})]


def test_a_list_that_is_not_searched_leaves_nothing(client, worker):
    client.force_login(worker)
    client.get(reverse("tenancies:households"))

    assert [kind for kind, *_ in recorded()] == ["SIGNED_IN"]


def test_a_refusal_is_on_record_once_by_the_pattern_of_its_page(client, admin, worker):
    client.force_login(worker)
    for _ in range(3):
        client.post(reverse("partners:deactivate", args=[admin.public_id]))

    assert recorded()[1:] == [
        ("REFUSED", worker.pk, None, {"page": "/team/<uuid:public_id>/deactivate/"}),
    ]


def test_a_page_that_does_not_exist_for_somebody_is_no_refusal(client, worker):
    client.force_login(worker)
    client.get(reverse("tenancies:household", args=[HouseholdFactory().public_id]))

    assert [kind for kind, *_ in recorded()] == ["SIGNED_IN"]


def test_a_form_from_an_old_page_is_no_refusal(worker):
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker)

    assert client.post(reverse("search"), {"q": "belkacem"}).status_code == 403
    assert [kind for kind, *_ in recorded()] == ["SIGNED_IN"]


def test_a_refusal_some_time_later_is_on_record_again(worker):
    record_refusal(account=worker, page="/team/")
    AccountEvent.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))
    record_refusal(account=worker, page="/team/")
    record_refusal(account=worker, page="/team/")

    assert len(recorded()) == 2


def test_a_refusal_hides_neither_that_of_somebody_else_nor_that_of_another_page(admin, worker):
    for account, page in [(admin, "/team/"), (worker, "/team/"), (worker, "/conventions/")]:
        record_refusal(account=account, page=page)

    assert recorded() == [
        ("REFUSED", admin.pk, None, {"page": "/team/"}),
        ("REFUSED", worker.pk, None, {"page": "/team/"}),
        ("REFUSED", worker.pk, None, {"page": "/conventions/"}),
    ]


def test_what_is_done_to_an_account_names_who_did_it(admin, worker):
    Authenticator.objects.create(user=worker, type=Authenticator.Type.TOTP, data={})

    accounts.reset_second_factor(account=worker, user=admin)
    accounts.deactivate(account=worker, user=admin)
    accounts.reactivate(account=worker, user=admin)
    invitations.invite(
        user=admin, email="a@exemple.fr", first_name="A", last_name="B", role=Role.COORDINATOR, base_url="https://x"
    )

    assert recorded() == [
        ("FACTOR_RESET", worker.pk, admin.pk, {}),
        ("DEACTIVATED", worker.pk, admin.pk, {}),
        ("REACTIVATED", worker.pk, admin.pk, {}),
        ("INVITED", admin.pk, None, {"role": "COORDINATOR"}),
    ]


def test_an_invitation_that_is_followed_opens_an_account_on_record(client, admin):
    InvitationFactory(token="abc", email="lea@exemple.fr", organization=admin.organization, invited_by=admin)
    client.get(reverse("partners:accept_invitation", args=["abc"]))
    password = "jonquille-parapluie-42"

    client.post(reverse("account_signup"), {"email": "lea@exemple.fr", "password1": password, "password2": password})

    account = admin.organization.users.get(email="lea@exemple.fr")
    assert recorded() == [("OPENED", account.pk, admin.pk, {"role": account.role})]


@pytest.mark.parametrize(
    ("signal", "kind"),
    [
        (password_changed, Kind.PASSWORD_CHANGED),
        (password_reset, Kind.PASSWORD_CHANGED),
        (email_changed, Kind.EMAIL_CHANGED),
    ],
)
def test_a_new_password_or_address_is_on_record(rf, worker, signal, kind):
    signal.send(sender=None, request=rf.get("/"), user=worker, from_email_address=None, to_email_address=None)

    assert recorded() == [(kind, worker.pk, None, {})]


@pytest.mark.parametrize(
    ("factor", "kinds"),
    [
        (Authenticator.Type.TOTP, ["FACTOR_ADDED", "FACTOR_REMOVED"]),
        (Authenticator.Type.WEBAUTHN, ["FACTOR_ADDED", "FACTOR_REMOVED"]),
        (Authenticator.Type.RECOVERY_CODES, []),
    ],
)
def test_a_factor_that_comes_or_goes_is_on_record(client, worker, factor, kinds):
    client.force_login(worker)
    request = client.get(reverse("home")).wsgi_request
    authenticator = Authenticator(user=worker, type=factor, data={})

    for signal in (authenticator_added, authenticator_removed):
        signal.send(sender=Authenticator, request=request, user=worker, authenticator=authenticator)

    assert [kind for kind, *_ in recorded()[1:]] == kinds


def test_what_is_older_than_a_year_goes_with_the_day_and_not_with_a_sign_in(client, worker):
    stranger = UserFactory()
    for account in (worker, stranger):
        record(account=account, kind=Kind.REFUSED, page="/team/")
        record(account=account, kind=Kind.SEARCHED, results=1)
    old = AccountEvent.objects.filter(kind=Kind.REFUSED)
    old.update(at=timezone.now() - datetime.timedelta(days=366))

    client.force_login(worker)
    assert old.count() == 2

    call_command("recurring", verbosity=0)

    assert [row[:2] for row in recorded()] == [
        ("SEARCHED", worker.pk),
        ("SEARCHED", stranger.pk),
        ("SIGNED_IN", worker.pk),
    ]


# Their page


def test_log_of_accounts_says_who_what_and_by_whom(client, admin, worker):
    record(account=worker, kind=Kind.SEARCHED, results=3)
    record(account=worker, kind=Kind.REFUSED, page="/team/<uuid:public_id>/deactivate/")
    record(account=worker, kind=Kind.OPENED, by=admin, role="COORDINATOR")
    record(account=UserFactory(), kind=Kind.SEARCHED, results=7)
    client.force_login(admin)

    response = client.get(reverse("partners:account_log"))

    shown = [(event.kind, detail, event.by) for event, detail in response.context["rows"]]
    assert shown == [
        ("SIGNED_IN", "", None),
        ("OPENED", "Coordinateur", admin),
        ("REFUSED", "/team/…/deactivate/", None),
        ("SEARCHED", "3\u00a0résultats", None),
    ]
    assert "Maya Carrère" in response.text


def test_log_of_accounts_of_one_person_and_kind(client, admin, worker):
    record(account=worker, kind=Kind.SEARCHED, results=1)
    record(account=admin, kind=Kind.SEARCHED, results=0)
    record(account=worker, kind=Kind.REFUSED, page="/team/")
    client.force_login(admin)

    response = client.get(reverse("partners:account_log"), {"account": worker.pk, "kind": "SEARCHED"})

    assert [detail for _, detail in response.context["rows"]] == ["1\u00a0résultat"]


def test_log_of_accounts_offers_no_stranger(client, admin):
    stranger = UserFactory()
    client.force_login(admin)

    response = client.get(reverse("partners:account_log"), {"account": stranger.pk})

    assert response.context["rows"] == []
    assert stranger.full_name not in response.text


@pytest.mark.parametrize("count", [1, 3, 60])
def test_log_of_accounts_asks_as_many_queries_whatever_its_length(
    client, admin, worker, count, django_assert_num_queries
):
    for results in range(count):
        record(account=worker, kind=Kind.SEARCHED, results=results)
    client.force_login(admin)

    with django_assert_num_queries(5):  # session, user, colleagues, page, count
        response = client.get(reverse("partners:account_log"))

    assert len(response.context["rows"]) == min(count + 1, 50)
