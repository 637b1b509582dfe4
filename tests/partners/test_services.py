"""Who may call each service of this application, and what each refuses."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.db.models import Max, Min
from django.utils import timezone

from housing_support.common.documents.content import checked
from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import (
    ActionInUseError,
    AddressTakenError,
    ConventionsLeftOutError,
    FirstPersonSettledError,
    ProgrammeNameTakenError,
    ProgrammeOverlapError,
    RightMissingError,
    SignedCopyMissingError,
    StaleVersionError,
    TooManyInvitationsError,
    TransitionNotAllowedError,
)
from partners.models import Convention, ConventionDocument, Expertise, Invitation, Programme, User
from partners.roles import Role
from partners.services import accounts, conventions, documents, invitations, names, organizations, programmes
from partners.services import terms as convention_terms
from tests.consistency.services import Case, Refusal, cases_of, check_service, services_of
from tests.factories.partners import (
    ConventionFactory,
    FundedActionFactory,
    InvitationFactory,
    OrganizationFactory,
    UserFactory,
    amendment_of,
)
from tests.files import pdf, upload

BASE_URL = "https://passerelle.example/"
RENAMED = {"first_name": "Line", "last_name": "Roy"}
FIRST_PERSON = {"email": "nouvelle@exemple.fr", "first_name": "Line", "last_name": "Roy"}


def with_second_factor(account):
    return Authenticator.objects.create(user=account, type="totp", data={})


def terms(world):
    return {
        "starts_on": world.today,
        "ends_on": world.today + datetime.timedelta(days=200),
        "visit_interval_days": 15,
        "visit_steps": [[6, 30]],
        "answer_delay_days": 10,
    }


def unsigned(world, *, state=Convention.State.DRAFT):
    return ConventionFactory(
        action=world.action, landlord=world.landlord, association=world.other_association, state=state
    )


def amendment(world, *, days):
    since = world.today + datetime.timedelta(days=days)
    amended = ConventionFactory(action=world.action)
    return convention_terms.amend_convention(user=world.people["MG"], **amendment_of(amended, since=since))


OF_ANOTHER_LANDLORD = {
    "a convention of another landlord": Refusal(
        RightMissingError, arguments=lambda w: {"convention": Convention.objects.get(landlord=w.other_landlord)}
    ),
}


def invited(world):
    return {"email": "nouvelle@exemple.fr", "first_name": "Line", "last_name": "Roy", "base_url": BASE_URL}


def edition(world, **changed):
    """A programme of a year when the landlord has none, with one action."""
    return {
        "name": "10 000 logements accompagnés 2030",
        "starts_on": datetime.date(2030, 1, 1),
        "ends_on": datetime.date(2030, 12, 31),
        "grant_cents": 3_700_000,
        "actions": [{"name": "Maillage", "public": "", "objective": "MAINTENANCE", "target_households": 15}],
    } | changed


def same_actions(world):
    names = ("name", "public", "objective", "target_households")
    actions = world.programme.actions.order_by("number")
    return [{"id": action.pk} | {name: getattr(action, name) for name in names} for action in actions]


def same_days(world):
    return {"starts_on": world.programme.starts_on, "ends_on": world.programme.ends_on}


def covering(world):
    """The days of the conventions of the programme, all of them."""
    of_programme = Convention.objects.filter(action__programme=world.programme)
    return of_programme.aggregate(starts_on=Min("starts_on"), ends_on=Max("ends_on"))


def accepted_invitation(world):
    return Invitation.objects.filter(pk=world.invitation.pk).update(
        state=Invitation.State.ACCEPTED, accepted_at=timezone.now()
    )


def as_many_as_allowed(world):
    InvitationFactory.create_batch(
        invitations.MOST_A_DAY, organization=world.landlord, invited_by=world.people["MG"], role=Role.ADVISER
    )


def deactivated(world):
    return User.objects.filter(pk=world.people["LA"].pk).update(is_active=False)


ANSWERED = {
    "accepted already": Refusal(TransitionNotAllowedError, given=accepted_invitation),
    "revoked already": Refusal(
        TransitionNotAllowedError,
        given=lambda w: invitations.revoke(invitation=w.invitation, user=w.people["MG"]),
    ),
    "a role that only an ADMIN gives": Refusal(
        RightMissingError,
        arguments=lambda w: {"invitation": InvitationFactory(organization=w.landlord, role=Role.ADMIN)},
    ),
}

TABLE = [
    Case(
        accounts.deactivate,
        callers="LA",
        arguments=lambda w: {"account": w.colleague},
        refusals={
            "one's own account": Refusal(TransitionNotAllowedError, arguments=lambda w: {"account": w.people["LA"]}),
            "closed already": Refusal(TransitionNotAllowedError, arguments=lambda w: {"account": w.inactive}),
            "an account of another organization": Refusal(
                RightMissingError, arguments=lambda w: {"account": w.people["xAD"]}
            ),
            "by somebody deactivated since": Refusal(RightMissingError, given=deactivated),
        },
    ),
    Case(
        accounts.reactivate,
        callers="LA",
        arguments=lambda w: {"account": w.inactive},
        refusals={
            "active already": Refusal(TransitionNotAllowedError, arguments=lambda w: {"account": w.colleague}),
            "by somebody deactivated since": Refusal(RightMissingError, given=deactivated),
        },
    ),
    Case(
        accounts.change_role,
        callers="LA",
        arguments=lambda w: {"account": w.colleague, "role": Role.CARETAKER},
        refusals={
            "one's own account": Refusal(TransitionNotAllowedError, arguments=lambda w: {"account": w.people["LA"]}),
            "a closed account": Refusal(TransitionNotAllowedError, arguments=lambda w: {"account": w.inactive}),
            "the role that it has": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"role": Role.RENTAL_OFFICER}
            ),
            "a role of associations": Refusal(RightMissingError, arguments=lambda w: {"role": Role.COORDINATOR}),
            "an account of another organization": Refusal(
                RightMissingError, arguments=lambda w: {"account": w.people["xAD"]}
            ),
            "by somebody deactivated since": Refusal(RightMissingError, given=deactivated),
        },
    ),
    Case(
        accounts.reset_second_factor,
        callers="LA",
        arguments=lambda w: {"account": w.colleague},
        given=lambda w: with_second_factor(w.colleague),
        refusals={
            "one's own": Refusal(
                TransitionNotAllowedError,
                given=lambda w: with_second_factor(w.people["LA"]),
                arguments=lambda w: {"account": w.people["LA"]},
            ),
            "of somebody who has none": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"account": w.people["RO"]}
            ),
            "by somebody deactivated since": Refusal(RightMissingError, given=deactivated),
        },
    ),
    Case(
        organizations.describe_organization,
        callers="LA AA xLA",
        arguments=lambda w: {
            "name": "Nouveau nom",
            "short_name": "NN",
            "siret": "",
            "phone": "05 61 00 00 00",
            "email": "contact@exemple.fr",
            "expertises": [Expertise.MEDIATION],
        },
    ),
    Case(
        organizations.register_expertises,
        callers="MG",
        arguments=lambda w: {"association": w.unjoined, "expertises": [Expertise.ADDICTION]},
        refusals={
            "of an association without convention with the landlord": Refusal(
                RightMissingError, arguments=lambda w: {"association": w.other_association}
            ),
            "of a landlord": Refusal(RightMissingError, arguments=lambda w: {"association": w.landlord}),
            "about health, once another landlord works with it": Refusal(
                RightMissingError,
                given=lambda w: ConventionFactory(association=w.unjoined, action__programme__landlord=w.other_landlord),
            ),
        },
    ),
    Case(
        names.describe_oneself,
        callers="RO CT AD MG LA SW CO AA AC xAD xMG xLA xCO",
        arguments=lambda w: RENAMED | {"phone": "06 39 98 01 02"},
    ),
    Case(
        names.rename,
        callers="LA",
        arguments=lambda w: RENAMED | {"account": w.colleague},
        refusals={
            "an account of another organization": Refusal(
                RightMissingError, arguments=lambda w: {"account": w.people["xAD"]}
            )
        },
    ),
    Case(
        names.rename_invited,
        callers="MG LA",
        arguments=lambda w: RENAMED | {"invitation": w.invitation},
        refusals=ANSWERED,
    ),
    Case(
        conventions.register_association,
        callers="MG xMG",
        arguments=lambda w: {
            "siren": "732829320",
            "siret": "",
            "name": "Clémence Isaure",
            "short_name": "Clémence Isaure",
            "expertises": [Expertise.BUDGET],
            "first_person": FIRST_PERSON,
            "base_url": BASE_URL,
        },
        refusals={
            "a first person who has an account": Refusal(
                AddressTakenError, arguments=lambda w: {"first_person": FIRST_PERSON | {"email": w.worker.email}}
            ),
        },
    ),
    Case(
        invitations.invite_first_person,
        callers="MG xMG",
        arguments=lambda w: FIRST_PERSON | {"association": w.unjoined, "base_url": BASE_URL},
        refusals={
            "where somebody works": Refusal(
                FirstPersonSettledError, arguments=lambda w: {"association": w.association}
            ),
            "a landlord": Refusal(
                FirstPersonSettledError, arguments=lambda w: {"association": OrganizationFactory(is_landlord=True)}
            ),
            "where another landlord invited": Refusal(
                FirstPersonSettledError,
                given=lambda w: InvitationFactory(organization=w.unjoined, invited_by=w.people["xMG"], revoked=True),
            ),
            "where the operator invited": Refusal(
                FirstPersonSettledError, given=lambda w: InvitationFactory(organization=w.unjoined)
            ),
            "somebody who has an account": Refusal(
                AddressTakenError, arguments=lambda w: {"email": w.worker.email.upper()}
            ),
            "beyond the most of a day": Refusal(TooManyInvitationsError, given=as_many_as_allowed),
        },
    ),
    Case(
        conventions.draft_convention,
        callers="MG",
        arguments=lambda w: terms(w) | {"association": w.other_association, "action": w.action},
        refusals={
            "an action of another landlord": Refusal(
                RightMissingError,
                arguments=lambda w: {"action": FundedActionFactory(programme__landlord=w.other_landlord)},
            ),
        },
    ),
    Case(
        conventions.correct_convention,
        callers="MG",
        arguments=lambda w: {
            "convention": unsigned(w),
            "version": 1,
            "candidate_delay_days": 20,
            "reminded_delay_days": 5,
            "visit_interval_days": 30,
        },
        refusals=OF_ANOTHER_LANDLORD
        | {
            "saved since by a colleague": Refusal(StaleVersionError, arguments=lambda w: {"version": 0}),
            "signed": Refusal(TransitionNotAllowedError, arguments=lambda w: {"convention": w.convention}),
        },
    ),
    Case(
        conventions.submit_convention,
        callers="MG",
        arguments=lambda w: {"convention": unsigned(w)},
        refusals=OF_ANOTHER_LANDLORD,
    ),
    Case(
        conventions.take_back_convention,
        callers="MG",
        arguments=lambda w: {"convention": unsigned(w, state=Convention.State.TO_SIGN)},
        refusals=OF_ANOTHER_LANDLORD,
    ),
    Case(
        conventions.discard_convention,
        callers="MG",
        arguments=lambda w: {"convention": unsigned(w)},
        refusals=OF_ANOTHER_LANDLORD
        | {"signed": Refusal(TransitionNotAllowedError, arguments=lambda w: {"convention": w.convention})},
    ),
    Case(
        conventions.sign_convention,
        callers="MG",
        arguments=lambda w: {
            "convention": unsigned(w),
            "signed_on": w.today,
            "file": checked(upload(pdf(), "convention.pdf")),
        },
        refusals=OF_ANOTHER_LANDLORD
        | {"without the signed copy": Refusal(SignedCopyMissingError, arguments=lambda w: {"file": None})},
    ),
    Case(
        convention_terms.amend_convention,
        callers="MG",
        arguments=lambda w: amendment_of(w.convention, visit_interval_days=30),
        refusals=OF_ANOTHER_LANDLORD
        | {
            "saved since by a colleague": Refusal(StaleVersionError, arguments=lambda w: {"version": 0}),
            "not signed yet": Refusal(TransitionNotAllowedError, arguments=lambda w: {"convention": unsigned(w)}),
            "from its first day": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"since": w.convention.starts_on}
            ),
            "from after its end": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"since": w.convention.ends_on + datetime.timedelta(days=1)},
            ),
        },
    ),
    Case(
        convention_terms.cancel_amendment,
        callers="MG",
        arguments=lambda w: {"terms": amendment(w, days=10)},
        refusals={
            "one that applies": Refusal(TransitionNotAllowedError, arguments=lambda w: {"terms": amendment(w, days=0)}),
            "the terms that it was signed with": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"terms": w.convention.terms.get()}
            ),
        },
    ),
    Case(
        convention_terms.terminate_convention,
        callers="MG",
        arguments=lambda w: {"convention": w.convention, "ends_on": w.today, "reason": "AGREED"},
        refusals=OF_ANOTHER_LANDLORD
        | {
            "after its end": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"ends_on": w.convention.ends_on + datetime.timedelta(days=1)},
            ),
            "before it began": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"ends_on": w.convention.starts_on}
            ),
        },
    ),
    Case(
        documents.add_convention_document,
        callers="MG",
        arguments=lambda w: {"convention": w.convention, "kind": "AMENDMENT", "file": checked(upload(pdf()))},
        refusals={
            "a convention of another landlord": Refusal(
                RightMissingError, arguments=lambda w: {"convention": Convention.objects.get(landlord=w.other_landlord)}
            ),
        },
    ),
    Case(
        documents.cancel_convention_document,
        callers="MG",
        arguments=lambda w: {"document": w.signed_copy, "reason": Mistake.TWICE},
        refusals={
            "a document of another landlord": Refusal(
                RightMissingError,
                given=lambda w: ConventionDocument.objects.filter(pk=w.signed_copy.pk).update(
                    convention=Convention.objects.get(landlord=w.other_landlord)
                ),
            ),
            "cancelled already": Refusal(MendingRefusedError, arguments=lambda w: {"document": w.wrong_copy}),
        },
    ),
    Case(
        programmes.create_programme,
        callers="MG xMG",
        arguments=edition,
        refusals={
            "while another one runs": Refusal(
                ProgrammeOverlapError, arguments=lambda w: {"starts_on": w.programme.ends_on}
            ),
            "under the name of another one": Refusal(
                ProgrammeNameTakenError, arguments=lambda w: {"name": w.programme.name}
            ),
        },
    ),
    Case(
        programmes.edit_programme,
        callers="MG",
        arguments=lambda w: edition(w, programme=w.programme, version=1, actions=same_actions(w), **same_days(w)),
        refusals={
            "a programme of another landlord": Refusal(
                RightMissingError, arguments=lambda w: {"programme": Programme.objects.get(landlord=w.other_landlord)}
            ),
            "saved since by a colleague": Refusal(StaleVersionError, arguments=lambda w: {"version": 2}),
            "over another one": Refusal(
                ProgrammeOverlapError,
                given=lambda w: programmes.create_programme(user=w.people["MG"], **edition(w)),
                arguments=lambda w: {"name": "Un autre nom", "ends_on": edition(w)["ends_on"]},
            ),
            "without the first days of a convention": Refusal(
                ConventionsLeftOutError,
                arguments=lambda w: covering(w) | {"starts_on": covering(w)["starts_on"] + datetime.timedelta(days=1)},
                given=lambda w: Programme.objects.filter(pk=w.programme.pk).update(**covering(w)),
            ),
            "without the last days of a convention": Refusal(
                ConventionsLeftOutError,
                arguments=lambda w: covering(w) | {"ends_on": covering(w)["ends_on"] - datetime.timedelta(days=1)},
                given=lambda w: Programme.objects.filter(pk=w.programme.pk).update(**covering(w)),
            ),
            "without an action that has its convention": Refusal(
                ActionInUseError, arguments=lambda w: {"actions": edition(w)["actions"]}
            ),
            "with another objective for an action that has its convention": Refusal(
                ActionInUseError, arguments=lambda w: {"actions": [same_actions(w)[-1] | {"objective": "ACCESS"}]}
            ),
        },
    ),
    Case(conventions.set_parameters, callers="MG xMG", arguments=lambda w: {"reminder_days": 9}),
    Case(
        invitations.invite,
        about="at a landlord's",
        callers="MG LA xMG xLA",
        arguments=lambda w: invited(w) | {"role": Role.RENTAL_OFFICER},
        refusals={
            "a role that only an ADMIN gives": Refusal(RightMissingError, arguments=lambda w: {"role": Role.ADMIN}),
            "somebody who has an account": Refusal(
                AddressTakenError, arguments=lambda w: {"email": w.worker.email.upper()}
            ),
            "somebody who is invited already": Refusal(
                AddressTakenError, arguments=lambda w: {"email": w.association_invitation.email}
            ),
            "beyond the most of a day": Refusal(TooManyInvitationsError, given=as_many_as_allowed),
        },
    ),
    Case(
        invitations.invite,
        about="at an association's",
        callers="CO AA AC xCO",
        arguments=lambda w: invited(w) | {"role": Role.SOCIAL_WORKER},
        refusals={
            "a role that only an ADMIN gives": Refusal(RightMissingError, arguments=lambda w: {"role": Role.ADMIN}),
            "a role of landlords": Refusal(RightMissingError, arguments=lambda w: {"role": Role.ADVISER}),
        },
    ),
    Case(
        invitations.resend,
        callers="MG LA",
        arguments=lambda w: {"invitation": w.invitation, "base_url": BASE_URL},
        refusals=ANSWERED | {"beyond the most of a day": Refusal(TooManyInvitationsError, given=as_many_as_allowed)},
    ),
    Case(invitations.revoke, callers="MG LA", arguments=lambda w: {"invitation": w.invitation}, refusals=ANSWERED),
]

pytestmark = pytest.mark.django_db


def test_every_service_has_its_case():
    assert services_of("partners.services") - {case.service for case in TABLE} == set()


@pytest.mark.parametrize("case", cases_of(TABLE))
def test_service(case, world):
    check_service(case, world)


def test_the_last_of_two_admins_stays(world):
    """Each of them deactivates the other: the second is refused, for the account was closed in the meantime."""
    world_admin = world.people["LA"]
    other = UserFactory(organization=world.landlord, role=Role.ADMIN)

    accounts.deactivate(account=other, user=world_admin)
    with pytest.raises(RightMissingError):
        accounts.deactivate(account=world_admin, user=other)

    assert User.objects.active().filter(organization=world.landlord, role=Role.ADMIN).get() == world_admin


def test_an_association_known_already_is_left_as_it_is(world):
    found = conventions.register_association(
        user=world.people["MG"],
        siren=world.association.siren,
        siret="",
        name="Un autre nom",
        short_name="Autre",
        expertises=[],
        first_person={},
        base_url=BASE_URL,
    )

    assert found == world.association
    found.refresh_from_db()
    assert (found.name, found.short_name, found.expertises) == (
        world.association.name,
        "UCRM",
        [Expertise.HOUSING_SUPPORT, Expertise.BUDGET],
    )


def test_amending_writes_the_next_version_and_nothing_else(world):
    before = ConventionFactory(action=world.action)

    convention_terms.amend_convention(user=world.people["MG"], **amendment_of(before, answer_delay_days=4))

    after = Convention.objects.get(pk=before.pk)
    assert (after.version, after.answer_delay_days, after.visit_interval_days) == (2, 4, before.visit_interval_days)


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "is_in_force"),
    [(0, 10, True), (-10, 0, True), (1, 10, False), (-10, -1, False)],
)
def test_a_convention_is_in_force_from_its_first_day_to_its_last(world, starts_in, ends_in, is_in_force):
    convention = ConventionFactory(action=FundedActionFactory())
    first, last = (world.today + datetime.timedelta(days=days) for days in (starts_in, ends_in))
    Convention.objects.filter(pk=convention.pk).update(starts_on=first, ends_on=last)

    assert Convention.objects.in_force().filter(pk=convention.pk).exists() == is_in_force
