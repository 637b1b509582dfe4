"""Who may merge two case files or split one, take that back, and what each refuses: lines of the table of
`test_services.py`."""

import datetime

from django.utils import timezone

from partners.exceptions import RightMissingError
from tenancies.models import HouseholdMerge
from tenancies.services import merging, splitting
from tenancies.services.merging import MergeRefusedError
from tenancies.services.splitting import SplitRefusedError
from tests.consistency.services import Case, Refusal
from tests.factories.tenancies import JournalEntryFactory

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
    Case(
        splitting.split_household,
        callers="AD MG",
        arguments=lambda w: {
            "household": w.together,
            "leaving": [w.partner.pk],
            "holder": w.partner.pk,
            "on": w.today,
            "reason": "SEPARATION",
        },
        refusals={
            "nobody leaves": Refusal(SplitRefusedError, arguments=lambda w: {"leaving": []}),
            "everybody leaves": Refusal(
                SplitRefusedError, arguments=lambda w: {"leaving": [*w.together.persons.values_list("pk", flat=True)]}
            ),
            "somebody of another household": Refusal(
                SplitRefusedError,
                arguments=lambda w: {"leaving": [w.partner.pk, w.household.persons.get().pk]},
            ),
            "held by somebody who stays": Refusal(SplitRefusedError, arguments=lambda w: {"holder": 0}),
            "read by somebody who does not take part": Refusal(
                SplitRefusedError, arguments=lambda w: {"partners": [w.association]}
            ),
            "closed": Refusal(SplitRefusedError, arguments=lambda w: {"household": w.closed}),
        },
    ),
    Case(
        splitting.rejoin_household,
        callers="AD MG",
        arguments=lambda w: {"split": w.split},
        refusals={
            "once somebody wrote there": Refusal(
                SplitRefusedError, given=lambda w: JournalEntryFactory(household=w.split.new, author=w.adviser)
            ),
        },
    ),
]
