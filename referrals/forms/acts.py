"""What the adviser does with a referral, one form per act."""

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.forms import Form, MomentField, SeenMixin
from housing_support.common.settling import Pending, SettlingMixin
from partners.forms.mending import MistakeForm
from partners.models import Convention, User
from referrals.forms.fields import AgreementFields
from referrals.models import Meeting, MeetingAddition, Referral
from referrals.models.reasons import HEALTH_REASONS, Reason
from referrals.reading.detail import advisers
from referrals.reading.suggestions import Partner
from referrals.services import agreements, consents, endings, meetings
from tenancies.forms.audience import AudienceField
from tenancies.forms.consents import SaidDay, SaidForm
from tenancies.models import Consent

ALREADY_GIVEN = (
    "Le ménage a déjà donné son accord pour ce partenaire\u00a0: s’il change d’avis, retirez-le dans «\u00a0Accès et "
    "historique\u00a0»."
)
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


class PartnerSelect(forms.RadioSelect):
    """One partner a line, with what tells one from another. The label of a choice is a `Partner`."""

    template_name = "referrals/partials/partner_choices.html"


class MobiliseForm(Form):
    """The partner, what the household says of it, and what is expected of it: it is asked when the household agrees."""

    convention = forms.UUIDField(
        label="Partenaire",
        widget=PartnerSelect,
        error_messages={"required": "Choisissez un partenaire.", "invalid": "Choisissez un partenaire."},
    )
    answer = forms.ChoiceField(
        label="Que dit le ménage de ce partenaire\u00a0?",
        choices=[
            (Consent.State.GIVEN.value, "Il est d’accord"),
            (Consent.State.REFUSED.value, "Il refuse"),
            (Consent.State.LATER.value, "Il répondra plus tard"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que le ménage a répondu pour ce partenaire."},
        help_text="Remettez-lui d’abord la fiche du partenaire. Sans son accord, rien ne part.",
    )
    on = SaidDay(label="Dit le")
    form = SaidForm(label="De quelle façon")
    goal = forms.CharField(
        label="Ce qui est attendu",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par le partenaire avant qu’il accepte : le but, pas l’histoire du ménage.",
    )

    def __init__(self, *args, referral: Referral, user: User, partners: list[Partner], about: str = "", **kwargs):
        """`about`: the partner of whom the household answered already, taken up again."""
        super().__init__(*args, **kwargs)
        self.referral, self.user, self.partners = referral, user, partners
        self.initial = {"on": timezone.localdate()}
        for partner in partners:
            if about and str(partner.convention.association.public_id) == about and partner.is_available:
                self.initial["convention"] = partner.code
        fitting = [(partner.code, partner) for partner in partners if partner.fits]
        others = [(partner.code, partner) for partner in partners if not partner.fits]
        self.fields["convention"].widget.choices = [
            ("" if fitting else "Aucune convention en cours ne répond à ces besoins.", fitting),
            ("Hors des motifs\u00a0:" if others else "", others),
        ]

    def clean_convention(self):
        chosen = self.cleaned_data["convention"]
        for partner in self.partners:
            if partner.convention.public_id == chosen and partner.is_available:
                return partner.convention
        raise forms.ValidationError("Ce partenaire n’est pas disponible : choisissez-en un autre.")

    def clean(self):
        if self.referral.sharing != Referral.Agreement.GIVEN:
            self.add_error("convention", WITHOUT_AGREEMENT)
        super().clean()
        cleaned = self.cleaned_data
        is_given = cleaned.get("answer") == Consent.State.GIVEN
        if is_given and not cleaned.get("goal") and "goal" not in self.errors:
            self.add_error("goal", "Écrivez ce que vous attendez du partenaire.")
        consent = self.consent_of(cleaned.get("convention"))
        if cleaned.get("answer") and not is_given and consent and consent.state == Consent.State.GIVEN:
            self.add_error("answer", ALREADY_GIVEN)
        return cleaned

    def consent_of(self, convention: Convention | None) -> Consent | None:
        return next((each.consent for each in self.partners if each.convention == convention), None)

    def save(self):
        return consents.ask_about(referral=self.referral, user=self.user, **self.cleaned_data)


class EndForm(SettlingMixin, Form):
    reason = forms.ChoiceField(label="Motif", choices=(), error_messages={"required": "Choisissez un motif."})
    reasons: tuple[Referral.EndReason, ...] = ()

    def __init__(self, *args, referral: Referral, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral, self.user = referral, user
        self.fields["reason"].choices = [("", "Choisir"), *((reason.value, reason.label) for reason in self.reasons)]

    @property
    def ended(self) -> list[Pending]:
        is_refused = self.cleaned_data["reason"] == Referral.EndReason.REFUSED
        return [each for each in self.pending if is_refused or not each.question]


class DismissForm(EndForm):
    reasons = (
        Referral.EndReason.REFUSED,
        Referral.EndReason.UNREACHABLE,
        Referral.EndReason.REDIRECTED,
        Referral.EndReason.OUT_OF_SCOPE,
        Referral.EndReason.DUPLICATE,
        Referral.EndReason.LEFT_HOME,
    )

    def save(self) -> Referral:
        return endings.dismiss(referral=self.referral, user=self.user, **self.cleaned_data)


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
