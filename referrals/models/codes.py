"""What a referral says in codes: where it stands, what happens to it, and what was answered."""

from django.db import models


class State(models.TextChoices):
    DRAFT = "DRAFT", "Brouillon"
    SENT = "SENT", "Rencontre à fixer"
    MEETING_PLANNED = "MEETING_PLANNED", "Rencontre fixée"
    MET = "MET", "Partenaire à mobiliser"
    MOBILISING = "MOBILISING", "En attente de réponse"
    IN_FOLLOW_UP = "IN_FOLLOW_UP", "Suivi en cours"
    TO_CLOSE = "TO_CLOSE", "Suivi terminé, à clore"
    CLOSED = "CLOSED", "Clos"
    DISMISSED = "DISMISSED", "Classé sans suite"


class Move(models.TextChoices):
    """What may happen to a referral once it is written."""

    DISCARD = "DISCARD", "Brouillon supprimé"
    SEND = "SEND", "Signalement envoyé"
    REPORT = "REPORT", "Logement signalé"
    ATTACH = "ATTACH", "Ménage identifié"
    SCREEN = "SCREEN", "Signalement examiné"
    CANCEL_SCREENING = "CANCEL_SCREENING", "Examen annulé"
    RECORD_ATTEMPT = "RECORD_ATTEMPT", "Tentative de rencontre"
    CANCEL_ATTEMPT = "CANCEL_ATTEMPT", "Tentative annulée"
    RECORD_AGREEMENT = "RECORD_AGREEMENT", "Réponse du ménage notée"
    CANCEL_AGREEMENT = "CANCEL_AGREEMENT", "Accord annulé"
    PLAN_MEETING = "PLAN_MEETING", "Rencontre fixée"
    RECORD_HELD = "RECORD_HELD", "Rencontre tenue"
    CANCEL_HELD = "CANCEL_HELD", "Rencontre annulée"
    RECORD_MISSED = "RECORD_MISSED", "Rencontre manquée"
    MOBILISE = "MOBILISE", "Partenaire sollicité"
    WITHDRAW = "WITHDRAW", "Demande retirée"
    ACCEPT = "ACCEPT", "Demande acceptée"
    DECLINE = "DECLINE", "Demande refusée"
    WAITLIST = "WAITLIST", "Demande mise sur liste d’attente"
    UNLIST = "UNLIST", "Demande retirée de la liste d’attente"
    ASK_AGAIN = "ASK_AGAIN", "Partenaire sollicité de nouveau"
    REMIND = "REMIND", "Partenaire relancé"
    EXPIRE = "EXPIRE", "Demande restée sans réponse"
    END_SUPPORT = "END_SUPPORT", "Suivi d’un partenaire terminé"
    RESUME_SUPPORT = "RESUME_SUPPORT", "Suivi d’un partenaire repris"
    DISMISS = "DISMISS", "Classé sans suite"
    CLOSE = "CLOSE", "Clos"
    END_WITH_CASE_FILE = "END_WITH_CASE_FILE", "Clos avec le dossier du ménage"
    ASSIGN = "ASSIGN", "Changement de conseillère"
    TAKE_BACK = "TAKE_BACK", "Envoi annulé"
    CANCEL = "CANCEL", "Signalement annulé"
    DETACH = "DETACH", "Ménage à identifier de nouveau"
    REOPEN = "REOPEN", "Fin annulée"


class EndReason(models.TextChoices):
    SOLVED = "SOLVED", "Difficulté résolue"
    SUPPORTED = "SUPPORTED", "Accompagnement en place, relais passé"
    LEFT_HOME = "LEFT_HOME", "Départ du logement"
    REFUSED = "REFUSED", "Le ménage ne souhaite pas d’aide"
    UNREACHABLE = "UNREACHABLE", "Ménage injoignable"
    FOLLOWED = "FOLLOWED", "Déjà suivi par un autre service"
    REDIRECTED = "REDIRECTED", "Orienté vers un autre service"
    OUT_OF_SCOPE = "OUT_OF_SCOPE", "Hors du champ de l’action"
    DUPLICATE = "DUPLICATE", "Déjà signalé"
    MISTAKE = "MISTAKE", "Signalé par erreur"
    CASE_FILE = "CASE_FILE", "Dossier du ménage clos"


class Service(models.TextChoices):
    """Who else may follow a household, or be its right door. None is of health: this list tells nothing of it."""

    MDS = "MDS", "Maison des solidarités (MDS)"
    CCAS = "CCAS", "CCAS"
    FSL = "FSL", "FSL (Département)"
    CAF = "CAF", "CAF ou MSA"
    OTHER = "OTHER", "Autre service"


# Ends that name the service.
WITH_A_SERVICE = (EndReason.FOLLOWED, EndReason.REDIRECTED, EndReason.OUT_OF_SCOPE)


class Urgency(models.TextChoices):
    NORMAL = "NORMAL", "Délai habituel"
    URGENT = "URGENT", "Urgent"


class Precision(models.TextChoices):
    """How well a caretaker could tell the door."""

    DOOR = "DOOR", "Porte"
    FLOOR = "FLOOR", "Étage"
    ADDRESS = "ADDRESS", "Adresse"


class Agreement(models.TextChoices):
    GIVEN = "GIVEN", "Accord donné"
    NOT_ASKED = "NOT_ASKED", "Pas encore demandé"
    REFUSED = "REFUSED", "Refus"


class AgreementForm(models.TextChoices):
    SPOKEN = "SPOKEN", "De vive voix"
    PHONE = "PHONE", "Par téléphone"
    WRITTEN = "WRITTEN", "Par écrit"
