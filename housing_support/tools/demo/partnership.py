"""Organizations, accounts, the running edition, its actions and conventions."""

import datetime
import hashlib
import random
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.cast import (
    ACTIONS,
    ANSWER_DELAY_DAYS,
    CONVENTIONS,
    GRANT_CENTS,
    INVITATIONS,
    LANDLORD,
    ORGANIZATIONS,
    PERSONAS,
    PROGRAMME_NAME,
    OrganizationProfile,
    Persona,
)
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.ids import uuid_from
from housing_support.tools.demo.papers import signed_convention
from partners.models import (
    AccountEvent,
    Convention,
    FundedAction,
    Invitation,
    LandlordParameters,
    Organization,
    Programme,
    User,
)
from partners.services.conventions import draft_convention, sign_convention, submit_convention


@dataclass(frozen=True)
class Partnership:
    organizations: dict[str, Organization]
    users: dict[str, User]
    conventions: dict[tuple[str, int], Convention]
    parameters: LandlordParameters

    @property
    def landlord(self) -> Organization:
        return self.organizations[LANDLORD]

    def person(self, organization: str, role: str) -> User:
        """The persona of that role in that organization."""
        wanted = self.organizations[organization].pk
        return next(user for user in self.users.values() if user.organization_id == wanted and user.role == role)


def build_partnership(*, clock: Clock, chance: random.Random) -> Partnership:
    organizations = build_organizations(ORGANIZATIONS, chance)
    users = build_users(PERSONAS, organizations, clock, chance)
    _invitations(users)
    _account_events(users, clock)
    landlord = organizations[LANDLORD]
    return Partnership(
        organizations=organizations,
        users=users,
        conventions=_conventions(organizations, users["helene"], clock, chance),
        # The first alert comes before what the running edition has left, whatever the day: its conventions are always
        # announced.
        parameters=LandlordParameters.objects.create(
            landlord=landlord, convention_alert_days=[180, 90, 30], one_year_leases=3
        ),
    )


def build_organizations(profiles: dict[str, OrganizationProfile], chance: random.Random) -> dict[str, Organization]:
    rows = Organization.objects.bulk_create(
        Organization(
            public_id=uuid_from(chance),
            kind=profile.kind,
            name=profile.name,
            short_name=profile.short_name,
            siren=profile.siren,
            expertises=list(profile.expertises),
            declared_expertises=None if profile.kind == Organization.Kind.LANDLORD else list(profile.expertises),
            phone=profile.phone,
            email=f"contact@{profile.domain}",
        )
        for profile in profiles.values()
    )
    return dict(zip(profiles, rows, strict=True))


def build_users(
    personas: dict[str, Persona], organizations: dict[str, Organization], clock: Clock, chance: random.Random
) -> dict[str, User]:
    """Accounts without a password: the demonstration signs in by one click."""
    rows = User.objects.bulk_create(
        User(
            public_id=uuid_from(chance),
            email=f"{persona.address}@{organizations[persona.organization].email.partition('@')[2]}",
            password=make_password(None),
            first_name=persona.first_name,
            last_name=persona.last_name,
            job_title=persona.job_title,
            phone=f"06 39 98 10 {rank:02}",
            organization=organizations[persona.organization],
            role=persona.role,
            date_joined=clock.moment(clock.day(300), 9),
        )
        for rank, persona in enumerate(personas.values(), start=10)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in rows
    )
    return dict(zip(personas, rows, strict=True))


def _invitations(users: dict[str, User]) -> None:
    for inviter, *invited in INVITATIONS:
        invite(*invited, organization=users[inviter].organization, inviter=users[inviter])


def invite(
    first_name: str,
    last_name: str,
    role: str,
    job_title: str,
    address: str,
    *,
    organization: Organization,
    inviter: User,
) -> None:
    email = f"{address}@{organization.email.partition('@')[2]}"
    Invitation.objects.create(
        # The link itself is nobody's: inviting again makes a new one.
        token_digest=hashlib.sha256(email.encode()).hexdigest(),
        email=email,
        first_name=first_name,
        last_name=last_name,
        job_title=job_title,
        organization=organization,
        role=role,
        invited_by=inviter,
        expires_at=timezone.now() + datetime.timedelta(days=6),
    )


def _account_events(users: dict[str, User], clock: Clock) -> None:
    """When each account was opened, and who came in on the last working day."""
    morning = clock.moment(clock.working_day(1), 8, 30)
    AccountEvent.objects.bulk_create(
        AccountEvent(account=user, organization=user.organization, kind=kind, facts=facts, at=at)
        for rank, user in enumerate(users.values())
        for kind, facts, at in (
            (AccountEvent.Kind.OPENED, {"role": user.role}, user.date_joined),
            (AccountEvent.Kind.SIGNED_IN, {}, morning + datetime.timedelta(minutes=3 * rank)),
        )
    )


def _conventions(
    organizations: dict[str, Organization], manager: User, clock: Clock, chance: random.Random
) -> dict[tuple[str, int], Convention]:
    starts_on, ends_on = clock.edition()
    programme = Programme.objects.create(
        public_id=uuid_from(chance),
        landlord=organizations[LANDLORD],
        name=PROGRAMME_NAME.format(year=clock.edition_year()),
        starts_on=starts_on,
        ends_on=ends_on,
        grant_cents=GRANT_CENTS,
    )
    actions = {
        number: FundedAction.objects.create(
            programme=programme,
            number=number,
            name=profile.name,
            public=profile.public,
            objective=profile.objective,
            target_households=profile.target_households,
        )
        for number, profile in ACTIONS.items()
    }
    return {
        (profile.association, profile.action): sign_convention_with_copy(
            manager=manager,
            at=clock.moment(starts_on, 9),
            chance=chance,
            association=organizations[profile.association],
            action=actions[profile.action],
            starts_on=starts_on,
            ends_on=ends_on,
            reserved_dwellings=profile.reserved_dwellings,
            visit_interval_days=profile.visit_interval_days,
            visit_steps=profile.visit_steps,
            answer_delay_days=ANSWER_DELAY_DAYS,
        )
        for profile in CONVENTIONS
    }


def sign_convention_with_copy(
    *, manager: User, at: datetime.datetime, chance: random.Random, **terms: Any
) -> Convention:
    """A convention that was written, given to be signed, and signed: all in the same morning."""
    with acting_at(at, chance=chance):
        drafted = draft_convention(user=manager, **terms)
        submit_convention(convention=drafted, user=manager)
        submitted = Convention.objects.for_list().get(pk=drafted.pk)
        copy = signed_convention(submitted, at=timezone.now())
        return sign_convention(convention=submitted, user=manager, signed_on=timezone.localdate(), file=copy)
