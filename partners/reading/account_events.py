"""What happened to an account, in words."""

import re

from housing_support.common.numbers import NO_BREAK, agreed, integer
from partners.models import AccountEvent
from partners.roles import Role

PARAMETER = re.compile(r"<[^>]*>")


def detail_of(event: AccountEvent) -> str:
    """« 3 résultats », « Coordinateur », « /team/…/deactivate/ », or nothing."""
    facts = event.facts
    if "results" in facts:
        return f"{integer(facts['results'])}{NO_BREAK}{agreed('résultats', facts['results'])}"
    if "page" in facts:
        return PARAMETER.sub("…", facts["page"])
    if "former" in facts:
        return f"{Role(facts['role']).label}, auparavant {Role(facts['former']).label}"
    if "role" in facts:
        return Role(facts["role"]).label
    return ""
