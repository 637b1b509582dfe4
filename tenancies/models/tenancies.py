import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import months_from, within_bounds
from housing_support.common.deadlines import Deadline
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.models import User
from tenancies.models.calendar import OF_ANOTHER_HOUSEHOLD, RESERVATIONS, VOIDS, alone_on_its_days, days
from tenancies.models.dwellings import Dwelling
from tenancies.models.ends import EndReason
from tenancies.models.households import Household, is_open_to

# What is done of a lease once it is signed, and when it ends: each is noted by itself, later or never.
DONE_AT_ENTRY = (
    "signed_by_landlord_on",
    "signed_by_household_on",
    "deposit_paid_on",
    "entry_inventory_on",
    "keys_given_on",
)
ENTRY = (*DONE_AT_ENTRY, "deposit_cents", "insured_until")
DONE_AT_EXIT = ("exit_inventory_on", "keys_returned_on")
EXIT = (*DONE_AT_EXIT, "end_reason")
# Of two days that are known, the first comes no later than the second.
IN_ORDER = (
    ("starts_on", "keys_given_on"),
    ("signed_by_landlord_on", "keys_given_on"),
    ("signed_by_household_on", "keys_given_on"),
    ("entry_inventory_on", "keys_given_on"),
    ("starts_on", "insured_until"),
    ("keys_given_on", "ends_on"),
    ("starts_on", "exit_inventory_on"),
    ("keys_given_on", "exit_inventory_on"),
    ("starts_on", "keys_returned_on"),
    ("keys_given_on", "keys_returned_on"),
)
MOST_DEPOSIT_CENTS = 1_000_000
# How long before the end of a lease of one year whoever follows it is told: time to prepare what comes after.
ONE_YEAR_ALERT_MONTHS = 3
# The lease of one year is for those under that age (L442-8-4 CCH).
YOUNG_UNTIL = 30
# An insurer takes weeks to send the next certificate: more than a landlord wants to be told before a visit.
INSURANCE_DAYS = 30


def one_year_after(starts_on: datetime.date) -> datetime.date:
    """The last day of a lease of one year."""
    return months_from(starts_on, 12)


def out_of_order(days: Mapping[str, datetime.date | None]) -> Iterator[tuple[str, str]]:
    """The pairs of `IN_ORDER` that these days contradict."""
    for earlier, later in IN_ORDER:
        first, second = days.get(earlier), days.get(later)
        if first and second and second < first:
            yield earlier, later


def in_order() -> Q:
    """The same rule, for the database."""
    condition = Q()
    for earlier, later in IN_ORDER:
        condition &= Q(**{earlier: None}) | Q(**{later: None}) | Q(**{f"{earlier}__lte": F(later)})
    return condition


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def running(self, day: datetime.date | None = None) -> "TenancyQuerySet":
        """Who lives where on that day, today unless said: a lease runs from its first day through its last."""
        day = day or timezone.localdate()
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: datetime.date | None = None) -> "TenancyQuerySet":
        """Those that run and those to come: the dwelling is promised."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day or timezone.localdate()))

    def to_insure(self, today: datetime.date | None = None) -> "TenancyQuerySet":
        """Those whose certificate of insurance has run out, or does within `INSURANCE_DAYS`."""
        until = (today or timezone.localdate()) + datetime.timedelta(days=INSURANCE_DAYS)
        return Tenancy.INSURANCE.due_by(self, until=until) | Tenancy.ONE_YEAR_INSURANCE.due_by(self, until=until)

    def one_year_ending(self, today: datetime.date | None = None) -> "TenancyQuerySet":
        """The leases of one year whose end comes within `ONE_YEAR_ALERT_MONTHS`, or came, and of which nobody has said
        yet what follows."""
        until = months_from(today or timezone.localdate(), ONE_YEAR_ALERT_MONTHS)
        return Tenancy.ONE_YEAR.due_by(self, until=until)

    def visible_to(self, user: User) -> "TenancyQuerySet":
        return self.filter(is_open_to(user, "household"))

    def with_dwelling(self) -> "TenancyQuerySet":
        """The newest first, with where they are."""
        return self.select_related("dwelling__residence").order_by("-starts_on", "-pk")


TenancyManager = StandingManager.from_queryset(TenancyQuerySet)


# The deposit tells the rent, and so the dwelling.
@tracked(exclude=["cancellation_note"], unquoted=["deposit_cents"])
class Tenancy(Mendable):
    """The title under which a household lives in a dwelling, from its first day to the day the keys come back."""

    class Kind(models.TextChoices):
        DIRECT = "DIRECT", "Bail direct"
        SLIDING = "SLIDING", "Bail glissant"
        SUBLEASE = "SUBLEASE", "Sous-location"
        YOUNG_1Y = "YOUNG_1Y", "Bail d’un an, moins de 30\u00a0ans"

    class Phase(models.TextChoices):
        TO_COME = "TO_COME", "Entrée prévue"
        RUNNING = "RUNNING", "En cours"
        LEAVING = "LEAVING", "Sortie prévue"
        ENDED = "ENDED", "Terminé"

    @classmethod
    def ends_unsaid(cls, day: datetime.date) -> Q:
        """Of a lease that runs on that day, nobody said when it ends: the term of one of a year is no end."""
        return Q(ends_on=None) | cls.ONE_YEAR.waits_for & Q(ends_on__gt=day)

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="tenancies")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="tenancies", db_index=False)
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.DIRECT)
    starts_on = models.DateField("entrée")
    ends_on = models.DateField("sortie", null=True, blank=True)
    notice_received_on = models.DateField("congé reçu le", null=True, blank=True)
    signed_by_landlord_on = models.DateField("signé par le bailleur le", null=True, blank=True)
    signed_by_household_on = models.DateField("signé par le ménage le", null=True, blank=True)
    deposit_cents = models.PositiveIntegerField(
        "dépôt de garantie, en centimes",
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DEPOSIT_CENTS)],
    )
    deposit_paid_on = models.DateField("dépôt versé le", null=True, blank=True)
    insured_until = models.DateField("assuré jusqu’au", null=True, blank=True)
    entry_inventory_on = models.DateField("état des lieux d’entrée le", null=True, blank=True)
    keys_given_on = models.DateField("clés remises le", null=True, blank=True)
    exit_inventory_on = models.DateField("état des lieux de sortie le", null=True, blank=True)
    keys_returned_on = models.DateField("clés rendues le", null=True, blank=True)
    # By default in the database too: rows are also copied there by hundreds of thousands.
    end_reason = models.CharField(
        "motif de sortie", max_length=20, choices=EndReason, blank=True, default="", db_default=""
    )

    # The lease that this one takes over from, in the same dwelling, without a day between the two.
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        editable=False,
        db_index=False,
    )

    objects = TenancyManager()
    with_cancelled = TenancyQuerySet.as_manager()

    # A lease of one year whose end, which it has from the start, nobody has confirmed or moved.
    WAITING_FOR_ITS_TERM = {
        "kind": (Kind.YOUNG_1Y,),
        "end_reason": ("",),
        "notice_received_on": (None,),
        "cancelled_at": (None,),
    }
    INSURANCE = Deadline(
        "Attestation d’assurance",
        column="insured_until",
        waits={"ends_on": (None,), "cancelled_at": (None,)},
        whom="the landlord's rental officers",
        since="the certificate that the household gave",
        delay="the last day that the certificate covers; announced `INSURANCE_DAYS` before",
    )

    ONE_YEAR_INSURANCE = replace(
        INSURANCE,
        name="Attestation d’assurance d’un bail d’un an",
        waits=WAITING_FOR_ITS_TERM,
    )
    ONE_YEAR = Deadline(
        "Fin d’un bail d’un an",
        column="ends_on",
        waits=WAITING_FOR_ITS_TERM,
        whom="the landlord's rental officers and advisers, the association's workers and coordinators",
        since="the first day of the lease",
        delay="one year (L442-8-4 CCH); announced `ONE_YEAR_ALERT_MONTHS` before, until what follows is recorded",
    )

    class Meta:
        verbose_name = "bail"
        ordering = ["household", "-starts_on", "-pk"]
        constraints = [
            within_bounds(
                days=["starts_on", "ends_on", "notice_received_on", *DONE_AT_ENTRY, "insured_until", *DONE_AT_EXIT]
            ),
            models.CheckConstraint(name="tenancy_facts_in_order", condition=in_order()),
            models.CheckConstraint(
                name="tenancy_exit_needs_an_end",
                condition=Q(ends_on__isnull=False) | Q(**dict.fromkeys(DONE_AT_EXIT), end_reason=""),
            ),
            models.CheckConstraint(
                name="tenancy_deposit_is_plausible",
                condition=Q(deposit_cents=None) | Q(deposit_cents__lte=MOST_DEPOSIT_CENTS),
            ),
            mended_in_full(),
            models.UniqueConstraint(fields=["follows"], condition=Q(cancelled_at=None), name="tenancy_taken_over_once"),
            models.CheckConstraint(
                name="tenancy_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="La sortie suit l’entrée.",
            ),
            models.CheckConstraint(
                name="tenancy_of_one_year_ends_by_itself",
                condition=~Q(kind="YOUNG_1Y")
                | Q(ends_on__isnull=False)
                & Q(
                    LessThanOrEqual(
                        F("ends_on"),
                        Func(
                            "starts_on",
                            template="(%(expressions)s + interval '12 months')::date",
                            output_field=models.DateField(),
                        ),
                    )
                ),
                violation_error_message="Un bail d’un an se termine au plus tard un an après l’entrée.",
            ),
            models.CheckConstraint(
                name="tenancy_notice_comes_before_its_end",
                condition=Q(notice_received_on=None) | Q(ends_on__gte=F("notice_received_on")),
                violation_error_message="Le congé précède la sortie.",
            ),
            ExclusionConstraint(
                name="tenancy_one_at_a_time_per_dwelling",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None),
                violation_error_message="Ce logement est déjà loué à cette date.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["dwelling"],
                include=["household", "starts_on", "ends_on"],
                condition=Q(cancelled_at=None),
                name="tenancy_by_dwelling",
            ),
            models.Index(
                fields=["insured_until", "id"],
                include=["household"],
                condition=Q(insured_until__isnull=False, ends_on=None, cancelled_at=None),
                name="tenancy_to_insure",
            ),
            models.Index(
                fields=["ends_on", "id"],
                include=["household"],
                condition=Q(kind="YOUNG_1Y", end_reason="", cancelled_at=None),
                name="tenancy_of_one_year_ending",
            ),
        ]
        triggers = [
            alone_on_its_days(
                "tenancy_of_a_free_dwelling",
                f"{RESERVATIONS} {OF_ANOTHER_HOUSEHOLD}",
                VOIDS,
                columns=("household_id", "cancelled_at"),
                last_day_included=False,
                condition="NEW.cancelled_at IS NULL",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.household}"

    def is_insurance_late(self, today: datetime.date | None = None) -> bool:
        return self.INSURANCE.is_late(self, today) or self.ONE_YEAR_INSURANCE.is_late(self, today)

    def phase(self, day: datetime.date | None = None) -> Phase:
        """Where the lease stands on that day, as `running` counts it: entries and ends to come are planned."""
        day = day or timezone.localdate()
        if day < self.starts_on:
            return self.Phase.TO_COME
        if self.ends_on is None or (self.ONE_YEAR.is_waiting(self) and day <= self.ends_on):
            # The term of a lease of one year is not a departure.
            return self.Phase.RUNNING
        return self.Phase.LEAVING if day <= self.ends_on else self.Phase.ENDED
