"""What a page says on paper: without the texts that several people do not read, unless its reader asks for them."""

from typing import Any

from django.http import HttpRequest

from housing_support.common.pagination import url_with

PARAMETER, OWN = "version", "own"


def own_version(request: HttpRequest) -> dict[str, Any]:
    """For `components/own_version.html`: whether this page is the reader's own version, and where the other one is."""
    is_own = request.GET.get(PARAMETER) == OWN
    return {"is_own_version": is_own, "version_url": url_with(request, **{PARAMETER: "" if is_own else OWN})}
