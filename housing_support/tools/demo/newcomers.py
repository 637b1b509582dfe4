"""Two associations that have just been registered: one that sets itself up, one that nobody has joined, which is asked
for help by a link."""

import datetime
import random

from django.conf import settings

from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.cast import ANSWER_DELAY_DAYS, FIRST_INVITED, FIRST_PERSONAS, NEWCOMERS
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import (
    Partnership,
    build_organizations,
    build_users,
    invite,
    sign_convention_with_copy,
)
from partners.models import Convention, Organization
from referrals.models import Referral
from referrals.services import consents, links
from tenancies.models import Consent

DAYS_AGO = 14
INTERVAL_DAYS = 30
MAINTENANCE = 3
# Whose household the second one is asked to help, beside another partner.
ASKED_FOR = "Abdallah"


def build_newcomers(partnership: Partnership, *, clock: Clock, chance: random.Random) -> None:
    """`chance` is their own: the other households are told the same way without them."""
    organizations = build_organizations(NEWCOMERS, chance)
    Organization.objects.filter(pk__in=[row.pk for row in organizations.values()]).update(declared_expertises=None)
    build_users(FIRST_PERSONAS, organizations, clock, chance)
    same_action = next(row for (_, action), row in partnership.conventions.items() if action == MAINTENANCE)
    signed = {
        name: sign_convention_with_copy(
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
        for name, association in organizations.items()
    }
    invite(*FIRST_INVITED, organization=organizations["tremplin"], inviter=partnership.users["helene"])
    ask_by_link(partnership, signed["tremplin"], clock=clock, chance=chance)


def ask_by_link(partnership: Partnership, convention: Convention, *, clock: Clock, chance: random.Random) -> None:
    adviser = partnership.users["julie"]
    referral = Referral.objects.get(household__name=ASKED_FOR)
    asked_at = clock.moment(clock.working_day(1), 16, 20)
    with acting_at(asked_at, chance=chance):
        consents.ask_about(
            referral=referral,
            user=adviser,
            convention=convention,
            answer=Consent.State.GIVEN,
            on=asked_at.date(),
            form=Consent.Form.PHONE,
            goal="Monter la demande d’aide au FSL avec le locataire.",
        )
    asked = referral.mobilisations.get(organization=convention.association)
    with acting_at(asked_at + datetime.timedelta(minutes=4), chance=chance):
        links.send_link(
            mobilisation=asked, user=adviser, email=convention.association.email, base_url=settings.BASE_URL
        )
