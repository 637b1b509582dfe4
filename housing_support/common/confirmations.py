"""What a person reads once an act is done."""

from django.contrib import messages
from django.http import HttpRequest


def confirm(request: HttpRequest, done: str, follows: str) -> None:
    """Say that it is done, then what follows and, when something is awaited, by when."""
    messages.success(request, f"{done} {follows}")
