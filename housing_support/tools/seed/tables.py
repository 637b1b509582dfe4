"""The tables that the seed fills by COPY: their columns in the order of the generated rows."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import models

from partners.models import User
from referrals.models import (
    Announcement,
    AnnouncementEvent,
    Attempt,
    Candidacy,
    CommitteeMember,
    CommitteeSession,
    Examination,
    Meeting,
    Mobilisation,
    MobilisationResult,
    Offer,
    Referral,
    ReferralEvent,
    ReferralOutcome,
    RequestLink,
)
from tenancies.models import (
    Consent,
    ConsentEvent,
    Dwelling,
    FollowUp,
    Household,
    JournalEntry,
    LaterSituation,
    Observation,
    Participation,
    PeriodicReview,
    Person,
    Reservation,
    Residence,
    SlidingLease,
    Stay,
    StayEvent,
    SupportMeasure,
    Tenancy,
    Vacancy,
    Visit,
)


@dataclass(frozen=True)
class Table:
    """`most_per_household` bounds the rows of one household: each household owns a range of identifiers, so that
    any part of the world can be generated without knowing the parts before it."""

    model: type[models.Model]
    # Separated by spaces.
    columns: str
    most_per_household: int = 0

    @property
    def name(self) -> str:
        return self.model._meta.db_table


USERS = Table(
    User,
    (
        "id public_id email first_name last_name job_title phone organization_id role is_active date_joined password "
        "last_login"
    ),
)
EMAIL_ADDRESSES = Table(EmailAddress, "user_id email verified primary")
RESIDENCES = Table(Residence, "id public_id landlord_id name commune_code commune_name")

DWELLINGS = Table(
    Dwelling,
    (
        "id public_id landlord_id residence_id rpls_id landlord_reference street_number street_name address_complement "
        "postal_code commune_code commune_name building entrance staircase floor door construction rooms "
        "living_area_m2 completed_year funding_code in_priority_district apl_agreement_number energy_class "
        "greenhouse_class occupancy_code rent_euros quota_code withdrawal_reason updated_at"
    ),
    3,
)
HOUSEHOLDS = Table(
    Household,
    ("id public_id landlord_id opened_by_id reference name state opened_on closed_on is_protected version"),
    4,
)
PERSONS = Table(Person, "id household_id role first_name last_name birth_year phone", 24)
PARTICIPATIONS = Table(Participation, "id household_id organization_id role since until reason end_reason", 8)
TENANCIES = Table(
    Tenancy,
    (
        "id household_id dwelling_id kind starts_on ends_on signed_by_landlord_on signed_by_household_on deposit_cents "
        "deposit_paid_on insured_until entry_inventory_on keys_given_on exit_inventory_on keys_returned_on end_reason"
    ),
    3,
)
MEASURES = Table(SupportMeasure, "id household_id action_id started_on ended_on end_reason", 2)
LATER_SITUATIONS = Table(
    LaterSituation,
    "id public_id household_id measure_id landlord_id months due_on situation recorded_on recorded_by_id",
    6,
)
FOLLOW_UPS = Table(
    FollowUp,
    (
        "id public_id household_id measure_id organization_id convention_id worker_id taken_in_charge_at started_on "
        "ended_on end_reason watched_since last_visit_on next_visit_at visit_due_on"
    ),
    3,
)
VISITS = Table(
    Visit,
    (
        "id public_id submission_id household_id follow_up_id organization_id author_id outcome medium visited_at "
        "topics next_visit_at recorded_at"
    ),
    21,
)
OBSERVATIONS = Table(Observation, "id household_id visit_id domain level by observed_on occasion", 105)
JOURNAL = Table(
    JournalEntry,
    "id public_id household_id visit_id kind audience author_id organization_id event facts text "
    "occurred_at recorded_at",
    70,
)
REFERRALS = Table(
    Referral,
    (
        "id public_id submission_id landlord_id household_id precision reference author_id adviser_id reasons facts "
        "agreement agreement_on agreement_form sharing sharing_on sharing_form urgency state created_at sent_at "
        "meeting_due_on screening_due_on screened_at closed_at closing_reason"
    ),
    1,
)
RESULTS = Table(MobilisationResult, "id mobilisation_id problem result author_id recorded_at", 2)
OUTCOMES = Table(
    ReferralOutcome, "id public_id referral_id landlord_id months due_on outcome recorded_on recorded_by_id", 2
)
ATTEMPTS = Table(Attempt, "id public_id referral_id author_id made_on means result recorded_at", 2)
MEETINGS = Table(
    Meeting,
    (
        "id public_id referral_id adviser_id state planned_at place held_at needs diagnosis decisions audience "
        "author_id organization_id created_at"
    ),
    2,
)
MOBILISATIONS = Table(
    Mobilisation,
    (
        "id public_id referral_id convention_id organization_id state goal requested_by_id requested_at answer_due_on "
        "reminded_at expires_on place_expected_on answered_by_id answered_at decline_reason decline_comment "
        "follow_up_id"
    ),
    3,
)
REQUEST_LINKS = Table(
    RequestLink,
    (
        "id public_id mobilisation_id email token_digest state sent_by_id sent_at expires_at opened_at ended_at "
        "code_digest code_tries"
    ),
    3,
)
CONSENTS = Table(
    Consent,
    "id public_id household_id organization_id state on form recorded_by_id recorded_at is_current",
    3,
)
CONSENT_EVENTS = Table(ConsentEvent, "id consent_id move from_state to_state actor_id at facts", 3)
REFERRAL_EVENTS = Table(ReferralEvent, "id referral_id move from_state to_state actor_id at facts", 12)

COMMITTEES = Table(CommitteeSession, "id public_id landlord_id held_on quorum state minuted_at")
COMMITTEE_MEMBERS = Table(CommitteeMember, "session_id name quality was_present")
VACANCIES = Table(Vacancy, "id public_id dwelling_id starts_on ends_on", 3)
# Those of the dwelling announced beside a household.
RESERVATIONS = Table(
    Reservation,
    (
        "id public_id dwelling_id convention_id starts_on ends_on household_id state released_on release_reason "
        "created_at version"
    ),
    1,
)
ANNOUNCEMENTS = Table(
    Announcement,
    (
        "id public_id reservation_id convention_id landlord_id association_id shown rent_euros charges_euros "
        "flat_amounts_euros state announced_by_id announced_on answer_due_on no_candidate_reason ended_at"
    ),
    1,
)
CANDIDACIES = Table(
    Candidacy,
    (
        "id public_id announcement_id household_id association_id rank_wished state unique_number adults dependants "
        "is_young_couple income_euros resources_euros benefit_euros needs support missing proposed_by_id proposed_at "
        "ended_at end_reason version"
    ),
    3,
)
EXAMINATIONS = Table(
    Examination,
    "id session_id announcement_id candidacy_id decision rank reason fewer_candidates recorded_by_id recorded_at",
    3,
)
OFFERS = Table(
    Offer,
    ("id public_id announcement_id candidacy_id sent_by_id notified_on expires_on state visited_on answered_on reason"),
    3,
)
ANNOUNCEMENT_EVENTS = Table(
    AnnouncementEvent, "id announcement_id candidacy_id move from_state to_state actor_id at facts", 40
)

STAYS = Table(
    Stay,
    (
        "id public_id household_id association_id kind place_in_words state since until planned_end latest_end "
        "extension_reason end_reason destination unique_number_on identity_on resources_on savings_on assessment_on "
        "version"
    ),
    3,
)
MOST_REVIEWS = 12
SLIDING_LEASES = Table(
    SlidingLease,
    (
        "id public_id tenancy_id association_id state head_lease_on sublease_on agreement_on approval_number "
        "approval_until review_due_on term_on notice_due_on prefect_told_on offers_lease no_lease_reason "
        "extension_reason version"
    ),
    1,
)
REVIEWS = Table(PeriodicReview, "id public_id sliding_id due_on held_on conclusion", MOST_REVIEWS)
STAY_EVENTS = Table(StayEvent, "id stay_id move from_state to_state actor_id at facts", 9)

# Written household by household.
CASE_FILE_TABLES = (
    DWELLINGS,
    HOUSEHOLDS,
    PERSONS,
    PARTICIPATIONS,
    TENANCIES,
    MEASURES,
    LATER_SITUATIONS,
    FOLLOW_UPS,
    VISITS,
    OBSERVATIONS,
    JOURNAL,
    REFERRALS,
    ATTEMPTS,
    MEETINGS,
    MOBILISATIONS,
    REQUEST_LINKS,
    RESULTS,
    OUTCOMES,
    CONSENTS,
    CONSENT_EVENTS,
    REFERRAL_EVENTS,
    VACANCIES,
    RESERVATIONS,
    ANNOUNCEMENTS,
    CANDIDACIES,
    EXAMINATIONS,
    OFFERS,
    ANNOUNCEMENT_EVENTS,
    STAYS,
    STAY_EVENTS,
    SLIDING_LEASES,
    REVIEWS,
)
COPIED_TABLES = (USERS, EMAIL_ADDRESSES, RESIDENCES, COMMITTEES, COMMITTEE_MEMBERS, *CASE_FILE_TABLES)
