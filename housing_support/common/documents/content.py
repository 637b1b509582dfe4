"""What a given file is: its content says it, neither its name nor what its sender declares."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import filetype
from django.conf import settings
from django.core.files import File
from django.db import models
from PIL import Image
from pypdf import PdfReader

from housing_support.common.documents.antivirus import AntivirusSilentError, virus_in
from housing_support.common.numbers import file_size

# A sheet of A4 at 600 dots per inch has 35 million of them; each takes three or four bytes to read.
MOST_PIXELS = 40_000_000
MOST_UNPACKED_BYTES = 200_000_000
ORIENTATION = 0x0112
# What Word wrote before 2007, and still writes around a document with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_OFFICE = "un document Office d’un ancien format, ou protégé par un mot de passe"

ACCEPTED = "un PDF, une photo JPEG ou PNG, ou un document Word (.docx)"
DAMAGED = "Ce fichier est abîmé ou incomplet\u00a0: ouvrez-le, enregistrez-le de nouveau, puis recommencez."
PROTECTED = "Ce fichier est protégé par un mot de passe\u00a0: enregistrez-le sans mot de passe, puis recommencez."
MACROS = "Ce document Word contient des macros\u00a0: enregistrez-le en PDF, puis donnez-le."
TOO_MANY_PIXELS = (
    f"Cette image compte plus de {MOST_PIXELS // 1_000_000}\u00a0millions de points\u00a0: prenez-la avec moins de "
    "détails."
)

WORDS_OF = {
    ("exe", "elf", "dll"): "un programme",
    ("zip", "rar", "7z", "gz", "tar", "bz2", "xz"): "une archive",
    ("xls", "xlsx", "ods"): "un tableur",
    ("ppt", "pptx", "odp"): "une présentation",
    ("odt",): "un document LibreOffice (.odt)",
    ("rtf",): "un document RTF",
    ("heic", "avif"): "une photo HEIC, que beaucoup d’ordinateurs ne lisent pas",
    ("gif",): "une image GIF",
    ("webp",): "une image WebP",
    ("tif",): "une image TIFF",
    ("bmp",): "une image BMP",
    ("mp4", "mov", "avi", "mkv", "webm", "m4v", "mpg", "3gp", "wmv"): "une vidéo",
    ("mp3", "m4a", "wav", "ogg", "aac", "amr", "flac"): "un enregistrement sonore",
}
WHAT_IT_IS = {extension: words for extensions, words in WORDS_OF.items() for extension in extensions}


class DocumentRefusedError(Exception):
    """The file is not kept; the message says why, to the person who gave it."""


class FileType(models.TextChoices):
    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"

    @property
    def extension(self) -> str:
        return {FileType.PDF: "pdf", FileType.JPEG: "jpg", FileType.PNG: "png", FileType.DOCX: "docx"}[self]


@dataclass(frozen=True)
class Content:
    """A file that was checked, and may be kept."""

    type: FileType
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def checked(file: File) -> Content:
    """What `file` holds, of a photo without where and with what it was taken.

    Raises `DocumentRefusedError` when it is empty, too large, of another type, damaged, protected by a password,
    infected, or when the antivirus that must read it is silent."""
    if not file.size:
        raise DocumentRefusedError("Ce fichier est vide\u00a0: choisissez-en un autre.")
    if file.size > settings.DOCUMENT_MAX_BYTES:
        limit = file_size(settings.DOCUMENT_MAX_BYTES)
        raise DocumentRefusedError(
            f"Ce fichier fait {file_size(file.size)}, la limite est de {limit}\u00a0: numérisez-le avec moins de "
            "détails, ou donnez-le en plusieurs fois."
        )
    file.seek(0)
    data = file.read()
    kept = type_of(data)
    refuse_infected(data)
    return Content(kept, READ[kept](data))


def type_of(data: bytes) -> FileType:
    found = filetype.guess(data)
    extension = found.extension if found else ""
    if extension in {"docx", "zip"} and is_word(data):
        return FileType.DOCX
    for kind in (FileType.PDF, FileType.JPEG, FileType.PNG):
        if extension == kind.extension:
            return kind
    what = OLD_OFFICE if data.startswith(OLE) else WHAT_IT_IS.get(extension) or what_text_is(data)
    raise DocumentRefusedError(f"Ce fichier est {what}\u00a0: donnez {ACCEPTED}.")


def what_text_is(data: bytes) -> str:
    try:
        text = data.decode().lstrip("\ufeff \t\r\n").lower()
    except UnicodeDecodeError:
        return "d’un type inconnu"
    if "<svg" in text[:2000]:
        return "une image SVG"
    if text.startswith(("<!doctype html", "<html", "<head", "<body", "<script")):
        return "une page web"
    return "d’un type inconnu" if "\0" in text else "un fichier de texte"


def refuse_infected(data: bytes) -> None:
    try:
        virus = virus_in(data)
    except AntivirusSilentError as error:
        raise DocumentRefusedError(
            "L’antivirus ne répond pas, et rien n’est gardé sans lui\u00a0: recommencez dans quelques minutes. "
            "Si cela dure, prévenez votre support."
        ) from error
    if virus:
        raise DocumentRefusedError(
            "L’antivirus a trouvé un programme malveillant dans ce fichier\u00a0: ne l’ouvrez plus, et prévenez votre "
            "service informatique."
        )


def read_pdf(data: bytes) -> bytes:
    try:
        reader = PdfReader(io.BytesIO(data))
        # Many are closed to changes alone: anybody opens them.
        opens = not reader.is_encrypted or bool(reader.decrypt(""))
        has_pages = opens and len(reader.pages) > 0
    except Exception as error:  # whatever it meets in a file that anybody may have made
        raise DocumentRefusedError(DAMAGED) from error
    if not opens:
        raise DocumentRefusedError(PROTECTED)
    if not has_pages:
        raise DocumentRefusedError(DAMAGED)
    return data


def read_image(data: bytes) -> bytes:
    """The same picture, and nothing of what a telephone adds: the place above all."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise DocumentRefusedError(TOO_MANY_PIXELS)
            image.load()
            return without_metadata(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DocumentRefusedError(TOO_MANY_PIXELS) from error
    except DocumentRefusedError:
        raise
    except Exception as error:  # whatever it meets in a file that anybody may have made
        raise DocumentRefusedError(DAMAGED) from error


def without_metadata(image: Image.Image) -> bytes:
    orientation = image.getexif().get(ORIENTATION)
    # Pillow writes again what it finds there.
    image.info = {name: value for name, value in image.info.items() if name in {"icc_profile", "transparency"}}
    written = io.BytesIO()
    if image.format == "PNG":
        image.save(written, "PNG")
        return written.getvalue()
    kept = Image.Exif()
    if orientation:
        kept[ORIENTATION] = orientation
    # Some telephones put several pictures in one: the first is the photo.
    quality = "keep" if image.format == "JPEG" else 90
    image.save(written, "JPEG", quality=quality, exif=kept, icc_profile=image.info.get("icc_profile"))
    return written.getvalue()


def is_word(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {"[Content_Types].xml", "word/document.xml"} <= set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise DocumentRefusedError(DAMAGED) from error


def read_word(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise DocumentRefusedError(PROTECTED)
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise DocumentRefusedError(MACROS)
        try:
            is_whole = sum(part.file_size for part in parts) <= MOST_UNPACKED_BYTES and archive.testzip() is None
        except Exception as error:  # whatever it meets in a file that anybody may have made
            raise DocumentRefusedError(DAMAGED) from error
    if not is_whole:
        raise DocumentRefusedError(DAMAGED)
    return data


READ: dict[FileType, Callable[[bytes], bytes]] = {
    FileType.PDF: read_pdf,
    FileType.JPEG: read_image,
    FileType.PNG: read_image,
    FileType.DOCX: read_word,
}
