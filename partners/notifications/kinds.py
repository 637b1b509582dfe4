"""What people are told, one kind after the other: who reads it, which right they need, in which words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.models import Q
from django.template.loader import render_to_string

from partners.models import AccountEvent, Channel, Convention, Invitation, User
from partners.roles import Right, Role


class Recipient(Protocol):
    email: str


class Words(NamedTuple):
    subject: str
    body: str


@dataclass(frozen=True)
class Kind:
    """One thing that people are told, in the application and by e-mail.

    `recipients` gives the accounts concerned, from what it is about: of that queryset, only those who are active and
    hold `right` today are told. A kind without a right tells somebody what becomes of their own account, closed or not
    yet open, and nobody else: nothing narrows it, and it leaves by e-mail alone, at once.

    `words` is called for each recipient, with what it is about, the recipient and the facts given to `notify`; it says
    a thing differently to a landlord and to an association where they may not know the same. A message crosses the
    Internet in clear: it names no member of a household, no address and no reason, and its link opens a page that asks
    who one is. What the application shows is worded apart, when it is read (`partners.reading.notifications`).

    `label` heads its choice on the page of each person, and counts it in the e-mail of the day: it holds no more than
    the words may. `default` is how whoever chose nothing is written to. What is urgent leaves at once, at any hour.
    """

    code: str
    right: Right | None
    recipients: Callable[[Any], Any]
    words: Callable[..., Words]
    label: str = ""
    default: Channel = Channel.AT_ONCE
    is_urgent: bool = False

    @property
    def is_of_account(self) -> bool:
        return self.right is None

    def recipients_of(self, about: Any) -> Iterable[Recipient]:
        concerned = self.recipients(about)
        return concerned if self.right is None else concerned.holding(self.right)


def _themselves(concerned: Recipient) -> list[Recipient]:
    return [concerned]


def _from_templates(name: str, **context: Any) -> Words:
    return Words(
        subject=" ".join(render_to_string(f"emails/{name}_subject.txt", context).splitlines()),
        body=render_to_string(f"emails/{name}.txt", context),
    )


def _invitation(invitation: Invitation, recipient: Invitation, *, link: str) -> Words:
    return _from_templates("invitation", invitation=invitation, link=link)


def _request_link(request_link: Any, recipient: Recipient, *, link: str) -> Words:
    return _from_templates("request_link", request_link=request_link, link=link)


def _request_link_overdue(request_link: Any, recipient: Recipient) -> Words:
    return _from_templates("request_link_overdue", request_link=request_link)


def _request_link_code(request_link: Any, recipient: Recipient, *, code: str) -> Words:
    return _from_templates("request_link_code", code=code)


def _account_deactivated(account: User, recipient: User, *, by: User) -> Words:
    return _from_templates("account_deactivated", account=account, by=by)


def _second_factor_reset(account: User, recipient: User, *, by: User) -> Words:
    return _from_templates("second_factor_reset", account=account, by=by)


def _role_changed(account: User, recipient: User, *, by: User) -> Words:
    return _from_templates("role_changed", account=account, by=by)


def _others_of_the_organization(event: AccountEvent) -> Any:
    concerned = [event.account_id, event.by_id or event.account_id]
    return User.objects.filter(organization=event.organization_id).exclude(pk__in=concerned).order_by("pk")


def _reader_comes(event: AccountEvent, recipient: User) -> Words:
    by, role = event.by or event.account, Role(event.facts["role"]).label
    return _from_templates("reader_comes", event=event, by=by, recipient=recipient, role=role)


def _colleagues(part: Any) -> Any:
    return User.objects.filter(organization=part.organization_id).order_by("email")


def _part_ended(part: Any, recipient: User, *, by: User) -> Words:
    return _from_templates("part_ended", organization=part.organization, by=by.organization)


def _both_sides(convention: Convention) -> Any:
    both = (convention.landlord_id, convention.association_id)
    return User.objects.filter(organization__in=both).order_by("email")


def _convention_ending(convention: Convention, recipient: User) -> Words:
    return _from_templates("convention_ending", convention=convention)


def _association_of(announcement: Any) -> Any:
    return User.objects.filter(organization=announcement.association_id).order_by("email")


def _who_announced(announcement: Any) -> Any:
    return User.objects.filter(pk=announcement.announced_by_id)


def _who_proposed(candidacy: Any) -> Any:
    """And the coordinators: whoever proposed may have left."""
    concerned = Q(pk=candidacy.proposed_by_id) | Q(role=Role.COORDINATOR)
    return User.objects.filter(concerned, organization=candidacy.association_id).order_by("email")


def _in_charge(referral: Any) -> Any:
    return User.objects.filter(pk=referral.adviser_id)


def _referral_to_close(referral: Any, recipient: User) -> Words:
    return _from_templates("referral_to_close")


def _who_is_asked(request: Any) -> Any:
    return User.objects.filter(organization=request.organization_id).order_by("email")


def _who_asked(request: Any) -> Any:
    """And whoever has taken the referral over since."""
    return User.objects.filter(pk__in={request.requested_by_id, request.referral.adviser_id}).order_by("email")


def _who_reported(referral: Any) -> Any:
    return User.objects.filter(pk=referral.author_id)


def _report_answered(referral: Any, recipient: User, *, is_in_hand: bool) -> Words:
    return _from_templates("report_answered", is_in_hand=is_in_hand)


def _help_asked(request: Any, recipient: User) -> Words:
    return _from_templates("help_asked", request=request)


def _request_answered(request: Any, recipient: User) -> Words:
    return _from_templates("request_answered")


def _answer_overdue(request: Any, recipient: User) -> Words:
    return _from_templates("answer_overdue", request=request)


def _request_expired(request: Any, recipient: User) -> Words:
    return _from_templates("request_expired")


def _answer_missed(request: Any, recipient: User) -> Words:
    return _from_templates("answer_missed", request=request)


def _who_must_answer(question: Any) -> Any:
    return question.answering_people()


def _who_put(question: Any) -> Any:
    return question.asking_people()


def _who_follows(receipt: Any) -> Any:
    return receipt.people()


def _signal_sent(receipt: Any, recipient: User) -> Words:
    return _from_templates("signal_sent")


def _who_sent(receipt: Any) -> Any:
    return User.objects.filter(pk=receipt.signal.sent_by_id)


def _signal_seen(receipt: Any, recipient: User) -> Words:
    return _from_templates("signal_seen")


def _question_asked(question: Any, recipient: User) -> Words:
    return _from_templates("question_asked", question=question)


def _question_answered(question: Any, recipient: User) -> Words:
    return _from_templates("question_answered")


def _who_mediates(conflict: Any) -> Any:
    """Its coordinators, who say which of them, or of their workers, goes."""
    concerned = {"organization": conflict.mediator.association_id, "role": Role.COORDINATOR}
    return User.objects.filter(**concerned).order_by("email")


def _who_opened(conflict: Any) -> Any:
    return User.objects.filter(pk=conflict.author_id)


def _mediation_entrusted(conflict: Any, recipient: User) -> Words:
    return _from_templates("mediation_entrusted", landlord=conflict.landlord.name)


def _mediation_news(conflict: Any, recipient: User) -> Words:
    return _from_templates("mediation_news")


def _dwelling_announced(announcement: Any, recipient: User) -> Words:
    return _from_templates("dwelling_announced", announcement=announcement)


def _announcement_answered(announcement: Any, recipient: User) -> Words:
    return _from_templates("announcement_answered", announcement=announcement)


def _candidacy_ended(candidacy: Any, recipient: User) -> Words:
    return _from_templates("candidacy_ended", candidacy=candidacy)


def _candidacy_back(candidacy: Any, recipient: User) -> Words:
    return _from_templates("candidacy_back", candidacy=candidacy)


def _those_told(told: Any) -> Any:
    """As its service found that they read it."""
    return User.objects.filter(pk__in=told.people).order_by("email")


def _message_left(told: Any, recipient: User) -> Words:
    return _from_templates("message_left")


def _mentioned(told: Any, recipient: User) -> Words:
    return _from_templates("mentioned")


def _synthesis(told: Any, recipient: User) -> Words:
    return _from_templates("synthesis")


def _task_given(told: Any, recipient: User) -> Words:
    return _from_templates("task_given")


INVITATION = Kind(code="INVITATION", right=None, recipients=_themselves, words=_invitation, is_urgent=True)
# To a partner without an account: the link to one request, the reminder of it, and the code that it asks for.
REQUEST_LINK = Kind(code="REQUEST_LINK", right=None, recipients=_themselves, words=_request_link, is_urgent=True)
REQUEST_LINK_OVERDUE = Kind(
    code="REQUEST_LINK_OVERDUE", right=None, recipients=_themselves, words=_request_link_overdue, is_urgent=True
)
REQUEST_LINK_CODE = Kind(
    code="REQUEST_LINK_CODE", right=None, recipients=_themselves, words=_request_link_code, is_urgent=True
)
ACCOUNT_DEACTIVATED = Kind(
    code="ACCOUNT_DEACTIVATED", right=None, recipients=_themselves, words=_account_deactivated, is_urgent=True
)
SECOND_FACTOR_RESET = Kind(
    code="SECOND_FACTOR_RESET", right=None, recipients=_themselves, words=_second_factor_reset, is_urgent=True
)
ROLE_CHANGED = Kind(code="ROLE_CHANGED", right=None, recipients=_themselves, words=_role_changed, is_urgent=True)
# Somebody may be letting themselves in.
READER_COMES = Kind(
    code="READER_COMES",
    right=Right.MANAGE_ACCOUNTS,
    recipients=_others_of_the_organization,
    words=_reader_comes,
    label="Nouveaux lecteurs de dossiers",
    is_urgent=True,
)
CONVENTION_ENDING = Kind(
    code="CONVENTION_ENDING",
    right=Right.READ_DASHBOARD,
    recipients=_both_sides,
    words=_convention_ending,
    label="Conventions qui prennent bientôt fin",
)
# Of an association's part in a household's support, that somebody else ended.
PART_ENDED = Kind(
    code="PART_ENDED",
    right=Right.ASSIGN_WORKER,
    recipients=_colleagues,
    words=_part_ended,
    label="Suivis de votre association auxquels un autre a mis fin",
)
# Of a request for help. Which partner answered, and what, would tell why the household needs one.
HELP_ASKED = Kind(
    code="HELP_ASKED",
    right=Right.ANSWER_MOBILISATION,
    recipients=_who_is_asked,
    words=_help_asked,
    label="Demandes qui attendent votre réponse",
)
REQUEST_ANSWERED = Kind(
    code="REQUEST_ANSWERED",
    right=Right.MEET_HOUSEHOLD,
    recipients=_who_asked,
    words=_request_answered,
    label="Réponses des partenaires à vos demandes",
)
# Of a referral whose partners have all finished.
REFERRAL_TO_CLOSE = Kind(
    code="REFERRAL_TO_CLOSE",
    right=Right.MEET_HOUSEHOLD,
    recipients=_in_charge,
    words=_referral_to_close,
    label="Signalements dont tous les suivis sont terminés",
)
# Of a door that a caretaker named: neither which, nor who lives there, nor why.
REPORT_ANSWERED = Kind(
    code="REPORT_ANSWERED",
    right=Right.REPORT_DOOR,
    recipients=_who_reported,
    words=_report_answered,
    label="Suites données à vos signalements",
)
# Of a request that nobody answered in time: the one reminder, then its end, told to both sides.
ANSWER_OVERDUE = Kind(
    code="ANSWER_OVERDUE",
    right=Right.ANSWER_MOBILISATION,
    recipients=_who_is_asked,
    words=_answer_overdue,
    label="Demandes restées sans réponse, avant qu’elles ne prennent fin",
)
REQUEST_EXPIRED = Kind(
    code="REQUEST_EXPIRED",
    right=Right.MEET_HOUSEHOLD,
    recipients=_who_asked,
    words=_request_expired,
    label="Demandes auxquelles aucun partenaire n’a répondu",
)
ANSWER_MISSED = Kind(
    code="ANSWER_MISSED",
    right=Right.ANSWER_MOBILISATION,
    recipients=_who_is_asked,
    words=_answer_missed,
    label="Demandes qui ont pris fin sans votre réponse",
)
# Of what a landlord noticed of a household that the association follows: neither what, nor of whom.
SIGNAL_SENT = Kind(
    code="SIGNAL_SENT",
    right=Right.RECORD_VISIT,
    recipients=_who_follows,
    words=_signal_sent,
    label="Signaux d’un bailleur sur les ménages que vous suivez",
)
# Somebody has seen it: neither who, nor of which partner, nor what they do, which the case file tells to each.
SIGNAL_SEEN = Kind(
    code="SIGNAL_SEEN",
    right=Right.SEND_SIGNAL,
    recipients=_who_sent,
    words=_signal_seen,
    label="Réponses à vos signaux",
)
# Of a question: about what somebody wrote in a case file, or about a request for help. Each is told to whoever must
# answer, then to whoever asked.
QUESTION_ASKED = Kind(
    code="QUESTION_ASKED",
    right=Right.WRITE_JOURNAL,
    recipients=_who_must_answer,
    words=_question_asked,
    label="Questions sur ce que vous avez écrit",
)
QUESTION_ANSWERED = Kind(
    code="QUESTION_ANSWERED",
    right=Right.WRITE_JOURNAL,
    recipients=_who_put,
    words=_question_answered,
    label="Réponses à vos questions",
)
REQUEST_QUESTIONED = Kind(
    code="REQUEST_QUESTIONED",
    right=Right.MEET_HOUSEHOLD,
    recipients=_who_must_answer,
    words=_question_asked,
    label="Questions des partenaires avant de répondre",
)
REQUEST_EXPLAINED = Kind(
    code="REQUEST_EXPLAINED",
    right=Right.ANSWER_MOBILISATION,
    recipients=_who_put,
    words=_question_answered,
    label="Réponses à vos questions sur une demande",
)
# Of a conflict between neighbours: neither what it is about nor between whom.
MEDIATION_ENTRUSTED = Kind(
    code="MEDIATION_ENTRUSTED",
    right=Right.ANSWER_MOBILISATION,
    recipients=_who_mediates,
    words=_mediation_entrusted,
    label="Médiations qui vous sont confiées",
)
MEDIATION_NEWS = Kind(
    code="MEDIATION_NEWS",
    right=Right.MEET_HOUSEHOLD,
    recipients=_who_opened,
    words=_mediation_news,
    label="Nouvelles des médiations que vous avez confiées",
)
# Of a dwelling that a landlord reserves for an association, and of the candidates for it.
DWELLING_ANNOUNCED = Kind(
    code="DWELLING_ANNOUNCED",
    right=Right.ASSIGN_WORKER,
    recipients=_association_of,
    words=_dwelling_announced,
    label="Logements qui attendent vos candidats",
)
ANNOUNCEMENT_ANSWERED = Kind(
    code="ANNOUNCEMENT_ANSWERED",
    right=Right.MANAGE_RESERVATIONS,
    recipients=_who_announced,
    words=_announcement_answered,
    label="Réponses aux logements que vous annoncez",
)
CANDIDACY_ENDED = Kind(
    code="CANDIDACY_ENDED",
    right=Right.PROPOSE_CANDIDATE,
    recipients=_who_proposed,
    words=_candidacy_ended,
    label="Candidatures qui ne sont plus en cours",
)
# Its end was noted by mistake, and told.
CANDIDACY_BACK = Kind(
    code="CANDIDACY_BACK",
    right=Right.PROPOSE_CANDIDATE,
    recipients=_who_proposed,
    words=_candidacy_back,
    label="Candidatures de nouveau en cours",
)

# Of the thread of a case file: whoever a message calls upon, and the others who deal with the household.
MENTIONED = Kind(
    code="MENTIONED",
    right=Right.READ_CASE_FILES,
    recipients=_those_told,
    words=_mentioned,
    label="Messages qui s’adressent à vous",
)
MESSAGE_LEFT = Kind(
    code="MESSAGE_LEFT",
    right=Right.READ_CASE_FILES,
    recipients=_those_told,
    words=_message_left,
    label="Autres messages des dossiers que vous suivez",
    default=Channel.DIGEST,
)

SYNTHESIS = Kind(
    code="SYNTHESIS",
    right=Right.READ_CASE_FILES,
    recipients=_those_told,
    words=_synthesis,
    label="Réunions de synthèse auxquelles vous êtes invités",
)
TASK_GIVEN = Kind(
    code="TASK_GIVEN",
    right=Right.READ_CASE_FILES,
    recipients=_those_told,
    words=_task_given,
    label="Tâches qui vous sont confiées",
)

# Those that the application shows, by code.
KINDS = {
    kind.code: kind
    for kind in (
        MENTIONED,
        MESSAGE_LEFT,
        TASK_GIVEN,
        SYNTHESIS,
        HELP_ASKED,
        REQUEST_ANSWERED,
        MEDIATION_ENTRUSTED,
        MEDIATION_NEWS,
        REFERRAL_TO_CLOSE,
        REPORT_ANSWERED,
        ANSWER_OVERDUE,
        ANSWER_MISSED,
        REQUEST_EXPIRED,
        SIGNAL_SENT,
        SIGNAL_SEEN,
        REQUEST_QUESTIONED,
        REQUEST_EXPLAINED,
        QUESTION_ASKED,
        QUESTION_ANSWERED,
        DWELLING_ANNOUNCED,
        ANNOUNCEMENT_ANSWERED,
        CANDIDACY_ENDED,
        CANDIDACY_BACK,
        PART_ENDED,
        CONVENTION_ENDING,
        READER_COMES,
    )
}
