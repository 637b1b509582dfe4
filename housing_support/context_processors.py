from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from housing_support.navigation import links_for
from partners.roles import Right


def interface(request: HttpRequest) -> dict:
    """What the layout of every page shows: the navigation of this user, the search field of those who have something to
    find, and whether this is the demonstration."""
    user = getattr(request, "user", None)
    return {
        "demo_mode": settings.DEMO_MODE,
        # Worked out by the pages that show it: error pages and sign-in pages do not.
        "navigation": SimpleLazyObject(lambda: links_for(user, request.path) if user and user.is_authenticated else ()),
        "can_search": SimpleLazyObject(lambda: bool(user and user.is_authenticated and user.may(Right.SEARCH))),
    }
