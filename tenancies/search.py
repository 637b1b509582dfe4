from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet, Value

from tenancies.functions import Unaccented
from tenancies.masking import FINDABLE_BY_ADDRESS
from tenancies.models import Dwelling, Household, Residence, Tenancy

# Shorter texts have no index to find them inside others: a name of two letters is looked for whole.
TRIGRAM = 3


class IsOneOf(Func):
    """`id = ANY(ARRAY(SELECT …))`: the search runs once, before the list is put in order."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def matching(households: QuerySet, text: str) -> QuerySet:
    """Those of `households` whose name, reference or present address contains `text`, whatever its case and accents.

    Each branch has an index of its own, which `OR` across tables would not use; with `IN`, PostgreSQL walks the whole
    list by name and asks of each row whether it was found. A protected household is never found by its address.
    """
    text = " ".join(text.split())
    wanted = Unaccented(Value(text))
    if len(text) < TRIGRAM:
        return households.filter(sort_name=wanted)
    leases = Tenancy.objects.running().filter(FINDABLE_BY_ADDRESS).order_by()
    dwellings = Dwelling.objects.filter(search_text__contains=wanted).order_by()
    residences = Residence.objects.filter(sort_name__contains=wanted).order_by()
    by_name = Household.objects.filter(sort_name__contains=wanted).order_by().values("pk")
    found = by_name.union(
        Household.objects.filter(reference__startswith=text.upper()).order_by().values("pk"),
        leases.filter(dwelling__in=dwellings.values("pk")).values("household"),
        leases.filter(dwelling__in=Dwelling.objects.filter(residence__in=residences.values("pk")).values("pk"))
        .order_by()
        .values("household"),
        all=True,
    )
    return households.filter(IsOneOf(F("pk"), ArraySubquery(found)))
