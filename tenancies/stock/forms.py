from django import forms
from django.conf import settings

from housing_support.common.forms import Form
from partners.models import User
from tenancies.models import StockImport
from tenancies.stock import imports


class StockFileForm(Form):
    file = forms.FileField(
        label="Fichier RPLS",
        help_text="Le fichier légal envoyé à l’État (64\u00a0positions) ou un fichier CSV des données ouvertes.",
        max_length=200,
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier."},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError("Ce fichier est vide. Exportez-le de nouveau, puis recommencez.")
        if file.size > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES // 1_000_000
            raise forms.ValidationError(f"Ce fichier dépasse {limit} Mo. Découpez-le en plusieurs fichiers.")
        return file

    def save(self, *, user: User) -> StockImport:
        return imports.receive_file(user=user, file=self.cleaned_data["file"])


class ConfirmImportForm(Form):
    withdraw_missing = forms.BooleanField(
        label="Sortir aussi du patrimoine les logements absents du fichier", required=False
    )

    def save(self, *, stock_import: StockImport, user: User) -> StockImport:
        return imports.confirm(
            stock_import=stock_import, user=user, withdraw_missing=self.cleaned_data["withdraw_missing"]
        )
