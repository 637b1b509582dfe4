"""What holds for the whole project, read from its files."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template import engines

ROOT = settings.BASE_DIR
APPLICATIONS = ("partners", "tenancies", "referrals", "housing_support")
MODULES = sorted(
    path.relative_to(ROOT)
    for application in APPLICATIONS
    for path in (ROOT / application).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.html"))


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_applications_are_those_of_the_import_rule():
    ours = [configuration.name for configuration in apps.get_app_configs() if Path(configuration.path).parent == ROOT]

    assert ours == list(APPLICATIONS)


def test_psycopg_3_is_absent():
    """Django would prefer it to psycopg2 in silence, and its ranges and errors are others."""
    assert importlib.util.find_spec("psycopg") is None


@pytest.mark.parametrize(("larger", "smaller"), [("demo", "base"), ("dev", "demo")])
def test_requirements_contain_one_another(larger, smaller):
    """`./run` trusts an environment made for `./test`."""
    assert pinned(smaller) - pinned(larger) == set()


def pinned(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^[a-z0-9-]+==[^ ;\\]+", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["base", "demo", "dev"])
def test_requirements_name_no_registry(name):
    assert "://" not in (ROOT / "requirements" / f"{name}.txt").read_text()


def test_every_template_compiles():
    """An error names its template."""
    for template in TEMPLATES:
        engines["django"].get_template(str(template))


def test_no_template_has_an_inline_style_script_or_handler():
    """The content security policy would silently drop them."""
    found = {}

    for template in TEMPLATES:
        # What a comment shows is not in the page.
        source = re.sub(
            r"{#.*?#}|{% comment.*?endcomment %}", "", (ROOT / "templates" / template).read_text(), flags=re.DOTALL
        )
        inline = re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", source, re.IGNORECASE)
        scripts = re.findall(r"<script\b[^>]*>", source, re.IGNORECASE)
        inline += [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag]
        if inline:
            found[str(template)] = inline

    assert found == {}


def test_a_form_that_is_included_alone_is_given_its_token():
    """What `only` leaves out is empty, and the form would be refused."""
    sources = {str(template): (ROOT / "templates" / template).read_text() for template in TEMPLATES}

    assert [
        (template, name, given)
        for template, source in sources.items()
        for name, given in re.findall(r"{% include \"([^\"]+)\"([^%]*) only %}", source)
        if "{% csrf_token %}" in sources[name] and "csrf_token=csrf_token" not in given
    ] == []


def test_every_template_is_used():
    """A template is named by another one or by Python; those of the libraries' names replace theirs."""
    sources = [ROOT / "templates" / template for template in TEMPLATES] + [ROOT / module for module in MODULES]
    named = {
        name
        for source in sources
        for name in re.findall(r"[\"']([\w./-]+\.html)[\"']", source.read_text())
        if source != ROOT / "templates" / name
    }
    # Django asks for these by name, and allauth for the last one.
    named |= {"400.html", "403.html", "404.html", "500.html", "403_csrf.html", "429.html"}

    unused = [str(template) for template in TEMPLATES if str(template) not in named and not replaces_one(template)]

    assert unused == []


def replaces_one(template: Path) -> bool:
    """Whether an installed library has a template of that name, or of that name without allauth's `__variant`."""
    general = template.with_stem(template.stem.partition("__")[0])
    return any(
        (Path(configuration.path) / "templates" / general).exists()
        for configuration in apps.get_app_configs()
        if Path(configuration.path).parent != ROOT
    )
