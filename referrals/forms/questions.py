"""What a partner asks before it answers."""

from referrals.models import Mobilisation, RequestQuestion
from referrals.services.questions import ask_about_request
from tenancies.forms.questions import FACTS_ALONE, QuestionForm
from tenancies.services.drafts import submission_of


class RequestQuestionForm(QuestionForm):
    """With its words: a request is not the partner's to have put right."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].help_text = FACTS_ALONE

    def ask(self, mobilisation: Mobilisation) -> RequestQuestion:
        return ask_about_request(
            mobilisation=mobilisation, user=self.user, submission_id=submission_of(self.data), **self.cleaned_data
        )
