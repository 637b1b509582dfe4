"""How French is set: typographic apostrophes, no-break spaces, one term for one thing; on every page and in its title,
in what the code may show later, in the sentences of the libraries."""

import ast
import re
from html import unescape

from tests.consistency.test_project import MODULES, ROOT
from tests.consistency.test_sentences import CATALOGUE

# Pages and messages.
TEMPLATES = sorted(
    path.relative_to(ROOT / "templates")
    for path in (ROOT / "templates").rglob("*.*")
    # The words of a paper are its data.
    if path.suffix != ".typ"
)
# Days have their home, which knows the first of a month, and what a browser reads.
OWN_DATES = re.compile(r"{%\s*now\b|\|\s*(?:date|time)\b")
# What is read in a terminal, where no-break spaces would be copied with the commands, and what is not shown.
OF_THE_TERMINAL = re.compile(
    r"housing_support/(tools|management|demonstration|checks|settings|file_storage|gunicorn|database_connection|wsgi)"
    r"|/management/"
)
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
MONTHS += r"|janv\.|févr\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\."
STREETS = (
    "allée|avenue|boulevard|chemin|cours|esplanade|impasse|passage|place|quai|route|rue|ruelle|square|villa|bis|ter"
)
# After a number that ends its group of words: « entre 1 et 9 », « le 12 à 14 h ».
LINKS = "à|au|aux|dans|de|des|du|en|et|est|le|la|les|ne|ou|par|parmi|pour|puis|sans|si|sous|sur|par exemple|une|un"
FAULTS = {
    "straight apostrophe": re.compile(r"[^\W\d]'[^\W\d]"),
    "space before a mark": re.compile(r"(?:^|(?<=[\w)»%’.…])) (?=[;?!»]|:(?:\s|$))"),
    "no space before a mark": re.compile(r"(?<=[^\W\d])[;?!](?=\s|$)|(?<=[^\W\d]):(?=\s|$)"),
    "space inside quotes": re.compile("«(?!\u00a0)|«\u00a0? "),
    "space after a number": re.compile(rf"(?<![\w-])\d+ (?!(?:{MONTHS}|{STREETS}|{LINKS})(?:\W|$))(?=[a-zà-ÿ€%])"),
    "dot of both genders": re.compile(r"\w[·•]e?s?\b|\((?:e|ne|se)\)"),
    "space before a comma": re.compile(r"\w ,"),
    "empty choice": re.compile(r"-{3,}"),
    "term": re.compile(r"\b(?:courriel|e-mail|organisation)s?\b|\bmails?\b(?!\.)", re.IGNORECASE),
}


def faults_of(text: str) -> list[tuple[str, str]]:
    return [
        (fault, text[max(0, found.start() - 25) : found.end() + 15])
        for fault, pattern in FAULTS.items()
        for found in pattern.finditer(text)
    ]


def test_faults_are_found():
    for text in (
        "l'accord",
        "Quand ?",
        "Quand?",
        "Attention : ici",
        "«Ici»",
        "30 jours",
        "Né·e",
        "déconnecté(e)",
        "Votre courriel",
        "Ilyes , 2020",
        "---------",
    ):
        assert faults_of(text), text
    assert faults_of("12 novembre, 14 rue Desbals, l’accord\u00a0: 30\u00a0jours, de 1 à 9\u00a0?") == []


def said_on(page: str) -> list[str]:
    """The texts of a page, its title and what its attributes say included."""
    page = re.sub(r"<(script|style|svg|textarea)\b.*?</\1>", "", page, flags=re.DOTALL)
    said = re.findall(r'\b(?:placeholder|aria-label|title|alt|data-label)="([^"]*)"', page)
    return [unescape(text) for text in (*re.split(r"<[^>]*>", page), *said)]


def test_templates_leave_days_to_their_home():
    own = {str(path) for path in TEMPLATES if OWN_DATES.search((ROOT / "templates" / path).read_text())}

    assert own == set()
    assert OWN_DATES.search('le {% now "j F Y" %}')
    assert OWN_DATES.search('{{ day|date:"d/m/Y" }}')
    assert not OWN_DATES.search("{{ day|machine_moment }}")


def faults_in(texts) -> list[tuple[str, str]]:
    return [fault for text in texts for fault in faults_of(text)]


def test_every_template_is_typeset():
    """What no page of the tests shows."""
    found = {str(template): faults_in(texts_of_template(template)) for template in TEMPLATES}

    assert {template: faults for template, faults in found.items() if faults} == {}


def texts_of_template(template) -> list[str]:
    source = (ROOT / "templates" / template).read_text()
    source = re.sub(r"{%-?\s*comment.*?endcomment\s*%}|{#.*?#}", "", source, flags=re.DOTALL)
    given = re.findall(r'\b(?:title|text|action|label|current|parent|none)="([^"]*)"', source)
    text = re.sub(r"{%.*?%}", "<>", re.sub(r"{{.*?}}", "_", source, flags=re.DOTALL), flags=re.DOTALL)
    return [*said_on(text), *map(unescape, given)]


def texts_of_module(module) -> list[str]:
    """What a module may say: its constants in French, those that only name or describe set aside."""
    tree = ast.parse((ROOT / module).read_text())
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in described
        and re.search(r"[à-ÿ’]|\b(?:le|la|les|un|une|de|du|pour|votre)\b", node.value)
        and not re.search(r"\b(?:SELECT|FROM|WHERE|BEGIN|the)\b|\\[bdsw]", node.value)
    ]


def test_every_sentence_of_the_code_is_typeset():
    modules = [module for module in MODULES if not OF_THE_TERMINAL.search(str(module))]
    found = {str(module): faults_in(texts_of_module(module)) for module in modules}

    assert modules != []
    assert {module: faults for module, faults in found.items() if faults} == {}


def test_sentences_given_to_the_libraries_are_typeset():
    source = CATALOGUE.with_suffix(".po").read_text().partition("\n\n")[2]
    texts = re.findall(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\n)+)', source, re.MULTILINE)
    said = ["".join(map(ast.literal_eval, text.splitlines())) for text in texts]

    assert faults_in(re.sub(r"<[^>]*>", "", text) for text in said) == []
