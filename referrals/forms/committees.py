"""A session of the allocation committee, and who is there."""

from django import forms

from housing_support.common.bounds import around_today
from housing_support.common.forms import DayField, Form, SeenMixin
from partners.models import User
from referrals.exceptions import QuorumMissingError
from referrals.models import CommitteeMember, CommitteeSession
from referrals.models.committees import MOST_MEMBERS
from referrals.reading.committees import last_session_of, names_of
from referrals.services import committees

LONGEST_NAME = CommitteeMember._meta.get_field("name").max_length or 0
NAMES = f"Écrivez un nom par ligne, de {LONGEST_NAME}\u00a0lettres au plus."


class NamesField(forms.CharField):
    """One name a line; the same twice on purpose is two people."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=MOST_MEMBERS * (LONGEST_NAME + 2), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        names = [name for line in super().clean(value).splitlines() if (name := line.strip())]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(NAMES, code="too_long")
        return names


class SessionForm(Form):
    held_on = DayField(
        label="Jour de la séance",
        bounds=around_today(years_before=1, years_after=1),
        error_messages={"required": "Indiquez le jour de la séance."},
    )
    quorum = forms.IntegerField(
        label="Quorum",
        min_value=1,
        max_value=MOST_MEMBERS,
        help_text="Nombre de membres ayant voix délibérative qui doivent être présents, selon votre règlement.",
        error_messages={
            "required": "Indiquez combien de membres doivent être présents.",
            "invalid": "Indiquez un nombre de membres, par exemple 3.",
            "min_value": "Indiquez un membre au moins.",
            "max_value": f"Indiquez {MOST_MEMBERS}\u00a0membres au plus.",
        },
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for quality in CommitteeMember.Quality:
            self.fields[quality] = NamesField(
                label=quality.label, help_text="Un nom par ligne.", error_messages={"max_length": NAMES}
            )

    @property
    def members(self) -> list[forms.BoundField]:
        return [self[quality] for quality in CommitteeMember.Quality]

    def clean(self) -> dict:
        super().clean()
        names = {quality: self.cleaned_data.get(quality, []) for quality in CommitteeMember.Quality}
        voting = sum(len(each) for quality, each in names.items() if CommitteeMember(quality=quality).votes)
        quorum = self.cleaned_data.get("quorum")
        if sum(map(len, names.values())) > MOST_MEMBERS:
            self.add_error(None, f"Inscrivez {MOST_MEMBERS}\u00a0membres au plus.")
        elif not voting and not self.errors:
            self.add_error(CommitteeMember.Quality.APPOINTED, "Inscrivez au moins un membre ayant voix délibérative.")
        elif quorum and quorum > voting and not self.errors:
            self.add_error(
                "quorum", f"Indiquez un quorum que les membres inscrits peuvent atteindre\u00a0: {voting} au plus."
            )
        self.cleaned_data["members"] = names
        return self.cleaned_data

    def terms(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("held_on", "quorum", "members")}

    def save(self) -> CommitteeSession:
        return committees.plan_session(user=self.user, **self.terms())


class NewSessionForm(SessionForm):
    """Those who sat last time are there already."""

    def __init__(self, *args, user: User, **kwargs):
        last = last_session_of(user)
        former = {"quorum": last.quorum} | names_of(last) if last else {}
        super().__init__(*args, user=user, initial=former, **kwargs)


class ChangeSessionForm(SeenMixin, SessionForm):
    def __init__(self, *args, session: CommitteeSession, user: User, **kwargs):
        recorded = {"held_on": session.held_on, "quorum": session.quorum} | names_of(session)
        # Drawn by the mixin after the names, which the parent adds.
        super().__init__(*args, user=user, initial=recorded, **kwargs)
        self.session = session

    def save(self) -> CommitteeSession:
        return committees.change_session(session=self.session, user=self.user, **self.terms())


class HoldForm(Form):
    note = staticmethod(committees.hold_session)

    present = forms.ModelMultipleChoiceField(
        label="Membres présents",
        queryset=CommitteeMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez les membres présents.",
            "invalid_choice": "Choisissez parmi les membres de cette séance.",
            "invalid_pk_value": "Choisissez parmi les membres de cette séance.",
        },
    )

    def __init__(self, *args, session: CommitteeSession, user: User, **kwargs):
        there = [member.pk for member in session.members.all() if member.was_present]
        super().__init__(*args, initial={"present": there}, **kwargs)
        self.session, self.user = session, user
        self.fields["present"].queryset = session.members.all()

    def save(self) -> CommitteeSession | None:
        """None, with an error, when too few of those who vote are there."""
        present = {member.pk for member in self.cleaned_data["present"]}
        try:
            return self.note(session=self.session, user=self.user, present=present)
        except QuorumMissingError as error:
            voting, quorum = error.args
            self.add_error(
                "present",
                f"Le quorum n’est pas atteint\u00a0: {voting} sur {quorum} membres ayant voix délibérative. Cochez "
                "tous les présents, ou reportez la séance.",
            )
            return None


class PresentForm(HoldForm):
    """Who was there, put right."""

    note = staticmethod(committees.correct_present)
