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
    ADMIN = "ADMIN", "Habilitations"


LANDLORD_ROLES = (Role.RENTAL_OFFICER, Role.CARETAKER, Role.ADVISER, Role.MANAGER, Role.ADMIN)
ASSOCIATION_ROLES = (Role.SOCIAL_WORKER, Role.COORDINATOR, Role.ADMIN)


class Right(StrEnum):
    # The field of the top bar, for whoever has case files or referrals to find.
    SEARCH = "search"
    READ_CASE_FILES = "read_case_files"
    # Levels of autonomy, diagnosis, needs: shared by social workers only (L121-6-2 CASF), never with rental staff.
    READ_SOCIAL_CONTENT = "read_social_content"
    REVEAL_ADDRESS = "reveal_address"
    EDIT_HOUSEHOLD = "edit_household"
    CLOSE_CASE_FILE = "close_case_file"
    MANAGE_TENANCIES = "manage_tenancies"
    WRITE_JOURNAL = "write_journal"
    LOG_REFERRAL = "log_referral"
    READ_REFERRALS = "read_referrals"
    MEET_HOUSEHOLD = "meet_household"
    ANSWER_MOBILISATION = "answer_mobilisation"
    ASSIGN_WORKER = "assign_worker"
    RECORD_VISIT = "record_visit"
    READ_DASHBOARD = "read_dashboard"
    READ_DWELLINGS = "read_dwellings"
    IMPORT_DWELLINGS = "import_dwellings"
    READ_PARTNERS = "read_partners"
    MANAGE_CONVENTIONS = "manage_conventions"
    INVITE = "invite"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_ACCESS_LOG = "read_access_log"


RIGHTS: dict[str, frozenset[Right]] = {
    Role.RENTAL_OFFICER: frozenset(
        {
            Right.SEARCH,
            Right.READ_CASE_FILES,
            Right.REVEAL_ADDRESS,
            Right.EDIT_HOUSEHOLD,
            Right.MANAGE_TENANCIES,
            Right.WRITE_JOURNAL,
            Right.LOG_REFERRAL,
            Right.READ_REFERRALS,
            Right.READ_DWELLINGS,
            Right.READ_PARTNERS,
        }
    ),
    Role.CARETAKER: frozenset({Right.SEARCH, Right.LOG_REFERRAL, Right.READ_REFERRALS}),
    Role.ADVISER: frozenset(
        {
            Right.SEARCH,
            Right.READ_CASE_FILES,
            Right.READ_SOCIAL_CONTENT,
            Right.REVEAL_ADDRESS,
            Right.EDIT_HOUSEHOLD,
            Right.CLOSE_CASE_FILE,
            Right.MANAGE_TENANCIES,
            Right.WRITE_JOURNAL,
            Right.LOG_REFERRAL,
            Right.READ_REFERRALS,
            Right.MEET_HOUSEHOLD,
            Right.READ_DASHBOARD,
            Right.READ_DWELLINGS,
            Right.READ_PARTNERS,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Right.SEARCH,
            Right.READ_CASE_FILES,
            Right.EDIT_HOUSEHOLD,
            Right.CLOSE_CASE_FILE,
            Right.MANAGE_TENANCIES,
            Right.WRITE_JOURNAL,
            Right.LOG_REFERRAL,
            Right.READ_REFERRALS,
            Right.READ_DASHBOARD,
            Right.READ_DWELLINGS,
            Right.IMPORT_DWELLINGS,
            Right.READ_PARTNERS,
            Right.MANAGE_CONVENTIONS,
            Right.INVITE,
        }
    ),
    Role.SOCIAL_WORKER: frozenset(
        {
            Right.SEARCH,
            Right.READ_CASE_FILES,
            Right.READ_SOCIAL_CONTENT,
            Right.REVEAL_ADDRESS,
            Right.EDIT_HOUSEHOLD,
            Right.WRITE_JOURNAL,
            Right.RECORD_VISIT,
            Right.READ_PARTNERS,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Right.SEARCH,
            Right.READ_CASE_FILES,
            Right.READ_SOCIAL_CONTENT,
            Right.REVEAL_ADDRESS,
            Right.EDIT_HOUSEHOLD,
            Right.WRITE_JOURNAL,
            Right.RECORD_VISIT,
            Right.ANSWER_MOBILISATION,
            Right.ASSIGN_WORKER,
            Right.READ_DASHBOARD,
            Right.READ_PARTNERS,
            Right.INVITE,
        }
    ),
    Role.ADMIN: frozenset({Right.READ_PARTNERS, Right.INVITE, Right.MANAGE_ACCOUNTS, Right.READ_ACCESS_LOG}),
}


def grantable_roles(user) -> tuple[Role, ...]:
    """The roles that `user` may give in their own organization. Only an ADMIN makes another one: whoever manages
    accounts and reads the access log must not be chosen by those whom the log watches."""
    fitting = LANDLORD_ROLES if user.organization.is_landlord else ASSOCIATION_ROLES
    if not user.may(Right.INVITE):
        return ()
    return tuple(role for role in fitting if role != Role.ADMIN or user.role == Role.ADMIN)
