import datetime
import uuid

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import long_date, long_moment
from housing_support.common.forms import Form, MomentField, SeenMixin, moment_text
from partners.models import User
from tenancies.forms.audience import AudienceField
from tenancies.models import Domain, FollowUp, JournalEntry, Observation, Visit
from tenancies.models.support import Topic
from tenancies.reading.autonomy import Assessment
from tenancies.services.drafts import submission_of
from tenancies.services.support import next_visit_due_on
from tenancies.services.visits import NOTE_AUDIENCES, REPORT_AUDIENCES, correct_visit, record_visit

# The names of these fields are in the drafts that wait.
FIELD_OF_DOMAIN = {domain: f"autonomy_{domain.lower()}" for domain in Domain}
NEXT_VISIT_HOUR = 10
MISSED = frozenset({Visit.Outcome.ABSENT, Visit.Outcome.POSTPONED, Visit.Outcome.REFUSED})
# A phone may be a little ahead of the server.
CLOCK_TOLERANCE = datetime.timedelta(minutes=5)


class ScaleSelect(forms.RadioSelect):
    """The degrees of a scale, in one row."""

    template_name = "components/scale.html"


def report_field() -> forms.CharField:
    """Each form declares it in its place: after whoever will read it, where that is asked."""
    return forms.CharField(
        label="Compte rendu",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Des faits, pas d’appréciation sur la personne\u00a0; rien sur la santé.",
    )


class FactsForm(Form):
    """What a visit records of itself: how it went, what was told of it, and where the household stands."""

    outcome = forms.ChoiceField(
        label="Comment s’est passée la visite\u00a0?",
        choices=Visit.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez comment s’est passée la visite."},
    )
    medium = forms.ChoiceField(
        label="Comment\u00a0?",
        choices=Visit.Medium,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez comment vous avez vu ou joint le ménage."},
    )
    visited_at = MomentField(
        label="Date et heure",
        bounds=around_today(years_before=2),
        error_messages={"required": "Indiquez la date et l’heure de la visite."},
    )
    topics = forms.MultipleChoiceField(
        label="Sujets abordés", choices=Topic, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for domain, name in FIELD_OF_DOMAIN.items():
            self.fields[name] = forms.TypedChoiceField(
                label=domain.aim,
                choices=[("", "Non évalué"), *Observation.Level.choices],
                coerce=int,
                empty_value=None,
                required=False,
                widget=ScaleSelect,
            )

    @property
    def autonomy_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELD_OF_DOMAIN.values()]

    @property
    def levels(self) -> dict[str, int]:
        """What was observed, once the form is checked."""
        return {domain: self.cleaned_data[name] for domain, name in FIELD_OF_DOMAIN.items() if self.cleaned_data[name]}

    def clean_visited_at(self) -> datetime.datetime:
        visited_at = self.cleaned_data["visited_at"]
        if visited_at > timezone.now() + CLOCK_TOLERANCE:
            raise forms.ValidationError("Indiquez quand la visite a eu lieu\u00a0: cette date est à venir.")
        return visited_at

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        is_asked = "shared_report" in self.fields
        if is_asked and data.get("outcome") == Visit.Outcome.DONE and not data.get("shared_report"):
            self.add_error("shared_report", "Écrivez ce que la visite a donné, même en une phrase.")
        return data


class VisitForm(FactsForm):
    """A visit, as it is recorded at the door. `initial` is given as texts."""

    follow_up = forms.ChoiceField(
        label="Au titre de",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’accompagnement que concerne cette visite."},
    )
    report_audience = AudienceField(
        label="Qui lira le compte rendu\u00a0?",
        error_messages={"required": "Choisissez qui lira le compte rendu."},
        help_text="Tous les participants voient la date de la visite, son issue et la prochaine.",
    )
    shared_report = report_field()
    note_audience = AudienceField(
        label="Qui lira cette note\u00a0?", error_messages={"required": "Choisissez qui lira cette note."}
    )
    note = forms.CharField(
        label="Note confidentielle",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Jamais lue par le bailleur. Choisissez par qui, puis écrivez.",
    )
    # After a visit made, and after one that could not be: the page shows one of them, by the outcome.
    next_visit_at = MomentField(label="Prochain rendez-vous", required=False, bounds=around_today(years_after=2))
    return_at = MomentField(label="Quand repassez-vous\u00a0?", required=False, bounds=around_today(years_after=2))

    def __init__(self, *args, user: User, follow_ups: list[FollowUp], **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.follow_ups = {str(follow_up.public_id): follow_up for follow_up in follow_ups}
        self.fields["follow_up"].choices = [
            (code, str(follow_up.convention.action)) for code, follow_up in self.follow_ups.items()
        ]
        self.fields["report_audience"].offer(REPORT_AUDIENCES, user)
        self.fields["note_audience"].offer(NOTE_AUDIENCES, user)
        begun_on = min(follow_up.started_on for follow_up in follow_ups)
        self.fields["visited_at"].bounds = lambda: (begun_on, timezone.localdate())

    def tell_delays(self) -> None:
        """Say what was agreed, and which appointment stands, beside what asks for the next one."""
        follow_ups = [*self.follow_ups.values()]
        kept = " ".join(kept_appointment(follow_up) for follow_up in follow_ups if has_appointment(follow_up))
        first = follow_ups[0]
        whose = "La veille" if first.watched_since else "La convention"
        agreed = f"{whose} prévoit une visite {first.rhythm_ahead}. {kept}"
        self.fields["next_visit_at"].help_text = agreed.strip()
        self.fields["return_at"].help_text = f"{deadline(follow_ups)} {kept}".strip()

    def recall(self, assessment: Assessment) -> None:
        """Say beside each domain where the household stood the last time."""
        for domain, name in FIELD_OF_DOMAIN.items():
            last = assessment.last(domain)
            self.fields[name].help_text = f"la dernière fois\u00a0: {last}" if last else ""

    @property
    def asked(self) -> str:
        """The field that says when the household is visited again."""
        outcome = self.data.get("outcome", Visit.Outcome.DONE)
        return "return_at" if outcome in MISSED else "next_visit_at"

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        visited_at, next_visit_at = data.get("visited_at"), data.get(self.asked)
        if visited_at and next_visit_at and next_visit_at <= visited_at:
            self.add_error(self.asked, "Indiquez un rendez-vous après cette visite.")
        # What the page does not ask is not held against the answer.
        self.errors.pop("return_at" if self.asked == "next_visit_at" else "next_visit_at", None)
        follow_up = self.follow_ups.get(data.get("follow_up", ""))
        if visited_at and follow_up and timezone.localdate(visited_at) < follow_up.started_on:
            self.add_error(
                "visited_at",
                f"Indiquez une date à partir du {long_date(follow_up.started_on)}, début de l’accompagnement.",
            )
        return data

    def save(self) -> Visit:
        data = self.cleaned_data
        follow_up = self.follow_ups[data["follow_up"]]
        # What the form proposed before somebody made an appointment does not replace it.
        is_default = self.asked == "next_visit_at" and data["next_visit_at"] == proposed_appointment(follow_up)
        return record_visit(
            follow_up=follow_up,
            user=self.user,
            submission_id=submission_of(self.data) or uuid.uuid4(),
            outcome=data["outcome"],
            medium=data["medium"],
            visited_at=data["visited_at"],
            topics=data["topics"],
            levels=self.levels,
            shared_report=data["shared_report"],
            report_audience=data["report_audience"],
            note=data["note"],
            note_audience=data["note_audience"],
            next_visit_at=None if is_default and has_appointment(follow_up) else data[self.asked],
        )


class VisitCorrectionForm(SeenMixin, FactsForm):
    """What was recorded of a visit, put right; its report by its author alone."""

    shared_report = report_field()

    def __init__(self, *args, user: User, visit: Visit, report: JournalEntry | None, **kwargs):
        recorded = {
            "outcome": visit.outcome,
            "medium": visit.medium,
            "visited_at": visit.visited_at,
            "topics": visit.topics,
            "shared_report": report.text if report else "",
            **{FIELD_OF_DOMAIN[Domain(each.domain)]: each.level for each in visit.observations.all()},
        }
        super().__init__(*args, initial=recorded, **kwargs)
        self.user = user
        self.visit = visit
        self.fields["visited_at"].bounds = lambda: (visit.follow_up.started_on, timezone.localdate())
        if report is None:
            del self.fields["shared_report"]

    def clean(self) -> dict:
        data = super().clean()
        visited_at, next_visit_at = data.get("visited_at"), self.visit.next_visit_at
        if visited_at and next_visit_at and visited_at >= next_visit_at:
            self.add_error("visited_at", f"Cette visite a fixé la suivante au {long_moment(next_visit_at)}.")
        return data

    def save(self) -> Visit:
        data = self.cleaned_data
        facts = ("outcome", "medium", "visited_at", "topics", "shared_report")
        changes = {name: data[name] for name in facts if name in data}
        return correct_visit(visit=self.visit, user=self.user, levels=self.levels, **changes)


def proposed_appointment(follow_up: FollowUp) -> datetime.datetime:
    due_on = next_visit_due_on(follow_up, since=timezone.localdate())
    return timezone.make_aware(datetime.datetime.combine(due_on, datetime.time(NEXT_VISIT_HOUR)))


def has_appointment(follow_up: FollowUp) -> bool:
    """Somebody made one for later, which recording a visit leaves as it is."""
    return follow_up.next_visit_at is not None and follow_up.next_visit_at > timezone.now()


def kept_appointment(follow_up: FollowUp) -> str:
    moment = long_moment(follow_up.next_visit_at)
    return f"Un rendez-vous est déjà fixé le {moment}\u00a0: il reste si vous n’indiquez rien."


def deadline(follow_ups: list[FollowUp]) -> str:
    due_on = min(follow_up.visit_due_on for follow_up in follow_ups)
    is_late = due_on < timezone.localdate()
    return f"La visite {'était' if is_late else 'reste'} à faire avant le {long_date(due_on)}."


def visit_initial(*, follow_up: FollowUp) -> dict:
    """What the empty form proposes."""
    now = timezone.now()
    return {
        "follow_up": str(follow_up.public_id),
        "outcome": Visit.Outcome.DONE.value,
        "medium": Visit.Medium.HOME.value,
        "visited_at": moment_text(now),
        "report_audience": JournalEntry.Audience.SOCIAL.value,
        "note_audience": JournalEntry.Audience.AUTHOR.value,
        "next_visit_at": "" if has_appointment(follow_up) else moment_text(proposed_appointment(follow_up)),
    }
