from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch

from partners.models import User


class SignedInRequest(HttpRequest):
    """What a view receives: `LoginRequiredMiddleware` has turned everybody else away."""

    user: User
    # Said by a view whose act was done without leading elsewhere: nothing that was sent then waits as a draft.
    is_done: bool
    # What a view has read of the drafts of its page's forms already.
    drafts_of_page: list[Any]
    resolver_match: ResolverMatch
