"""What the adviser does with a referral, one form per act."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import short_date
from housing_support.common.forms import Form, MomentField, SeenMixin
from housing_support.common.settling import Pending, SettlingMixin
from partners.forms.mending import MistakeForm
from partners.models import User
from referrals.exceptions import PartnerTakenError
from referrals.forms.fields import AgreementFields
from referrals.models import Meeting, MeetingAddition, Mobilisation, Referral
from referrals.models.codes import WITH_A_SERVICE, Service
from referrals.models.reasons import HEALTH_REASONS, Reason
from referrals.reading.attempts import missing_attempts
from referrals.reading.detail import advisers
from referrals.reading.doors import place_of
from referrals.reading.duplicates import duplicates_to_name
from referrals.reading.suggestions import Partner
from referrals.services import agreements, consents, endings, meetings
from tenancies.forms.audience import AudienceField
from tenancies.forms.consents import SaidDay, SaidForm
from tenancies.models import Consent

ALREADY_GIVEN = (
    "Le ménage a déjà donné son accord pour ce partenaire\u00a0: s’il change d’avis, retirez-le dans «\u00a0Accès et "
    "historique\u00a0»."
)
# One may be about the same household twice, seldom more.
MOST_OTHERS = 20
WITHOUT_AGREEMENT = "Recueillez d’abord l’accord du ménage : sans lui, aucun partenaire n’est sollicité."


class UserChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.full_name


class MeetingForm(SeenMixin, Form):
    adviser = UserChoiceField(
        label="Conseillère",
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": "Choisissez qui rencontre le ménage."},
    )
    planned_at = MomentField(
        label="Date et heure",
        bounds=around_today(years_after=1),
        error_messages={"required": "Indiquez la date et l’heure de la rencontre."},
    )
    place = forms.ChoiceField(
        label="Lieu", choices=Meeting.Place, error_messages={"required": "Choisissez où se tient la rencontre."}
    )

    def __init__(self, *args, referral: Referral, user: User, planned: Meeting | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        self.fields["adviser"].queryset = advisers(user)
        # Read once, without counting: the widget looks through them twice, to choose and to draw.
        self.fields["adviser"].choices = [(each.pk, each.full_name) for each in advisers.rows(user)]
        self.initial = {"adviser": user.pk}
        if planned:
            self.initial = {"adviser": planned.adviser_id, "planned_at": planned.planned_at, "place": planned.place}

    def save(self) -> Meeting:
        return meetings.plan_meeting(referral=self.referral, user=self.user, **self.cleaned_data)


class AdviserForm(SeenMixin, Form):
    adviser = UserChoiceField(label="Conseillère", queryset=User.objects.none(), empty_label="Choisir une personne")

    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        self.fields["adviser"].queryset = advisers(user)
        self.fields["adviser"].error_messages["required"] = "Choisissez la conseillère qui suit ce signalement."
        self.initial = {"adviser": referral.adviser_id}

    def save(self) -> Referral:
        return meetings.assign_adviser(referral=self.referral, user=self.user, **self.cleaned_data)


class AnswersForm(SettlingMixin, AgreementFields):
    """What the household answers to both questions, and what ends with each refusal."""

    @property
    def ends_without_contact(self) -> list[Pending]:
        return [each for each in self.pending if each.question == "agreement"]

    @property
    def ends_without_sharing(self) -> list[Pending]:
        return [each for each in self.pending if each.question == "sharing"]

    @property
    def ended(self) -> list[Pending]:
        """What the answers given put an end to."""
        is_shared = self.cleaned_data["sharing"] == Referral.Agreement.GIVEN
        return [] if is_shared else self.ends_without_sharing


class HeldMoment(Form):
    held_at = MomentField(
        label="Tenue le",
        bounds=around_today(years_before=1),
        error_messages={"required": "Indiquez quand la rencontre a eu lieu."},
    )

    def clean_held_at(self):
        held_at = self.cleaned_data["held_at"]
        if held_at > timezone.now():
            raise forms.ValidationError("Indiquez quand la rencontre a eu lieu\u00a0: cette date est à venir.")
        return held_at


class MeetingCorrectionForm(SeenMixin, HeldMoment):
    """When and where a meeting was held, put right."""

    place = forms.ChoiceField(
        label="Lieu", choices=Meeting.Place, error_messages={"required": "Choisissez où s’est tenue la rencontre."}
    )

    def __init__(self, *args, meeting: Meeting, user: User, **kwargs):
        super().__init__(*args, initial={"held_at": meeting.held_at, "place": meeting.place}, **kwargs)
        self.meeting, self.user = meeting, user

    def save(self) -> Meeting:
        return meetings.correct_meeting(meeting=self.meeting, user=self.user, **self.cleaned_data)


class HeldForm(AnswersForm, HeldMoment):
    needs = forms.MultipleChoiceField(
        label="Besoins confirmés",
        choices=Reason,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Confirmez au moins un besoin."},
    )
    audience = AudienceField(
        label="Qui lira le diagnostic et les décisions\u00a0?",
        error_messages={"required": "Choisissez qui lira le diagnostic."},
        help_text="Jamais les gestionnaires ni les responsables.",
    )
    diagnosis = forms.CharField(
        label="Diagnostic",
        error_messages={"required": "Écrivez ce que vous avez constaté avec le ménage."},
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Des faits, partagés avec le ménage.",
    )
    decisions = forms.CharField(
        label="Décisions prises avec le ménage",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = [
        "held_at",
        "agreement",
        "agreement_on",
        "agreement_form",
        "sharing",
        "sharing_on",
        "sharing_form",
        "needs",
        "audience",
        "diagnosis",
        "decisions",
    ]

    def __init__(self, *args, referral: Referral, user: User, planned_at=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        self.fields["audience"].offer(meetings.DIAGNOSIS_AUDIENCES, user, social=True)
        self.initial = {
            "held_at": planned_at,
            "audience": Meeting.Audience.ORGANIZATION.value,
            "needs": referral.reasons,
            **self.answers_of(referral),
            **self.initial,
        }

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if HEALTH_REASONS & set(cleaned.get("needs", ())) and "agreement" in cleaned and not self.lets_health_be_noted:
            self.add_error("needs", "Un besoin de santé ne se note qu’avec l’accord du ménage.")
        return cleaned

    def save(self) -> Meeting:
        return meetings.record_held(referral=self.referral, user=self.user, **self.cleaned_data)


class AgreementForm(SeenMixin, AnswersForm):
    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        self.initial = self.answers_of(referral)

    @property
    def ended(self) -> list[Pending]:
        is_refused = self.cleaned_data["agreement"] == Referral.Agreement.REFUSED
        return (self.ends_without_contact if is_refused else []) + super().ended

    def save(self) -> Referral:
        return agreements.record_agreement(referral=self.referral, user=self.user, **self.cleaned_data)


class AgreementMistakeForm(SettlingMixin, MistakeForm):
    """Why an agreement of the household was noted by error."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, happens_once=True, **kwargs)


class CompleteForm(Form):
    """What was found out since the meeting."""

    audience = AudienceField(
        label="Qui lira ce complément\u00a0?",
        error_messages={"required": "Choisissez qui lira le complément."},
        help_text="Jamais les gestionnaires ni les responsables.",
    )
    text = forms.CharField(
        label="Complément au diagnostic",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Des faits, partagés avec le ménage. Le diagnostic d’origine reste comme il est.",
    )

    def __init__(self, *args, meeting: Meeting, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.user = meeting, user
        self.fields["audience"].offer(meetings.DIAGNOSIS_AUDIENCES, user, social=True)
        self.initial = {"audience": meeting.audience}

    def save(self) -> MeetingAddition:
        return meetings.complete_diagnosis(meeting=self.meeting, user=self.user, **self.cleaned_data)


class DiagnosisForm(SeenMixin, Form):
    """What was written of a meeting, put right by its author."""

    audience = AudienceField(
        label="Qui lira le diagnostic et les décisions\u00a0?",
        error_messages={"required": "Choisissez qui lira le diagnostic."},
        help_text="Jamais les gestionnaires ni les responsables.",
    )
    diagnosis = forms.CharField(
        label="Diagnostic",
        error_messages={"required": "Écrivez ce que vous avez constaté avec le ménage."},
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Des faits, partagés avec le ménage.",
    )
    decisions = forms.CharField(
        label="Décisions prises avec le ménage",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, meeting: Meeting, user: User, **kwargs):
        recorded = {name: getattr(meeting, name) for name in self.base_fields}
        super().__init__(*args, initial=recorded, **kwargs)
        self.meeting, self.user = meeting, user
        self.fields["audience"].offer(meetings.DIAGNOSIS_AUDIENCES, user, social=True)

    def save(self) -> Meeting:
        return meetings.correct_diagnosis(meeting=self.meeting, user=self.user, **self.cleaned_data)


class PartnersField(forms.MultipleChoiceField):
    """The partners to ask. The form's template draws them one a line, each with what is asked of it (`groups`)."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": "Choisissez au moins un partenaire.",
        "invalid_choice": "Un de ces partenaires n’est plus disponible\u00a0: choisissez-en un autre.",
    }


# What is said of each partner, and to it, by the end of the name of its field.
OF_EACH = ("answer", "on", "form", "goal")


def fields_of_each(partner: Partner) -> dict[str, forms.Field]:
    """Required of those that are chosen alone (`MobiliseForm.clean`)."""
    return {
        "answer": forms.ChoiceField(
            label="Que dit le ménage de ce partenaire\u00a0?",
            choices=[
                (Consent.State.GIVEN.value, "Il est d’accord"),
                (Consent.State.REFUSED.value, "Il refuse"),
                (Consent.State.LATER.value, "Il répondra plus tard"),
            ],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"required": "Choisissez ce que le ménage a répondu pour ce partenaire."},
        ),
        "on": SaidDay(label="Dit le", required=False),
        "form": SaidForm(label="De quelle façon", required=False),
        "goal": forms.CharField(
            label="Ce qui est attendu",
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Lu par ce partenaire avant qu’il accepte\u00a0: le but, pas l’histoire du ménage.",
            error_messages={"required": "Écrivez ce que vous attendez du partenaire."},
        ),
    }


def of_partner(error: str, partner: Partner) -> str:
    """Several partners may lack the same: « Écrivez ce que vous attendez du partenaire (UCRM). »"""
    return f"{error.removesuffix('.')} ({partner.name})."


@dataclass(frozen=True)
class Ask:
    """A partner as the form shows it, with its own fields; none for one that cannot be asked."""

    partner: Partner
    is_chosen: bool
    fields: dict[str, forms.BoundField]


class MobiliseForm(Form):
    """The partners and, for each, what the household says of it and what is expected of it: those to whom it agrees are
    asked, all of them or none."""

    convention = PartnersField(label="Partenaires", help_text="Un ou plusieurs, chacun avec sa demande.")

    def __init__(self, *args, referral: Referral, user: User, partners: list[Partner], about: str = "", **kwargs):
        """`about`: the partner of whom the household answered already, taken up again."""
        super().__init__(*args, **kwargs)
        self.referral, self.user, self.partners = referral, user, partners
        available = [partner for partner in partners if partner.is_available]
        self.fields["convention"].choices = [(partner.code, partner.name) for partner in available]
        for partner in available:
            for name, field in fields_of_each(partner).items():
                self.fields[f"{partner.code}-{name}"] = field
            self.initial[f"{partner.code}-on"] = timezone.localdate()
            if about and str(partner.convention.association.public_id) == about:
                self.initial["convention"] = [partner.code]

    @property
    def groups(self) -> list[tuple[str, list[Ask]]]:
        """Those that fit the needs first, each group under its words."""
        fitting = [self.ask_of(partner) for partner in self.partners if partner.fits]
        others = [self.ask_of(partner) for partner in self.partners if not partner.fits]
        return [
            ("" if fitting else "Aucune convention en cours ne répond à ces besoins.", fitting),
            ("Hors des motifs\u00a0:" if others else "", others),
        ]

    def ask_of(self, partner: Partner) -> Ask:
        chosen = self["convention"].value() or []
        fields = {name: self[f"{partner.code}-{name}"] for name in OF_EACH} if partner.is_available else {}
        return Ask(partner, partner.code in chosen and partner.is_available, fields)

    def clean(self):
        super().clean()
        if self.referral.sharing != Referral.Agreement.GIVEN:
            self.add_error("convention", WITHOUT_AGREEMENT)
        chosen = self.cleaned_data.get("convention", [])
        for partner in self.partners:
            if partner.code in chosen:
                self.check_ask(partner)
            else:
                # Nobody reads what is typed for a partner that is not asked.
                for name in OF_EACH:
                    self.errors.pop(f"{partner.code}-{name}", None)
        return self.cleaned_data

    def check_ask(self, partner: Partner) -> None:
        asked = {name: self.cleaned_data.get(f"{partner.code}-{name}") for name in OF_EACH}
        is_given = asked["answer"] == Consent.State.GIVEN
        for name in OF_EACH if is_given else OF_EACH[:-1]:
            field = f"{partner.code}-{name}"
            if not asked[name] and field not in self.errors:
                self.add_error(field, of_partner(str(self.fields[field].error_messages["required"]), partner))
        if asked["answer"] and not is_given and partner.consent and partner.consent.state == Consent.State.GIVEN:
            self.add_error(f"{partner.code}-answer", of_partner(ALREADY_GIVEN, partner))

    def save(self) -> list[Mobilisation | Consent] | None:
        """None, with an error, when a partner was asked meanwhile by somebody else."""
        data = self.cleaned_data
        asks: list[Any] = [
            {"convention": partner.convention} | {name: data[f"{partner.code}-{name}"] for name in OF_EACH}
            for partner in self.partners
            if partner.code in data["convention"]
        ]
        try:
            return consents.ask_about_each(referral=self.referral, user=self.user, asks=asks)
        except PartnerTakenError as error:
            name = error.convention.association.short_name
            self.add_error(
                f"{error.convention.public_id}-answer",
                f"{name} vient d’être sollicité, ou ne peut plus l’être\u00a0: rien n’est enregistré. Décochez-le pour "
                "solliciter les autres.",
            )
            return None


class ReferralChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, referral: Referral) -> str:
        place = place_of(referral)
        return f"{referral.reference}{f', {place}' if place else ''}, envoyé le {short_date(referral.sent_at)}"


class EndForm(SettlingMixin, Form):
    reason = forms.ChoiceField(label="Motif", choices=(), error_messages={"required": "Choisissez un motif."})
    service = forms.ChoiceField(
        label="Quel service\u00a0?",
        choices=[("", "Choisir"), *Service.choices],
        required=False,
        help_text="Pour un ménage déjà suivi, orienté ou hors du champ. Aucun service de santé.",
    )
    service_note = forms.CharField(
        label="Précision sur ce service",
        required=False,
        max_length=200,
        help_text="Lequel, à quelle adresse. Rien sur le ménage.",
    )
    reasons: tuple[Referral.EndReason, ...] = ()

    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        labels = {reason: self.label_of(reason) for reason in self.reasons}
        self.fields["reason"].choices = [("", "Choisir"), *((code.value, label) for code, label in labels.items())]

    def label_of(self, reason: Referral.EndReason) -> str:
        return reason.label

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("reason") not in WITH_A_SERVICE:
            return cleaned | {"service": "", "service_note": ""}
        if not cleaned.get("service") and "service" not in self.errors:
            self.add_error("service", "Choisissez ce service.")
        if cleaned.get("service") == Service.OTHER and not cleaned.get("service_note"):
            self.add_error("service_note", "Dites quel est ce service.")
        return cleaned

    @property
    def ended(self) -> list[Pending]:
        is_refused = self.cleaned_data["reason"] == Referral.EndReason.REFUSED
        return [each for each in self.pending if is_refused or not each.question]


class DismissForm(EndForm):
    duplicate_of = ReferralChoiceField(
        label="Quel autre signalement\u00a0?",
        queryset=Referral.objects.none(),
        required=False,
        empty_label="Choisir",
        help_text="S’il est déjà signalé\u00a0: celui qui continue.",
    )
    reasons = (
        Referral.EndReason.DUPLICATE,
        Referral.EndReason.FOLLOWED,
        Referral.EndReason.OUT_OF_SCOPE,
        Referral.EndReason.REDIRECTED,
        Referral.EndReason.UNREACHABLE,
        Referral.EndReason.REFUSED,
        Referral.EndReason.LEFT_HOME,
    )

    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        self.missing = missing_attempts(referral)
        super().__init__(*args, referral=referral, user=user, **kwargs)
        self.fields["duplicate_of"].queryset = duplicates_to_name(referral, user)
        self.others = list(self.fields["duplicate_of"].queryset[:MOST_OTHERS])
        self.fields["duplicate_of"].choices = [
            ("", "Choisir"),
            *((each.pk, self.fields["duplicate_of"].label_from_instance(each)) for each in self.others),
        ]

    def label_of(self, reason: Referral.EndReason) -> str:
        if reason == Referral.EndReason.UNREACHABLE and self.missing:
            what = f"encore {in_words(self.missing)} à noter" if self.referral.household_id else "à identifier d’abord"
            return f"{reason.label} ({what})"
        return reason.label

    def clean(self) -> dict:
        cleaned = super().clean()
        reason = cleaned.get("reason")
        if reason == Referral.EndReason.UNREACHABLE and self.missing:
            first = "Notez encore" if self.referral.household_id else "Dites qui est le ménage, puis notez"
            what = f"{in_words(self.missing)} de rencontre sans réponse"
            self.add_error("reason", f"{first} {what} avant ce motif.")
        if reason != Referral.EndReason.DUPLICATE:
            cleaned["duplicate_of"] = None
        elif not self.others:
            self.add_error("reason", "Aucun autre signalement en cours n’est au même endroit, ni du même ménage.")
        elif not cleaned.get("duplicate_of") and "duplicate_of" not in self.errors:
            self.add_error("duplicate_of", "Choisissez le signalement qui continue.")
        return cleaned

    def save(self) -> Referral:
        return endings.dismiss(referral=self.referral, user=self.user, **self.cleaned_data)


def in_words(attempts: int) -> str:
    return "une tentative" if attempts == 1 else f"{attempts}\u00a0tentatives"


class CloseForm(EndForm):
    reasons = (
        Referral.EndReason.SOLVED,
        Referral.EndReason.SUPPORTED,
        Referral.EndReason.REDIRECTED,
        Referral.EndReason.REFUSED,
        Referral.EndReason.LEFT_HOME,
    )

    def save(self) -> Referral:
        return endings.close(referral=self.referral, user=self.user, **self.cleaned_data)
