from typing import Any

from django import forms
from django.conf import settings

from housing_support.common.documents.content import Content, DocumentRefusedError, FileType, checked
from housing_support.common.numbers import file_size

# Both are needed: telephones offer their camera for types, some browsers only know extensions.
# Nothing is read in a photo but what it shows.
PICTURES = (FileType.JPEG, FileType.PNG)
ACCEPTED = [f".{extension}" for extension in ("pdf", "jpg", "jpeg", "png", "docx")] + [str(each) for each in FileType]


class DocumentField(forms.FileField):
    """A file of somebody: what it gives is a `Content`, checked."""

    widget = forms.FileInput(attrs={"accept": ",".join(ACCEPTED)})
    default_error_messages = {"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."}

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, **kwargs)
        limit = file_size(settings.DOCUMENT_MAX_BYTES)
        self.help_text = self.help_text or (
            f"PDF, photo (JPEG ou PNG) ou document Word, {limit} au plus. Son nom n’est pas gardé."
        )

    def clean(self, data: Any, initial: Any = None) -> Content | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return checked(file)
        except DocumentRefusedError as error:
            raise forms.ValidationError(str(error), code="refused") from error


class PhotoField(DocumentField):
    """A photo: a telephone offers its camera, and changes its own formats into one of these."""

    widget = forms.FileInput(attrs={"accept": ",".join(PICTURES)})
    not_a_photo = "Ce fichier n’est pas une photo\u00a0: donnez une image JPEG ou PNG."

    def clean(self, data: Any, initial: Any = None) -> Content | None:
        content = super().clean(data, initial)
        if content and content.type not in PICTURES:
            raise forms.ValidationError(self.not_a_photo, code="refused")
        return content
