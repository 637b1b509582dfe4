"""The forms of a page, sent back with anything in their fields."""

import re
from dataclasses import dataclass
from html import unescape


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    value: str
    is_required: bool


def forms_of(page: str) -> list[tuple[str, list[Field]]]:
    """The forms that a page sends by POST: where to, and their fields as the page shows them."""
    return [
        (unescape(action[1]) if (action := re.search(r'action="([^"]*)"', opening)) else "", fields_of(inside))
        for opening, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.DOTALL)
        if 'method="post"' in opening
    ]


def fields_of(form: str) -> list[Field]:
    tags = re.findall(r"<(input|button)\b([^>]*)>()", form)
    tags += re.findall(r"<(textarea|select)\b([^>]*)>(.*?)</\1>", form, re.DOTALL)
    found = []
    for tag, attributes, content in tags:
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        kind = given.get("type", "text") if tag == "input" else tag
        if "name" not in given or given["name"] == "csrfmiddlewaretoken":
            continue
        if kind in ("radio", "checkbox") and " checked" not in attributes:
            continue
        offered = re.findall(r'<option value="([^"]+)"', content)
        chosen = re.findall(r'<option value="([^"]*)" selected', content) + offered
        value = {"select": [*chosen, ""][0], "textarea": content.strip()}.get(tag, given.get("value", ""))
        found.append(Field(given["name"], kind, unescape(value), " required" in attributes))
    return found


def sent(fields: list[Field], words: str, kinds: set[str], *, pressed: str = "") -> dict[str, list[str]]:
    """What the browser sends: `words` in the fields of these kinds, the others as they stand."""
    data: dict[str, list[str]] = {}
    for field in fields:
        if field.kind != "button" or field.name == pressed:
            data.setdefault(field.name, []).append(words if field.kind in kinds else field.value)
    return data
