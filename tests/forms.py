"""The forms of a page, as a browser would send them."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from django.http import HttpResponse

TEXTS = frozenset({"text", "tel", "email", "textarea"})


@dataclass
class PageForm:
    """`sent` is what a browser sends of it untouched, `texts` the names of the fields that hold a text."""

    action: str
    method: str
    role: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    has_file: bool = False
    has_password: bool = False

    @property
    def holds_text(self) -> bool:
        """Sent by POST, to write something: neither a search, nor a password, nor a file."""
        return self.method == "post" and self.role != "search" and bool(self.texts) and not self.has_password

    @property
    def shows_what_is_recorded(self) -> bool:
        """A page proposes days and choices by itself; words and numbers in a field are those of a record."""
        return self.method == "post" and self.role != "search" and any(self.sent[name][0] for name in self.shown)

    @property
    def shown(self) -> list[str]:
        return [*self.texts, *self.numbers]

    @property
    def is_stamped(self) -> bool:
        return {"draft_stamp", "sending_id"} <= set(self.sent)

    def filled(self, words: str, **changes) -> dict:
        """Those words in every text field."""
        return self.sent | {name: [words] for name in self.texts} | changes


class _Forms(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.forms = url, []
        self.form: PageForm | None = None
        self.select = self.textarea = self.option = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.form = PageForm(given.get("action") or self.url, given.get("method", "get"), given.get("role", ""))
            self.forms.append(self.form)
        if self.form is None:
            return
        name, value = given.get("name", ""), given.get("value") or ""
        if tag == "input":
            self.handle_input(given.get("type", "text"), name, value, "checked" in given)
        elif tag == "textarea":
            self.textarea = name
            self.form.sent[name], self.form.texts = [""], [*self.form.texts, name]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and (self.select not in self.form.sent or "selected" in given):
            self.form.sent[self.select] = [value]

    def handle_input(self, kind, name, value, is_checked):
        if kind == "file":
            self.form.has_file = True
        elif kind == "password":
            self.form.has_password = True
        elif kind in ("radio", "checkbox"):
            if is_checked:
                self.form.sent.setdefault(name, []).append(value or "on")
        elif kind != "submit" and name:
            self.form.sent[name] = [value]
            if kind in TEXTS:
                self.form.texts.append(name)
            elif kind == "number":
                self.form.numbers.append(name)

    def handle_data(self, data):
        if self.textarea:
            self.form.sent[self.textarea][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form:
            # A browser leaves out the first end of line.
            self.form.sent[self.textarea] = [self.form.sent[self.textarea][0].removeprefix("\n")]
            self.textarea = ""
        elif tag == "select":
            self.select = ""


def forms_of(response: HttpResponse) -> list[PageForm]:
    parser = _Forms(response.wsgi_request.get_full_path())
    # Menus, lists and texts are most of a page, and take as long to read.
    parser.feed("".join(re.findall(r"<form\b.*?</form>", response.content.decode(), re.DOTALL)))
    return parser.forms


def unfolded(page: str) -> list[str]:
    """The addresses of this page that draw the form of one more of its acts each."""
    return [unescape(address) for address in re.findall(r'href="([^"#]*\?act=\w+)', page)]


def stamped_form(response: HttpResponse, title: str = "") -> PageForm:
    """The form of a page that keeps what is typed; the one whose act ends by `title` when there are several."""
    found = [form for form in forms_of(response) if form.is_stamped and form.action.endswith(title)]
    [form] = found
    return form


def stamp_of(response: HttpResponse, title: str = "") -> dict[str, str]:
    """What goes with a sending of that form."""
    sent = stamped_form(response, title).sent
    return {name: sent[name][0] for name in ("draft_stamp", "sending_id")}
