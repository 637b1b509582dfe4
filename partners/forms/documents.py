from django import forms

from housing_support.common.documents.forms import DocumentField
from housing_support.common.forms import Form
from partners.models import Convention, ConventionDocument, User
from partners.services.documents import add_convention_document


class ConventionDocumentForm(Form):
    kind = forms.ChoiceField(
        label="Nature",
        choices=ConventionDocument.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qu’est cette pièce."},
    )
    file = DocumentField(label="Fichier")

    def save(self, *, convention: Convention, user: User) -> ConventionDocument:
        return add_convention_document(convention=convention, user=user, **self.cleaned_data)
