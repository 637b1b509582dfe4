from django import forms

from housing_support.common.documents.forms import DocumentField
from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from tenancies.forms.audience import AudienceField
from tenancies.models import CaseFileDocument, Household
from tenancies.models.audience import audiences_open_to
from tenancies.services.documents import add_document, correct_document


class DocumentDescriptionForm(Form):
    """Who reads a document, then what it is."""

    audience = AudienceField(
        label="Qui lira ce document\u00a0?", error_messages={"required": "Choisissez qui lira ce document."}
    )
    kind = forms.ChoiceField(
        label="Nature",
        choices=CaseFileDocument.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qu’est ce document."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["audience"].offer(audiences_open_to(user), user)


class DocumentForm(DocumentDescriptionForm):
    file = DocumentField(label="Fichier")

    def save(self, household: Household) -> CaseFileDocument:
        return add_document(household=household, user=self.user, **self.cleaned_data)


class DocumentCorrectionForm(SeenMixin, DocumentDescriptionForm):
    def __init__(self, *args, document: CaseFileDocument, **kwargs):
        super().__init__(*args, initial={"audience": document.audience, "kind": document.kind}, **kwargs)
        self.document = document

    def save(self) -> CaseFileDocument:
        return correct_document(document=self.document, user=self.user, **self.cleaned_data)
