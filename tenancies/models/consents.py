import datetime
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import CORRECTION_DAYS
from housing_support.common.moves import Made, from_each
from partners.authority import Authority
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.households import Household, is_open_to


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User) -> "ConsentQuerySet":
        """For the landlord, its social workers alone, who know which partner helps; for an association, what is said of
        itself in a case file that it reads. Nobody reads what the household says of another partner."""
        if user.organization.is_landlord:
            is_read = user.may(Right.READ_SOCIAL_CONTENT)
            return self.filter(household__landlord=user.organization_id) if is_read else self.none()
        return self.filter(is_open_to(user, "household"), organization=user.organization_id)

    def current(self) -> "ConsentQuerySet":
        return self.filter(is_current=True)

    def given(self) -> "ConsentQuerySet":
        return self.current().filter(state=Consent.State.GIVEN)


class Heard:
    """Whoever hears the household: the landlord's adviser, or somebody of the very partner that it speaks of."""

    def check(self, user: User, row: "Consent") -> None:
        if user.organization_id == row.organization_id:
            user.require(Right.RECORD_VISIT)
        else:
            Consent.ADVISER.check(user, row)

    def __str__(self) -> str:
        return f"`{Right.MEET_HOUSEHOLD}` in its landlord, or `{Right.RECORD_VISIT}` in its partner"


def record_move(consent: "Consent", made: Made) -> None:
    consent.events.create(**vars(made))


@tracked()
class Consent(models.Model):
    """What a household says of one partner: that it may be asked to help and read the case file, or not.

    The agreement to mobilise partners at all is the referral's; each partner hangs on its own word besides.
    """

    class State(models.TextChoices):
        GIVEN = "GIVEN", "Accord donné"
        REFUSED = "REFUSED", "Refus"
        LATER = "LATER", "Plus tard"
        WITHDRAWN = "WITHDRAWN", "Accord retiré"

    class Move(models.TextChoices):
        GIVE = "GIVE", "Accord donné"
        REFUSE = "REFUSE", "Refus"
        POSTPONE = "POSTPONE", "Plus tard"
        WITHDRAW = "WITHDRAW", "Accord retiré"
        CANCEL = "CANCEL", "Accord annulé, noté par erreur"
        RESTORE = "RESTORE", "Retrait annulé, noté par erreur"

    class Form(models.TextChoices):
        SPOKEN = "SPOKEN", "De vive voix"
        PHONE = "PHONE", "Par téléphone"
        WRITTEN = "WRITTEN", "Par écrit"
        PROXY = "PROXY", "Par son représentant"
        # By a request that the partner declines for it.
        PARTNER = "PARTNER", "Dit au partenaire"
        # Of what was agreed to in general, before each partner was asked about.
        GENERAL = "GENERAL", "Avec l’accord pour mobiliser des partenaires"

    # What somebody may choose.
    FORMS = (Form.SPOKEN, Form.PHONE, Form.WRITTEN, Form.PROXY)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="consents", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField("réponse", max_length=10, choices=State, default=State.LATER)
    on = models.DateField("dit le")
    form = models.CharField("de quelle façon", max_length=10, choices=Form)
    # Nobody, when a partner without an account told it by the link that it was sent.
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField("noté le", default=timezone.now)
    # Of two case files of one household that are merged, one word counts.
    is_current = models.BooleanField(default=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    ADVISER = Authority(Right.MEET_HOUSEHOLD, organization="household.landlord_id")

    machine = moves.Machine(
        moves.Move(Move.GIVE, from_each(State, State.GIVEN), by=ADVISER),
        moves.Move(Move.REFUSE, from_each((State.REFUSED, State.LATER, State.WITHDRAWN), State.REFUSED), by=ADVISER),
        moves.Move(Move.POSTPONE, from_each((State.REFUSED, State.LATER, State.WITHDRAWN), State.LATER), by=ADVISER),
        moves.Move(Move.WITHDRAW, {State.GIVEN: [State.WITHDRAWN]}, by=Heard()),
        moves.Move(Move.CANCEL, {State.GIVEN: [State.LATER]}, by=ADVISER),
        moves.Move(Move.RESTORE, {State.WITHDRAWN: [State.GIVEN]}, by=ADVISER),
        event=record_move,
        loads=("household", "organization", "recorded_by"),
    )

    class Meta:
        verbose_name = "accord du ménage pour un partenaire"
        verbose_name_plural = "accords du ménage pour un partenaire"
        ordering = ["household", "pk"]
        constraints = [
            within_bounds(days=["on"], moments=["recorded_at"]),
            models.UniqueConstraint(
                fields=["household", "organization"],
                condition=Q(is_current=True),
                name="consent_one_current_per_partner",
            ),
            models.CheckConstraint(
                name="consent_says_how",
                condition=~Q(form=""),
                violation_error_message="Dites de quelle façon le ménage a répondu.",
            ),
        ]
        indexes = [models.Index(fields=["household", "id"], name="consent_by_household")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} le {self.on:%d/%m/%Y}"

    @property
    def is_recent(self) -> bool:
        """Whether what was noted last may still be taken back as an error."""
        return (timezone.localdate() - timezone.localdate(self.recorded_at)).days <= CORRECTION_DAYS

    @property
    def was_withdrawn_by_itself(self) -> bool:
        """And not with every other partner: that is taken back where it was noted, on the referral."""
        return self.state == self.State.WITHDRAWN and self.form != self.Form.GENERAL

    def said(self, *, on: datetime.date, form: str, by: User | None) -> dict[str, Any]:
        """What a word writes, besides its state."""
        return {"on": on, "form": form, "recorded_by": by, "recorded_at": timezone.now()}


class ConsentEvent(moves.MoveEvent):
    """One row per word of the household, or per word taken back. The facts are its day and how it was said, or why it
    was an error: codes."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "réponse du ménage"
        ordering = ["consent", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.consent} · {self.move}"
