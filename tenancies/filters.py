import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from partners.discretion import is_unnamed_by
from partners.models import Convention
from tenancies.models import FollowUp, Household, SupportMeasure
from tenancies.search import matching


class HouseholdFilter(django_filters.FilterSet):
    """The filters of the list of case files, over what its reader may see."""

    # What an address may say; the text names somebody.
    IN_CLEAR = ("state", "action", "association", "late", "mine", "protected")

    q = django_filters.CharFilter(method="by_text", label="Nom, adresse ou dossier", max_length=100)
    state = django_filters.ChoiceFilter(choices=Household.State, label="État", empty_label="Tous")
    action = django_filters.ChoiceFilter(method="by_action", label="Action", empty_label="Toutes")
    association = django_filters.ChoiceFilter(method="by_association", label="Association", empty_label="Toutes")
    late = django_filters.BooleanFilter(method="by_lateness", label="Visite en retard", widget=forms.CheckboxInput)
    mine = django_filters.BooleanFilter(method="by_worker", label="Mes suivis", widget=forms.CheckboxInput)
    protected = django_filters.BooleanFilter(
        method="by_protection", label="Adresse protégée", widget=forms.CheckboxInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        conventions = Convention.objects.visible_to(self.request.user).values_list(
            "action",
            "action__number",
            "action__name",
            "association",
            "association__short_name",
            "association__expertises",
        )
        actions, associations = {}, {}
        for action, number, name, association, short_name, expertises in conventions:
            actions[str(action)] = f"Action {number} · {name}"
            # Filtering by a partner that no row names would name it.
            if not is_unnamed_by(expertises, self.request.user):
                associations[str(association)] = short_name
        self.filters["action"].extra["choices"] = list(actions.items())
        self.filters["association"].extra["choices"] = sorted(associations.items(), key=lambda item: item[1])

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    @property
    def rows(self) -> QuerySet:
        """Nothing when a choice is unknown: the form says so."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    def by_text(self, households: QuerySet, name: str, value: str) -> QuerySet:
        return matching(households, value)

    def by_action(self, households: QuerySet, name: str, value: str) -> QuerySet:
        return households.filter(having(SupportMeasure.objects.running().filter(action=value)))

    def by_association(self, households: QuerySet, name: str, value: str) -> QuerySet:
        return households.filter(having(FollowUp.objects.running().filter(organization=value)))

    def by_lateness(self, households: QuerySet, name: str, value: bool) -> QuerySet:
        return households.filter(having(FollowUp.objects.late())) if value else households

    def by_worker(self, households: QuerySet, name: str, value: bool) -> QuerySet:
        mine = FollowUp.objects.running().filter(worker=self.request.user)
        return households.filter(having(mine)) if value else households

    def by_protection(self, households: QuerySet, name: str, value: bool) -> QuerySet:
        return households.filter(is_protected=True) if value else households


def having(children: QuerySet) -> Exists:
    return Exists(children.filter(household=OuterRef("pk")))
