from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from housing_support.common.audit import tracked
from tenancies.models.dwellings import Dwelling


def euros(words: str) -> models.DecimalField:
    return models.DecimalField(
        words,
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(9_999)],
    )


@tracked()
class DwellingFacts(models.Model):
    """What a dwelling has that the register does not say, as its landlord knows it today: its history keeps what was
    known before. A table beside `Dwelling`, which the yearly import writes over, and only for those that are described.
    """

    class Accessibility(models.TextChoices):
        NONE = "NONE", "Non accessible"
        GROUND = "GROUND", "Accès de plain-pied ou par ascenseur"
        WHEELCHAIR = "WHEELCHAIR", "Accessible en fauteuil roulant"

    class Heating(models.TextChoices):
        GAS = "GAS", "Gaz, individuel"
        ELECTRIC = "ELECTRIC", "Électrique"
        COLLECTIVE = "COLLECTIVE", "Collectif"
        DISTRICT = "DISTRICT", "Réseau de chaleur"
        OTHER = "OTHER", "Autre"

    dwelling = models.OneToOneField(Dwelling, on_delete=models.CASCADE, related_name="described", primary_key=True)
    rent_euros = euros("loyer mensuel hors charges, en euros")
    charges_euros = euros("charges mensuelles, en euros")
    has_lift = models.BooleanField("ascenseur", null=True, blank=True)
    accessibility = models.CharField("accessibilité", max_length=20, choices=Accessibility, blank=True)
    heating = models.CharField("chauffage", max_length=20, choices=Heating, blank=True)

    class Meta:
        verbose_name = "caractéristiques d’un logement"
        constraints = [
            models.CheckConstraint(
                name="dwelling_facts_not_negative",
                condition=(Q(rent_euros=None) | Q(rent_euros__gte=0))
                & (Q(charges_euros=None) | Q(charges_euros__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.dwelling)
