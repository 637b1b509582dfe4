import re

from django import forms
from django.core.validators import RegexValidator

# C0 controls and DEL, save tabulation and ends of lines: pasted by accident, they break exports and prints.
refuse_control_characters = RegexValidator(
    re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"),
    "Ce texte contient des caractères invisibles\u00a0: retapez-le au lieu de le coller.",
    code="control_characters",
    inverse_match=True,
)


# Of what is looked for.
LONGEST = 100


def on_one_line(text: str) -> str:
    """What was typed or pasted to look for something, without invisible characters and of a reasonable length."""
    return " ".join("".join(each if each.isprintable() else " " for each in text[: 2 * LONGEST]).split())[:LONGEST]


class PlainTextMixin:
    """For every form of ours: its text fields refuse control characters, with a message at the field."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(refuse_control_characters)
