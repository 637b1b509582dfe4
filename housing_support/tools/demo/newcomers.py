"""Two associations that have just been registered: one that sets itself up, one that nobody has joined."""

import random

from housing_support.tools.demo.cast import ANSWER_DELAY_DAYS, FIRST_INVITED, FIRST_PERSONAS, NEWCOMERS
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import (
    Partnership,
    build_organizations,
    build_users,
    invite,
    sign_convention_with_copy,
)
from partners.models import Organization

DAYS_AGO = 14
INTERVAL_DAYS = 30
MAINTENANCE = 3


def build_newcomers(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    """`chance` is their own: the other households are told the same way without them."""
    organizations = build_organizations(NEWCOMERS, chance)
    Organization.objects.filter(pk__in=[row.pk for row in organizations.values()]).update(declared_expertises=None)
    build_users(FIRST_PERSONAS, organizations, clock, chance)
    same_action = next(row for (_, action), row in partnership.conventions.items() if action == MAINTENANCE)
    for association in organizations.values():
        sign_convention_with_copy(
            manager=partnership.users["helene"],
            at=clock.moment(clock.day(DAYS_AGO), 9),
            chance=chance,
            association=association,
            action=same_action.action,
            starts_on=clock.day(DAYS_AGO),
            ends_on=same_action.ends_on,
            visit_interval_days=INTERVAL_DAYS,
            answer_delay_days=ANSWER_DELAY_DAYS,
        )
    invite(*FIRST_INVITED, organization=organizations["tremplin"], inviter=partnership.users["helene"])
