"""Nothing typed is lost: every form of the project that holds a text, found on the pages themselves."""

import functools

import pytest
from django.test import Client
from django.urls import reverse

from tenancies.models import Draft
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import about, client_with, undone
from tests.forms import forms_of, unfolded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

WORDS = "Saisie en cours"
# Who has the most forms before them, when several people may open a page.
READERS = ("AD", "CO", "MG", "RO", "SW", "CT", "AC", "LA", "AA")
PAGES = [
    (next(code for code in READERS if expected.get(code) == "200"), url, name)
    for url, name, method, expected in (row.values for row in ROWS)
    if method == "GET"
    and any(expected.get(code) == "200" for code in READERS)
    # Those of the accounts are allauth's: secrets and addresses, never about a household.
    and not url.startswith(("account_", "mfa_", "usersessions_"))
]


@pytest.fixture(scope="module")
def forms_on(world, cookies, handler):
    """`forms_on(code, url, name)`: each form of a page, and of those that draw the form of one more of its acts, after
    the address of its own; asked once, where no draft waits."""

    @functools.cache
    def ask(code, url, name):
        address, client = url_of(world, url, name), client_with(cookies[code], handler)
        with about(code, address), undone():
            Draft.objects.all().delete()
            response = client.get(address)
            if response.streaming:
                return []
            others = [(each, client.get(each)) for each in unfolded(response.text)]
            return [(page, form) for page, shown in ((address, response), *others) for form in forms_of(shown)]

    return ask


@pytest.fixture
def forms_with_a_text(forms_on):
    def found(*page):
        return [*{form.action: (address, form) for address, form in forms_on(*page) if form.holds_text}.values()]

    return found


def test_every_form_with_a_text_keeps_what_is_typed(world, client_of, forms_with_a_text):
    """While typing, and once the session has ended; it comes back at the page of the form, after signing in."""
    for code, url, name in PAGES:
        with about(code, url, name), undone():
            client, address = client_of(code), url_of(world, url, name)
            for page, form in forms_with_a_text(code, url, name):
                assert form.is_stamped, f"{form.action} lacks {{% drafted form title=… %}}"
                Draft.objects.all().delete()

                assert client.post(reverse("draft_keep"), form.filled(WORDS)).json()["saved_at"]
                assert words_in(client, page, form) == dict.fromkeys(form.texts, WORDS)

                response = Client().post(form.action, form.filled("Envoi sans session"))
                assert response.headers["Location"].startswith(f"{reverse('account_login')}?next=")
                assert words_in(client, page, form) == dict.fromkeys(form.texts, "Envoi sans session")
                [draft] = Draft.objects.all()
                assert draft.page == address
                assert draft.title


def words_in(client, page, form):
    [again] = [each for each in forms_of(client.get(page)) if each.action == form.action and each.holds_text]
    return {name: again.sent[name][0] for name in form.texts}


def pages_where(found, known) -> set[str]:
    """Those of the known pages where some forms are found: a rule would hold of nothing if they were not read."""
    return {
        f"{url} {name}".strip()
        for code, url, name in PAGES
        if f"{url} {name}".strip() in known and found(code, url, name)
    }


def test_forms_with_a_text_are_found(forms_with_a_text):
    known = {
        "referrals:edit draft",
        "tenancies:household_edit household",
        "tenancies:note_create household",
        "tenancies:visit_create household",
    }

    assert pages_where(forms_with_a_text, known) == known


@pytest.fixture
def editing_forms(world, forms_on):
    """Those that show words or numbers already recorded: a page that makes something proposes some too."""

    def found(code, url, name):
        address = url_of(world, url, name)
        if address.endswith("/new/"):
            return []
        return [form for page, form in forms_on(code, url, name) if page == address and form.shows_what_is_recorded]

    return found


def test_every_editing_form_tells_that_somebody_saved_meanwhile(world, client_of, editing_forms):
    """The second tab is shown what the first one saved, and asked; what it typed stays, and nothing is written."""
    for code, url, name in PAGES:
        with about(code, url, name), undone():
            Draft.objects.all().delete()
            client, address = client_of(code), url_of(world, url, name)
            for form in editing_forms(code, url, name):
                first, second = (changed(form, amount) for amount in (1, 2))

                saved = client.post(form.action, first)
                asked = client.post(form.action, second)

                assert saved.status_code == 302, f"{form.action} refused {first}"
                assert asked.status_code in (200, 409), f"{form.action} wrote over what was saved"
                [again] = [each for each in forms_of(asked) if each.action == form.action and each.shown]
                typed = {name: again.sent[name] for name in form.shown if second[name] != first[name]}
                assert typed == {name: second[name] for name in typed}
                recorded = forms_of(client.get(address))
                assert any(each.sent.get(name) == first[name] for each in recorded for name in typed)


def changed(form, amount):
    """As it was sent, with words and numbers of one's own in the fields that held some."""
    texts = {name: [f"{form.sent[name][0]} {'bis ' * amount}".strip()] for name in form.texts if form.sent[name][0]}
    numbers = {name: [str(int(form.sent[name][0]) + amount)] for name in form.numbers if form.sent[name][0]}
    # Numbers of years and of telephones have a form of their own.
    kept = {name: form.sent[name] for name in form.sent if name.endswith(("phone", "birth_year"))}
    return form.sent | texts | numbers | kept


def test_editing_forms_are_found(editing_forms):
    known = {
        "partners:amend_convention convention",
        "partners:edit_convention unsigned",
        "partners:parameters",
        "referrals:edit draft",
        "tenancies:household_edit household",
        "tenancies:note_correct note",
    }

    assert pages_where(editing_forms, known) == known
