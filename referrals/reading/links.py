"""Of the partners asked, those that nobody answers for by an account, and where their link stands."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from housing_support.common.dates import long_date
from partners.models import Invitation, User
from partners.roles import Right
from referrals.models import Mobilisation, RequestLink
from referrals.models.links import Bearer
from tenancies.models import Participation


def may_be_answered_by_account(organization: int) -> bool:
    return User.objects.filter(organization=organization).holding(Right.ANSWER_MOBILISATION).exists()


def may_be_invited(bearer: Bearer) -> bool:
    """Whether whoever answered by a link may be the first of the association with an account. Where somebody works
    already, or another landlord invited somebody or brought it a household, it is not for this landlord to let anybody
    in: an account there reads all that the association reads."""
    landlord, association = bearer.link.mobilisation.referral.landlord_id, bearer.organization_id
    invited = Invitation.objects.filter(organization=association)
    others = Participation.objects.current().filter(organization=association)
    return not (
        User.objects.filter(organization=association).exists()
        or invited.exclude(invited_by__organization=landlord).exists()
        or invited.waiting().filter(email__iexact=bearer.link.email, expires_at__gt=timezone.now()).exists()
        or others.exclude(household__landlord=landlord).exists()
    )


def has_respondent(path: str) -> Exists:
    """Of a row whose `path` leads to the partner: whether somebody there has an account that may answer."""
    return Exists(User.objects.filter(organization=OuterRef(path)).holding(Right.ANSWER_MOBILISATION))


@dataclass(frozen=True)
class ShownLink:
    """Of a partner without an account, for whoever asked it. `words`: none as long as it was sent no link."""

    words: str
    may_be_sent: bool
    may_be_withdrawn: bool
    is_sent_again: bool


def link_shown(asked: Mobilisation, user: User) -> ShownLink | None:
    """Whoever reads no social content reads no address either: it tells which partner it is."""
    link = getattr(asked, "link", None)
    is_awaited = asked.state == Mobilisation.State.REQUESTED and not asked.has_respondent
    if not user.may(Right.MEET_HOUSEHOLD) or not (link or is_awaited):
        return None
    return ShownLink(
        words=link_in_words(link) if link else "",
        may_be_sent=is_awaited,
        may_be_withdrawn=bool(link) and RequestLink.machine.allows(link, RequestLink.Move.WITHDRAW) and is_awaited,
        is_sent_again=bool(link),
    )


def link_in_words(link: RequestLink) -> str:
    """« Envoyé par lien à c…@exemple.fr le 3 mars 2026, ouvert le 4 mars 2026 »: for whoever asked."""
    sent = f"Envoyé par lien à {link.masked_email} le {long_date(link.sent_at)}"
    read = f"ouvert le {long_date(link.opened_at)}" if link.opened_at else "pas encore ouvert"
    match link.state:
        case RequestLink.State.ANSWERED:
            return f"{sent}, réponse donnée par ce lien"
        case RequestLink.State.WITHDRAWN:
            return f"{sent}, {read}, lien retiré le {long_date(link.ended_at)}"
        case RequestLink.State.ENDED:
            return f"{sent}, {read}, terminé avec la demande"
    if link.is_expired:
        return f"{sent}, {read}, lien expiré le {long_date(link.expires_at)}"
    return f"{sent}, {read}. Il sert jusqu’au {long_date(link.expires_at)}"


def answerer_in_words(asked: Mobilisation) -> str:
    """Who answered a request, for its association: an account, or the link that it was sent."""
    if asked.answered_by:
        return f"par {asked.answered_by.full_name}"
    link = getattr(asked, "link", None)
    return f"par lien ({link.email})" if link and link.state == RequestLink.State.ANSWERED else "par Passerelle"
