"""Who reads what is written in a case file: one rule for entries, diagnoses, documents, messages and tasks."""

from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, TextField, Value, When

from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.households import is_open_to


class Audience(models.TextChoices):
    """Chosen by the author, before the text; the widest first. A new one is a line here and a line of `may_read`."""

    SHARED = "SHARED", "Tous les participants"
    SOCIAL = "SOCIAL", "Travailleurs sociaux du dossier"
    ORGANIZATION = "ORGANIZATION", "Équipe"
    AUTHOR = "AUTHOR", "Note privée"

    @property
    def is_kept_off_paper(self) -> bool:
        """Printed only for a reader who asks for their own version."""
        return self in {Audience.ORGANIZATION, Audience.AUTHOR}


# What several organizations read.
COMMON = (Audience.SHARED, Audience.SOCIAL)


def may_read(user: User) -> Q:
    """The one audience rule: what is shared is read by all participants, what is social by the social workers among
    them, what is an organization's by its own members, what is private by its author alone, whoever asks."""
    common = COMMON if user.may(Right.READ_SOCIAL_CONTENT) else (Audience.SHARED,)
    return (
        Q(audience__in=common)
        | Q(audience=Audience.ORGANIZATION, organization=user.organization_id)
        | Q(audience=Audience.AUTHOR, author=user.pk)
    )


def audiences_open_to(user: User) -> tuple[Audience, ...]:
    """Those that `user` may write for: nobody writes what they could not read again."""
    return tuple(each for each in Audience if each != Audience.SOCIAL or user.may(Right.READ_SOCIAL_CONTENT))


class AudienceQuerySet(models.QuerySet):
    def readable_by(self, user: User) -> Self:
        """The audience rule, on top of who may see the case file."""
        return self.filter(self._rule(user))

    def with_readability(self, user: User) -> Self:
        """Annotate `is_readable`, for rows that show something else besides."""
        return self.annotate(is_readable=Case(When(self._rule(user), then=Value(True)), default=Value(False)))

    def _rule(self, user: User) -> Q:
        model: Any = self.model
        among = may_read(user)
        if model.is_social_content and not user.may(Right.READ_SOCIAL_CONTENT):
            among = Q(pk=None)
        return among & Q(is_open_to(user, model.household_path))

    def with_what_is_read_by(self, user: User, *, text: str) -> Self:
        """`with_readability`, and `read_text`: the field `text` as far as `user` reads it. The field itself is not
        loaded."""
        read = Case(When(is_readable=True, then=F(text)), default=Value(""), output_field=TextField())
        return self.with_readability(user).defer(text).annotate(read_text=read)


class AudienceModel(models.Model):
    """Something written in the case file of the household at `household_path`."""

    Audience = Audience
    household_path = "household"
    # What is for social workers alone, whatever its audience, within an organization too (L121-6-2 CASF).
    is_social_content = False

    audience = models.CharField("lu par", max_length=20, choices=Audience)
    # Both absent from what Passerelle does by itself, which is for all.
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AudienceQuerySet.as_manager()

    class Meta:
        abstract = True
