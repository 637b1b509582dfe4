"""What the commands that invite are given, checked, and the link that they print."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email

from housing_support.common.dates import long_moment
from partners.models import Invitation
from partners.services.invitations import link_of


def check_base_url(base_url: str) -> None:
    address = urlsplit(base_url)
    if address.scheme not in {"http", "https"} or not address.netloc:
        raise CommandError("--base-url : écrivez une adresse entière, https://passerelle.exemple.fr.")


def check_email(option: str, email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{option} : « {email} » n’est pas une adresse électronique.") from error


def print_link(out: Any, invitation: Invitation, *, token: str, base_url: str) -> None:
    out.write(
        f"Lien d’invitation de {invitation.email}, valable jusqu’au {long_moment(invitation.expires_at)}, "
        "à remettre en main propre :"
    )
    out.write(link_of(token=token, base_url=base_url))
