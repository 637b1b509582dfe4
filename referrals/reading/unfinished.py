"""What a user has typed in a referral's form and not saved yet, as the form shows it again."""

import re
import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from partners.models import User
from tenancies.models import Draft, Household

SEVERAL = ("reasons",)
PERSON_FIELD = re.compile(r"persons-(\d+)-(\w+)")
MAXIMUM = 10


@dataclass(frozen=True)
class Unfinished:
    """`data` holds the values of each field, as `tenancies.Draft` keeps them; `target` is the submission id."""

    target: uuid.UUID
    data: dict[str, list[str]] = field(default_factory=dict)
    household: Household | None = None
    updated_at: object = None

    @property
    def initial(self) -> dict:
        fields = {name: values if name in SEVERAL else values[-1] for name, values in self.data.items() if values}
        return {"agreement_on": timezone.localdate()} | fields | {"submission_id": self.target}

    @property
    def persons(self) -> list[dict]:
        """The rows of the other persons, those left empty aside."""
        rows: dict[int, dict] = {}
        for name, values in self.data.items():
            match = PERSON_FIELD.fullmatch(name)
            if match and values and values[-1]:
                rows.setdefault(int(match[1]), {})[match[2]] = values[-1]
        return [rows[index] for index in sorted(rows)]

    @property
    def name(self) -> str:
        if self.household:
            return self.household.name
        return next(iter(self.data.get("last_name", [])), "")


def unfinished_of(user: User) -> list[Unfinished]:
    """The latest, with the household each is about when it is a known one."""
    drafts = list(Draft.objects.filter(user=user, form=Draft.Form.REFERRAL).order_by("-updated_at", "-pk")[:MAXIMUM])
    wanted = {
        public_id for draft in drafts for public_id in draft.data.get("household", []) if is_identifier(public_id)
    }
    households = {}
    if wanted:
        found = Household.objects.referable_by(user).filter(public_id__in=wanted)
        households = {str(household.public_id): household for household in found}
    return [
        Unfinished(
            target=draft.target,
            data=draft.data,
            household=households.get(next(iter(draft.data.get("household", [])), "")),
            updated_at=draft.updated_at,
        )
        for draft in drafts
    ]


def is_identifier(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
