from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from partners.models import User

# More would no longer be a choice.
MOST_PERSONAS = 60


class SignInView(LoginView):
    """allauth's sign-in page, which says why a session ended and, in the demonstration, offers its personas."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "session_ended": self.request.GET.get("ended", ""),
            "personas": personas() if settings.DEMO_MODE else [],
        }


sign_in = SignInView.as_view()


def personas() -> list[User]:
    """One line per person of the demonstration, landlords first."""
    return list(
        User.objects.active().order_by("-organization__kind", "organization__short_name", "role", "first_name", "pk")[
            :MOST_PERSONAS
        ]
    )


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest, public_id) -> HttpResponse:
    """Become a persona by one click; outside the demonstration, there is no such page."""
    if not settings.DEMO_MODE:
        raise Http404
    user = get_object_or_404(User.objects.active(), public_id=public_id)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)
    following = request.POST.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()})
    return redirect(following if is_ours else settings.LOGIN_REDIRECT_URL)
