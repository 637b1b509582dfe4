"""What is written in a conflict between neighbours."""

from typing import Any

from django import forms

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.models import Convention, User
from referrals.exceptions import AgreementMissingError
from referrals.models import Conflict, ConflictFact, ConflictParty, ConflictStep, MediationAgreement
from referrals.reading.conflicts import shown_party, signing_name_of
from referrals.services import conflicts
from referrals.services.conflicts import Commitment, Person
from tenancies.models import Household

Kind = ConflictParty.Kind
CHOOSE = ("", "Choisir")
ALL_PARTIES = "Toutes les parties"


class PartyForm(Form):
    """Who is a party: one of three ways to be."""

    kind = forms.ChoiceField(
        label="Qui\u00a0?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez qui est cette partie."},
    )
    reference = forms.CharField(
        label="Référence du dossier", max_length=20, required=False, help_text="Par exemple D-2026-0042."
    )
    name = forms.CharField(
        label="Nom du locataire",
        max_length=120,
        required=False,
        help_text="D’un locataire sans dossier. Le médiateur ne le lit qu’avec son accord.",
    )
    agreed_on = DayField(
        label="Son accord pour la médiation, donné le", required=False, bounds=around_today(years_before=1)
    )
    side = forms.ChoiceField(
        label="Sa place dans le conflit",
        choices=[CHOOSE, *ConflictParty.Side.choices],
        error_messages={"required": "Choisissez la place de cette partie."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.household: Household | None = None

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("kind") == Kind.HOUSEHOLD:
            self.household = self.found(cleaned.get("reference", ""))
        if cleaned.get("kind") == Kind.TENANT and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Indiquez le nom de ce locataire.")
        return cleaned

    def found(self, reference: str) -> Household | None:
        if not reference:
            self.add_error("reference", "Indiquez la référence du dossier, par exemple D-2026-0042.")
            return None
        household = Household.objects.referable_by(self.user).filter(reference__iexact=reference).first()
        if household is None:
            self.add_error("reference", "Aucun dossier de votre organisme ne porte cette référence.")
        return household

    @property
    def person(self) -> Person:
        cleaned, kind = self.cleaned_data, self.cleaned_data["kind"]
        return Person(
            kind=kind,
            side=cleaned["side"],
            household=self.household if kind == Kind.HOUSEHOLD else None,
            name=cleaned["name"] if kind == Kind.TENANT else "",
            agreed_on=cleaned["agreed_on"] if kind == Kind.TENANT else None,
        )


class NewPartyForm(PartyForm):
    def __init__(self, *args, conflict: Conflict, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict = conflict

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.household and ConflictParty.objects.filter(conflict=self.conflict, household=self.household).exists():
            self.add_error("reference", "Ce ménage est déjà partie à ce conflit.")
        return cleaned

    def save(self) -> ConflictParty:
        return conflicts.add_party(conflict=self.conflict, user=self.user, person=self.person)


class ConflictForm(Form):
    subject = forms.ChoiceField(
        label="Nature du trouble",
        choices=[CHOOSE, *Conflict.Subject.choices],
        error_messages={"required": "Choisissez la nature du trouble."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self, parties: list[PartyForm]) -> Conflict:
        return conflicts.open_conflict(
            user=self.user, subject=self.cleaned_data["subject"], parties=[each.person for each in parties]
        )


class AmongParties(Form):
    """For what names one of the parties to a conflict."""

    def __init__(self, *args, conflict: Conflict, user: User, parties: list[ConflictParty], **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict, self.user = conflict, user
        self.parties = {str(each.public_id): each for each in parties}

    def offered(self) -> list[tuple[str, str]]:
        return [(code, shown_party(each, self.user)) for code, each in self.parties.items()]

    def chosen(self, name: str) -> ConflictParty | None:
        return self.parties.get(self.cleaned_data.get(name, ""))


class FactForm(AmongParties):
    occurred_on = DayField(
        label="Jour des faits",
        bounds=around_today(years_before=3),
        error_messages={"required": "Indiquez le jour des faits."},
    )
    text = forms.CharField(
        label="Ce qui s’est passé",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Des faits, leur heure, leur lieu. Ni jugement, ni santé.",
        error_messages={"required": "Écrivez ce qui s’est passé."},
    )
    source = forms.ChoiceField(
        label="Rapporté par",
        choices=[CHOOSE, *ConflictFact.Source.choices],
        help_text="Lu du bailleur et du médiateur seuls.",
        error_messages={"required": "Choisissez qui a rapporté ces faits."},
    )
    reporter = forms.ChoiceField(label="Quelle partie", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reporter"].choices = [CHOOSE, *self.offered()]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        is_of_a_party = cleaned.get("source") == ConflictFact.Source.PARTY
        if is_of_a_party and not cleaned.get("reporter") and "reporter" not in self.errors:
            self.add_error("reporter", "Choisissez la partie qui a rapporté ces faits.")
        return cleaned

    @property
    def described(self) -> dict[str, Any]:
        is_of_a_party = self.cleaned_data["source"] == ConflictFact.Source.PARTY
        return self.cleaned_data | {"reporter": self.chosen("reporter") if is_of_a_party else None}

    def save(self) -> ConflictFact:
        return conflicts.add_fact(conflict=self.conflict, user=self.user, **self.described)


class StepForm(AmongParties):
    kind = forms.ChoiceField(
        label="Étape",
        choices=[CHOOSE, *Conflict.Step.choices],
        error_messages={"required": "Choisissez l’étape."},
    )
    on = DayField(
        label="Faite le",
        bounds=around_today(years_before=3),
        error_messages={"required": "Indiquez le jour de cette étape."},
    )
    towards = forms.ChoiceField(label="Auprès de", required=False)
    result = forms.ChoiceField(
        label="Résultat",
        choices=[CHOOSE, *ConflictStep.Result.choices],
        error_messages={"required": "Choisissez le résultat."},
    )
    note = forms.CharField(label="Précision", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_step = forms.ChoiceField(
        label="Étape suivante", required=False, choices=[("", "Aucune pour l’instant"), *Conflict.Step.choices]
    )
    next_due_on = DayField(label="À faire avant le", required=False, bounds=around_today(years_before=3, years_after=2))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["towards"].choices = [("", ALL_PARTIES), *self.offered()]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        due, on = cleaned.get("next_due_on"), cleaned.get("on")
        if cleaned.get("next_step") and not due and "next_due_on" not in self.errors:
            self.add_error("next_due_on", "Indiquez avant quel jour faire l’étape suivante.")
        if due and not cleaned.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", "Choisissez l’étape à faire avant ce jour.")
        if due and on and due < on:
            self.add_error("next_due_on", "Indiquez un jour après celui de cette étape.")
        return cleaned

    @property
    def described(self) -> dict[str, Any]:
        return self.cleaned_data | {"towards": self.chosen("towards")}

    def save(self) -> ConflictStep:
        return conflicts.add_step(conflict=self.conflict, user=self.user, **self.described)


class FactCorrectionForm(SeenMixin, FactForm):
    def __init__(self, *args, entry: ConflictFact, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry
        reporter = next((code for code, each in self.parties.items() if each.pk == entry.reporter_id), "")
        self.initial = {
            "occurred_on": entry.occurred_on,
            "text": entry.text,
            "source": entry.source,
            "reporter": reporter,
        }

    def save(self) -> ConflictFact:
        return conflicts.correct_fact(entry=self.entry, user=self.user, **self.described)


class StepCorrectionForm(SeenMixin, StepForm):
    def __init__(self, *args, entry: ConflictStep, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry
        towards = next((code for code, each in self.parties.items() if each.pk == entry.towards_id), "")
        kept = ("kind", "on", "result", "note", "next_step", "next_due_on")
        self.initial = {name: getattr(entry, name) for name in kept} | {"towards": towards}

    def save(self) -> ConflictStep:
        return conflicts.correct_step(entry=self.entry, user=self.user, **self.described)


class MediatorForm(Form):
    mediator = forms.ChoiceField(
        label="Médiateur",
        widget=forms.RadioSelect,
        help_text="Il lit le conflit et y écrit. Chaque ménage doit lui avoir donné son accord.",
        error_messages={"required": "Choisissez le médiateur."},
    )

    def __init__(self, *args, conflict: Conflict, user: User, mediators: list[Convention], **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict, self.user = conflict, user
        self.mediators = {str(each.public_id): each for each in mediators}
        self.fields["mediator"].choices = [(code, each.association.name) for code, each in self.mediators.items()]

    def save(self) -> Conflict | None:
        """None, with an error at the field, when a household has not agreed."""
        try:
            return conflicts.entrust(
                conflict=self.conflict, user=self.user, convention=self.mediators[self.cleaned_data["mediator"]]
            )
        except AgreementMissingError as error:
            names = ", ".join(f"{each.name} ({each.reference})" for each in error.args[0])
            self.add_error(
                "mediator",
                f"Recueillez d’abord l’accord pour ce partenaire, depuis le signalement de chacun\u00a0: {names}.",
            )
            return None


class AgreementForm(SeenMixin, AmongParties):
    """What each party commits to, under the name by which it signs."""

    agreed_on = DayField(
        label="Conclu le",
        bounds=around_today(years_before=3),
        error_messages={"required": "Indiquez le jour de l’accord."},
    )

    def __init__(self, *args, entry: MediationAgreement | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.initial = {"agreed_on": entry.agreed_on} if entry else {}
        known = {side.party_id: side for side in entry.signatories.all()} if entry else {}
        # Whoever wants no name to be known signs nothing.
        self.signing = [each for each in self.parties.values() if each.kind != Kind.UNNAMED]
        for party in self.signing:
            side = known.get(party.pk)
            self.fields[f"name_{party.rank}"] = forms.CharField(
                label=f"Partie {party.letter}, signe sous le nom de",
                max_length=120,
                required=False,
                help_text="L’autre partie lira ce nom, et rien d’autre d’elle que ses engagements.",
            )
            self.fields[f"commitments_{party.rank}"] = forms.CharField(
                label=f"Partie {party.letter}, s’engage à",
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"signed_{party.rank}"] = DayField(
                label=f"Partie {party.letter}, a signé le", required=False, bounds=around_today(years_before=3)
            )
            self.initial |= {
                f"name_{party.rank}": side.name if side else signing_name_of(party, self.user),
                f"commitments_{party.rank}": side.commitments if side else "",
                f"signed_{party.rank}": side.signed_on if side else None,
            }

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (
                shown_party(party, self.user),
                [self[f"{name}_{party.rank}"] for name in ("name", "commitments", "signed")],
            )
            for party in self.signing
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        committed = [each for each in self.signing if cleaned.get(f"commitments_{each.rank}")]
        for party in committed:
            if not cleaned.get(f"name_{party.rank}"):
                self.add_error(f"name_{party.rank}", "Indiquez le nom sous lequel cette partie signe.")
            signed = cleaned.get(f"signed_{party.rank}")
            if signed and cleaned.get("agreed_on") and signed < cleaned["agreed_on"]:
                self.add_error(f"signed_{party.rank}", "Indiquez un jour qui ne précède pas celui de l’accord.")
        if len(committed) < conflicts.LEAST_PARTIES and not self.errors:
            self.add_error(None, "Écrivez les engagements de deux parties au moins.")
        return cleaned

    @property
    def sides(self) -> list[Commitment]:
        cleaned = self.cleaned_data
        return [
            Commitment(
                party=party,
                name=cleaned[f"name_{party.rank}"],
                commitments=cleaned[f"commitments_{party.rank}"],
                signed_on=cleaned[f"signed_{party.rank}"],
            )
            for party in self.signing
            if cleaned.get(f"commitments_{party.rank}")
        ]

    def save(self) -> MediationAgreement:
        told = {"user": self.user, "agreed_on": self.cleaned_data["agreed_on"], "sides": self.sides}
        if self.entry:
            return conflicts.correct_agreement(entry=self.entry, **told)
        return conflicts.record_agreement(conflict=self.conflict, **told)


class CloseConflictForm(Form):
    outcome = forms.ChoiceField(
        label="Issue",
        choices=[CHOOSE, *Conflict.Outcome.choices],
        error_messages={"required": "Choisissez l’issue du conflit."},
    )

    def __init__(self, *args, conflict: Conflict, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict, self.user = conflict, user

    def save(self) -> Conflict:
        return conflicts.close_conflict(conflict=self.conflict, user=self.user, **self.cleaned_data)
