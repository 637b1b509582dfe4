import datetime
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery
from partners.discretion import is_unnamed
from partners.models import Convention, FundedAction, Programme, User
from partners.roles import Right
from referrals.models import Mobilisation, Referral, ReferralQuerySet
from referrals.models.mobilisations import MobilisationQuerySet
from tenancies.models import FollowUp, Household, SupportMeasure
from tenancies.models.households import HouseholdQuerySet
from tenancies.models.support import FollowUpQuerySet, SupportMeasureQuerySet


@dataclass(frozen=True, eq=False)
class Scope:
    """What one reader looks at: a programme, its actions, and those of its conventions that concern this reader.

    Its querysets are what the figures begin with: built once, since composing them costs more than running them.
    """

    user: User
    programme: Programme
    actions: tuple[FundedAction, ...]
    conventions: tuple[Convention, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scope) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> bytes:
        """Differs as soon as anything does that the figures could depend on: any field of the reader, of the
        programme, its actions and conventions, or the day."""
        conventions = [(convention, convention.association) for convention in self.conventions]
        known = [self.user, self.user.organization, self.programme, *self.actions, *chain(*conventions)]
        fields = [[getattr(row, field.attname) for field in row._meta.concrete_fields] for row in known]
        return hashlib.sha256(repr((timezone.localdate(), fields)).encode()).digest()

    @property
    def is_landlord(self) -> bool:
        return self.user.organization.is_landlord

    @property
    def shows_referrals(self) -> bool:
        """Referrals are the landlord's: an association sees what is asked of it through mobilisations."""
        return self.user.may(Right.READ_REFERRALS)

    @cached_property
    def named_conventions(self) -> tuple[Convention, ...]:
        """Without those whose association, by its name alone, would tell a health matter to this reader: their
        numbers are shown, but open no list of households."""
        return tuple(convention for convention in self.conventions if not is_unnamed(convention.association, self.user))

    @property
    def objectives(self) -> list[str]:
        return list(dict.fromkeys(action.objective for action in self.actions))

    @cached_property
    def households(self) -> HouseholdQuerySet:
        return Household.objects.visible_to(self.user)

    @cached_property
    def measures(self) -> SupportMeasureQuerySet:
        """Those of the programme, running or ended; for an association, those it carries or carried."""
        measures = SupportMeasure.objects.filter(action__in=[action.pk for action in self.actions])
        if self.is_landlord:
            return measures
        own = FollowUp.objects.filter(measure=OuterRef("pk"), organization=self.user.organization_id)
        return measures.filter(Exists(own))

    def support_under(self, actions: Collection[FundedAction]) -> QuerySet[SupportMeasure] | QuerySet[FollowUp]:
        """What tells that a household was supported under some of the actions: a measure or, for an association, its
        own part in one, which PostgreSQL finds without reading the measures."""
        if self.is_landlord:
            return SupportMeasure.objects.filter(action__in=[action.pk for action in actions])
        wanted = {action.pk for action in actions}
        own = [convention.pk for convention in self.conventions if convention.action_id in wanted]
        return FollowUp.objects.filter(organization=self.user.organization_id, convention__in=own)

    @cached_property
    def follow_ups(self) -> FollowUpQuerySet:
        """The part of the associations in the measures of the programme, running or ended."""
        return FollowUp.objects.visible_to(self.user).filter(convention__in=self._convention_ids)

    @cached_property
    def referrals(self) -> ReferralQuerySet:
        """Those sent during the programme, the latest first; drafts are their authors' own business."""
        starts_at = midnight(self.programme.starts_on)
        ends_at = midnight(self.programme.ends_on + datetime.timedelta(days=1))
        sent = Referral.objects.visible_to(self.user).exclude(state=Referral.State.DRAFT)
        return sent.filter(sent_at__gte=starts_at, sent_at__lt=ends_at).order_by("-sent_at")

    @cached_property
    def mobilisations(self) -> MobilisationQuerySet:
        return Mobilisation.objects.visible_to(self.user).filter(convention__in=self._convention_ids)

    @property
    def _convention_ids(self) -> list[int]:
        return [convention.pk for convention in self.conventions]


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


PROGRAMMES = CompiledQuery(lambda user: Programme.objects.visible_to(user).order_by("-starts_on", "-pk"))
CONVENTIONS = CompiledQuery(
    lambda user, programme: (
        Convention.objects.visible_to(user)
        .filter(action__programme=programme)
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
