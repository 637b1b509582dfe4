"""Files as people give them, made on the spot."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(password: str | None = None, owner_password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, owner_password, algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 80).save(written, kind, **options)
    return written.getvalue()


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, CONTENT_TYPES)
    return written.getvalue()


def docx(*others: str) -> bytes:
    return archive("[Content_Types].xml", "_rels/.rels", "word/document.xml", *others)


def upload(data: bytes, name: str = "bail de Mme Physalis.pdf", content_type: str = "application/pdf"):
    """As a browser sends it: the name and the type are whatever the sender likes."""
    return SimpleUploadedFile(name, data, content_type)
