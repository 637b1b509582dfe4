"""What is typed or pasted, without what nobody sees."""

import re

from django.http import QueryDict

# Controls, marks of direction, zero-width and blank letters, selectors and tags: pasted by accident or to deceive,
# they hide in names, make two of the same word and break exports. PostgreSQL refuses the first of them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U000e0000-\U000e0fff]"
)
OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")

# Of what is looked for.
LONGEST = 100


def visible(text: str) -> str:
    """The text without its invisible characters; every end of line is one that PostgreSQL and browsers know."""
    return OTHER_LINE_ENDS.sub("\n", INVISIBLE.sub("", text))


def visible_input(data: QueryDict) -> QueryDict:
    """What a form or an address sent, made visible, a password excepted: it is not read, but compared."""
    cleaned = QueryDict(mutable=True)
    for name, values in data.lists():
        cleaned.setlist(visible(name), values if "password" in name else [visible(value) for value in values])
    return cleaned


def on_one_line(text: str) -> str:
    """What was typed or pasted to look for something, without invisible characters and of a reasonable length."""
    return " ".join(visible(text[: 2 * LONGEST]).split())[:LONGEST]
