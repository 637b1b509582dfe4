from tenancies.models.consents import Consent, ConsentEvent
from tenancies.models.criteria import DwellingCriteria
from tenancies.models.documents import CaseFileDocument
from tenancies.models.drafts import Draft
from tenancies.models.dwelling_facts import DwellingFacts
from tenancies.models.dwellings import Dwelling, Residence, ResidenceCaretaker, StockChange, StockImport
from tenancies.models.households import Household, Participation, Person, ReferenceCounter
from tenancies.models.journal import CaseFileAccess, FormerText, JournalEntry
from tenancies.models.later_situations import LaterSituation
from tenancies.models.merging import HouseholdMerge, MergeObstacle, MovedRow
from tenancies.models.messages import Message, ThreadReading
from tenancies.models.observations import Domain, Observation
from tenancies.models.questions import EntryQuestion, Question
from tenancies.models.reservations import Reservation, TermsOfReservations
from tenancies.models.sliding import PeriodicReview, ReviewWord, SlidingLease, SlidingLeaseEvent
from tenancies.models.splitting import HouseholdSplit, SplitObstacle
from tenancies.models.stays import Stay, StayEvent
from tenancies.models.support import FollowUp, Lateness, SupportMeasure, Visit
from tenancies.models.syntheses import Synthesis, SynthesisEvent, SynthesisInvitation
from tenancies.models.tasks import Task, TaskEvent
from tenancies.models.tenancies import Tenancy
from tenancies.models.vacancies import Vacancy, Void
from tenancies.models.weak_signals import SignalReceipt, WeakSignal

__all__ = [
    "CaseFileAccess",
    "CaseFileDocument",
    "Consent",
    "ConsentEvent",
    "Domain",
    "Draft",
    "Dwelling",
    "DwellingCriteria",
    "DwellingFacts",
    "EntryQuestion",
    "FollowUp",
    "FormerText",
    "Household",
    "HouseholdMerge",
    "HouseholdSplit",
    "JournalEntry",
    "Lateness",
    "LaterSituation",
    "MergeObstacle",
    "Message",
    "MovedRow",
    "Observation",
    "Participation",
    "PeriodicReview",
    "Person",
    "Question",
    "ReferenceCounter",
    "Reservation",
    "Residence",
    "ResidenceCaretaker",
    "ReviewWord",
    "SignalReceipt",
    "SlidingLease",
    "SlidingLeaseEvent",
    "SplitObstacle",
    "Stay",
    "StayEvent",
    "StockChange",
    "StockImport",
    "SupportMeasure",
    "Synthesis",
    "SynthesisEvent",
    "SynthesisInvitation",
    "Task",
    "TaskEvent",
    "Tenancy",
    "TermsOfReservations",
    "ThreadReading",
    "Vacancy",
    "Visit",
    "Void",
    "WeakSignal",
]
