from django.db.models import QuerySet, Value

from tenancies.functions import Unaccented
from tenancies.masking import FINDABLE_BY_ADDRESS
from tenancies.models import Dwelling, Household, Residence, Tenancy


def matching(households: QuerySet, text: str) -> QuerySet:
    """Those of `households` whose name, reference or present address contains `text`, whatever its case and accents.

    Each branch has an index of its own, which `OR` across tables would not use. A protected household is never found
    by its address.
    """
    wanted = Unaccented(Value(" ".join(text.split())))
    here = Tenancy.objects.running().filter(FINDABLE_BY_ADDRESS)
    found = (
        Household.objects.filter(sort_name__contains=wanted).order_by().values("pk"),
        Household.objects.filter(reference__startswith=text.strip().upper()).order_by().values("pk"),
        here.filter(dwelling__in=Dwelling.objects.filter(search_text__contains=wanted).order_by().values("pk"))
        .order_by()
        .values("household"),
        here.filter(
            dwelling__residence__in=Residence.objects.filter(sort_name__contains=wanted).order_by().values("pk")
        )
        .order_by()
        .values("household"),
    )
    return households.filter(pk__in=found[0].union(*found[1:], all=True))
