"""Nothing typed is lost: every form of the project that holds a text, found on the pages themselves."""

import pytest
from django.test import Client
from django.urls import reverse

from tenancies.models import Draft
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import undone
from tests.forms import forms_of

pytestmark = pytest.mark.django_db

WORDS = "Saisie en cours"
# Who has the most forms before them, when several people may open a page.
READERS = ("AD", "CO", "MG", "RO", "SW", "CT", "AC", "LA", "AA")
PAGES = [
    pytest.param(next(code for code in READERS if expected.get(code) == "200"), url, name, id=f"{url} {name}".strip())
    for url, name, method, expected in (row.values for row in ROWS)
    if method == "GET"
    and any(expected.get(code) == "200" for code in READERS)
    # Those of the accounts are allauth's: secrets and addresses, never about a household.
    and not url.startswith(("account_", "mfa_", "usersessions_"))
]


def forms_with_a_text(client, address):
    response = client.get(address)
    return [] if response.streaming else [form for form in forms_of(response) if form.holds_text]


@pytest.mark.parametrize(("code", "url", "name"), PAGES)
def test_every_form_with_a_text_keeps_what_is_typed(world, client_of, code, url, name):
    """While typing, and once the session has ended; it comes back at the page of the form, after signing in."""
    with undone():
        client, address = client_of(code), url_of(world, url, name)
        for form in forms_with_a_text(client, address):
            assert form.is_stamped, f"{form.action} lacks {{% drafted form title=… %}}"
            Draft.objects.all().delete()

            assert client.post(reverse("draft_keep"), form.filled(WORDS)).json()["saved_at"]
            assert words_in(client, address, form) == dict.fromkeys(form.texts, WORDS)

            response = Client().post(form.action, form.filled("Envoi sans session"))
            assert response.headers["Location"].startswith(f"{reverse('account_login')}?next=")
            assert words_in(client, address, form) == dict.fromkeys(form.texts, "Envoi sans session")
            [draft] = Draft.objects.all()
            assert draft.page == address
            assert draft.title


def words_in(client, address, form):
    [again] = [each for each in forms_with_a_text(client, address) if each.action == form.action]
    return {name: again.sent[name][0] for name in form.texts}


def test_forms_with_a_text_are_found(world, client_of):
    """The rule above would hold of nothing if the pages were not read."""
    with undone():
        found = {
            param.id
            for param in PAGES
            for code, url, name in [param.values]
            if forms_with_a_text(client_of(code), url_of(world, url, name))
        }

    assert {"tenancies:visit_create household", "tenancies:household_edit household"} <= found
    assert len(found) >= 10
