"""What is kept is what it is said to be, whatever the file is called."""

import io

import pytest
from django import forms
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from housing_support.common.documents import content
from housing_support.common.documents.content import DAMAGED, PROTECTED, DocumentRefusedError, FileType, checked
from housing_support.common.documents.forms import DocumentField
from tests.files import archive, docx, pdf, picture, upload

WHAT_TO_GIVE = "\u00a0: donnez un PDF, une photo JPEG ou PNG, ou un document Word (.docx)."
GPS = 0x8825
ORIENTATION = 0x0112


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(pdf(), FileType.PDF, id="PDF"),
        pytest.param(pdf("", "chef"), FileType.PDF, id="PDF closed to changes, open to readers"),
        pytest.param(picture("JPEG"), FileType.JPEG, id="JPEG"),
        pytest.param(picture("MPO"), FileType.JPEG, id="several pictures of a telephone in one"),
        pytest.param(picture("PNG"), FileType.PNG, id="PNG"),
        pytest.param(docx(), FileType.DOCX, id="DOCX"),
        pytest.param(
            archive("_rels/.rels", "word/document.xml", "[Content_Types].xml"),
            FileType.DOCX,
            id="DOCX, otherwise",
        ),
    ],
)
def test_the_type_is_that_of_the_content(data, kind):
    assert checked(upload(data, "facture.exe", "application/octet-stream")).type == kind


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        pytest.param(b"MZ\x90\x00" + bytes(200), "bail.pdf", "un programme", id="a programme named .pdf"),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(200), "bail.pdf", "un programme", id="one of Linux"),
        pytest.param(b"<!DOCTYPE html><script>alert(1)</script>", "photo.png", "une page web", id="HTML named .png"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "plan.png", "une image SVG", id="SVG"),
        pytest.param(b'<?xml version="1.0"?>\n<svg onload="x"/>', "plan.svg", "une image SVG", id="SVG behind XML"),
        pytest.param(archive("virus.js"), "bail.docx", "une archive", id="an archive named .docx"),
        pytest.param(archive("[Content_Types].xml", "xl/workbook.xml"), "bail.docx", "un tableur", id="Excel"),
        pytest.param(
            content.OLE + bytes(1000),
            "bail.docx",
            "un document Office d’un ancien format, ou protégé par un mot de passe",
            id="old Office, or a password",
        ),
        pytest.param(b"GIF89a" + bytes(50), "photo.jpg", "une image GIF", id="GIF"),
        pytest.param(
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(50),
            "photo.jpg",
            "une photo HEIC, que beaucoup d’ordinateurs ne lisent pas",
            id="HEIC",
        ),
        pytest.param("Bonjour à tous".encode(), "bail.pdf", "un fichier de texte", id="text"),
        pytest.param("Bonjour à tous".encode("latin-1"), "bail.pdf", "d’un type inconnu", id="text of another age"),
        pytest.param(b"\n" * 20 + pdf(), "bail.pdf", "d’un type inconnu", id="a PDF behind something else"),
    ],
)
def test_what_lies_about_its_type_is_refused_by_what_it_is(data, name, said):
    with pytest.raises(DocumentRefusedError) as refused:
        checked(upload(data, name))

    assert str(refused.value) == f"Ce fichier est {said}{WHAT_TO_GIVE}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "Ce fichier est vide\u00a0: choisissez-en un autre.", id="nothing"),
        pytest.param(pdf()[:-30], DAMAGED, id="PDF cut short"),
        pytest.param(b"%PDF-1.7\n%%EOF\n", DAMAGED, id="PDF without a page"),
        pytest.param(picture("PNG")[:-200], DAMAGED, id="PNG cut short"),
        pytest.param(picture("JPEG")[:-200], DAMAGED, id="JPEG cut short"),
        pytest.param(docx()[:-30], DAMAGED, id="DOCX cut short"),
        pytest.param(docx().replace(b"word/document.xml", b"word/documenT.xml", 1), DAMAGED, id="DOCX that disagrees"),
        pytest.param(pdf("secret"), PROTECTED, id="PDF with a password"),
        pytest.param(
            docx("word/vbaProject.bin"),
            "Ce document Word contient des macros\u00a0: enregistrez-le en PDF, puis donnez-le.",
            id="macros",
        ),
    ],
)
def test_what_nobody_could_open_safely_is_refused(data, said):
    with pytest.raises(DocumentRefusedError) as refused:
        checked(upload(data))

    assert str(refused.value) == said


def test_a_file_at_the_limit_is_kept_and_one_byte_more_refused(settings):
    settings.DOCUMENT_MAX_BYTES = len(pdf())

    assert checked(upload(pdf())).type == FileType.PDF
    with pytest.raises(DocumentRefusedError):
        checked(upload(pdf() + b"\n"))


def test_what_is_too_large_is_told_by_how_much(settings):
    with pytest.raises(DocumentRefusedError) as refused:
        checked(upload(bytes(settings.DOCUMENT_MAX_BYTES + 1)))

    assert str(refused.value) == (
        "Ce fichier fait 10,1\u00a0Mo, la limite est de 10\u00a0Mo\u00a0: numérisez-le avec moins de détails, ou "
        "donnez-le en plusieurs fois."
    )


def test_a_picture_too_large_to_be_read_is_refused(monkeypatch):
    monkeypatch.setattr(content, "MOST_PIXELS", 2399)

    with pytest.raises(DocumentRefusedError, match="millions de points"):
        checked(upload(picture(size=(60, 40))))


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(content, "MOST_UNPACKED_BYTES", 200)

    with pytest.raises(DocumentRefusedError, match="abîmé"):
        checked(upload(docx()))


def test_a_photo_keeps_its_orientation_and_not_its_place():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (43.0, 36.0, 0.0)}
    given = picture("JPEG", exif=exif, comment="chez Mme Physalis", xmp=b"<x>Physalis</x>")
    assert dict(Image.open(io.BytesIO(given)).getexif().get_ifd(GPS))

    kept = checked(upload(given)).data

    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {ORIENTATION: 6}
    assert b"Physalis" not in kept


def test_a_picture_keeps_its_points_and_not_what_is_written_beside_them():
    beside = PngInfo()
    beside.add_text("Description", "chez Mme Physalis")
    given = picture("PNG", pnginfo=beside)
    assert b"Physalis" in given

    kept = checked(upload(given)).data

    assert b"Physalis" not in kept
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(given)).tobytes()


class GivingForm(forms.Form):
    file = DocumentField()


@pytest.mark.parametrize(
    ("files", "errors"),
    [
        ({}, ["Choisissez un fichier."]),
        ({"file": upload(b"")}, ["Ce fichier est vide\u00a0: choisissez-en un autre."]),
        ({"file": upload(b"GIF89a" + bytes(50))}, [f"Ce fichier est une image GIF{WHAT_TO_GIVE}"]),
    ],
)
def test_the_field_says_why(files, errors):
    assert GivingForm({}, files).errors["file"] == errors


def test_the_field_gives_what_was_checked():
    form = GivingForm({}, {"file": upload(pdf())})

    assert form.is_valid()
    assert form.cleaned_data["file"] == content.Content(FileType.PDF, pdf())
