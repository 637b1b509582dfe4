"""What the committee decides of the candidates for one dwelling."""

from collections.abc import Sequence

from django import forms

from housing_support.common.forms import Form
from partners.models import User
from referrals.exceptions import CandidatesChangedError, IrregularDecisionsError
from referrals.models import Announcement, Candidacy, CommitteeSession, Examination
from referrals.models.announcements import MOST_CANDIDATES
from referrals.reading.decisions import ENOUGH_CANDIDATES, Decided, Irregularity
from referrals.services import examinations

RANK = f"Indiquez un rang de 1\u00a0à\u00a0{MOST_CANDIDATES}."
CHANGED = (
    "Les candidats ne sont plus les mêmes\u00a0: l’un d’eux a été retiré, ou vient de s’ajouter. Relisez les "
    "décisions, puis enregistrez."
)


class ExaminationForm(Form):
    """The fields of each candidate are named after it: whoever leaves meanwhile takes nobody's decision."""

    candidates = forms.CharField(widget=forms.HiddenInput, required=False)
    fewer_candidates = forms.ChoiceField(
        label="Moins de trois candidats",
        choices=[("", "Choisir l’exception"), *Examination.FewerCandidates.choices],
        required=False,
        help_text="La loi en demande trois, sauf dans ces cas (article R441-3 du code de la construction).",
    )

    def __init__(
        self,
        *args,
        session: CommitteeSession,
        announcement: Announcement,
        candidates: Sequence[Candidacy],
        user: User,
        **kwargs,
    ):
        super().__init__(*args, initial=recorded(candidates), **kwargs)
        self.session, self.announcement, self.user = session, announcement, user
        self.chosen = candidates
        for candidacy in candidates:
            self.fields[f"decision_{candidacy.pk}"] = forms.ChoiceField(
                label="Décision",
                choices=[("", "Choisir la décision"), *Examination.Decision.choices],
                error_messages={"required": "Choisissez ce que la commission a décidé."},
            )
            self.fields[f"rank_{candidacy.pk}"] = forms.IntegerField(
                label="Rang",
                required=False,
                min_value=1,
                max_value=MOST_CANDIDATES,
                help_text="De qui est retenu\u00a0: le premier reçoit l’offre d’abord.",
                error_messages={"invalid": RANK, "min_value": RANK, "max_value": RANK},
            )
            self.fields[f"reason_{candidacy.pk}"] = forms.CharField(
                label="Motif, ou pièce qui manque",
                required=False,
                max_length=500,
                help_text="L’association le lit. Rien sur la santé ni sur le passé des personnes.",
            )
        if len(candidates) >= ENOUGH_CANDIDATES:
            del self.fields["fewer_candidates"]

    @property
    def rows(self) -> list[tuple[Candidacy, list[forms.BoundField]]]:
        return [(each, [self[f"{name}_{each.pk}"] for name in ("decision", "rank", "reason")]) for each in self.chosen]

    def clean(self) -> dict:
        super().clean()
        if self.cleaned_data.get("candidates") != shown(self.chosen):
            self.say_who_changed()
        return self.cleaned_data

    def say_who_changed(self) -> None:
        data = self.data.copy()
        data[self.add_prefix("candidates")] = shown(self.chosen)
        self.data = data
        self.add_error(None, CHANGED)

    def decided(self) -> list[Decided]:
        found = [
            Decided(
                each,
                self.cleaned_data[f"decision_{each.pk}"],
                self.cleaned_data[f"rank_{each.pk}"],
                self.cleaned_data[f"reason_{each.pk}"],
            )
            for each in self.chosen
        ]
        allocated = [each for each in found if each.allocates]
        if len(allocated) == 1 and allocated[0].rank is None:
            # Alone, it is the first.
            [only] = allocated
            found[found.index(only)] = Decided(only.candidacy, only.decision, 1, only.reason)
        return found

    def save(self) -> list[Examination] | None:
        """None, with an error, when the decisions cannot stand together or the candidates are others."""
        try:
            return examinations.decide(
                session=self.session,
                announcement=self.announcement,
                user=self.user,
                decided=self.decided(),
                fewer_candidates=self.cleaned_data.get("fewer_candidates", ""),
            )
        except CandidatesChangedError:
            self.say_who_changed()
        except IrregularDecisionsError as error:
            [irregularity] = error.args
            for field in self.fields_of(irregularity):
                self.add_error(field, irregularity.label)
        return None

    def fields_of(self, irregularity: Irregularity) -> list[str | None]:
        if irregularity == Irregularity.TOO_FEW:
            return ["fewer_candidates"]
        if irregularity == Irregularity.UNEXPLAINED:
            return [
                f"reason_{each.candidacy.pk}"
                for each in self.decided()
                if each.decision in Examination.EXPLAINED and not each.reason
            ]
        return [None]


def shown(candidates: Sequence[Candidacy]) -> str:
    return ",".join(sorted(str(each.pk) for each in candidates))


def recorded(candidates: Sequence[Candidacy]) -> dict:
    """What this session has decided already."""
    values: dict = {"candidates": shown(candidates)}
    for each in candidates:
        examination = getattr(each, "examination", None)
        if examination:
            values["fewer_candidates"] = examination.fewer_candidates
            for name in ("decision", "rank", "reason"):
                values[f"{name}_{each.pk}"] = getattr(examination, name)
    return values
