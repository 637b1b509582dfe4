"""A question about what somebody recorded, and its answer."""

from django import forms

from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from tenancies.models import JournalEntry, Question
from tenancies.services.drafts import submission_of
from tenancies.services.questions import answer_question, ask_about_entry, correct_answer, correct_question

FACTS_ALONE = (
    "Des faits, pas d’appréciation sur la personne\u00a0: elle peut demander à lire ce texte. Rien sur la santé."
)


class QuestionForm(Form):
    """Of what may be marked without a word."""

    text = forms.CharField(
        label="Votre question",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez votre question."},
        help_text=f"Sans texte, c’est la marque «\u00a0à revoir\u00a0». {FACTS_ALONE}",
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self, entry: JournalEntry) -> Question:
        return ask_about_entry(entry=entry, user=self.user, submission_id=submission_of(self.data), **self.cleaned_data)


class QuestionCorrectionForm(SeenMixin, QuestionForm):
    def __init__(self, *args, question: Question, **kwargs):
        super().__init__(*args, initial={"text": question.text}, **kwargs)
        self.question = question
        # A question does not become a mark.
        self.fields["text"].required = not question.is_mark

    def save(self, entry: JournalEntry | None = None) -> Question:
        return correct_question(question=self.question, user=self.user, **self.cleaned_data)


class AnswerForm(Form):
    answer = forms.CharField(
        label="Votre réponse",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez votre réponse."},
        help_text=FACTS_ALONE,
    )

    def __init__(self, *args, question: Question, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.question, self.user = question, user
        if question.is_mark:
            # To have looked at it again is an answer.
            self.fields["answer"].required = False
            self.fields["answer"].label = "Ce que vous avez revu"

    def save(self) -> Question:
        return answer_question(question=self.question, user=self.user, **self.cleaned_data)


class AnswerCorrectionForm(SeenMixin, AnswerForm):
    def __init__(self, *args, question: Question, **kwargs):
        super().__init__(*args, question=question, initial={"answer": question.answer}, **kwargs)

    def save(self) -> Question:
        return correct_answer(question=self.question, user=self.user, **self.cleaned_data)
