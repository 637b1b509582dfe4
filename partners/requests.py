from django.http import HttpRequest
from django.urls import ResolverMatch

from partners.models import User


class SignedInRequest(HttpRequest):
    """What a view receives: `LoginRequiredMiddleware` has turned everybody else away."""

    user: User
    # Said by a view whose act was done without leading elsewhere: nothing that was sent then waits as a draft.
    is_done: bool
    resolver_match: ResolverMatch
