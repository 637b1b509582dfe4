"""Who may merge two case files, and part them, and what each refuses: lines of the table of `test_services.py`."""

import datetime

from django.utils import timezone

from partners.exceptions import RightMissingError
from tenancies.models import HouseholdMerge
from tenancies.services import merging
from tenancies.services.merging import MergeRefusedError
from tests.consistency.services import Case, Refusal

MERGES = [
    Case(
        merging.merge_households,
        callers="AD MG",
        arguments=lambda w: {"kept": w.left, "duplicate": w.household},
        refusals={
            "of two owners": Refusal(RightMissingError, arguments=lambda w: {"duplicate": w.candidate}),
            "with itself": Refusal(MergeRefusedError, arguments=lambda w: {"duplicate": w.left}),
            "into a closed one": Refusal(MergeRefusedError, arguments=lambda w: {"kept": w.closed}),
            "merged already": Refusal(MergeRefusedError, arguments=lambda w: {"duplicate": w.merge.duplicate}),
        },
    ),
    Case(
        merging.unmerge_households,
        callers="AD MG",
        arguments=lambda w: {"merge": w.merge},
        refusals={
            "a month and a day after": Refusal(
                MergeRefusedError,
                given=lambda w: HouseholdMerge.objects.update(merged_at=timezone.now() - datetime.timedelta(days=31)),
            ),
        },
    ),
]
