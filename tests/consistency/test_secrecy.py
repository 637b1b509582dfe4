"""What an association writes of somebody reaches the landlord when it is addressed to it, and never otherwise.

A candidate is proposed, examined, let and followed, then left. On the way every text field and every file of the
association's pages is given a word of its own; then these words are looked for in all that the landlord's people reach.
"""

import datetime
import io
import itertools
import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from referrals.models import Announcement, Candidacy, Examination
from referrals.reading.decisions import Decided
from referrals.services import candidacies, examinations, leases, offers
from tenancies.models import CaseFileDocument, FollowUp, Household, JournalEntry, Message, Stay, Task, Visit
from tenancies.models.audience import Audience
from tenancies.services.support import assign_worker, take_in_charge
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import undone
from tests.consistency.crawling import pages_to_begin_with, reached
from tests.consistency.test_layers import FILES, TOOLS, is_in
from tests.consistency.world_of_threads import leave
from tests.forms import PageForm, forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

BEFORE, AFTER = "before the lease", "after the lease"
WRITERS = ("SW", "CO")
# Where somebody is told about, at the least.
PLACES = {
    "referrals:propose_newcomer",
    "referrals:correct_sheet",
    "tenancies:note_create",
    "tenancies:document_create",
    "tenancies:message_create",
    "tenancies:task_create",
    "tenancies:household_criteria",
    "tenancies:household_edit",
    "tenancies:visit_create",
    "tenancies:visit_correct",
    "tenancies:follow_up_end",
    "tenancies:stay_create",
    "tenancies:stay_correct",
    "referrals:put_up_newcomer",
}
LANDLORD = {"RO", "CT", "AD", "MG", "LA"}
STAFF = {"RO", "AD", "MG"}
# The sheet of a candidate is for whoever manages reservations.
SHEET = {"unique_number", "needs", "support"}
# Days from today that a form wants, where it proposes none.
DAYS = {"since": 0, "planned_end": 300, "due_on": 7}
# How people are called and reached, which the case file of a tenant says.
IDENTITY = re.compile(r"name$|first_name|last_name|phone")
# They end what the others write in: they come last, once.
ENDING = re.compile(r"close|withdraw|follow_up_end|cancel|reopen|own_entry")
AUDIENCES = re.compile(r'name="(\w*audience)"[^>]* value="(\w+)"|value="(\w+)"[^>]* name="(\w*audience)"')
RADIO = re.compile(r'<input\b[^>]*type="radio"[^>]*>')
# The question that says who reads a text, where it is not the only one of its form.
AUDIENCE_OF = {"shared_report": "report_audience", "note": "note_audience"}
CHOICES = re.compile(r'<select\b[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', re.DOTALL)


@dataclass(frozen=True)
class Written:
    stage: str
    url: str
    field: str
    audience: str

    def readers(self, when: str) -> set[str]:
        """Those of the landlord whom it is addressed to, of the candidate before its lease, then of the tenant."""
        if self.field in SHEET:
            return {"RO", "MG"}
        if self.url == "referrals:put_up_newcomer":
            # Another household, which no landlord knows.
            return set()
        if IDENTITY.search(self.field):
            called = {"RO", "MG"} if self.field in {"name", "last_name"} else set()
            return STAFF if when == AFTER else called
        if self.stage == BEFORE:
            return set()
        if self.url in {"tenancies:visit_cancel", "tenancies:task_cancel"}:
            # Why a visit, or the last task, is struck through is read by those who read it.
            return {"AD"}
        return {Audience.SHARED: STAFF, Audience.SOCIAL: {"AD"}}.get(self.audience, set())


class Association:
    """Its people, who write a new word in each field."""

    def __init__(self, world, cookies):
        self.world = world
        self.cookies = cookies
        self.words: dict[str, Written] = {}
        # Forms that did not write what they were given: their stage, page, answer and wrong fields.
        self.refused: list[tuple] = []
        self.numbers = itertools.count(1)
        self.stage = BEFORE

    def client(self, code: str) -> Client:
        client = Client()
        client.cookies.load(self.cookies[code])
        return client

    def write(self, url: str, address: str, code: str) -> None:
        """Send each form of the page, once for each readers that may be chosen."""
        client = self.client(code)
        page = client.get(address)
        if page.status_code != 200 or page.streaming:
            return
        for rank, form in enumerate(forms_of(page)):
            if not (form.holds_text or form.has_file) or form.role == "search" or form.method != "post":
                continue
            for audience in self.audiences_of(page) if not ENDING.search(url) else [Audience.ORGANIZATION]:
                again = client.get(address)
                [*forms] = forms_of(again)
                if again.status_code == 200 and rank < len(forms):
                    self.send(client, url, forms[rank], unescape(again.text), audience)

    def audiences_of(self, page) -> list[str]:
        offered = {first or second for _, first, second, _ in AUDIENCES.findall(page.text)}
        return sorted(offered) or [""]

    def send(self, client: Client, url: str, form: PageForm, text: str, audience: str) -> None:
        data = dict(form.sent)
        for tag in RADIO.findall(text):
            name, value = (re.search(rf'\b{which}="([^"]*)"', tag)[1] for which in ("name", "value"))
            if name.endswith("audience") and value == audience:
                data[name] = [value]
            data.setdefault(name, [value])
            if not value and data[name] == ["on"]:
                # No level was observed.
                data[name] = [""]
        for name, options in CHOICES.findall(text):
            offered = re.findall(r'value="([^"]+)"', options)
            # A message calls upon nobody: whoever it is for may not be among them.
            if data.get(name) == [""] and offered and name != "mentioned":
                data[name] = [offered[-1]]
        chosen = {name: data.get(AUDIENCE_OF.get(name, ""), data.get("audience", [""]))[0] for name in form.texts}
        for name, number in DAYS.items():
            if data.get(name) == [""]:
                data[name] = [str(self.world.today + datetime.timedelta(days=number))]
        data |= {name: [self.word(url, name, chosen[name])] for name in form.texts if "birth" not in name}
        if form.has_file:
            word = self.word(url, "file", data.get("audience", [""])[0])
            data["file"] = SimpleUploadedFile(f"{word}.pdf", paper_saying(word), "application/pdf")
        answer = client.post(form.action, data)
        if answer.status_code != 302:
            wrong = re.findall(r'<[^>]* name="(\w[\w-]*)"[^>]* aria-invalid="true"', answer.text)
            self.refused.append((self.stage, url, answer.status_code, *wrong))

    def word(self, url: str, field: str, audience: str) -> str:
        """A telephone is a number, whatever it says."""
        number = next(self.numbers)
        word = f"06 39 98 7{number // 10 % 10} {number % 100:02}" if "phone" in field else f"ZQ{number:04}JX"
        self.words[word] = Written(self.stage, url, field, audience)
        return word


def paper_saying(word: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": word, "/Author": word})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def pages_of() -> list[tuple[str, str, str]]:
    """Those of the case file and of the candidacy that somebody of the association opens: what ends comes last."""
    found = {
        (url, name): code
        for url, name, method, expected in (row.values for row in ROWS)
        if method == "GET" and url.startswith(("tenancies:", "referrals:"))
        for code in WRITERS[::-1]
        if expected.get(code) == "200"
    }
    return sorted(
        ((url, name, code) for (url, name), code in found.items()), key=lambda page: bool(ENDING.search(page[0]))
    )


def address_for(household: Household, world, url: str, name: str) -> str | None:
    """The address of the same page for `household`, None when it is about something that it has not."""
    arguments = world.arguments(name)
    if "household_id" in arguments:
        return None
    candidacy = household.candidacies.first()
    public_id = arguments.get("public_id")
    if Announcement.objects.filter(public_id=public_id).exists():
        # Nobody is proposed any more once it is let.
        if candidacy.announcement.ended_at:
            return None
        arguments["public_id"] = candidacy.announcement.public_id
    elif Candidacy.objects.filter(public_id=public_id).exists():
        arguments["public_id"] = candidacy.public_id
    elif Household.objects.filter(public_id=public_id).exists():
        arguments["public_id"] = household.public_id
    elif arguments:
        return None
    for key, rows in (
        ("entry", JournalEntry.objects.exclude(text="")),
        ("visit", Visit.objects),
        ("document", CaseFileDocument.objects),
        ("message", Message.objects),
        ("task", Task.objects),
        ("follow_up", FollowUp.objects.running()),
        ("stay", Stay.objects.open()),
    ):
        if key in arguments:
            row = rows.filter(household=household).last()
            if row is None:
                return None
            arguments[key] = row.public_id
    return reverse(url, kwargs=arguments)


def write_everywhere(association: Association, household: Household, *, ending: bool) -> None:
    done = set()
    for url, name, code in pages_of():
        address = address_for(household, association.world, url, name)
        if address and address not in done and bool(ENDING.search(url)) == ending:
            done.add(address)
            association.write(url, address, code)


def let(world, candidacy: Candidacy) -> None:
    """The landlord's side of the road, and the worker named."""
    officer, today = world.officer, world.today
    candidacies.declare_complete(candidacy=candidacy, user=officer)
    examinations.decide(
        session=world.sitting,
        announcement=candidacy.announcement,
        user=officer,
        decided=[Decided(candidacy, Examination.Decision.ATTRIBUTION, 1)],
        fewer_candidates=Examination.FewerCandidates.NOT_ENOUGH,
    )
    examinations.close_minutes(session=world.sitting, user=officer)
    offer = offers.offer_dwelling(candidacy=candidacy, user=officer, notified_on=today)
    offers.accept(offer=offer, user=officer, answered_on=today)
    leases.sign_lease(candidacy=candidacy, user=officer, starts_on=today)
    follow_up = FollowUp.objects.get(household=candidacy.household)
    assign_worker(follow_up=follow_up, user=world.coordinator, worker=world.worker)
    follow_up.refresh_from_db()
    take_in_charge(follow_up=follow_up, user=world.worker)


def read_by_the_landlord(association: Association, household: Household) -> dict[str, set[str]]:
    """Each word that somebody of the landlord found, with who did: on every page, in every paper, in what was sent, but
    in the case files of other households, whose pages `test_leaks.py` reads."""
    world, found = association.world, {}
    others = {str(other) for other in Household.objects.exclude(pk=household.pk).values_list("public_id", flat=True)}

    def is_of_another(address: str) -> bool:
        return any(part in others for part in address.partition("?")[0].split("/"))

    for code in sorted(LANDLORD):
        begin_with = [address for address in pages_to_begin_with(world, code) if not is_of_another(address)]
        crawl = reached(association.client(code), begin_with, is_left_out=is_of_another, reads_papers=True)
        pages = crawl.pages | crawl.papers
        sent = [message for message in mail.outbox if world.people[code].email in message.to]
        texts = [*pages, *pages.values(), *(f"{message.subject} {message.body}" for message in sent)]
        everything = "\n".join(texts).upper()
        for word in association.words:
            if word in everything:
                found.setdefault(word, set()).add(code)
    return found


def leaks(association: Association, found: dict[str, set[str]], when: str) -> dict[Written, set[str]]:
    told = {word: readers - association.words[word].readers(when) for word, readers in found.items()}
    return {association.words[word]: readers for word, readers in told.items() if readers}


def test_nothing_reaches_the_landlord_but_what_is_addressed_to_it(world, cookies, statements_as_in_production):
    association = Association(world, cookies)
    with undone():
        # The factories have taken the next references.
        for rank, opened in enumerate(Household.objects.filter(opened_by=world.association)):
            Household.objects.filter(pk=opened.pk).update(reference=f"D-2020-{rank:04}")
        association.write("referrals:propose_newcomer", url_of(world, "referrals:propose_newcomer", "announced"), "SW")
        candidacy = world.announced.candidacies.get()
        household = candidacy.household
        write_everywhere(association, household, ending=False)
        leave(household)
        as_candidate = read_by_the_landlord(association, household)

        let(world, candidacy)
        association.stage = AFTER
        write_everywhere(association, household, ending=False)
        leave(household)
        write_everywhere(association, household, ending=True)
        as_tenant = read_by_the_landlord(association, household)

    assert association.refused == []
    assert leaks(association, as_candidate, BEFORE) == {}
    assert leaks(association, as_tenant, AFTER) == {}
    # They were written, and whatever is addressed to the landlord is read there.
    addressed = {each.url for each in association.words.values() if each.readers(AFTER)}
    assert {association.words[word].url for word in as_candidate | as_tenant} == addressed
    assert {each.url for each in association.words.values()} >= PLACES


# Who knows of stays at all: a page, a list, a figure or a message of the landlord's that is not here tells of none.
KNOW_STAYS = {
    "housing_support.home.sections",
    "referrals.reading.stays",
    "referrals.views.stays",
    "tenancies.filters",
    "tenancies.forms.stays",
    "tenancies.models",
    "tenancies.models.stays",
    "tenancies.reading.masking",
    "tenancies.reading.pending",
    "tenancies.reading.stays",
    "tenancies.services.stays",
    "tenancies.views.stays",
}


def test_stays_are_known_where_their_association_reads_them_and_nowhere_else():
    known = {name for name, path in FILES.items() if re.search(r"\bStay(Event)?\b|\.stays\.", path.read_text())}

    assert {name for name in known if not is_in(name, TOOLS)} == KNOW_STAYS
