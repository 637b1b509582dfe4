"""What the tests of mending ask of a page."""

import datetime

from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

TODAY = timezone.localdate


def ago(days):
    return (timezone.now() - datetime.timedelta(days=days)).replace(second=0, microsecond=0)


def timeline_of(household):
    return reverse("tenancies:household", args=[household.public_id])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
