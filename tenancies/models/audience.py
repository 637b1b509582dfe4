"""Who reads what is written in a case file: one rule for entries, documents, messages and tasks."""

from typing import Self

from django.db import models
from django.db.models import Q

from partners.models import Organization, User
from tenancies.models.households import is_open_to


class Audience(models.TextChoices):
    """Chosen by the author, before the text. A new one is a line here and a line of `may_read`."""

    SHARED = "SHARED", "Partagé"
    ORGANIZATION = "ORGANIZATION", "Équipe"
    AUTHOR = "AUTHOR", "Note privée"


def may_read(user: User) -> Q:
    """The one audience rule: what is shared is read by all participants, what is an organization's by its own members,
    what is private by its author alone, whoever asks."""
    return (
        Q(audience=Audience.SHARED)
        | Q(audience=Audience.ORGANIZATION, organization=user.organization_id)
        | Q(audience=Audience.AUTHOR, author=user.pk)
    )


class AudienceQuerySet(models.QuerySet):
    def readable_by(self, user: User) -> Self:
        """The audience rule, on top of who may see the case file."""
        return self.filter(may_read(user), is_open_to(user, "household"))


class AudienceModel(models.Model):
    """Something written in a `household`'s case file, the field that each model declares by itself."""

    Audience = Audience

    audience = models.CharField("lu par", max_length=20, choices=Audience)
    # Both absent from what Passerelle does by itself, which is for all.
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AudienceQuerySet.as_manager()

    class Meta:
        abstract = True
