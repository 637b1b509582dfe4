"""Who may open what: every address of the project, asked by everybody.

The columns: nobody signed in; the landlord's rental officer, caretaker, adviser, manager and ADMIN; the social worker,
coordinator and ADMIN of the association that follows the household; the coordinator of an association that is asked
and has not answered; an adviser, a manager and an ADMIN of another landlord, a coordinator of another association.

The answers: `in` sends to the sign-in page, `302` elsewhere. A role that never does such a thing reads 403 whatever
the object, so that the answer tells nothing of it; a role that does it elsewhere reads 404. POST sends a form with
nothing in it: 200 shows it again to whoever may send it, 302 has done what needs no form.
"""

import pytest
from django.urls import get_resolver, reverse

from tests.consistency.conftest import undone

pytestmark = pytest.mark.django_db

COLUMNS = ("nobody", "RO", "CT", "AD", "MG", "LA", "SW", "CO", "AA", "AC", "xAD", "xMG", "xLA", "xCO")

# Where the answer is the same for everybody signed in, it is asked for some of them.
SOME = ("RO", "CO", "xLA")

TABLE = """
                                                        |    | landlord            | association | ask | strangers
address                              about              |   -|  RO  CT  AD  MG  LA |  SW  CO  AA |  AC | xAD xMG xLA xCO

# The project itself
home                                 -              GET |  in| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
dashboard                            -              GET |  in| 403 403 200 200 403 | 403 200 403 | 200 | 200 200 403 200
dashboard_figure                     figure         GET |  in| 403 403 200 200 403 | 403 200 403 | 200 | 200 200 403 200
search                               -              GET |  in| 200 200 200 200 403 | 200 200 403 | 200 | 200 200 403 200
search                               -              POST|  in| 302 302 302 302 403 | 302 302 403 | 302 | 302 302 403 302
health                               -              GET | 200| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200

# Partners, accounts and agreements
partners:sign_in_as                  colleague      POST| 404| 404 404 404 404 404 | 404 404 404 | 404 | 404 404 404 404
partners:accept_invitation           invited        GET | 302| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
partners:accept_invitation           worn-out       GET | 410| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
partners:invite                      -              GET |  in| 403 403 403 200 200 | 403 200 200 | 200 | 403 200 200 200
partners:invite                      -              POST|  in| 403 403 403 200 200 | 403 200 200 | 200 | 403 200 200 200
partners:resend_invitation           invitation     POST|  in| 403 403 403 302 302 | 403 404 404 | 404 | 403 404 404 404
partners:revoke_invitation           invitation     POST|  in| 403 403 403 302 302 | 403 404 404 | 404 | 403 404 404 404
partners:team                        -              GET |  in| 403 403 403 200 200 | 403 200 200 | 200 | 403 200 200 200
partners:deactivate                  colleague      POST|  in| 403 403 403 403 302 | 403 403 404 | 403 | 403 403 404 403
partners:reactivate                  inactive       POST|  in| 403 403 403 403 302 | 403 403 404 | 403 | 403 403 404 403
partners:reset_second_factor         colleague      POST|  in| 403 403 403 403 302 | 403 403 404 | 403 | 403 403 404 403
partners:partners                    -              GET |  in| 200 403 200 200 200 | 200 200 200 | 200 | 200 200 200 200
partners:programme                   programme      GET |  in| 200 403 200 200 200 | 200 200 200 | 200 | 404 404 404 404
partners:create_convention           -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:create_convention           -              POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:amend_convention            convention     GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:amend_convention            convention     POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:parameters                  -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:parameters                  -              POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403

# The landlord's dwellings
tenancies:dwellings                  -              GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 200 200 403 403
tenancies:dwelling                   dwelling       GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:stock_imports              -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
tenancies:stock_import_create        -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
tenancies:stock_import_create        -              POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
tenancies:stock_import               previewed      GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_refused       applied        GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_confirm       applied        POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_discard       previewed      POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_start_again   applied        POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403

# The case file
tenancies:access_log                 -              GET |  in| 403 403 403 403 200 | 403 403 200 | 403 | 403 403 200 403
tenancies:households                 -              GET |  in| 200 403 200 200 403 | 200 200 403 | 200 | 200 200 403 200
tenancies:households                 -              POST|  in| 302 403 302 302 403 | 302 302 403 | 302 | 302 302 403 302
tenancies:household                  household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household                  plain          GET |  in| 200 403 200 200 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household                  closed         GET |  in| 200 403 200 200 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_access           household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_dwelling         household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_members          household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_support          household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_address          household      GET |  in| 200 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:household_address          household      POST|  in| 200 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:household_address          plain          GET |  in| 404 403 404 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:household_edit             household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_edit             household      POST|  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_edit             closed         GET |  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_edit             closed         POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_close            plain          POST|  in| 403 403 302 302 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:household_close            household      POST|  in| 403 403 302 302 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:household_reopen           closed         POST|  in| 403 403 302 302 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:note_create                household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:note_create                household      POST|  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:note_create                closed         POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:report_edit                report         GET |  in| 403 403 403 403 403 | 200 403 403 | 404 | 403 403 403 404
tenancies:report_edit                report         POST|  in| 403 403 403 403 403 | 200 403 403 | 404 | 403 403 403 404
tenancies:visit_create               household      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:visit_create               household      POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:visit_create               plain          POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 403 403 403 404
tenancies:follow_up_worker           follow_up      GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_worker           follow_up      POST|  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_end              follow_up      GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_end              follow_up      POST|  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:tenancy_create             household      GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:tenancy_create             household      POST|  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:tenancy_create             closed         POST|  in| 403 403 403 403 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:tenancy_end                tenancy        GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:tenancy_end                tenancy        POST|  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:draft                      typed visit    GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:draft                      typed visit    POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:draft                      typed referral GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
tenancies:draft                      typed referral POST|  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403

# Referrals: a caretaker sees their own, a draft its author alone
referrals:worklist                   -              GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:list                       -              GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:find                       -              GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:find                       -              POST|  in| 302 302 302 302 403 | 403 403 403 | 403 | 302 302 403 403
referrals:create                     new referral   GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:create                     new referral   POST|  in| 200 200 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:create_with_household      -              GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:create_with_household      -              POST|  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:forget                     unsent         POST|  in| 302 302 302 302 403 | 403 403 403 | 403 | 302 302 403 403
referrals:detail                     referral       GET |  in| 200 404 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:detail                     sent           GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:detail                     draft          GET |  in| 302 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:edit                       draft          GET |  in| 200 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:edit                       draft          POST|  in| 200 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:check                      draft          GET |  in| 200 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:send                       draft          POST|  in| 302 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:discard                    draft          POST|  in| 302 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:plan_meeting               sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:record_held                planned        POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:record_missed              planned        POST|  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:record_agreement           sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:mobilise                   referral       POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:dismiss                    sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:close                      referral       POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:withdraw                   requested      POST|  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:mobilisations              -              GET |  in| 403 403 403 403 403 | 403 200 403 | 200 | 403 403 403 200
referrals:mobilisation               accepted       GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
referrals:mobilisation               requested      GET |  in| 403 403 403 403 403 | 403 404 403 | 200 | 403 403 403 404
referrals:accept                     requested      POST|  in| 403 403 403 403 403 | 403 404 403 | 302 | 403 403 403 404
referrals:decline                    requested      POST|  in| 403 403 403 403 403 | 403 404 403 | 200 | 403 403 403 404

# One's own account: the same for everybody, whoever they are (allauth)
account_login                        -              GET | 200| *302
account_login                        -              POST| 200| *302
account_logout                       -              GET |  in| *200
account_logout                       -              POST|  in| *in
account_inactive                     -              GET | 200| *200
account_signup                       -              GET | 200| *302
account_signup                       -              POST| 200| *302
account_reauthenticate               -              GET |  in| *200
account_reauthenticate               -              POST|  in| *200
account_email                        -              GET |  in| *200
account_email                        -              POST|  in| *302
account_email_verification_sent      -              GET |  in| *302
account_change_password              -              GET |  in| *200
account_change_password              -              POST|  in| *200
account_set_password                 -              GET |  in| *302
account_set_password                 -              POST|  in| *302
account_reset_password               -              GET | 200| *200
account_reset_password               -              POST| 200| *200
account_reset_password_done          -              GET | 200| *200
account_reset_password_from_key      password link  GET | 200| *200
account_reset_password_from_key      password link  POST| 200| *200
account_reset_password_from_key_done -              GET | 200| *200
account_confirm_login_code           -              GET |  in| *302
account_confirm_login_code           -              POST|  in| *302
mfa_index                            -              GET |  in| *200
mfa_authenticate                     -              GET |  in| *302
mfa_authenticate                     -              POST|  in| *302
mfa_reauthenticate                   -              GET |  in| *302
mfa_reauthenticate                   -              POST|  in| *302
mfa_reauthenticate_webauthn          -              GET |  in| *302
mfa_reauthenticate_webauthn          -              POST|  in| *302
mfa_activate_totp                    -              GET |  in| *200
mfa_activate_totp                    -              POST|  in| *200
mfa_deactivate_totp                  -              GET |  in| *404
mfa_deactivate_totp                  -              POST|  in| *404
mfa_view_recovery_codes              -              GET |  in| *404
mfa_generate_recovery_codes          -              GET |  in| *200
mfa_generate_recovery_codes          -              POST|  in| *200
mfa_download_recovery_codes          -              GET |  in| *404
mfa_list_webauthn                    -              GET |  in| *200
mfa_add_webauthn                     -              GET |  in| *200
mfa_add_webauthn                     -              POST|  in| *200
mfa_edit_webauthn                    key            GET |  in| *404
mfa_edit_webauthn                    key            POST|  in| *404
mfa_remove_webauthn                  key            GET |  in| *404
mfa_remove_webauthn                  key            POST|  in| *404
mfa_login_webauthn                   -              GET |  in| *302
mfa_login_webauthn                   -              POST|  in| *302
usersessions_list                    -              GET |  in| *200
usersessions_list                    -              POST|  in| *302
"""

OF_A_DRAFT = {"referrals:create", "referrals:create_with_household"}
LIBRARY = ("account_", "mfa_", "usersessions_")
# Tables that hold no word of anybody: sessions, rate limits, and the log of who opened a case file.
TRACES = {"django_session", "shared_cache", "usersessions_usersession", "tenancies_casefileaccess"}


def rows_of(table: str) -> list:
    rows = []
    for line in table.splitlines():
        address, *answers = line.split("|")
        if len(answers) < 2 or line.startswith((" ", "#", "address ")):
            continue
        url, *about, method = address.split()
        same = answers[1].strip()
        if same.startswith("*"):
            expected = dict.fromkeys(SOME, same[1:]) | {"nobody": answers[0].strip()}
        else:
            expected = dict(zip(COLUMNS, " ".join(answers).split(), strict=True))
        rows.append(pytest.param(url, " ".join(about).strip("-"), method, expected, id=" ".join(address.split())))
    return rows


ROWS = rows_of(TABLE)


def url_of(world, url: str, name: str) -> str:
    address = reverse(url, kwargs=world.arguments(name))
    # The page of a new referral names its own draft.
    return f"{address}?draft={world.draft_id}" if url in OF_A_DRAFT else address


def ask(client, method: str, address: str):
    # A browser always sends the token of the form.
    return client.post(address, {"csrfmiddlewaretoken": ""}) if method == "POST" else client.generic(method, address)


def answer_of(response) -> str:
    leads_in = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return "in" if leads_in else str(response.status_code)


def is_refusal(answer: str) -> bool:
    return answer in {"in", "403", "404", "405", "410"}


@pytest.mark.parametrize(("url", "name", "method", "expected"), ROWS)
def test_everybody_gets_the_answer_of_the_table(world, client_of, url, name, method, expected):
    answers, writings = {}, {}

    for code in expected:
        with undone() as written:
            response = ask(client_of(code), method, url_of(world, url, name))
        answers[code] = answer_of(response)
        if method == "GET" or is_refusal(answers[code]):
            writings[code] = sorted(set(written) - TRACES)

    assert answers == expected
    assert {code: tables for code, tables in writings.items() if tables} == {}


def names_of(patterns, namespace: str = "") -> set[str]:
    names = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            names |= names_of(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            names.add(f"{namespace}{pattern.name}")
    return names


def test_the_table_holds_every_address():
    assert {row.values[0] for row in ROWS} == names_of(get_resolver().url_patterns)


def methods_of(rows) -> dict[str, tuple]:
    """For each address, one object, the methods in the table and somebody who is let in by the first."""
    found = {}
    for row in rows:
        url, name, method, expected = row.values
        allowed = next((code for code in expected if code != "nobody" and not is_refusal(expected[code])), None)
        known = found.setdefault(url, [name, allowed, set()])
        known[2].add(method)
    return found


@pytest.mark.parametrize(
    ("url", "name", "code", "method"),
    [
        pytest.param(url, name, code, method, id=f"{method} {url}")
        for url, (name, code, methods) in methods_of(ROWS).items()
        for method in ("GET", "POST", "PUT")
        if code and method not in methods and not url.startswith(LIBRARY)
    ],
)
def test_other_methods_are_refused_to_those_let_in(world, client_of, url, name, code, method):
    with undone() as written:
        response = ask(client_of(code), method, url_of(world, url, name))

    assert response.status_code == 405
    assert set(written) <= TRACES
