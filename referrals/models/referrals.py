import datetime
import uuid
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from housing_support.common.moves import Made, TransitionNotAllowedError
from partners.authority import Authority
from partners.models import Organization, User
from partners.roles import Right, Role
from referrals.exceptions import AgreementMissingError, HouseholdMissingError
from referrals.models import codes
from referrals.models.reasons import HEALTH_REASONS, Reason
from tenancies.models import Dwelling, Household
from tenancies.models.households import in_open_case_file


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> "ReferralQuerySet":
        """The landlord's staff see its referrals once sent, their author alone before; a caretaker only their own,
        which are sent at once. Associations see what concerns them through `Mobilisation`."""
        if not user.may(Right.READ_REFERRALS):
            return self.none()
        own, sent = Q(author=user.pk), ~Q(state=Referral.State.DRAFT)
        seen = own & sent if user.role == Role.CARETAKER else own | sent
        return self.filter(seen, landlord=user.organization_id)

    def open(self) -> "ReferralQuerySet":
        return self.filter(closed_at=None).exclude(state=Referral.State.DRAFT)

    def sent(self) -> "ReferralQuerySet":
        return self.exclude(state=Referral.State.DRAFT)

    def drafts_of(self, user: User) -> "ReferralQuerySet":
        return self.filter(state=Referral.State.DRAFT, author=user.pk)

    def awaiting_screening(self) -> "ReferralQuerySet":
        """Nobody has said yet whether it is to be followed, and how fast."""
        return Referral.SCREENING.waiting(self)

    def screened(self) -> "ReferralQuerySet":
        return self.exclude(screened_at=None)

    def awaiting_meeting(self) -> "ReferralQuerySet":
        return self.filter(state=Referral.State.SENT)

    def awaiting_partner(self) -> "ReferralQuerySet":
        return self.filter(state=Referral.State.MET)

    def awaiting_closing(self) -> "ReferralQuerySet":
        """Those whose partners have finished."""
        return self.filter(state=Referral.State.TO_CLOSE)

    def meeting_late(self, today: datetime.date | None = None) -> "ReferralQuerySet":
        """Nobody has met the household by the day the landlord set itself. The same rule as `is_late`."""
        return Referral.MEETING.late(self, today)

    def with_refusals(self) -> "ReferralQuerySet":
        """Annotate `has_declined` and `has_expired`: a partner asked for it refused, or never answered."""
        mobilisations = apps.get_model("referrals", "Mobilisation").objects
        asked = mobilisations.filter(referral=OuterRef("pk"))
        return self.annotate(
            has_declined=Exists(asked.filter(state="DECLINED")), has_expired=Exists(asked.filter(state="EXPIRED"))
        )

    def carried_by(self, adviser: User) -> "ReferralQuerySet":
        return self.filter(adviser=adviser.pk)

    def without_adviser(self) -> "ReferralQuerySet":
        """Those in which somebody had begun to act, and nobody does today. One that waits for its first meeting is in
        sight of all advisers."""
        return self.open().filter(adviser=None).exclude(state=Referral.State.SENT)


def health_is_agreed_to(agreement: str, sharing: str) -> bool:
    """It is kept while the household may be contacted, to find the partner who helps: not once it wants none. The same
    rule as `referral_health_needs_agreement`."""
    return agreement == Referral.Agreement.GIVEN and sharing != Referral.Agreement.REFUSED


def is_shared(referral: "Referral") -> bool:
    return referral.sharing == Referral.Agreement.GIVEN


# What sends a referral and says whom it is about, or takes that back: nobody has begun to help.
BEGINNINGS = ("SEND", "TAKE_BACK", "REPORT", "ATTACH", "DETACH")


# And what an adviser does before the household is met, which stands whoever it is.
BEFORE_HELP = (*BEGINNINGS, "SCREEN", "CANCEL_SCREENING", "RECORD_ATTEMPT", "CANCEL_ATTEMPT")


def is_screened(referral: "Referral") -> bool:
    return referral.screened_at is not None


def may_be_contacted(referral: "Referral") -> bool:
    return referral.agreement != Referral.Agreement.REFUSED


def is_not_helped(referral: "Referral") -> bool:
    return are_before_help(referral.events.values_list("move", flat=True))


def are_before_help(moves_done: Iterable[str]) -> bool:
    return set(moves_done) <= set(BEFORE_HELP)


def is_untouched(referral: "Referral") -> bool:
    """Nobody has done anything with it since it was sent."""
    return are_beginnings(referral.events.values_list("move", flat=True))


def are_beginnings(moves_done: Iterable[str]) -> bool:
    return set(moves_done) <= set(BEGINNINGS)


def is_attached(referral: "Referral") -> bool:
    return referral.household_id is not None and referral.dwelling_id is not None


def names_household(referral: "Referral") -> bool:
    return referral.household_id is not None


def names_no_household(referral: "Referral") -> bool:
    return referral.household_id is None


def record_move(referral: "Referral", made: Made) -> None:
    referral.events.create(**vars(made))


# One of the reasons is health, and who else follows a household is to be forgotten with the screening that found it;
# discarding a draft must forget all that it said.
@tracked(exclude=["new_household", "reasons", "facts", "service_note", "followed_by"])
class Referral(models.Model):
    """What the landlord spotted about a tenant in difficulty, followed to its end (action 3).

    A draft about somebody the landlord does not know yet describes the household in `new_household`; sending it
    opens the case file. So an abandoned draft leaves neither a case file nor a let dwelling behind.

    A caretaker names a door: its `household` is unknown until an adviser says who lives there.
    """

    State: TypeAlias = codes.State
    Move: TypeAlias = codes.Move
    EndReason: TypeAlias = codes.EndReason
    Service: TypeAlias = codes.Service
    Urgency: TypeAlias = codes.Urgency
    Precision: TypeAlias = codes.Precision
    Agreement: TypeAlias = codes.Agreement
    AgreementForm: TypeAlias = codes.AgreementForm

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="referrals", db_index=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="referrals")
    # Name, persons, dwelling and lease of the household that sending the draft will create.
    new_household = models.JSONField(null=True, editable=False)
    # The door that a caretaker named, or a manager beside a new household; where the floor or the address alone was
    # known, any of its doors.
    dwelling = models.ForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, editable=False, related_name="referrals", verbose_name="logement"
    )
    precision = models.CharField("précision du lieu", max_length=10, choices=Precision, blank=True, editable=False)
    reference = models.CharField("référence", max_length=20, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="referrals", db_index=False)
    # In charge from the first meeting that is fixed; nobody while a successor is to be named.
    adviser = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals_in_charge",
        verbose_name="conseillère",
    )
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason), verbose_name="motifs")
    facts = models.TextField("faits constatés", max_length=4000, blank=True)
    # To be contacted by the adviser, asked by whoever spots the difficulty.
    agreement = models.CharField("accord pour être contacté", max_length=20, choices=Agreement)
    agreement_on = models.DateField("accord recueilli le", null=True, blank=True)
    agreement_form = models.CharField("comment", max_length=20, choices=AgreementForm, blank=True)
    # That partners be asked to help, who then share its case file: another question, asked by the adviser.
    sharing = models.CharField(
        "accord pour mobiliser des partenaires", max_length=20, choices=Agreement, default=Agreement.NOT_ASKED
    )
    sharing_on = models.DateField("accord recueilli le", null=True, blank=True)
    sharing_form = models.CharField("comment", max_length=20, choices=AgreementForm, blank=True)
    urgency = models.CharField("urgence", max_length=20, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    # The day by which the adviser meets the household: sending date plus the landlord's delay for this urgency.
    meeting_due_on = models.DateField("rencontre avant le", null=True, editable=False)
    # The day by which an adviser says whether it is to be followed, and when one did.
    screening_due_on = models.DateField("à examiner avant le", null=True, editable=False)
    screened_at = models.DateTimeField("examiné le", null=True, editable=False)
    # Those that follow the household already, as its screening found.
    followed_by = ArrayField(
        models.CharField(max_length=10, choices=codes.Service),
        verbose_name="déjà suivi par",
        default=list,
        db_default=[],
        blank=True,
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closing_reason = models.CharField("motif de fin", max_length=20, choices=EndReason, blank=True)

    # Which one follows it, or is its right door; the other referral that goes on in its place.
    service = models.CharField("service", max_length=10, choices=codes.Service, blank=True, default="", db_default="")
    service_note = models.CharField("précision", max_length=200, blank=True, default="", db_default="")
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name="déjà signalé"
    )

    # What querysets and views load beside it.
    twins: list[dict[str, Any]]
    awaited_answers: list[Any]
    opens_case_file: bool
    has_photos: bool
    members: list[dict[str, Any]]

    objects = ReferralQuerySet.as_manager()

    SCREENING = Deadline(
        "Examen d’un signalement",
        column="screening_due_on",
        waits={"state": (State.SENT,), "screened_at": (None,)},
        whom="the landlord's advisers",
        since="the day on which the referral was sent",
        delay="`LandlordParameters.screening_delay_days`, working days",
    )
    MEETING = Deadline(
        "Rencontre",
        column="meeting_due_on",
        waits={"state": (State.SENT, State.MEETING_PLANNED)},
        whom="the adviser in charge, the landlord's advisers; its manager once late",
        since="the day on which the referral was sent",
        delay="`LandlordParameters.meeting_delay_days`, or `urgent_meeting_delay_days`",
    )

    OWN = Authority(Right.LOG_REFERRAL, organization="landlord_id", person="author_id")
    CARETAKER = Authority(Right.REPORT_DOOR, organization="landlord_id", person="author_id")
    ADVISER = Authority(Right.MEET_HOUSEHOLD, organization="landlord_id")
    HOUSEHOLD = moves.Need("a household", names_household, HouseholdMissingError)
    # A partner that leaves it brings the referral back to those at work, else to those asked, else to those whose work
    # is finished, else to nobody.
    WITHOUT_A_PARTNER: dict[str, list[str]] = {
        State.MOBILISING: [State.MOBILISING, State.TO_CLOSE, State.MET],
        State.IN_FOLLOW_UP: [State.IN_FOLLOW_UP, State.MOBILISING, State.TO_CLOSE, State.MET],
    }

    # What a partner asked does before it answers leaves it where it stands.
    WITH_PARTNERS: dict[str, list[str]] = {
        State.MOBILISING: [State.MOBILISING],
        State.IN_FOLLOW_UP: [State.IN_FOLLOW_UP],
    }

    # Without the agreement to it, no partner is asked nor at work.
    ANSWERED: dict[str, list[str]] = {
        State.SENT: [State.SENT],
        State.MEETING_PLANNED: [State.MEETING_PLANNED],
        State.MET: [State.MET],
        State.TO_CLOSE: [State.TO_CLOSE],
        **WITHOUT_A_PARTNER,
    }

    WHERE_IT_STANDS: dict[str, list[str]] = {
        State.MET: [State.MET],
        State.MOBILISING: [State.MOBILISING],
        State.IN_FOLLOW_UP: [State.IN_FOLLOW_UP],
        State.TO_CLOSE: [State.TO_CLOSE],
    }

    machine = moves.Machine(
        moves.Move(Move.DISCARD, {State.DRAFT: []}, by=OWN),
        moves.Move(Move.SEND, {State.DRAFT: [State.SENT]}, by=OWN),
        moves.Move(Move.REPORT, {State.DRAFT: [State.SENT]}, by=CARETAKER),
        moves.Move(
            Move.ATTACH,
            {State.SENT: [State.SENT]},
            by=ADVISER,
            needs=[moves.Need("no household yet", names_no_household, moves.TransitionNotAllowedError)],
        ),
        moves.Move(
            Move.SCREEN,
            {State.SENT: [State.SENT], State.MEETING_PLANNED: [State.MEETING_PLANNED]},
            by=ADVISER,
        ),
        moves.Move(
            Move.CANCEL_SCREENING,
            {State.SENT: [State.SENT]},
            by=ADVISER,
            needs=[moves.Need("a screening", is_screened, TransitionNotAllowedError)],
        ),
        moves.Move(
            Move.RECORD_ATTEMPT,
            {State.SENT: [State.SENT], State.MEETING_PLANNED: [State.MEETING_PLANNED]},
            by=ADVISER,
            needs=[
                HOUSEHOLD,
                moves.Need("a household that may be contacted", may_be_contacted, TransitionNotAllowedError),
            ],
        ),
        moves.Move(
            Move.CANCEL_ATTEMPT,
            {State.SENT: [State.SENT], State.MEETING_PLANNED: [State.MEETING_PLANNED]},
            by=ADVISER,
        ),
        moves.Move(
            Move.RECORD_AGREEMENT,
            # Who does not want to be contacted is not met.
            ANSWERED | {State.MEETING_PLANNED: [State.MEETING_PLANNED, State.SENT]},
            by=ADVISER,
            needs=[HOUSEHOLD],
        ),
        moves.Move(Move.CANCEL_AGREEMENT, ANSWERED, by=ADVISER, needs=[HOUSEHOLD]),
        moves.Move(
            Move.PLAN_MEETING,
            # Once the household was met, it may be met again: the referral stays where it stands.
            {State.SENT: [State.MEETING_PLANNED], State.MEETING_PLANNED: [State.MEETING_PLANNED], **WHERE_IT_STANDS},
            by=ADVISER,
            needs=[HOUSEHOLD],
        ),
        moves.Move(
            Move.RECORD_HELD,
            {
                State.MEETING_PLANNED: [State.MET],
                State.MET: [State.MET],
                State.TO_CLOSE: [State.TO_CLOSE],
                **WITHOUT_A_PARTNER,
            },
            by=ADVISER,
        ),
        # Without the only meeting that was held, the household waits again for one.
        moves.Move(
            Move.CANCEL_HELD, WHERE_IT_STANDS | {State.MET: [State.MET, State.MEETING_PLANNED, State.SENT]}, by=ADVISER
        ),
        moves.Move(Move.RECORD_MISSED, {State.MEETING_PLANNED: [State.SENT], **WHERE_IT_STANDS}, by=ADVISER),
        moves.Move(
            Move.MOBILISE,
            {
                State.MET: [State.MOBILISING],
                State.MOBILISING: [State.MOBILISING],
                State.TO_CLOSE: [State.MOBILISING],
                # One more partner leaves the referral in the follow-up it has reached.
                State.IN_FOLLOW_UP: [State.IN_FOLLOW_UP],
            },
            by=ADVISER,
            needs=[moves.Need("the household's agreement to it", is_shared, AgreementMissingError)],
        ),
        moves.Move(Move.WITHDRAW, WITHOUT_A_PARTNER, by=ADVISER),
        moves.Move(Move.ACCEPT, {State.MOBILISING: [State.IN_FOLLOW_UP], State.IN_FOLLOW_UP: [State.IN_FOLLOW_UP]}),
        moves.Move(Move.DECLINE, WITHOUT_A_PARTNER),
        moves.Move(Move.WAITLIST, WITH_PARTNERS),
        moves.Move(Move.UNLIST, WITH_PARTNERS),
        moves.Move(Move.ASK_AGAIN, WITH_PARTNERS),
        moves.Move(Move.REMIND, WITH_PARTNERS),
        moves.Move(Move.EXPIRE, WITHOUT_A_PARTNER),
        moves.Move(
            Move.RESUME_SUPPORT,
            {
                State.MOBILISING: [State.IN_FOLLOW_UP],
                State.IN_FOLLOW_UP: [State.IN_FOLLOW_UP],
                State.TO_CLOSE: [State.IN_FOLLOW_UP],
            },
        ),
        moves.Move(Move.END_SUPPORT, {State.IN_FOLLOW_UP: [State.IN_FOLLOW_UP, State.MOBILISING, State.TO_CLOSE]}),
        moves.Move(
            Move.DISMISS,
            {
                State.SENT: [State.DISMISSED],
                State.MEETING_PLANNED: [State.DISMISSED],
                State.MET: [State.DISMISSED],
                State.MOBILISING: [State.DISMISSED],
            },
            by=ADVISER,
        ),
        moves.Move(
            Move.CLOSE,
            {State.MET: [State.CLOSED], State.IN_FOLLOW_UP: [State.CLOSED], State.TO_CLOSE: [State.CLOSED]},
            by=ADVISER,
        ),
        moves.Move(
            Move.END_WITH_CASE_FILE,
            {
                State.SENT: [State.DISMISSED],
                State.MEETING_PLANNED: [State.DISMISSED],
                State.MET: [State.DISMISSED],
                State.MOBILISING: [State.DISMISSED],
                State.IN_FOLLOW_UP: [State.CLOSED],
                State.TO_CLOSE: [State.CLOSED],
            },
        ),
        moves.Move(
            Move.ASSIGN,
            {
                state: [state]
                for state in (
                    State.SENT,
                    State.MEETING_PLANNED,
                    State.MET,
                    State.MOBILISING,
                    State.IN_FOLLOW_UP,
                    State.TO_CLOSE,
                )
            },
            by=ADVISER,
        ),
        moves.Move(
            Move.TAKE_BACK,
            {State.SENT: [State.DRAFT]},
            by=OWN,
            needs=[moves.Need("nothing done since it was sent", is_untouched, TransitionNotAllowedError)],
        ),
        moves.Move(
            Move.CANCEL,
            {State.SENT: [State.DISMISSED]},
            by=CARETAKER,
            needs=[moves.Need("nothing done since it was sent", is_untouched, TransitionNotAllowedError)],
        ),
        moves.Move(
            Move.DETACH,
            {State.SENT: [State.SENT]},
            by=ADVISER,
            needs=[
                moves.Need("a household said to live behind a door", is_attached, TransitionNotAllowedError),
                moves.Need("nobody helping it", is_not_helped, TransitionNotAllowedError),
            ],
        ),
        # Back to those at work, else to those who have finished, else to a household met, else to its meeting.
        moves.Move(
            Move.REOPEN,
            {
                State.CLOSED: [State.IN_FOLLOW_UP, State.TO_CLOSE, State.MET, State.SENT],
                State.DISMISSED: [State.TO_CLOSE, State.MET, State.SENT],
            },
            by=ADVISER,
        ),
        event=record_move,
        loads=("household", "landlord"),
    )

    class Meta:
        verbose_name = "signalement"
        ordering = ["-pk"]
        constraints = [
            within_bounds(days=["agreement_on", "sharing_on", "screening_due_on"]),
            models.UniqueConstraint(fields=["landlord", "reference"], name="referral_reference_unique_per_landlord"),
            # What was about health alone is forgotten when the household withdraws its agreement.
            models.CheckConstraint(
                name="referral_has_a_reason",
                condition=Q(reasons__len__gt=0) | ~Q(state="DRAFT") & ~Q(agreement="GIVEN"),
            ),
            models.CheckConstraint(
                name="referral_sent_has_dates",
                condition=Q(state="DRAFT", sent_at=None, meeting_due_on=None)
                | (~Q(state="DRAFT") & Q(sent_at__isnull=False, meeting_due_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="referral_sent_is_to_be_screened",
                condition=Q(state="DRAFT", screening_due_on=None, screened_at=None)
                | (~Q(state="DRAFT") & Q(screening_due_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="referral_duplicate_is_another",
                condition=Q(duplicate_of=None) | Q(closing_reason="DUPLICATE") & ~Q(duplicate_of=models.F("id")),
            ),
            models.CheckConstraint(
                name="referral_service_goes_with_its_end",
                condition=Q(service="", service_note="") | ~Q(service="") & Q(closing_reason__in=codes.WITH_A_SERVICE),
            ),
            models.CheckConstraint(
                name="referral_ended_is_explained",
                condition=(Q(state__in=["CLOSED", "DISMISSED"], closed_at__isnull=False) & ~Q(closing_reason=""))
                | (~Q(state__in=["CLOSED", "DISMISSED"]) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="referral_agreement_given_is_dated",
                condition=(Q(agreement="GIVEN", agreement_on__isnull=False) & ~Q(agreement_form=""))
                | ~Q(agreement="GIVEN"),
                violation_error_message="Dites quand et comment l’accord a été donné.",
            ),
            models.CheckConstraint(
                name="referral_sharing_given_is_dated",
                condition=(Q(sharing="GIVEN", sharing_on__isnull=False) & ~Q(sharing_form="")) | ~Q(sharing="GIVEN"),
                violation_error_message="Dites quand et comment l’accord a été donné.",
            ),
            # It serves to find the partner who helps: without one, nobody needs it.
            models.CheckConstraint(
                name="referral_health_needs_agreement",
                condition=~Q(reasons__overlap=sorted(HEALTH_REASONS)) | Q(agreement="GIVEN") & ~Q(sharing="REFUSED"),
                violation_error_message="Un motif de santé demande l’accord du ménage.",
            ),
            models.CheckConstraint(
                name="referral_names_one_household",
                condition=Q(household__isnull=False, new_household__isnull=True)
                | Q(state="DRAFT", household=None, new_household__isnull=False)
                | Q(
                    state__in=["DRAFT", "SENT", "DISMISSED"],
                    household=None,
                    new_household__isnull=True,
                    dwelling__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="referral_place_says_how_well_it_is_known",
                condition=Q(dwelling=None, precision="") | Q(dwelling__isnull=False) & ~Q(precision=""),
            ),
        ]
        indexes = [
            models.Index(fields=["landlord", "-id"], name="referral_by_landlord"),
            models.Index(fields=["landlord", "state", "-id"], name="referral_by_state"),
            models.Index(fields=["author", "-id"], name="referral_by_author"),
            # With what the dashboard counts by: it reads no row of the table. A rare state has its own way.
            models.Index(
                fields=["landlord", "state", "-sent_at"], include=["id", "author"], name="referral_by_state_and_sending"
            ),
            models.Index(
                fields=["landlord", "-sent_at"],
                include=["id", "state", "author", "reasons"],
                name="referral_by_sending",
            ),
            models.Index(
                fields=["landlord", "meeting_due_on", "id"], condition=Q(state="SENT"), name="referral_to_meet"
            ),
            models.Index(
                fields=["landlord", "screening_due_on", "id"],
                condition=Q(state="SENT", screened_at=None),
                name="referral_to_screen",
            ),
            models.Index(
                fields=["landlord", "meeting_due_on", "id"],
                condition=Q(state__in=["SENT", "MEETING_PLANNED"]),
                name="referral_meeting_awaited",
            ),
            models.Index(
                fields=["landlord", "meeting_due_on", "id"], condition=Q(state="MET"), name="referral_to_mobilise"
            ),
            models.Index(
                fields=["landlord", "meeting_due_on", "id"], condition=Q(state="TO_CLOSE"), name="referral_to_close"
            ),
        ]
        triggers = [
            in_open_case_file(
                "referral_waits_in_open_case_file",
                columns=("state", "household_id"),
                condition="NEW.state NOT IN ('DRAFT', 'CLOSED', 'DISMISSED')",
            )
        ]

    def __str__(self) -> str:
        return f"Signalement {self.reference}"

    @property
    def household_name(self) -> str:
        """For all who may see the referral: of a door, `reading.doors.subject_of` says more to those who may know."""
        return self.household.name if self.household else self.described_household.get("name", "Ménage à identifier")

    @property
    def known_household(self) -> Household:
        """Of any referral that an adviser has met about: the database holds that it names one."""
        if self.household is None:
            raise ValueError(f"{self} names no household yet")
        return self.household

    @property
    def described_household(self) -> dict:
        """Of a draft about somebody the landlord does not know yet: what `new_household` holds."""
        return self.new_household or {}

    def is_late(self, today: datetime.date | None = None) -> bool:
        """Nobody has met the household by the day the landlord set itself."""
        return self.MEETING.is_late(self, today)
