"""The words in which the households of the demonstration are told. Numbers of days count back from today."""

from dataclasses import dataclass

from housing_support.tools.demo.cast import PERSONAS
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from tenancies.models import Tenancy
from tenancies.models.ends import EndReason


@dataclass(frozen=True)
class Someone:
    role: str
    first_name: str
    last_name: str
    age: int


@dataclass(frozen=True)
class Lease:
    """`ended` is None for the running one. A lease that follows another is signed for the same dwelling."""

    started: int
    ended: int | None = None
    kind: str = Tenancy.Kind.DIRECT
    insured_days: int = 365


@dataclass(frozen=True)
class Support:
    """An association's part. `last_visit` None: nobody has come yet. `absences`: missed visits after the last one.
    `confided_to`: the colleague who carries it since, and has not opened the case file yet."""

    association: str
    worker: str | None
    started: int
    last_visit: int | None
    arc: str
    autonomy: tuple[tuple[int, ...], tuple[int, ...]] = ((2, 2, 3, 3, 2), (3, 3, 4, 4, 3))
    next_visit_in: int | None = None
    absences: int = 0
    confided_to: str | None = None
    ended: int | None = None
    end_reason: str = EndReason.AUTONOMY


@dataclass(frozen=True)
class Request:
    """A mobilisation. Accepted, it begins the support of the same association on the day of the answer. `reminded`: the
    day of the reminder; of one that has expired since, `answered` is the day of its end. `place`: in how many days one
    is foreseen, on a waiting list.
    """

    association: str
    asked: int
    state: str
    goal: str
    answered: int | None = None
    reminded: int | None = None
    place: int | None = None
    decline_reason: str = ""
    decline_comment: str = ""


@dataclass(frozen=True)
class Talk:
    """A meeting of the adviser: `on` in days ago, negative when it is to come."""

    state: str
    on: int
    hour: int
    minute: int = 0
    place: str = "HOME"
    needs: tuple[str, ...] = ()
    diagnosis: str = ""
    decisions: str = ""


@dataclass(frozen=True)
class Spotted:
    """A referral, from its author's first word to wherever it stands today."""

    author: str
    state: str
    reasons: tuple[str, ...]
    facts: str
    written: int
    sent: int | None = None
    agreement: str = Referral.Agreement.GIVEN
    agreement_form: str = Referral.AgreementForm.SPOKEN
    urgency: str = Referral.Urgency.NORMAL
    talks: tuple[Talk, ...] = ()
    requests: tuple[Request, ...] = ()
    closed: int | None = None
    closing_reason: str = ""
    # Who follows the household already, when it was screened on the day of its sending; days ago, and how.
    followed_by: tuple[str, ...] | None = None
    attempts: tuple[tuple[int, str], ...] = ()

    @property
    def is_door(self) -> bool:
        """A caretaker names a door, and the adviser whoever lives there."""
        return PERSONAS[self.author].role == Role.CARETAKER


@dataclass(frozen=True)
class Story:
    name: str
    persons: tuple[Someone, ...]
    residence: str
    rooms: int
    opened: int
    leases: tuple[Lease, ...]
    action: int | None = None
    supports: tuple[Support, ...] = ()
    spotted: Spotted | None = None
    closed: int | None = None
    is_protected: bool = False
    landlord_notes: tuple[int, ...] = ()


def accepted(association: str, asked: int, answered: int, goal: str) -> Request:
    return Request(association, asked, Mobilisation.State.ACCEPTED, goal, answered)
