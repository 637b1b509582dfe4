"""Two associations that have just been registered: one that sets itself up, one that nobody has joined."""

import random

from housing_support.tools.demo.cast import ANSWER_DELAY_DAYS, FIRST_INVITED, FIRST_PERSONAS, NEWCOMERS
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.ids import uuid_from
from housing_support.tools.demo.partnership import Partnership, build_organizations, build_users, invite
from partners.models import Convention, Organization

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
        Convention.objects.create(
            public_id=uuid_from(chance),
            landlord=partnership.landlord,
            association=association,
            action=same_action.action,
            signed_on=clock.day(DAYS_AGO),
            starts_on=clock.day(DAYS_AGO),
            ends_on=same_action.ends_on,
            visit_interval_days=INTERVAL_DAYS,
            answer_delay_days=ANSWER_DELAY_DAYS,
        )
    invite(*FIRST_INVITED, organization=organizations["tremplin"], inviter=partnership.users["helene"])
