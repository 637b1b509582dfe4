"""How a form asks which dwelling: an address is looked for, its doors are told apart and shown page by page, by buttons
that send the whole form, so that nothing typed is lost and no address is in a URL. Drawn by
`tenancies/partials/doors.html`.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby

from django import forms
from django.db.models import QuerySet

from housing_support.common.forms import AnyForm
from tenancies.models import Dwelling
from tenancies.reading.doors import SHOWN, STEPS, Choosing, address_in_words, address_key, choosing, door_in_words

# What these buttons send: the page of doors that they ask for. Nothing is checked or saved.
LOOK = "look"
# Of the fields that tell the doors apart, which are no part of what the form says.
PREFIX = "at_"
Choice = tuple[str, str | list[tuple[str, str]]]


class NarrowingMixin(AnyForm):
    """The doors that a form offers, as far as those of its steps that were chosen tell them apart."""

    def doors_offered(self) -> Choosing:
        raise NotImplementedError

    @cached_property
    def choosing(self) -> Choosing:
        return self.doors_offered()

    @property
    def steps_chosen(self) -> dict[str, str]:
        return {name: self.data.get(PREFIX + name, "") for name in (*STEPS, SHOWN)}

    @property
    def page_asked(self) -> int:
        asked = self.data.get(LOOK, "")
        return int(asked) if asked.isdecimal() and len(asked) < 4 else 1


class DoorMixin(NarrowingMixin):
    """For a form whose `dwelling` is one of those that its `address` finds `among` a stock, or the one chosen before.
    Its widget offers the `door_choices`, worked out when they are drawn: a form may be filled again until then."""

    def among(self) -> QuerySet[Dwelling]:
        raise NotImplementedError

    def doors_offered(self) -> Choosing:
        address = self["address"].value() or ""
        return choosing(self.among(), address, chosen=self.steps_chosen, page=self.page_asked)

    @cached_property
    def dwelling_chosen(self) -> Dwelling | None:
        """Whether it is let is said when the form is saved, not while doors are tried."""
        return self.dwelling_of(str(self["dwelling"].value() or ""))

    def dwelling_of(self, public_id: str) -> Dwelling | None:
        if not public_id:
            return None
        known = (door for door in self.choosing.doors if str(door.public_id) == public_id)
        try:
            return next(known, None) or self.among().select_related("residence").get(public_id=public_id)
        except (Dwelling.DoesNotExist, forms.ValidationError):
            return None

    @property
    def offers_doors(self) -> bool:
        return bool(self.choosing.shown or self.dwelling_chosen)

    def door_choices(self) -> Iterator[Choice]:
        """The one that is chosen stays there, whatever is looked for."""
        shown, chosen = self.choosing.shown, self.dwelling_chosen
        if chosen and chosen not in shown:
            yield str(chosen.public_id), f"{door_in_words(chosen)} · {address_in_words(chosen)}"
        for _, group in groupby(shown, key=address_key):
            doors = list(group)
            named = [(str(door.public_id), door_in_words(door)) for door in doors]
            if self.choosing.place:
                yield from named
            else:
                yield address_in_words(doors[0]), named
