"""How forms draw their widgets: by Django's templates and those of ours that replace them."""

from collections.abc import Callable, Hashable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

MOST_DRAWINGS = 512
# What Django tells the template of an input or of a text area.
OF_AN_INPUT = {"name", "is_hidden", "required", "value", "attrs", "template_name", "type"}


class Drawings(dict[Hashable, str]):
    """What was drawn, by all that it shows: nothing that a person typed."""

    def kept(self, facts: Hashable, draw: Callable[[], str]) -> str:
        if facts not in self:
            if len(self) >= MOST_DRAWINGS:
                self.clear()
            self[facts] = draw()
        return self[facts]


class FormRenderer(TemplatesSetting):
    """Choices are drawn once for those who are offered the same and chose the same, an input in which nothing is typed
    once for all: a visit has fifty choices, a referral a form for each act, and drawing them anew takes longer than
    everything the page reads. No other widget is kept."""

    def __init__(self) -> None:
        self._drawings = Drawings()

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        def draw() -> str:
            return super(FormRenderer, self).render(template_name, context, request)

        facts = facts_of(context["widget"]) if "widget" in context else None
        return draw() if facts is None else self._drawings.kept((template_name, facts), draw)


def facts_of(widget: dict[str, Any]) -> tuple | None:
    """All that the widget's template shows, when nothing of it was typed; None for another widget, or for labels that
    say more than a text."""
    is_empty = widget["value"] in (None, "") and widget.keys() <= OF_AN_INPUT
    options = [(group, option) for group, options, _ in widget.get("optgroups", ()) for option in options]
    if not is_empty and not (options and all(isinstance(option["label"], str) for _, option in options)):
        return None
    attributes = tuple((name, str(value)) for name, value in widget["attrs"].items())
    choices = tuple((group, str(option["value"]), option["label"], option["selected"]) for group, option in options)
    return widget["name"], widget.get("type"), attributes, choices
