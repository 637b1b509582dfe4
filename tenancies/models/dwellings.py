import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.jobs import BackgroundJob
from partners.authority import Authority
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.functions import ConcatOperator, Unaccented


def street_address_of(number: str, name: str, complement: str) -> str:
    return " ".join(part for part in (number, name) if part) or complement


def floor_in_words(floor: str) -> str:
    """RPLS gives a number, `RC` or free text."""
    if floor.isascii() and floor.isdigit():
        number = int(floor)
        return {0: "rez-de-chaussée", 1: "1er\u00a0étage"}.get(number, f"{number}e\u00a0étage")
    return {"RC": "rez-de-chaussée", "RDC": "rez-de-chaussée"}.get(
        floor.upper(), f"étage\u00a0{floor}" if floor else ""
    )


class ResidenceQuerySet(models.QuerySet["Residence"]):
    def visible_to(self, user: User) -> "ResidenceQuerySet":
        """A landlord's stock is its own: associations see a dwelling only through a case file. A caretaker sees the
        residences he looks after: all of them, while none is set."""
        if user.may(Right.READ_DWELLINGS) or user.may(Right.ASSIGN_RESIDENCES):
            return self.filter(landlord=user.organization_id)
        if not user.may(Right.REPORT_DOOR):
            return self.none()
        own = ResidenceCaretaker.objects.filter(user=user.pk)
        return self.filter(Exists(own.filter(residence=OuterRef("pk"))) | ~Exists(own), landlord=user.organization_id)

    def looked_after_by(self, caretaker: User) -> "ResidenceQuerySet":
        return self.filter(Exists(ResidenceCaretaker.objects.filter(residence=OuterRef("pk"), user=caretaker.pk)))


class Residence(models.Model):
    """A group of dwellings under one name (RPLS: « programme », else « immeuble », else the street)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="residences")
    name = models.CharField("nom", max_length=150)
    sort_name = models.GeneratedField(expression=Unaccented("name"), output_field=models.TextField(), db_persist=True)
    commune_code = models.CharField(
        "code commune INSEE", max_length=5, validators=[RegexValidator(r"^[0-9][0-9AB][0-9]{3}$")]
    )
    commune_name = models.CharField("commune", max_length=50)

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "résidence"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["landlord", "commune_code", "name"], name="residence_unique_per_landlord_and_commune"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ResidenceCaretaker(models.Model):
    """Who looks after a residence. A caretaker of no residence looks after the whole stock of its landlord."""

    residence = models.ForeignKey(Residence, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "résidence d’un gardien"
        constraints = [
            models.UniqueConstraint(fields=["residence", "user"], name="caretaker_once_per_residence"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.residence}"


class DwellingQuerySet(models.QuerySet["Dwelling"]):
    def in_stock(self) -> "DwellingQuerySet":
        return self.filter(withdrawn_on=None)

    def visible_to(self, user: User) -> "DwellingQuerySet":
        """A landlord's stock is its own: associations see a dwelling only through a case file."""
        return self.filter(landlord=user.organization_id) if user.may(Right.READ_DWELLINGS) else self.none()

    def nameable_by(self, user: User) -> "DwellingQuerySet":
        """Behind whose doors a caretaker may spot a difficulty, whoever lives there or not."""
        if not user.may(Right.REPORT_DOOR):
            return self.none()
        return self.in_stock().filter(residence__in=Residence.objects.visible_to(user))


class Dwelling(models.Model):
    """A dwelling of the landlord's stock, as declared to the State's register (RPLS, arrêté of 5 January 2010)."""

    class Construction(models.TextChoices):
        COLLECTIVE = "C", "Collectif"
        INDIVIDUAL = "I", "Individuel"
        STUDENT = "E", "Étudiant"

    class EnergyClass(models.TextChoices):
        A = "A"
        B = "B"
        C = "C"
        D = "D"
        E = "E"
        F = "F"
        G = "G"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="dwellings")
    residence = models.ForeignKey(Residence, on_delete=models.PROTECT, related_name="dwellings")
    rpls_id = models.CharField("identifiant RPLS", max_length=10, blank=True)
    landlord_reference = models.CharField("référence chez le bailleur", max_length=100, blank=True)
    street_number = models.CharField("numéro", max_length=20, blank=True)
    street_name = models.CharField("voie", max_length=120, blank=True)
    address_complement = models.CharField("complément", max_length=150, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    commune_code = models.CharField("code commune INSEE", max_length=5)
    commune_name = models.CharField("commune", max_length=50)
    building = models.CharField("bâtiment", max_length=60, blank=True)
    building_code = models.CharField("immeuble", max_length=50, blank=True, db_default="")
    entrance = models.CharField("entrée", max_length=20, blank=True)
    staircase = models.CharField("escalier", max_length=20, blank=True)
    floor = models.CharField("étage", max_length=10, blank=True)
    door = models.CharField("appartement", max_length=20, blank=True)
    construction = models.CharField("construction", max_length=1, choices=Construction, blank=True)
    rooms = models.PositiveSmallIntegerField(
        "pièces", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    living_area_m2 = models.PositiveSmallIntegerField("surface habitable (m²)", null=True, blank=True)
    completed_year = models.PositiveSmallIntegerField("achèvement", null=True, blank=True)
    funding_code = models.CharField("financement (code RPLS)", max_length=2, blank=True)
    in_priority_district = models.BooleanField("quartier prioritaire", null=True)
    apl_agreement_number = models.CharField("convention APL", max_length=35, blank=True)
    energy_class = models.CharField("DPE énergie", max_length=1, choices=EnergyClass, blank=True)
    greenhouse_class = models.CharField("DPE gaz à effet de serre", max_length=1, choices=EnergyClass, blank=True)
    energy_assessed_on = models.DateField("date du DPE (premier du mois)", null=True, blank=True)
    occupancy_code = models.CharField("mode d’occupation (code RPLS)", max_length=1, blank=True)
    rent_euros = models.PositiveIntegerField("loyer principal de janvier (€)", null=True, blank=True)
    quota_code = models.CharField("contingent (code RPLS)", max_length=1, blank=True)
    withdrawn_on = models.DateField("sorti du patrimoine le", null=True, blank=True)
    withdrawal_reason = models.CharField("motif de sortie", max_length=120, blank=True)
    search_text = models.GeneratedField(
        expression=Unaccented(
            ConcatOperator("street_number", Value(" "), "street_name", Value(" "), "address_complement")
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    # As the filters compare it: to write a name without accents takes as long as to look its dwelling up.
    commune_sort_name = models.GeneratedField(
        expression=Unaccented("commune_name"), output_field=models.TextField(), db_persist=True
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DwellingQuerySet.as_manager()

    class Meta:
        verbose_name = "logement"
        ordering = ["landlord", "residence", "pk"]
        constraints = [
            within_bounds(days=["energy_assessed_on", "withdrawn_on"]),
            models.UniqueConstraint(
                fields=["landlord", "landlord_reference"],
                condition=~Q(landlord_reference=""),
                name="dwelling_reference_unique_per_landlord",
            ),
            models.UniqueConstraint(
                fields=["landlord", "rpls_id"], condition=~Q(rpls_id=""), name="dwelling_rpls_id_unique_per_landlord"
            ),
            models.CheckConstraint(
                name="dwelling_rooms_between_1_and_9", condition=Q(rooms=None) | Q(rooms__gte=1, rooms__lte=9)
            ),
            models.CheckConstraint(
                name="dwelling_withdrawal_is_explained", condition=Q(withdrawn_on=None) | ~Q(withdrawal_reason="")
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="dwelling_search"),
            models.Index(fields=["landlord", "residence", "id"], name="dwelling_by_residence"),
        ]

    def __str__(self) -> str:
        return self.street_address or self.residence.name

    @property
    def street_address(self) -> str:
        return street_address_of(self.street_number, self.street_name, self.address_complement)

    @property
    def place(self) -> str:
        """Where it is at its address, the same words everywhere: « rez-de-chaussée, appartement 001 »."""
        parts = (
            f"bâtiment\u00a0{self.building}" if self.building else "",
            f"escalier\u00a0{self.staircase}" if self.staircase else "",
            floor_in_words(self.floor),
            f"appartement\u00a0{self.door}" if self.door else "",
        )
        return ", ".join(filter(None, parts))

    @property
    def comfort(self):
        """The `DwellingFacts` that its landlord described, None until then. To be loaded with it."""
        return getattr(self, "described", None)

    @property
    def monthly_rent(self) -> Decimal | int | None:
        """What its landlord described, else the rent of the register; needs `described` loaded."""
        described = self.comfort.rent_euros if self.comfort else None
        return self.rent_euros if described is None else described

    @property
    def monthly_charges(self) -> Decimal | None:
        return self.comfort.charges_euros if self.comfort else None

    @property
    def typology(self) -> str:
        """`T1` to `T9`, from the number of main rooms; empty when the register does not say."""
        return f"T{self.rooms}" if self.rooms else ""


class StockImportQuerySet(models.QuerySet["StockImport"]):
    def visible_to(self, user: User) -> "StockImportQuerySet":
        return self.filter(landlord=user.organization_id) if user.may(Right.IMPORT_DWELLINGS) else self.none()

    def open(self) -> "StockImportQuerySet":
        return self.filter(state__in=StockImport.OPEN_STATES)


class StockImport(BackgroundJob):
    """One file of dwellings given by a landlord: previewed first, then applied once."""

    class State(models.TextChoices):
        READING = "READING", "Lecture en cours"
        PREVIEWED = "PREVIEWED", "À confirmer"
        APPLYING = "APPLYING", "Import en cours"
        APPLIED = "APPLIED", "Importé"
        FAILED = "FAILED", "Refusé"
        DISCARDED = "DISCARDED", "Abandonné"
        UNDOING = "UNDOING", "Annulation en cours"
        UNDONE = "UNDONE", "Annulé"

    class Move(models.TextChoices):
        PREVIEW = "PREVIEW", "Fichier lu"
        REFUSE = "REFUSE", "Fichier refusé"
        CONFIRM = "CONFIRM", "Import confirmé"
        READ_AGAIN = "READ_AGAIN", "Fichier relu"
        APPLY = "APPLY", "Import terminé"
        INTERRUPT = "INTERRUPT", "Import interrompu"
        DISCARD = "DISCARD", "Fichier abandonné"
        UNDO = "UNDO", "Annulation demandée"
        TAKE_BACK = "TAKE_BACK", "Import annulé"
        KEEP = "KEEP", "Annulation impossible"

    OPEN_STATES = (State.READING, State.PREVIEWED, State.APPLYING)
    BUSY_STATES = (State.READING, State.APPLYING, State.UNDOING)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="stock_imports")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("fichier", max_length=200)
    state = models.CharField("état", max_length=20, choices=State, default=State.READING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    previewed_at = models.DateTimeField(null=True, editable=False)
    applied_at = models.DateTimeField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    # Names in the storage: the file given, until it is applied or given up; its refused lines, until the next import.
    stored_file = models.CharField(max_length=200, blank=True, editable=False)
    refused_file = models.CharField(max_length=200, blank=True, editable=False)
    lines_total = models.PositiveIntegerField(default=0)
    lines_read = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    missing_count = models.PositiveIntegerField(default=0)
    withdrawn_count = models.PositiveIntegerField(default=0)
    withdraw_missing = models.BooleanField(default=False)
    # What the preview asked and that somebody went on with: `tenancies.stock.rpls.questions.Kind`.
    accepted = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # First errors, warnings, changes and missing dwellings, as tenancies.stock.rpls.results writes them.
    details = models.JSONField(default=dict, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    objects = StockImportQuerySet.as_manager()

    LANDLORD = Authority(Right.IMPORT_DWELLINGS, organization="landlord_id")

    machine = moves.Machine(
        # These two, and the two of the import itself, are the background job's.
        moves.Move(Move.PREVIEW, {State.READING: [State.PREVIEWED]}),
        moves.Move(Move.REFUSE, {State.READING: [State.FAILED]}),
        moves.Move(Move.CONFIRM, {State.PREVIEWED: [State.APPLYING]}, by=LANDLORD),
        # Confirmed after another import: what the preview shows is no longer true.
        moves.Move(Move.READ_AGAIN, {State.PREVIEWED: [State.READING]}, by=LANDLORD),
        moves.Move(Move.APPLY, {State.APPLYING: [State.APPLIED]}),
        moves.Move(Move.INTERRUPT, {State.APPLYING: [State.PREVIEWED]}),
        moves.Move(Move.DISCARD, {State.READING: [State.DISCARDED], State.PREVIEWED: [State.DISCARDED]}, by=LANDLORD),
        moves.Move(Move.UNDO, {State.APPLIED: [State.UNDOING]}, by=LANDLORD),
        moves.Move(Move.TAKE_BACK, {State.UNDOING: [State.UNDONE]}),
        # Something was built on it, or the job broke: nothing is changed.
        moves.Move(Move.KEEP, {State.UNDOING: [State.APPLIED]}),
        loads=("landlord",),
    )

    class Meta:
        verbose_name = "import de patrimoine"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["landlord", "-created_at", "-id"], name="stock_import_by_landlord")]
        constraints = [
            models.UniqueConstraint(
                fields=["landlord"],
                condition=Q(state__in=["READING", "PREVIEWED", "APPLYING"]),
                name="stock_import_one_open_per_landlord",
            ),
            models.CheckConstraint(
                name="stock_import_applied_has_date",
                condition=Q(state__in=["APPLIED", "UNDOING", "UNDONE"], applied_at__isnull=False)
                | ~Q(state__in=["APPLIED", "UNDOING", "UNDONE"]) & Q(applied_at=None),
            ),
            models.CheckConstraint(
                name="stock_import_undone_has_date",
                condition=Q(state="UNDONE", undone_at__isnull=False) | ~Q(state="UNDONE") & Q(undone_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def questions(self) -> list[dict]:
        """What its preview asks, as `tenancies.stock.rpls.questions` writes it."""
        return self.details.get("questions", [])


class StockChange(models.Model):
    """What an import changed in one dwelling: the columns that differ, before and after. One that it created has
    nothing before."""

    stock_import = models.ForeignKey(StockImport, on_delete=models.CASCADE, related_name="changes")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True, editable=False)
    after = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "changement d’un logement"
        ordering = ["stock_import", "pk"]

    def __str__(self) -> str:
        return f"{self.dwelling} · {self.stock_import}"
