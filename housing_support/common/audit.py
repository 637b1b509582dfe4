"""What happened is on record: database triggers copy every insert, update and delete of a tracked table."""

from collections.abc import Callable

import pghistory
from django.db import models


def tracked(*, exclude: list[str] | None = None) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep the history of a model in `<Model>History`, append-only, with who, when and from which page.

    `exclude` names the columns that must not be copied: secrets, and texts that retention erases at their source.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            model_name=f"{model.__name__}History",
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            exclude=exclude,
        )(model)

    return decorate
