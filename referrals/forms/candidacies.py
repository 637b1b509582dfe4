"""Announcing a dwelling, proposing a candidate, and what each side answers."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from housing_support.common.forms import AlikeMixin, Form, SeenMixin, TelephoneField
from partners.models import User
from referrals.models import Announcement, Candidacy
from referrals.reading.candidacies import alike
from referrals.reading.checks.households import Occupants
from referrals.services import announcements, candidacies
from tenancies.forms.persons import BirthYearField
from tenancies.models import Household, Person, Reservation
from tenancies.services.households import TOWARDS_A_HOME, open_household

MOST_EUROS = 1_000_000
MOST_A_MONTH = 20_000
MOST_PERSONS = 20


class EurosField(forms.IntegerField):
    """Whole euros."""

    def __init__(self, *, most: int = MOST_A_MONTH, **kwargs):
        message = f"Indiquez un montant en euros entiers, entre 0 et {most}."
        kwargs.setdefault("error_messages", {"invalid": message, "min_value": message, "max_value": message})
        super().__init__(min_value=0, max_value=most, **kwargs)


def in_whole_euros(amount: Decimal | int | None) -> int | None:
    return None if amount is None else int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


class AnnounceForm(Form):
    """What the landlord knows of the dwelling is there already, to confirm or to correct for this announcement."""

    shown = forms.ChoiceField(
        label="Ce que lit l’association",
        choices=Announcement.Shown,
        initial=Announcement.Shown.ADDRESS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que lit l’association."},
    )
    rent_euros = EurosField(label="Loyer par mois, en euros", help_text="Avec les loyers annexes.")
    charges_euros = EurosField(label="Charges par mois, en euros")
    flat_amounts_euros = EurosField(
        label="Eau et chauffage individuels, en euros par mois",
        required=False,
        help_text="Le forfait, quand le locataire les paie à part.",
    )

    sentences = {
        "rent_euros": "Indiquez le loyer mensuel.",
        "charges_euros": "Indiquez les charges, zéro s’il n’y en a pas.",
    }

    def __init__(self, *args, reservation: Reservation, user: User, **kwargs):
        dwelling = reservation.dwelling
        known = {"rent_euros": dwelling.monthly_rent, "charges_euros": dwelling.monthly_charges}
        kwargs.setdefault("initial", {name: in_whole_euros(amount) for name, amount in known.items()})
        super().__init__(*args, **kwargs)
        self.reservation, self.user = reservation, user

    def save(self) -> Announcement:
        given = self.cleaned_data | {"flat_amounts_euros": self.cleaned_data["flat_amounts_euros"] or 0}
        return announcements.announce(reservation=self.reservation, user=self.user, **given)


class NoCandidateForm(Form):
    reason = forms.ChoiceField(
        label="Pourquoi",
        choices=[("", "Choisir"), *Announcement.NoCandidateReason.choices],
        error_messages={"required": "Dites pourquoi vous ne proposez personne."},
    )

    def __init__(self, *args, announcement: Announcement, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.announcement, self.user = announcement, user

    def save(self) -> Announcement:
        return announcements.answer_no(announcement=self.announcement, user=self.user, **self.cleaned_data)


class SheetForm(Form):
    """What the landlord reads of a candidate, and what stays with the association."""

    unique_number = forms.CharField(
        label="Numéro unique",
        max_length=40,
        required=False,
        help_text="Celui de la demande de logement social, 18\u00a0caractères. La commission le demande.",
    )
    adults = forms.IntegerField(label="Adultes", min_value=1, max_value=MOST_PERSONS)
    dependants = forms.IntegerField(label="Personnes à charge", min_value=0, max_value=MOST_PERSONS)
    is_young_couple = forms.BooleanField(
        label="Jeune ménage\u00a0: un couple dont les âges font 55\u00a0ans au plus", required=False
    )
    income_euros = EurosField(
        label="Revenu fiscal de référence, en euros",
        required=False,
        most=MOST_EUROS,
        help_text="Celui de l’avant-dernière année, de toutes les personnes.",
    )
    resources_euros = EurosField(label="Ressources par mois, en euros", required=False)
    benefit_euros = EurosField(label="Aide au logement estimée, en euros par mois", required=False)
    needs = forms.CharField(
        label="Besoins dans le logement",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le bailleur le lit. Ce qu’il faut au logement, sans en donner la raison\u00a0: rez-de-chaussée, "
        "ascenseur, proximité d’une école.",
    )
    support = forms.CharField(
        label="Accompagnement proposé",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le bailleur le lit. Le rythme des visites, l’aide aux démarches, la durée.",
        error_messages={"required": "Dites comment vous accompagnerez ce ménage."},
    )
    kept = forms.CharField(
        label="À garder pour l’association",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le bailleur ne le lit jamais\u00a0: parcours, santé, justice, violences. C’est une note d’équipe du "
        "dossier.",
    )

    sentences = {
        "adults": "Indiquez combien d’adultes y vivront, 1 au moins.",
        "dependants": "Indiquez combien de personnes sont à charge, zéro s’il n’y en a pas.",
    }

    @staticmethod
    def initial_of(who: Occupants) -> dict[str, Any]:
        return {"adults": max(who.adults, 1), "dependants": who.dependants, "is_young_couple": who.is_young_couple}


class ProposeForm(SheetForm):
    rank_wished = forms.TypedChoiceField(
        label="Rang souhaité",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Votre ordre de préférence\u00a0: la commission décide.",
        error_messages={"required": "Choisissez un rang."},
    )

    field_order = ("rank_wished",)

    def __init__(self, *args, announcement: Announcement, ranks: list[int], user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.announcement, self.user = announcement, user
        self.fields["rank_wished"].choices = [(rank, str(rank)) for rank in ranks]
        if ranks:
            self.initial = {"rank_wished": ranks[0], **self.initial}

    def save(self, household: Household) -> Candidacy:
        return candidacies.propose(
            announcement=self.announcement, user=self.user, household=household, **self.cleaned_data
        )


class NewcomerForm(AlikeMixin, Form):
    """A household of which the association has no case file yet."""

    KNOWN_ALREADY = (
        "Un ménage de ce nom, ou qui lui ressemble, a déjà un dossier\u00a0: proposez-le, ou continuez si c’est un "
        "autre ménage."
    )
    ANOTHER = "Ce n’est pas le même ménage\u00a0: ouvrir un autre dossier"

    first_name = forms.CharField(
        label="Prénom", max_length=80, error_messages={"required": "Écrivez le prénom du titulaire du bail à venir."}
    )
    last_name = forms.CharField(
        label="Nom", max_length=80, error_messages={"required": "Écrivez le nom du titulaire du bail à venir."}
    )
    birth_year = BirthYearField()
    phone = TelephoneField(label="Téléphone", required=False)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def look_for(self, data: dict[str, Any]) -> list[Household]:
        if not data.get("last_name"):
            return []
        described = {name: data.get(name) or "" for name in ("first_name", "last_name", "phone")}
        return alike(self.user, **described, birth_year=data.get("birth_year"))

    def save(self) -> Household:
        cleaned = self.cleaned_data
        holder = {
            "role": Person.Role.HOLDER,
            "first_name": cleaned["first_name"],
            "last_name": cleaned["last_name"],
            "birth_year": cleaned["birth_year"],
            "phone": cleaned["phone"],
        }
        return open_household(
            landlord=None,
            user=self.user,
            name=cleaned["last_name"],
            persons=[holder],
            reason=TOWARDS_A_HOME,
        )


class PutUpNewcomerForm(NewcomerForm):
    """The same, of a household that the association puts up."""

    KNOWN_ALREADY = NewcomerForm.KNOWN_ALREADY.replace("proposez-le", "ouvrez-le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, asked in (("first_name", "le prénom"), ("last_name", "le nom")):
            self.fields[name].error_messages["required"] = f"Écrivez {asked} de la personne hébergée."


class CorrectSheetForm(SeenMixin, SheetForm):
    def __init__(self, *args, candidacy: Candidacy, user: User, **kwargs):
        names = [name for name in SheetForm.base_fields if name != "kept"]
        super().__init__(*args, initial={name: getattr(candidacy, name) for name in names}, **kwargs)
        self.candidacy, self.user = candidacy, user

    def save(self) -> Candidacy:
        return candidacies.correct(
            candidacy=self.candidacy, user=self.user, version=self.candidacy.version, **self.cleaned_data
        )


class WithdrawForm(Form):
    reason = forms.ChoiceField(
        label="Pourquoi",
        choices=[("", "Choisir"), *((each.value, each.label) for each in Candidacy.TOLD_BY_ASSOCIATION)],
        error_messages={"required": "Dites pourquoi cette candidature est retirée."},
    )

    def __init__(self, *args, candidacy: Candidacy, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidacy, self.user = candidacy, user

    def save(self) -> Candidacy:
        return candidacies.withdraw(candidacy=self.candidacy, user=self.user, **self.cleaned_data)


class MissingForm(Form):
    missing = forms.MultipleChoiceField(
        label="Pièces qui manquent",
        choices=Candidacy.Missing,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez les pièces qui manquent."},
    )

    def __init__(self, *args, candidacy: Candidacy, user: User, **kwargs):
        super().__init__(*args, initial={"missing": candidacy.missing}, **kwargs)
        self.candidacy, self.user = candidacy, user

    def save(self) -> Candidacy:
        return candidacies.ask_for_more(candidacy=self.candidacy, user=self.user, **self.cleaned_data)


class NotEligibleForm(Form):
    reason = forms.ChoiceField(
        label="Pourquoi",
        choices=[("", "Choisir"), *((each.value, each.label) for each in Candidacy.TOLD_BY_LANDLORD)],
        error_messages={"required": "Dites pourquoi cette candidature n’est pas retenue."},
    )

    def __init__(self, *args, candidacy: Candidacy, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidacy, self.user = candidacy, user

    def save(self) -> Candidacy:
        return candidacies.decline(candidacy=self.candidacy, user=self.user, **self.cleaned_data)
