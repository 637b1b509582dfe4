import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.messages import SUCCESS, WARNING, Message
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertMessages, assertRedirects

from housing_support.common.dates import long_moment
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Role
from partners.services import accounts
from tests.factories.partners import InvitationFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

TOTP = {"type": Authenticator.Type.TOTP, "data": {"secret": "secret"}}
CODES = {"type": Authenticator.Type.RECOVERY_CODES, "data": {"seed": "seed", "used_mask": 0}}


@pytest.fixture
def admin():
    return UserFactory(role=Role.ADMIN, first_name="Alix", last_name="Adam")


@pytest.fixture
def colleague(admin):
    return UserFactory(organization=admin.organization, first_name="Zoé", last_name="Zola")


def rows_of(response):
    return [
        (account.full_name, account.is_active, account.has_second_factor) for account in response.context["page"].rows
    ]


def test_team_shows_the_accounts_of_ones_own_organization(client, admin, colleague):
    UserFactory(last_name="Ailleurs")
    Authenticator.objects.create(user=admin, **TOTP)
    Authenticator.objects.create(user=colleague, **CODES)
    client.force_login(admin)

    response = client.get(reverse("partners:team"))

    assert rows_of(response) == [("Alix Adam", True, True), ("Zoé Zola", True, False)]


def test_team_shows_the_invitations_of_ones_own_organization(client, admin):
    mine = InvitationFactory(organization=admin.organization)
    InvitationFactory()
    client.force_login(admin)

    response = client.get(reverse("partners:team"))

    assert list(response.context["invitations"]) == [mine]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_team_asks_as_many_queries_whatever_its_size(client, admin, count, django_assert_num_queries):
    UserFactory.create_batch(count, organization=admin.organization)
    InvitationFactory.create_batch(count, organization=admin.organization, invited_by=admin)
    client.force_login(admin)

    with django_assert_num_queries(5):  # session, user, accounts, their count, invitations
        client.get(reverse("partners:team"))


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER])
def test_team_is_closed_to_who_may_not_invite(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("partners:team")).status_code == 403


def test_coordinator_reads_the_team_without_the_acts_of_an_admin(client, admin):
    client.force_login(UserFactory(organization=admin.organization, role=Role.COORDINATOR))

    response = client.get(reverse("partners:team"))

    assert response.context["can_manage_accounts"] is False
    assert "Désactiver" not in response.text


def test_deactivated_account_is_out_at_its_next_request(client, admin, colleague):
    client.force_login(colleague)
    assert client.get(reverse("partners:partners")).status_code == 200

    accounts.deactivate(account=colleague, user=admin)

    response = client.get(reverse("partners:partners"))
    assertRedirects(
        response, f"{reverse('account_login')}?next={reverse('partners:partners')}", fetch_redirect_response=False
    )


def test_deactivation_closes_the_listed_sessions(client, admin, colleague, rf):
    client.force_login(colleague)
    UserSession.objects.create(user=colleague, session_key=client.session.session_key, ip="127.0.0.1", user_agent="x")

    accounts.deactivate(account=colleague, user=admin)
    accounts.reactivate(account=colleague, user=admin)

    assert client.get(reverse("partners:partners")).status_code == 302
    assert UserSession.objects.count() == 0


def test_deactivate_and_reactivate_by_the_page(client, admin, colleague):
    client.force_login(admin)

    response = client.post(reverse("partners:deactivate", args=[colleague.public_id]))
    colleague.refresh_from_db()
    done = "Le compte de Zoé Zola est désactivé et ses sessions sont fermées. Un message part pour l’en informer."
    assertMessages(response, [Message(SUCCESS, done)])
    assert colleague.is_active is False

    response = client.post(reverse("partners:reactivate", args=[colleague.public_id]))
    colleague.refresh_from_db()
    assert colleague.is_active is True


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_deactivates_themselves(client, admin, method):
    UserFactory(organization=admin.organization, role=Role.ADMIN)
    client.force_login(admin)

    response = getattr(client, method)(reverse("partners:deactivate", args=[admin.public_id]))

    admin.refresh_from_db()
    assert (response.status_code, admin.is_active) == (403, True)
    assert "Une autre personne qui gère les accès le fait pour vous." in response.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_deactivating_an_account_closed_meanwhile_says_so(client, admin, method):
    closed = UserFactory(organization=admin.organization, is_active=False, first_name="Zoé", last_name="Zola")
    client.force_login(admin)

    response = getattr(client, method)(reverse("partners:deactivate", args=[closed.public_id]))

    assertMessages(response, [Message(WARNING, "Le compte de Zoé Zola est déjà désactivé.")])


def test_a_coordinator_manages_accounts_while_no_admin_does(client):
    coordinator = UserFactory(role=Role.COORDINATOR)
    colleague = UserFactory(organization=coordinator.organization)
    client.force_login(coordinator)

    assert reverse("partners:deactivate", args=[colleague.public_id]) in client.get(reverse("partners:team")).text
    client.post(reverse("partners:deactivate", args=[colleague.public_id]))

    colleague.refresh_from_db()
    assert colleague.is_active is False


def test_request_of_somebody_deactivated_meanwhile_has_no_right_left(admin):
    other = UserFactory(organization=admin.organization, role=Role.ADMIN)

    accounts.deactivate(account=other, user=admin)

    # The other one's request was already under way, with the account as it was read.
    for act in (accounts.deactivate, accounts.reactivate, accounts.reset_second_factor):
        with pytest.raises(RightMissingError):
            act(account=admin, user=other)
    assert User.objects.get(pk=admin.pk).is_active is True


def test_request_of_somebody_whose_role_changed_meanwhile_has_no_right_left(admin, colleague):
    User.objects.filter(pk=admin.pk).update(role=Role.SOCIAL_WORKER)

    with pytest.raises(RightMissingError):
        accounts.deactivate(account=colleague, user=admin)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_deactivate_each_other_at_the_same_moment_one_stays(admin):
    other = UserFactory(organization=admin.organization, role=Role.ADMIN)
    both_ready = threading.Barrier(2)

    def deactivate(account, user):
        try:
            both_ready.wait(timeout=10)
            accounts.deactivate(account=account, user=user)
        except RightMissingError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(deactivate, [admin, other], [other, admin]))

    assert sorted(outcomes) == ["done", "refused"]
    assert User.objects.active().filter(organization=admin.organization).count() == 1


@pytest.mark.parametrize(
    ("act", "prepared"), [("deactivate", {"is_active": False}), ("reactivate", {}), ("reset_second_factor", {})]
)
def test_act_in_the_wrong_state(admin, act, prepared):
    account = UserFactory(organization=admin.organization, **prepared)

    with pytest.raises(TransitionNotAllowedError):
        getattr(accounts, act)(account=account, user=admin)

    assert mail.outbox == []


@pytest.mark.parametrize("act", ["deactivate", "reactivate", "reset_second_factor"])
def test_acts_on_accounts_stop_at_the_organization_and_at_the_role(client, admin, colleague, act):
    stranger = UserFactory()
    client.force_login(admin)
    assert client.post(reverse(f"partners:{act}", args=[stranger.public_id])).status_code == 404
    assert client.get(reverse(f"partners:{act}", args=[stranger.public_id])).status_code in (404, 405)

    client.force_login(UserFactory(organization=admin.organization, role=Role.COORDINATOR))
    assert client.post(reverse(f"partners:{act}", args=[colleague.public_id])).status_code == 403


def test_reset_of_the_second_factor_leaves_a_trace(client, admin, colleague):
    Authenticator.objects.create(user=colleague, **TOTP)
    Authenticator.objects.create(user=colleague, **CODES)
    client.force_login(admin)

    response = client.post(reverse("partners:reset_second_factor", args=[colleague.public_id]))

    assert response.status_code == 302
    assert Authenticator.objects.count() == 0
    trace = colleague.history.order_by("pgh_id").last()
    assert trace.second_factor_reset_at is not None
    assert trace.pgh_context.metadata == {
        "user": admin.pk,
        "url": reverse("partners:reset_second_factor", args=[colleague.public_id]),
    }


def test_whoever_loses_the_account_is_told(admin, colleague):
    accounts.deactivate(account=colleague, user=admin)

    [message] = mail.outbox
    assert (message.to, message.subject) == ([colleague.email], "Votre compte Passerelle est désactivé")
    assert message.body == (
        "Bonjour Zoé Zola,\n\n"
        f"Alix Adam a désactivé votre compte Passerelle chez {admin.organization.name}. Vos sessions sont fermées et "
        "vous ne pouvez plus vous connecter. Ce que vous avez écrit reste dans les dossiers, sous votre nom.\n\n"
        "Si vous pensez qu’il s’agit d’une erreur, adressez-vous à la personne qui gère les comptes de votre "
        "organisme.\n"
    )


def test_whoever_loses_the_second_factor_is_told(admin, colleague):
    Authenticator.objects.create(user=colleague, **TOTP)

    accounts.reset_second_factor(account=colleague, user=admin)

    colleague.refresh_from_db()
    [message] = mail.outbox
    assert (message.to, message.subject) == (
        [colleague.email],
        "La double authentification de votre compte Passerelle est réinitialisée",
    )
    assert message.body == (
        "Bonjour Zoé Zola,\n\n"
        f"Le {long_moment(timezone.localtime(colleague.second_factor_reset_at))}, Alix Adam a réinitialisé la double "
        f"authentification de votre compte Passerelle chez {admin.organization.name}\u00a0: vos téléphones, vos clés "
        "et vos codes de secours ne servent plus, et vos sessions sont fermées. À votre prochaine connexion, après "
        "votre mot de passe, vous en enregistrerez de nouveaux.\n\n"
        "Si vous n’avez rien demandé, prévenez tout de suite la personne qui gère les comptes de votre "
        "organisme\u00a0: quelqu’un cherche peut-être à entrer à votre place.\n"
    )


def test_reset_of_ones_own_second_factor_is_refused(admin):
    Authenticator.objects.create(user=admin, **TOTP)

    with pytest.raises(TransitionNotAllowedError):
        accounts.reset_second_factor(account=admin, user=admin)

    assert Authenticator.objects.count() == 1


def test_landlords_and_associations_manage_their_accounts_alike(client):
    organization = OrganizationFactory(is_landlord=True)
    admin = UserFactory(organization=organization, role=Role.ADMIN)
    account = UserFactory(organization=organization, role=Role.CARETAKER)

    accounts.deactivate(account=account, user=admin)

    account.refresh_from_db()
    assert account.is_active is False
