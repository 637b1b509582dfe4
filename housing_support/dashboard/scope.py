import datetime
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery
from partners.discretion import is_unnamed
from partners.models import Convention, FundedAction, Programme, User
from tenancies.stock.places import with_places


@dataclass(frozen=True)
class Scope:
    """What one reader looks at: a programme, its actions, and those of its conventions that concern this reader."""

    user: User
    programme: Programme
    actions: tuple[FundedAction, ...]
    conventions: tuple[Convention, ...]

    def narrowed(self, split: str, value: Any) -> "Scope":
        """The part of it under one objective, one action or one convention."""
        actions = self.actions
        if split == "objective":
            actions = tuple(action for action in actions if action.objective == value)
        elif split == "action":
            actions = tuple(action for action in actions if action.pk == value)
        kept = {action.pk for action in actions}
        conventions = tuple(
            convention
            for convention in self.conventions
            if convention.action_id in kept and (split != "convention" or convention.pk == value)
        )
        return replace(self, actions=actions, conventions=conventions)

    @property
    def is_landlord(self) -> bool:
        return self.user.organization.is_landlord

    @property
    def action_ids(self) -> list[int]:
        return [action.pk for action in self.actions]

    @property
    def convention_ids(self) -> list[int]:
        return [convention.pk for convention in self.conventions]

    @property
    def supporting_ids(self) -> list[int]:
        """What `figures.support` takes: the actions of a landlord, the conventions of an association."""
        return self.action_ids if self.is_landlord else self.convention_ids

    @cached_property
    def named_conventions(self) -> tuple[Convention, ...]:
        """Without those whose association is not named to this reader beside the households it works for: their
        numbers are shown, but open no list of them."""
        return tuple(each for each in self.conventions if not is_unnamed(self.user, each.action.objective))

    @property
    def objectives(self) -> list[str]:
        return list(dict.fromkeys(action.objective for action in self.actions))

    @property
    def moments(self) -> dict[str, datetime.datetime]:
        """When the programme begins, and the first moment after its end."""
        return {
            "starts_at": midnight(self.programme.starts_on),
            "ends_at": midnight(self.programme.ends_on + datetime.timedelta(days=1)),
        }


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


PROGRAMMES = CompiledQuery(lambda user: Programme.objects.visible_to(user).order_by("-starts_on", "-pk"))
CONVENTIONS = CompiledQuery(
    lambda user, programme: (
        with_places(Convention.objects.visible_to(user).binding().filter(action__programme=programme))
        .select_related("action", "association")
        .order_by("action__number", "association__short_name", "pk")
    )
)
ACTIONS = CompiledQuery(lambda user, programme: FundedAction.objects.filter(programme=programme).order_by("number"))


def visible_programmes(user: User) -> list[Programme]:
    """The newest first."""
    return PROGRAMMES.rows(user)


def running_programme(programmes: list[Programme]) -> Programme | None:
    """The one that runs today, else the newest."""
    today = timezone.localdate()
    running = (programme for programme in programmes if programme.starts_on <= today <= programme.ends_on)
    return next(running, programmes[0] if programmes else None)


def scope_of(user: User, programme: Programme) -> Scope:
    conventions = tuple(CONVENTIONS.rows(user, given={"programme": programme.pk}))
    if user.organization.is_landlord:
        actions = tuple(ACTIONS.rows(user, given={"programme": programme.pk}))
    else:
        actions = tuple({convention.action_id: convention.action for convention in conventions}.values())
    return Scope(user=user, programme=programme, actions=actions, conventions=conventions)
