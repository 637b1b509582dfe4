"""What is told of a case file: its household is named to those to whom it is open on the day they read it."""

from housing_support.common.dates import long_date, long_moment
from housing_support.common.links import row_url
from partners.reading.notifications import Teller
from tenancies.models import EntryQuestion, FollowUp, Message, SignalReceipt, Synthesis, Task


def _ended(part: FollowUp) -> str:
    return f"Un suivi de votre association a pris fin\u00a0: ménage {part.household.name}."


def _signalled(receipt: SignalReceipt) -> str:
    return f"Le bailleur vous signale un fait\u00a0: ménage {receipt.signal.entry.household.name}."


def _seen(receipt: SignalReceipt) -> str:
    return f"Votre signal a été vu\u00a0: ménage {receipt.signal.entry.household.name}."


def _question_asked(question: EntryQuestion) -> str:
    household = question.known_household.name
    if question.is_mark:
        return f"Ménage {household}\u00a0: ce que vous avez écrit est marqué «\u00a0à revoir\u00a0»."
    return f"Ménage {household}\u00a0: une question vous est posée sur ce que vous avez écrit."


def _question_answered(question: EntryQuestion) -> str:
    return f"Ménage {question.known_household.name}\u00a0: votre question a sa réponse."


FOLLOW_UPS = Teller(
    readable=lambda user: FollowUp.objects.visible_to(user).select_related("household"),
    words={"PART_ENDED": _ended},
    url=lambda part: row_url("tenancies:household_support", part.household.public_id),
)


def _mentioned(message: Message) -> str:
    return f"Un message s’adresse à vous\u00a0: ménage {message.household.name}."


def _left(message: Message) -> str:
    return f"Un message vous attend\u00a0: ménage {message.household.name}."


MESSAGES = Teller(
    readable=lambda user: Message.objects.readable_by(user).left().select_related("household"),
    words={"MENTIONED": _mentioned, "MESSAGE_LEFT": _left},
    url=lambda message: row_url("tenancies:household_thread", message.household.public_id),
)
SIGNALS = Teller(
    readable=lambda user: SignalReceipt.objects.visible_to(user).select_related("signal__entry__household"),
    words={"SIGNAL_SENT": _signalled, "SIGNAL_SEEN": _seen},
    url=lambda receipt: row_url("tenancies:household", receipt.signal.entry.household.public_id),
)
QUESTIONS = Teller(
    readable=lambda user: EntryQuestion.objects.visible_to(user).select_related("entry__household"),
    words={"QUESTION_ASKED": _question_asked, "QUESTION_ANSWERED": _question_answered},
    url=lambda question: row_url("tenancies:question", question.public_id),
)


def _given(task: Task) -> str:
    return f"À faire avant le {long_date(task.due_on)}\u00a0: ménage {task.household.name}."


TASKS = Teller(
    readable=lambda user: Task.objects.readable_by(user).select_related("household"),
    words={"TASK_GIVEN": _given},
    url=lambda task: row_url("tenancies:household_tasks", task.household.public_id),
)


def _called(synthesis: Synthesis) -> str:
    household, moment = synthesis.household.name, long_moment(synthesis.planned_at)
    if synthesis.state == Synthesis.State.CANCELLED:
        return f"La réunion de synthèse du {moment} est annulée\u00a0: ménage {household}."
    return f"Réunion de synthèse le {moment}\u00a0: ménage {household}."


SYNTHESES = Teller(
    readable=lambda user: Synthesis.objects.visible_to(user).select_related("household"),
    words={"SYNTHESIS": _called},
    url=lambda synthesis: row_url("tenancies:household_tasks", synthesis.household.public_id),
)
