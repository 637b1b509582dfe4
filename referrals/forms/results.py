"""What came of a partner's work, and of a referral some months later: closed lists, and no text."""

from django import forms

from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from referrals.models import Mobilisation, MobilisationResult, ReferralOutcome
from referrals.reading.results import problem_in_words
from referrals.services import results as services

PREFIX = "result_"


class ResultsForm(SeenMixin, Form):
    """One choice for each problem."""

    def __init__(self, *args, mobilisation: Mobilisation, problems: list[str], user: User, **kwargs):
        self.mobilisation, self.problems, self.user = mobilisation, problems, user
        known = {each.problem: each.result for each in mobilisation.results.all()}
        recorded = {PREFIX + problem: known.get(problem, "") for problem in problems}
        super().__init__(*args, initial=recorded, **kwargs)
        for problem in problems:
            self.fields[PREFIX + problem] = forms.ChoiceField(
                label=problem_in_words(problem),
                choices=MobilisationResult.Result.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez ce qu’il en est."},
            )

    def save(self) -> list[MobilisationResult]:
        said = {problem: self.cleaned_data[PREFIX + problem] for problem in self.problems}
        return services.record_results(mobilisation=self.mobilisation, user=self.user, results=said)


class OutcomeForm(SeenMixin, Form):
    outcome = forms.ChoiceField(
        label="La difficulté est-elle revenue\u00a0?",
        choices=ReferralOutcome.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qu’il en est."},
        help_text="Sans texte\u00a0: ce que le ménage, le gardien ou le partenaire vous en dit.",
    )

    def __init__(self, *args, later: ReferralOutcome, user: User, **kwargs):
        super().__init__(*args, initial={"outcome": later.outcome}, **kwargs)
        self.later, self.user = later, user

    def save(self) -> ReferralOutcome:
        return services.record_outcome(later=self.later, user=self.user, **self.cleaned_data)
