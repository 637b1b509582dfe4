"""Papers: a template of `templates/documents`, filled by typst. Tagged (PDF/UA-1), in French, with its own fonts."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

import typst
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates" / "documents"


def render(template: str, data: Mapping[str, Any], *, at: datetime.datetime) -> bytes:
    """The paper as it is on `at`: the same data and moment give the same bytes.

    What a person wrote is in `data`, which the template reads as JSON: it is never a part of the source."""
    written: bytes = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        # typst knows no smaller part of time.
        timestamp=at.replace(microsecond=0),
    )
    return written
