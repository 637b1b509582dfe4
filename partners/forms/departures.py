from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from housing_support.common.forms import Form, SeenMixin
from partners.charges import Charge, charges
from partners.models import User
from partners.roles import RIGHTS, grantable_roles
from partners.services import accounts

# Beyond, the choice made for all holds.
MOST_ASKED = 100
LIKE_ALL, TO_BE_NAMED = "", "none"


@dataclass(frozen=True)
class Group:
    """What is carried of one kind; `more` are those of its `count` that the page does not ask about."""

    title: str
    count: int
    fields: list[forms.BoundField]
    more: int


class HandOverForm(Form):
    """Who takes over what somebody carries: one choice for all, and one for each when it is another."""

    def __init__(self, *args, account: User, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.account, self.user = account, user
        self.held: list[tuple[Charge, list[Any], int]] = []  # with how many there are
        self.people: dict[str, User] = {}
        for charge in charges:
            if not account.may(charge.right):
                continue
            rows = list(charge.held_by(account)[:MOST_ASKED])
            if rows:
                count = len(rows) if len(rows) < MOST_ASKED else charge.held_by(account).count()
                self.held.append((charge, rows, count))
                self.ask(charge, rows)

    def ask(self, charge: Charge, rows: list[Any]) -> None:
        possible = {str(person.public_id): person for person in charge.successors_of(self.account)}
        self.people |= possible
        choices = [(TO_BE_NAMED, "À désigner"), *((code, person.full_name) for code, person in possible.items())]
        self.fields[charge.code] = forms.ChoiceField(
            label="Successeur pour tous",
            choices=[("", "Choisir un successeur, ou «\u00a0À désigner\u00a0»"), *choices],
            error_messages={"required": "Choisissez un successeur, ou «\u00a0À désigner\u00a0»."},
        )
        for row, (title, text) in zip(rows, charge.describe(rows, self.user), strict=True):
            self.fields[charge.key(row)] = forms.ChoiceField(
                label=title, help_text=text, choices=[(LIKE_ALL, "Comme pour tous"), *choices], required=False
            )

    def groups(self) -> Iterable[Group]:
        for charge, rows, count in self.held:
            fields = [self[charge.code], *(self[charge.key(row)] for row in rows)]
            yield Group(charge.title, count, fields, more=count - len(rows))

    @property
    def asked(self) -> list[str]:
        return [name for charge, rows, _ in self.held for name in (charge.code, *map(charge.key, rows))]

    def successors(self) -> dict[str, User | None]:
        """Those to come between the page and its sending follow the choice made for all."""
        chosen = {name: self.cleaned_data[name] for name in self.asked if self.cleaned_data[name] != LIKE_ALL}
        return {name: self.people.get(code) for name, code in chosen.items()}


class RoleForm(SeenMixin, HandOverForm):
    """Another role. Successors are asked for what it may not carry."""

    role = forms.ChoiceField(label="Rôle", widget=forms.RadioSelect, error_messages={"required": "Choisissez un rôle."})

    def __init__(self, *args, account: User, user: User, **kwargs):
        super().__init__(*args, account=account, user=user, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(user)]
        self.initial = {"role": account.role}
        for charge, _, _ in self.held:
            self.fields[charge.code].required = False

    def clean(self) -> dict:
        cleaned = super().clean()
        role = cleaned.get("role")
        if role == self.account.role:
            self.add_error("role", "Cette personne a déjà ce rôle\u00a0: choisissez-en un autre.")
        for charge, _, _ in self.held:
            if role and role not in RIGHTS[charge.right] and not cleaned.get(charge.code):
                self.add_error(charge.code, self.fields[charge.code].error_messages["required"])
        return cleaned

    def save(self) -> None:
        accounts.change_role(
            account=self.account, user=self.user, role=self.cleaned_data["role"], successors=self.successors()
        )


class DeactivationForm(HandOverForm):
    def save(self) -> None:
        accounts.deactivate(account=self.account, user=self.user, successors=self.successors())
