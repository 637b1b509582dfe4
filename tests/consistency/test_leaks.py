"""Nobody reads what is not for them, on any page they can reach: each one is crawled as each person of the world."""

import functools
import re

import pytest
from django.forms.renderers import get_default_renderer
from django.urls import reverse

from partners.models import Email
from tenancies.models.audience import Audience
from tests.consistency import world as words
from tests.consistency import world_of_threads as threads
from tests.consistency.conftest import as_application, client_with, undone
from tests.consistency.crawling import (
    PEOPLE,
    PROTECTED_ADDRESS,
    PROTECTED_STREETS,
    TOKENS,
    different,
    living,
    name_of,
    pages_to_begin_with,
    reached,
)
from tests.consistency.test_dates import FIELDS
from tests.consistency.world_of_stays import HIDDEN_PLACE

pytestmark = pytest.mark.django_db

LANDLORD = {"RO", "AD", "MG"}
ASSOCIATION = {"SW", "CO"}
# Each word with all its readers: they find it somewhere, nobody else does anywhere.
READERS = {
    words.WORKER_NOTE: {"SW"},
    words.SOCIAL_REPORT: {"AD"} | ASSOCIATION,
    words.SHARED_REPORT: LANDLORD | ASSOCIATION,
    words.TYPED: {"SW"},
    # A question, and its answer, are read by those who read what they are about.
    words.QUESTION: LANDLORD | ASSOCIATION,
    words.ANSWER: LANDLORD | ASSOCIATION,
    words.TEAM_QUESTION: ASSOCIATION,
    words.REQUEST_QUESTION: {"AD", "AC"},
    words.REQUEST_ANSWER: {"AD", "AC"},
    words.DIAGNOSIS: {"AD"},
    words.DECISIONS: {"AD"},
    words.GOAL: ASSOCIATION,
    words.HEALTH_GOAL: {"AD", "AC"},
    words.FACTS: LANDLORD,
    words.DRAFT_FACTS: {"RO"},
    words.CARETAKER_FACTS: LANDLORD,
    words.PHONE: LANDLORD | ASSOCIATION,
    # Whoever does not read social content reads no worker of a partner in action 3.
    words.WORKER_PHONE: {"AD", "AA"} | ASSOCIATION,
    words.DOOR_FACTS: LANDLORD,
    words.HOUSEHOLD_NAME: LANDLORD | ASSOCIATION | {"AC"},
    words.CANDIDATE_NAME: ASSOCIATION,
    # Of a candidate who is proposed, the landlord reads the sheet and no more: neither who they are nor what they went
    # through.
    words.PROPOSED_NAME: {"RO", "MG"} | ASSOCIATION,
    words.NEEDS: {"RO", "MG"} | ASSOCIATION,
    words.SUPPORT: {"RO", "MG"} | ASSOCIATION,
    words.PROPOSED_FIRST_NAME: ASSOCIATION,
    words.KEPT: ASSOCIATION,
    # Where its association puts a household up; masked too, when it is protected.
    words.STAY_PLACE: ASSOCIATION,
    HIDDEN_PLACE: set(),
    words.KEPT_LATER: ASSOCIATION,
    words.CRITERIA: ASSOCIATION,
    words.CRITERIA_OF_PROPOSED: ASSOCIATION,
    words.CANCELLED_CRITERIA: ASSOCIATION,
    words.SHOWN_STREET: LANDLORD | ASSOCIATION | {"CT"},
    words.KEPT_STREET: LANDLORD | {"CT"},
    words.PLAIN_STREET: LANDLORD | {"CT"},
    words.LANDLORD_WORD: LANDLORD | ASSOCIATION,
    words.ASSOCIATION_WORD: LANDLORD | ASSOCIATION,
    # Whom a partner without an account is reached by, and what is asked of it.
    words.LINK_ADDRESS: {"AD"},
    # Whoever handles a conflict reads it; whoever follows one party reads nothing of the other.
    words.CONFLICT_FACT: {"AD"},
    words.MEDIATED_FACT: {"AD"} | ASSOCIATION,
    words.COMMITMENT: {"AD"} | ASSOCIATION,
    words.NEIGHBOUR_NAME: {"AD"},
    words.LINK_GOAL: {"AD"},
    # Of a file nobody reads how it was called.
    words.GIVEN_NAME: set(),
    words.INVITED: {"MG", "LA"},
    words.INVITED_BY_ASSOCIATION: {"CO", "AA"},
}
# A note of each writer for each audience, and its readers.
TEAM_OF = {code: LANDLORD if code in LANDLORD else ASSOCIATION for code in words.WRITERS}
for code in words.WRITERS:
    READERS |= {
        words.note_of(code, Audience.SHARED): LANDLORD | ASSOCIATION,
        words.note_of(code, Audience.ORGANIZATION): TEAM_OF[code],
        words.note_of(code, Audience.AUTHOR): {code},
    }
    # What they say to one another.
    READERS |= {
        threads.message_of(code, Audience.SHARED): LANDLORD | ASSOCIATION,
        threads.message_of(code, Audience.ORGANIZATION): TEAM_OF[code],
    }
# Until it leaves, and of another household, its author alone; withdrawn, nobody.
READERS |= {threads.WAITING: {"RO"}, threads.CANCELLED: {"CO"}, threads.WITHDRAWN: set()}
READERS |= {
    threads.SHARED_TASK: LANDLORD | ASSOCIATION,
    threads.SOCIAL_TASK: {"AD"} | ASSOCIATION,
    threads.OWN_TASK: ASSOCIATION,
    threads.AUTHOR_TASK: {"CO"},
    threads.WRONG_TASK: {"SW"},
    threads.SYNTHESIS_MINUTES: {"AD"} | ASSOCIATION,
}
for code in {"AD"} | ASSOCIATION:
    READERS[threads.message_of(code, Audience.SOCIAL)] = {"AD"} | ASSOCIATION
    READERS[words.note_of(code, Audience.SOCIAL)] = {"AD"} | ASSOCIATION
# What the landlord's register says of its dwellings, whoever lives there, and the doors that a caretaker may name.
REGISTER = {
    "tenancies:dwellings",
    "tenancies:dwelling",
    "tenancies:dwelling_facts",
    "tenancies:who_lives_there",
    "tenancies:declare_free",
    "tenancies:free_dwellings",
    "tenancies:reserve",
    "tenancies:void_create",
    "tenancies:caretaker_residences",
    "referrals:find_door",
    "referrals:report_door",
}
# Who works with the landlord and for what is no secret; for whom is.
AGREEMENTS = {
    "tenancies:convention_reservations",
    "tenancies:reserve",
    "partners:partners",
    "partners:expertises",
    "partners:programme",
    "partners:add_convention_document",
    "partners:amend_convention",
    "partners:cancel_convention_document",
    "partners:convention",
    "partners:edit_convention",
    "partners:sign_convention",
    "partners:terminate_convention",
    "partners:create_convention",
    # Of the conventions that end.
    "partners:notifications",
}


@pytest.fixture(scope="module")
def begin_with(world):
    """`begin_with(code)`: the pages that this person's crawls begin with; a search has another address each time."""
    return functools.cache(functools.partial(pages_to_begin_with, world))


@pytest.fixture(scope="module")
def crawl_of(begin_with, cookies, handler):
    """`crawl_of(code)`: all that this person reaches by links, asked once, by the account of the application."""

    @functools.cache
    def crawl(code):
        with as_application():
            return reached(client_with(cookies[code], handler), begin_with(code), reads_papers=True)

    return crawl


@pytest.fixture(scope="module")
def crawled(crawl_of):
    """`crawled(code)`: every page that this person reaches by links, as {address: its text}."""
    return lambda code: crawl_of(code).pages


# Of a search, what it finds in the register, beside the households.
DWELLINGS_FOUND = re.compile(r"<h2>Logements</h2>.*?</section>", re.DOTALL)


def without_the_register(pages: dict[str, str]) -> dict[str, str]:
    return {
        address: DWELLINGS_FOUND.sub("", text) if name_of(address) == "search" else text
        for address, text in pages.items()
        if name_of(address) not in REGISTER
    }


@pytest.fixture(scope="module")
def told(crawl_of):
    """`told(code)`: every page and every paper, the name of its file included."""
    return lambda code: crawl_of(code).pages | crawl_of(code).papers


def found_at(pages: dict[str, str], word: str, *, but=()) -> list[str]:
    return sorted(address for address, text in pages.items() if word in text and name_of(address) not in but)


@pytest.mark.parametrize("code", PEOPLE)
def test_whoever_may_read_a_page_is_given_it(crawl_of, begin_with, code):
    """The other answers of the tables are held by `test_access.py`."""
    crawl = crawl_of(code)

    assert {address: crawl.answers[address] for address in begin_with(code) if crawl.answers[address] != 200} == {}
    assert crawl.writings == {}
    assert crawl.kept == set(), "the browser keeps no page"


@pytest.mark.parametrize("code", PEOPLE)
def test_a_word_is_read_by_its_readers_and_by_nobody_else(told, code):
    pages = told(code)

    leaks = {word: found_at(pages, word) for word, readers in READERS.items() if code not in readers}
    missing = [word for word, readers in READERS.items() if code in readers and not found_at(pages, word)]

    assert {word: places for word, places in leaks.items() if places} == {}
    assert missing == []


@pytest.mark.parametrize("code", PEOPLE)
def test_a_protected_address_is_nowhere_but_in_the_register_of_dwellings(told, code):
    pages = without_the_register(told(code))

    places = {word: found_at(pages, word) for word in (*PROTECTED_ADDRESS, *PROTECTED_STREETS)}

    assert {word: found for word, found in places.items() if found} == {}


@pytest.mark.parametrize("code", ["RO", "CT", "AD", "MG", "LA"])
def test_a_landlord_does_not_read_that_there_are_stays(told, code):
    """Neither of a candidate nor of who is its tenant since: not the word, not the page."""
    pages = {address: text.replace("titre de séjour", "") for address, text in told(code).items()}

    assert found_at(pages, "éjour") == []
    assert [address for address in pages if "stay" in address] == []


def test_no_message_names_a_household_or_says_where_it_lives():
    told = [f"{each.subject} {each.body}" for each in Email.objects.all()]

    assert told != []
    names = (words.HOUSEHOLD_NAME, words.PROPOSED_NAME, "Glissand", "Jouvenceau", "éjour")
    secrets = (*PROTECTED_ADDRESS, *PROTECTED_STREETS, *names, words.STAY_PLACE, HIDDEN_PLACE)
    assert {word for word in secrets if any(word in each for each in told)} == set()


@pytest.mark.parametrize("code", ["RO", "AD", "MG"])
def test_the_register_of_dwellings_does_not_say_who_lives_there(crawled, world, code):
    pages = {address: text for address, text in crawled(code).items() if name_of(address) in REGISTER}

    assert found_at(pages, words.PROTECTED_STREET) != []
    for household in (world.household, world.subtenant, world.young):
        told = (household.name, household.reference, str(household.public_id))
        assert {word: found_at(pages, word) for word in told if found_at(pages, word)} == {}


@pytest.mark.parametrize("code", PEOPLE)
def test_every_page_says_the_same_whether_or_not_a_protected_household_has_a_door(crawl_of, world, client_of, code):
    """Nobody finds its door by what is missing. Its own case file says that it has a lease, and since when.

    A page that reads none of the tables that changed says the same again.
    """
    own = reverse("tenancies:household", args=[world.household.public_id])
    crawl = crawl_of(code)
    with living(world, None) as changed:
        asked = {address for address, read in crawl.read.items() if read & changed and not address.startswith(own)}
        again = reached(client_of(code), [*asked], is_left_out=crawl.read.__contains__).pages
    unchanged = {address: text for address, text in crawl.pages.items() if address not in asked}

    here, nowhere = (
        {
            TOKENS.sub("", address): TOKENS.sub("", text)
            for address, text in pages.items()
            if not address.startswith(own)
        }
        for pages in (crawl.pages, unchanged | again)
    )
    assert "tenancies_tenancy" in changed
    assert again != {} or code in {"CT", "LA"}
    assert different(here, nowhere) == {}


def test_a_caretaker_reads_no_name_no_reference_and_no_protection(crawled, world):
    pages = crawled("CT")

    told = (world.plain.name, world.plain.reference, world.household.reference, "protégée")
    assert {word: found_at(pages, word) for word in told if found_at(pages, word)} == {}
    assert found_at(pages, words.PLAIN_STREET) != []


@pytest.mark.parametrize("code", ["RO", "CT", "MG"])
def test_rental_staff_read_nothing_about_health(crawled, code):
    """Neither the need, nor the topic of a visit, nor the partner whose name alone would tell."""
    pages = crawled(code)

    assert found_at(pages, "Addiction", but=AGREEMENTS) == []
    assert found_at(pages, "Santé") == []
    assert found_at(pages, words.HEALTH_PARTNER, but=AGREEMENTS) == []


def test_an_adviser_reads_the_need_and_not_the_topic_of_health(crawled, world):
    pages = crawled("AD")

    assert found_at(pages, "Santé") == []
    assert "Addiction" in pages[reverse("referrals:detail", args=[world.referral.public_id])]


@pytest.mark.parametrize("code", ["SW", "CO"])
def test_the_association_reads_the_topic_of_health(crawled, world, code):
    assert "Santé" in crawled(code)[reverse("tenancies:household", args=[world.household.public_id])]


def test_an_association_without_that_expertise_does_not_read_the_need(crawled):
    assert found_at(crawled("CO"), "Addiction", but=AGREEMENTS) == []


@pytest.mark.parametrize("code", ["xAD", "xMG", "xLA", "xCO", "AC"])
def test_strangers_do_not_even_read_a_reference(crawled, world, code):
    pages = crawled(code)

    assert found_at(pages, world.household.reference) == []
    assert found_at(pages, world.plain.reference) == []


@pytest.mark.parametrize("code", ["RO", "AD", "SW", "CO"])
def test_a_protected_address_is_shown_for_a_reason_to_those_who_deal_with_the_household(world, client_of, code):
    address = reverse("tenancies:household_address", args=[world.household.public_id])

    with undone() as written:
        text = client_of(code).post(address, {"purpose": "VISIT"}).text

    assert [word for word in PROTECTED_ADDRESS if word not in text] == []
    assert written.count("tenancies_casefileaccess") == 2


@pytest.mark.parametrize("code", PEOPLE)
def test_every_form_that_writes_carries_its_token(crawled, code):
    """The test client does not ask for it, browsers are refused without it."""
    forms = [
        (address, form)
        for address, text in crawled(code).items()
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL)
    ]

    assert forms != []
    assert [(address, form[:200]) for address, form in forms if "csrfmiddlewaretoken" not in form] == []


TELEPHONE = re.compile(r"(<a [^>]*href=\"tel:[^>]*>|value=\")?(0[1-9](?: \d\d){4})")


def test_every_telephone_is_a_link_that_dials_it(crawled):
    found = {
        (name_of(address), number, bool(link))
        for code in PEOPLE
        for address, text in crawled(code).items()
        for link, number in TELEPHONE.findall(text)
    }

    assert {number for _, number, _ in found} == {words.PHONE, words.WORKER_PHONE, words.ASSOCIATION_PHONE}
    assert [each for each in found if not each[2]] == []


# On a shared computer

# What somebody types about themselves, which their own browser may propose.
OF_ONESELF = {"email", "username", "tel", "current-password", "new-password", "one-time-code"}
# A name is one's own on one's own page alone: everywhere else it is somebody else's.
OWN_NAME = {"given-name", "family-name"}
# Those that the attribute is made for.
PROPOSED = re.compile(
    r"<(?:textarea|select)\b[^>]*>|<input\b(?![^>]*type=\"(?:hidden|checkbox|radio|file|submit)\")[^>]*>"
)


@pytest.mark.parametrize("code", PEOPLE)
def test_no_field_lets_the_browser_propose_what_was_typed_before(crawled, code):
    fields = {
        (name_of(address), field): re.findall(r"autocomplete=\"([^\"]*)\"", field)
        for address, text in crawled(code).items()
        for field in PROPOSED.findall(text)
    }

    assert fields != {}
    assert {
        (page, field)
        for (page, field), said in fields.items()
        if said != ["off"] and not set(said) <= (OF_ONESELF | OWN_NAME if page == "partners:profile" else OF_ONESELF)
    } == set()
    assert {field for field, said in fields.items() if not said} == set()


def test_the_base_of_forms_says_it_for_each_field():
    renderer = get_default_renderer()
    drawn = {name: field.widget.render("x", None, {}, renderer=renderer) for name, field in FIELDS.items()}

    assert {
        (name, one) for name, text in drawn.items() for one in PROPOSED.findall(text) if "autocomplete=" not in one
    } == set()
