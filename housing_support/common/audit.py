"""What happened is on record: database triggers copy every insert, update and delete of a tracked table."""

from collections.abc import Callable, Sequence

import pghistory
from django.db import models


class Kept(models.Model):
    """A line of what happened: written once, changed by nobody, and taken away no sooner than `KEPT_FOR` after its
    `at`. `housing_support.database_accounts` holds the application to it."""

    KEPT_FOR: str

    class Meta:
        abstract = True


def tracked(
    *, exclude: Sequence[str] = (), unquoted: Sequence[str] = ()
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep the history of a model in `<Model>History`, append-only, with who, when and from which page.

    What a person wrote, or is called, and whatever is about health must vanish once it is erased: no history holds it.
    `exclude` names the columns that it does not know; of those `unquoted`, it says when they changed, not what they
    held.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        heard = [field.name for field in model._meta.local_concrete_fields if field.name not in exclude]
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=pghistory.AnyChange(*heard)),
            pghistory.DeleteEvent(),
            model_name=f"{model.__name__}History",
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            exclude=[*exclude, *unquoted],
        )(model)

    return decorate
