import io
import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from housing_support.common.documents.models import StoredDocument

logger = logging.getLogger(__name__)


def download(document: StoredDocument) -> FileResponse:
    """The file, to be kept rather than shown, for whoever was found to read its row.

    What the storage lost or altered is not given: 404, and a line for the operator."""
    try:
        with default_storage.open(document.stored_name, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        logger.error("the file of document %s is missing", document.public_id)
        raise Http404 from None
    if not document.is_intact(data):
        logger.error("the file of document %s is not the one that was given", document.public_id)
        raise Http404
    return FileResponse(
        io.BytesIO(data),
        as_attachment=True,
        filename=document.neutral_name(),
        content_type=document.content_type,
    )
