"""What follows an act on a referral, and by when: said once it is done."""

from collections.abc import Sequence

from django.db.models import Min

from housing_support.common.dates import long_date, long_moment
from partners.discretion import name_in_sentence
from partners.models import User
from referrals.models import Meeting, Mobilisation, Referral
from tenancies.models import Consent

State, Agreement = Referral.State, Referral.Agreement
# Once the household was met, what its answer about partners lets the adviser do.
AFTER_MEETING = {
    Agreement.GIVEN: "Vous pouvez solliciter un partenaire.",
    Agreement.NOT_ASKED: "Recueillez l’accord du ménage avant de solliciter un partenaire.",
    Agreement.REFUSED: "Sans l’accord du ménage, aucun partenaire n’est sollicité\u00a0: le signalement reste à clore.",
}


def sent(referral: Referral) -> str:
    """For its author."""
    return f"La conseillère sociale rencontre le ménage avant le {long_date(referral.meeting_due_on)}."


def reported(referral: Referral) -> str:
    """For the caretaker who named a door: nothing of the household, whoever it is."""
    return f"La conseillère sociale s’en occupe avant le {long_date(referral.meeting_due_on)}."


def asked(mobilisation: Mobilisation, user: User) -> tuple[str, str]:
    """« Habitat et Humanisme est sollicité : réponse attendue avant le 5 décembre 2026. »"""
    partner = name_in_sentence(mobilisation.organization, user)
    done = f"{partner[:1].upper()}{partner[1:]} est sollicité\u00a0:"
    return done, f"réponse attendue avant le {long_date(mobilisation.answer_due_on)}."


def asked_about(saved: Sequence[Mobilisation | Consent], user: User) -> tuple[str, str]:
    """One partner in its own words; of several, how many are asked, and what the household said of the others."""
    asked_now = [each for each in saved if isinstance(each, Mobilisation)]
    said = [each for each in saved if isinstance(each, Consent)]
    if len(saved) == 1:
        return asked(asked_now[0], user) if asked_now else said_of_partner(said[0], user)
    names = [name_in_sentence(each.organization, user) for each in asked_now]
    told = [f"Sollicités\u00a0: {', '.join(names)}."] if names else []
    told += [f"{name_in_sentence(each.organization, user)}\u00a0: {each.get_state_display().lower()}." for each in said]
    if not asked_now:
        return " ".join(told), "Rien n’est demandé. Vous pouvez y revenir à tout moment depuis cette page."
    first = min(each.answer_due_on for each in asked_now)
    return " ".join(told), f"Première réponse attendue avant le {long_date(first)}."


def put_on_list(mobilisation: Mobilisation) -> str:
    """For the association that foresees a place."""
    day = long_date(mobilisation.place_expected_on)
    return f"Le bailleur lit la date. Acceptez ou refusez quand vous voulez\u00a0; après le {day}, on vous le demande."


def taken_off_list(mobilisation: Mobilisation) -> str:
    return f"Votre réponse est attendue avant le {long_date(mobilisation.answer_due_on)}."


def said_of_partner(consent: Consent, user: User) -> tuple[str, str]:
    """« Réponse notée pour l’UCRM : plus tard. Rien ne lui est demandé. »"""
    partner = name_in_sentence(consent.organization, user)
    done = f"Réponse notée pour {partner}\u00a0: {consent.get_state_display().lower()}."
    return done, "Rien ne lui est demandé. Vous pouvez y revenir à tout moment depuis cette page."


def follows(referral: Referral) -> str:
    """For the adviser, from where the referral stands in the database."""
    referral.refresh_from_db(fields=["state", "agreement", "sharing", "meeting_due_on", "household"])
    match referral.state:
        case State.SENT if referral.household_id is None:
            return f"Dites qui habite là\u00a0: rencontre à fixer au plus tard le {long_date(referral.meeting_due_on)}."
        case State.SENT if referral.agreement == Agreement.REFUSED:
            return "Le ménage ne veut pas être contacté\u00a0: il vous reste à classer le signalement sans suite."
        case State.SENT:
            return f"Rencontre à fixer, au plus tard le {long_date(referral.meeting_due_on)}."
        case State.MEETING_PLANNED:
            planned = referral.meetings.get(state=Meeting.State.PLANNED)
            moment = long_moment(planned.planned_at)
            return f"Rendez-vous le {moment}\u00a0: vous direz ensuite ici ce qui en est ressorti."
        case State.MET:
            return AFTER_MEETING[Agreement(referral.sharing)]
        case State.MOBILISING:
            awaited = referral.mobilisations.pending().aggregate(by=Min("answer_due_on"))["by"]
            if awaited is None:
                return "La demande est sur la liste d’attente du partenaire\u00a0: vous pouvez en solliciter un autre."
            return f"Prochaine réponse attendue avant le {long_date(awaited)}."
        case State.TO_CLOSE:
            return "Plus aucun partenaire n’accompagne le ménage\u00a0: il vous reste à clore le signalement."
        case State.IN_FOLLOW_UP:
            return "Le ménage reste accompagné\u00a0: rien d’autre n’est attendu de vous."
    return "Il reste lisible dans «\u00a0Tous les signalements\u00a0»\u00a0: plus rien n’est attendu."


def accepted(mobilisation: Mobilisation) -> str:
    """For the association that takes the household in."""
    follow_up = mobilisation.follow_up
    if follow_up is None:
        raise ValueError(f"{mobilisation} was not accepted")
    follow_up.refresh_from_db(fields=["worker", "visit_due_on"])
    due = f"première visite avant le {long_date(follow_up.visit_due_on)}."
    return f"{due[:1].upper()}{due[1:]}" if follow_up.worker_id else f"Désignez un référent\u00a0; {due}"
