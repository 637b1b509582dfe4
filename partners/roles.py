"""Who may do what: the one table of roles and rights. What a user may *see* is `visible_to` on each model."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    RENTAL_OFFICER = "RENTAL_OFFICER", "Gestionnaire locatif"
    CARETAKER = "CARETAKER", "Gardien"
    ADVISER = "ADVISER", "Conseillère sociale (CESF)"
    MANAGER = "MANAGER", "Responsable"
    SOCIAL_WORKER = "SOCIAL_WORKER", "Travailleur social"
    COORDINATOR = "COORDINATOR", "Coordinateur"
    ADMIN = "ADMIN", "Gestion des accès"


LANDLORD_ROLES = (Role.RENTAL_OFFICER, Role.CARETAKER, Role.ADVISER, Role.MANAGER, Role.ADMIN)
ASSOCIATION_ROLES = (Role.SOCIAL_WORKER, Role.COORDINATOR, Role.ADMIN)


class Right(StrEnum):
    # The field of the top bar, for whoever has case files or referrals to find.
    SEARCH = "search"
    READ_CASE_FILES = "read_case_files"
    # Levels of autonomy, diagnosis, needs: shared by social workers only (L121-6-2 CASF), never with rental staff.
    READ_SOCIAL_CONTENT = "read_social_content"
    REVEAL_ADDRESS = "reveal_address"
    # To mask where a household lives, or to lift that, which shows it to all participants.
    PROTECT_ADDRESS = "protect_address"
    EDIT_HOUSEHOLD = "edit_household"
    # That of one's own organization: the landlord's, or the one an association opened for a candidate.
    CLOSE_CASE_FILE = "close_case_file"
    # To close one household's case file to one association: whoever reads which association it is.
    WITHDRAW_ACCESS = "withdraw_access"
    # To be refused a dwelling that is let tells that somebody lives there: only for those who may read any address.
    MANAGE_TENANCIES = "manage_tenancies"
    WRITE_JOURNAL = "write_journal"
    LOG_REFERRAL = "log_referral"
    # The door of a difficulty, for who must not know who lives there.
    REPORT_DOOR = "report_door"
    READ_REFERRALS = "read_referrals"
    MEET_HOUSEHOLD = "meet_household"
    ANSWER_MOBILISATION = "answer_mobilisation"
    # A conflict between neighbours: the landlord's advisers, and whoever mediates.
    HANDLE_CONFLICTS = "handle_conflicts"
    ASSIGN_WORKER = "assign_worker"
    RECORD_VISIT = "record_visit"
    # A meeting of those who follow a household.
    CALL_SYNTHESIS = "call_synthesis"
    # Where a household lives some months after its support.
    RECORD_LATER_SITUATION = "record_later_situation"
    # What the landlord has noticed of a household that an association follows: a fact of a closed list.
    SEND_SIGNAL = "send_signal"
    # To correct or cancel what a colleague recorded: each does it for their own acts (`docs/mending.md`).
    MEND_FOR_COLLEAGUES = "mend_for_colleagues"
    READ_DASHBOARD = "read_dashboard"
    READ_DWELLINGS = "read_dwellings"
    # To keep a dwelling for a convention, and to put one out of use for a while.
    MANAGE_RESERVATIONS = "manage_reservations"
    # A household for a dwelling that a landlord announces.
    PROPOSE_CANDIDATE = "propose_candidate"
    # Where an association puts its own households up: no landlord reads it.
    MANAGE_STAYS = "manage_stays"
    IMPORT_DWELLINGS = "import_dwellings"
    # Which residences a caretaker looks after: those where he may name a door.
    ASSIGN_RESIDENCES = "assign_residences"
    READ_PARTNERS = "read_partners"
    MANAGE_CONVENTIONS = "manage_conventions"
    # To write down what the allocation committee decides: it alone decides.
    RECORD_COMMITTEE = "record_committee"
    INVITE = "invite"
    MANAGE_ACCOUNTS = "manage_accounts"
    # How one's own organization is called, reached, and what it does.
    DESCRIBE_ORGANIZATION = "describe_organization"
    READ_ACCESS_LOG = "read_access_log"


# Whoever has case files to work on.
LANDLORD_STAFF = frozenset({Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER})
ASSOCIATION_STAFF = frozenset({Role.SOCIAL_WORKER, Role.COORDINATOR})

RIGHTS: dict[Right, frozenset[Role]] = {
    Right.SEARCH: LANDLORD_STAFF | ASSOCIATION_STAFF,
    Right.READ_CASE_FILES: LANDLORD_STAFF | ASSOCIATION_STAFF,
    Right.READ_SOCIAL_CONTENT: ASSOCIATION_STAFF | {Role.ADVISER},
    Right.REVEAL_ADDRESS: ASSOCIATION_STAFF | {Role.RENTAL_OFFICER, Role.ADVISER},
    Right.PROTECT_ADDRESS: ASSOCIATION_STAFF | {Role.ADVISER},
    Right.EDIT_HOUSEHOLD: LANDLORD_STAFF | ASSOCIATION_STAFF,
    Right.CLOSE_CASE_FILE: frozenset({Role.ADVISER, Role.MANAGER, Role.COORDINATOR}),
    Right.WITHDRAW_ACCESS: frozenset({Role.ADVISER}),
    Right.MANAGE_TENANCIES: frozenset({Role.RENTAL_OFFICER, Role.ADVISER}),
    Right.WRITE_JOURNAL: LANDLORD_STAFF | ASSOCIATION_STAFF,
    Right.LOG_REFERRAL: LANDLORD_STAFF,
    Right.REPORT_DOOR: frozenset({Role.CARETAKER}),
    Right.READ_REFERRALS: LANDLORD_STAFF | {Role.CARETAKER},
    Right.MEET_HOUSEHOLD: frozenset({Role.ADVISER}),
    Right.ANSWER_MOBILISATION: frozenset({Role.COORDINATOR}),
    Right.HANDLE_CONFLICTS: ASSOCIATION_STAFF | {Role.ADVISER},
    Right.ASSIGN_WORKER: frozenset({Role.COORDINATOR}),
    Right.RECORD_VISIT: ASSOCIATION_STAFF,
    Right.CALL_SYNTHESIS: frozenset({Role.ADVISER, Role.COORDINATOR}),
    Right.RECORD_LATER_SITUATION: ASSOCIATION_STAFF | {Role.ADVISER},
    Right.SEND_SIGNAL: frozenset({Role.RENTAL_OFFICER, Role.ADVISER}),
    Right.MEND_FOR_COLLEAGUES: frozenset({Role.ADVISER, Role.MANAGER, Role.COORDINATOR}),
    Right.READ_DASHBOARD: frozenset({Role.ADVISER, Role.MANAGER, Role.COORDINATOR}),
    Right.READ_DWELLINGS: LANDLORD_STAFF,
    Right.MANAGE_RESERVATIONS: frozenset({Role.RENTAL_OFFICER, Role.MANAGER}),
    Right.PROPOSE_CANDIDATE: ASSOCIATION_STAFF,
    Right.MANAGE_STAYS: ASSOCIATION_STAFF,
    Right.IMPORT_DWELLINGS: frozenset({Role.MANAGER}),
    Right.ASSIGN_RESIDENCES: frozenset({Role.MANAGER, Role.ADMIN}),
    Right.READ_PARTNERS: LANDLORD_STAFF | ASSOCIATION_STAFF | {Role.ADMIN},
    Right.MANAGE_CONVENTIONS: frozenset({Role.MANAGER}),
    Right.RECORD_COMMITTEE: frozenset({Role.RENTAL_OFFICER, Role.MANAGER}),
    Right.INVITE: frozenset({Role.MANAGER, Role.COORDINATOR, Role.ADMIN}),
    Right.MANAGE_ACCOUNTS: frozenset({Role.ADMIN}),
    Right.DESCRIBE_ORGANIZATION: frozenset({Role.ADMIN}),
    Right.READ_ACCESS_LOG: frozenset({Role.ADMIN}),
}

# Who holds a right too while nobody else of the organization does: there must be somebody to close an account.
DEPUTIES: dict[Right, frozenset[Role]] = {Right.MANAGE_ACCOUNTS: frozenset({Role.MANAGER, Role.COORDINATOR})}


def grantable_roles(user) -> tuple[Role, ...]:
    """The roles that `user` may give in their own organization. Only an ADMIN makes another one: whoever manages
    accounts and reads the access log must not be chosen by those whom the log watches."""
    fitting = LANDLORD_ROLES if user.organization.is_landlord else ASSOCIATION_ROLES
    if not user.may(Right.INVITE):
        return ()
    return tuple(role for role in fitting if role != Role.ADMIN or user.role == Role.ADMIN)
