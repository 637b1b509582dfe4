from allauth.account.auth_backends import AuthenticationBackend

from partners.models import User


class AccountBackend(AuthenticationBackend):
    """allauth's, that reads what every page shows of a user in the same statement as the user."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user = User.objects.with_unread().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
