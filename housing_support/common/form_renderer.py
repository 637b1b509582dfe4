"""How forms draw their widgets: by Django's templates and those of ours that replace them."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

MOST_DRAWINGS = 512


class FormRenderer(TemplatesSetting):
    """Choices are drawn once for those who are offered the same and chose the same: a visit has fifty of them, and
    drawing each anew takes longer than everything the page reads. No other widget is kept."""

    def __init__(self):
        self._drawings: dict[tuple, str] = {}

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        facts = facts_of_choices(context["widget"]) if "widget" in context else None
        if facts is None:
            return super().render(template_name, context, request)
        key = (template_name, facts)
        if key not in self._drawings:
            if len(self._drawings) >= MOST_DRAWINGS:
                self._drawings.clear()
            self._drawings[key] = super().render(template_name, context, request)
        return self._drawings[key]


def facts_of_choices(widget: dict[str, Any]) -> tuple | None:
    """All that the templates of choices show; None for another widget, or for labels that say more than a text."""
    options = [(group, option) for group, options, _ in widget.get("optgroups", ()) for option in options]
    if not options or not all(isinstance(option["label"], str) for _, option in options):
        return None
    attributes = tuple((name, str(value)) for name, value in widget["attrs"].items())
    choices = tuple((group, str(option["value"]), option["label"], option["selected"]) for group, option in options)
    return widget["name"], attributes, choices
