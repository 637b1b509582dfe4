from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.models import Organization, User
from tenancies.models.households import Household, is_open_to


class StayQuerySet(models.QuerySet):
    def running(self) -> "StayQuerySet":
        return self.filter(until=None)

    def visible_to(self, user: User) -> "StayQuerySet":
        """Where an association puts a household up is its own: no other participant reads it, no landlord ever."""
        return self.filter(is_open_to(user, "household"), association=user.organization_id)


# The texts stay out of the history, as those of the timeline: one of them is an address.
@tracked(exclude=["place_in_words", "extension_reason"])
class Stay(models.Model):
    """A household put up by an association outside any landlord's stock, for a time."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="stays")
    association = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="stays")
    place_in_words = models.CharField("lieu", max_length=200)
    since = models.DateField("depuis", default=timezone.localdate)
    until = models.DateField("jusqu’au", null=True, blank=True)
    planned_end = models.DateField("fin prévue")
    extension_reason = models.CharField("motif de prolongation", max_length=200, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = "séjour"
        ordering = ["household", "-since", "-pk"]
        constraints = [
            within_bounds(days=["since", "until", "planned_end"]),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(until=None),
                name="stay_one_running_per_household",
                violation_error_message="Ce ménage est déjà hébergé.",
            ),
            models.CheckConstraint(
                name="stay_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="La fin du séjour ne précède pas son début.",
            ),
            models.CheckConstraint(
                name="stay_is_planned_to_end_after_start",
                condition=Q(planned_end__gt=F("since")),
                violation_error_message="La fin prévue suit le début du séjour.",
            ),
            models.CheckConstraint(
                name="stay_over_24_months_is_explained",
                condition=~Q(extension_reason="")
                | Q(
                    planned_end__lte=Func(
                        "since",
                        template="(%(expressions)s + interval '24 months')::date",
                        output_field=models.DateField(),
                    )
                ),
                violation_error_message="Un séjour dure 24\u00a0mois au plus\u00a0: dites pourquoi il se prolonge.",
            ),
        ]

    def __str__(self) -> str:
        return f"Séjour · {self.household}"
