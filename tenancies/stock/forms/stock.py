from django import forms
from django.conf import settings

from housing_support.common.forms import Form, SeenMixin
from partners.models import User
from tenancies.models import Residence, StockImport
from tenancies.stock import imports
from tenancies.stock.residences import set_residences


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


class ResidencesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, residence: Residence) -> str:
        return f"{residence.name}, {residence.commune_name}"


class CaretakerResidencesForm(SeenMixin, Form):
    residences = ResidencesField(
        Residence.objects.none(), label="Résidences", to_field_name="public_id", required=False
    )

    def __init__(self, *args, caretaker: User, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.caretaker, self.user = caretaker, user
        residences = Residence.objects.visible_to(user)
        self.fields["residences"].queryset = residences
        looked_after = residences.looked_after_by(caretaker).values_list("public_id", flat=True)
        self.initial["residences"] = [str(public_id) for public_id in looked_after]

    def save(self) -> None:
        set_residences(caretaker=self.caretaker, user=self.user, residences=self.cleaned_data["residences"])
