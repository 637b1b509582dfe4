from django.http import HttpRequest
from django.urls import ResolverMatch

from partners.models import User


class SignedInRequest(HttpRequest):
    """What a view receives: `LoginRequiredMiddleware` has turned everybody else away."""

    user: User
    resolver_match: ResolverMatch
