from django import forms
from django.conf import settings

from housing_support.common.forms import Form, SeenMixin
from housing_support.common.numbers import integer
from partners.models import User
from tenancies.models import Residence, StockImport
from tenancies.stock import imports
from tenancies.stock.residences import set_residences
from tenancies.stock.rpls.questions import ANSWERS, ASKED, Kind

GO_ON, GIVE_UP = "YES", "NO"
PLACES_NAMED = 5


class StockFileForm(Form):
    file = forms.FileField(
        label="Fichier RPLS",
        help_text="Le fichier légal envoyé à l’État (64\u00a0positions), les données ouvertes, ou votre "
        "propre liste avec les mêmes colonnes\u00a0: classeur Excel (.xlsx), CSV ou texte.",
        max_length=200,
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier."},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv,text/plain"}),
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
    """Confirms an import, or gives it up by one of its answers. Each question of the preview is a choice to make."""

    withdraw_missing = forms.BooleanField(required=False)

    def __init__(self, *args, stock_import: StockImport, **kwargs):
        super().__init__(*args, **kwargs)
        self.stock_import = stock_import
        for question in stock_import.questions:
            kind = Kind(question["kind"])
            yes, no = ANSWERS[kind]
            self.fields[kind.value] = forms.ChoiceField(
                label="Que décidez-vous\u00a0?",
                choices=[(GO_ON, yes), (GIVE_UP, no)],
                widget=forms.RadioSelect,
                error_messages={"required": ASKED[kind]},
            )
        if imports.can_withdraw_missing(stock_import):
            self.fields["withdraw_missing"].label = withdrawal_in_words(stock_import)
        else:
            del self.fields["withdraw_missing"]

    @property
    def asked(self) -> list[dict]:
        """Each question with its field."""
        return [question | {"field": self[question["kind"]]} for question in self.stock_import.questions]

    @property
    def gives_up(self) -> bool:
        return GIVE_UP in self.cleaned_data.values()

    def save(self, *, user: User) -> StockImport:
        return imports.confirm(
            stock_import=self.stock_import,
            user=user,
            withdraw_missing=self.cleaned_data.get("withdraw_missing", False),
            accepted=[kind for kind, answer in self.cleaned_data.items() if answer == GO_ON],
        )


def withdrawal_in_words(stock_import: StockImport) -> str:
    """How many dwellings would leave the stock, and where."""
    places = stock_import.details.get("missing_by_residence", [])
    count = stock_import.missing_count
    where = ", ".join(f"{place['count']} à {place['name']} ({place['commune']})" for place in places[:PLACES_NAMED])
    more = " et ailleurs" if sum(place["count"] for place in places[:PLACES_NAMED]) < count else ""
    which = f"les {integer(count)}\u00a0logements absents" if count > 1 else "le logement absent"
    return f"Sortir aussi du patrimoine {which} du fichier\u00a0: {where}{more}"


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
