"""What every page shows the same way: icons, French dates, euros, initials.

The module is among the templates' builtins: no template has to load it. Nothing here queries the database.
"""

import functools
import re

from django import template
from django.template.defaultfilters import stringfilter
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from housing_support.common import dates, links, numbers, telephones

register = template.Library()
for words in (dates.long_date, dates.long_moment, dates.short_date, dates.short_day, dates.short_moment):
    register.filter(words)
for words in (dates.day_and_month, dates.clock, dates.relative_day, dates.machine_moment):
    register.filter(words)
for number_words in (numbers.integer, numbers.agreed, numbers.decimal_comma, numbers.euros):
    register.filter(number_words)
register.simple_tag(timezone.now, name="this_moment")

REFERENCE = re.compile(r"\b[A-Z]{1,4}-\d{4}-\d{2,}\b")
# Words that belong to a name without counting for its initials.
NAME_PARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "et", "d", "l"})


# Icons


@register.simple_tag
@functools.cache
def icon(name: str) -> SafeString:
    """A lucide icon, as inline SVG sized by the text around it. Decoration only: the word stands beside it."""
    svg = lucide(name, size=None, aria_hidden="true")
    return mark_safe(" ".join(svg.split()).replace("> <", "><"))  # noqa: S308 - our own drawings, no input


@register.simple_tag
@functools.cache
def asset(path: str) -> str:
    """The address of a file of ours, as `static` gives it, looked up once: for what every page asks for."""
    return static(path)


register.simple_tag(links.page_url)


# References


@register.filter
def unbroken(text: str) -> SafeString:
    """The references of case files and referrals stay each on one line: a browser breaks at their hyphens."""
    return mark_safe(REFERENCE.sub(r'<span class="nowrap-text">\g<0></span>', conditional_escape(text)))  # noqa: S308


# Parts


@register.simple_tag
def drawn(template_name: str, **context) -> SafeString:
    """A part that the page shows twice, drawn once: `{% drawn "layout/navigation_list.html" links=… as places %}`."""
    return render_to_string(template_name, context)


# People


@register.filter
def telephone(number: str) -> str:
    """A telephone number as a link that dials it; what is no number stays as it is."""
    dialled = telephones.dialled(number)
    if not dialled:
        return number
    return format_html('<a class="nowrap-text" href="tel:{}">{}</a>', dialled, telephones.kept(number))


@register.filter
@stringfilter
def initials(name: str) -> str:
    """Two letters for an avatar: MC for Maya Carrère, HH for Habitat et Humanisme."""
    words = [
        word
        for word in name.replace("’", " ").replace("'", " ").split()
        if word[0].isalnum() and word.lower() not in NAME_PARTICLES
    ]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
