from collections.abc import Callable
from functools import wraps

from partners.roles import Right


def requires(right: Right) -> Callable:
    """Answer 403 to a signed-in user whose role lacks `right`."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def checked(request, *args, **kwargs):
            request.user.require(right)
            return view(request, *args, **kwargs)

        return checked

    return decorate
