"""Who may open what: every address of the project, asked by everybody. One table per application.

The columns: nobody signed in; the landlord's rental officer, caretaker, adviser, manager and ADMIN; the social worker,
coordinator and ADMIN of the association that follows the household; the coordinator of an association that is asked
and has not answered; an adviser, a manager and an ADMIN of another landlord, a coordinator of another association.

The answers: `in` sends to the sign-in page, `302` elsewhere. A role that never does such a thing reads 403 whatever
the object, so that the answer tells nothing of it; a role that does it elsewhere reads 404. POST sends a form with
nothing in it: 200 shows it again to whoever may send it, 302 has done what needs no form. `*` is the answer of
everybody signed in.
"""

import pytest
from django.urls import reverse

from tests.consistency.access import accounts, partners, project, referrals, tenancies

COLUMNS = ("nobody", "RO", "CT", "AD", "MG", "LA", "SW", "CO", "AA", "AC", "xAD", "xMG", "xLA", "xCO")

# Where the answer is the same for everybody signed in, it is asked for some of them.
SOME = ("RO", "CO", "xLA")

OF_A_DRAFT = {"referrals:create", "referrals:create_with_household"}


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


ROWS_OF = {
    # The first: these pages want a password typed less than five minutes ago.
    "accounts": rows_of(accounts.TABLE),
    "project": rows_of(project.TABLE),
    "partners": rows_of(partners.TABLE),
    "tenancies": rows_of(tenancies.TABLE),
    "referrals": rows_of(referrals.TABLE),
}
ROWS = [row for rows in ROWS_OF.values() for row in rows]


def url_of(world, url: str, name: str) -> str:
    address = reverse(url, kwargs=world.arguments(name))
    # The page of a new referral names its own draft.
    return f"{address}?draft={world.draft_id}" if url in OF_A_DRAFT else address
