"""What a household would pay each month for a dwelling, out of what it has: arrêté of 10 March 2011."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from housing_support.common.numbers import decimal_comma
from referrals.reading.checks.check import Check, amount

TITLE = "Taux d’effort"
SOURCE = "Arrêté du 10\u00a0mars 2011"


@dataclass(frozen=True)
class Cost:
    """Euros a month: the rent with its annexes, the charges that the tenant owes, and what stands for water and heating
    that are paid apart."""

    rent: int
    charges: int = 0
    flat_amounts: int = 0

    @property
    def total(self) -> int:
        return self.rent + self.charges + self.flat_amounts


def effort_rate(cost: Cost, *, benefit: int, resources: int) -> Decimal | None:
    """In per cent; None without resources. The housing benefit is taken off what is paid, not added to what one has."""
    if resources <= 0:
        return None
    paid = max(cost.total - benefit, 0)
    return (Decimal(paid) * 100 / resources).quantize(Decimal("0.1"), ROUND_HALF_UP)


def check_effort(cost: Cost | None, *, benefit: int | None, resources: int | None, limit: int) -> Check:
    """`resources` are those of all who will live there, each month; `limit` is its landlord's, in per cent."""
    if cost is None:
        return Check(
            TITLE, "Loyer non indiqué\u00a0: le taux ne peut pas être calculé.", is_warning=True, source=SOURCE
        )
    inputs = (
        ("Loyer", amount(cost.rent)),
        ("Charges", amount(cost.charges)),
        ("Eau et chauffage individuels", amount(cost.flat_amounts)),
        ("Aide au logement estimée", amount(benefit, "non indiquée")),
        ("Ressources du ménage", amount(resources, "non indiquées")),
    )
    rate = effort_rate(cost, benefit=benefit or 0, resources=resources or 0)
    if rate is None:
        words = "Sans ressources connues, le taux ne peut pas être calculé."
        return Check(TITLE, words, is_warning=True, inputs=inputs, source=SOURCE)
    told = f"{decimal_comma(rate)}\u00a0%"
    without = "" if benefit is not None else ", sans compter d’aide au logement"
    if rate > limit:
        words = f"{told}{without}\u00a0: plus de {limit}\u00a0%, le seuil du bailleur."
        return Check(TITLE, words, is_warning=True, inputs=inputs, source=SOURCE)
    return Check(TITLE, f"{told}{without}.", is_warning=False, inputs=inputs, source=SOURCE)
