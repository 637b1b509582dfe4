from django.http import HttpRequest

from partners.models import User


class SignedInRequest(HttpRequest):
    """What a view receives: `LoginRequiredMiddleware` has turned everybody else away."""

    user: User
