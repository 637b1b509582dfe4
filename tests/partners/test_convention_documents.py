"""What both parties of a convention read of it: given by the landlord's managers, under a name that tells nothing."""

import datetime
import io

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from housing_support.common.dates import long_date
from housing_support.common.documents import storage
from housing_support.common.documents.content import checked
from housing_support.common.documents.storage import WrongStorageError, forget_orphans
from housing_support.common.mending import CORRECTION_DAYS, Mistake
from housing_support.file_storage import storage_of
from partners.models import ConventionDocument
from partners.roles import Role
from partners.services.documents import add_convention_document, cancel_convention_document
from tests.factories.partners import ConventionFactory, UserFactory
from tests.files import pdf, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"default": storage_of("", directory=tmp_path)}


@pytest.fixture
def convention():
    return ConventionFactory()


@pytest.fixture
def manager(convention):
    return UserFactory(organization=convention.landlord, role=Role.MANAGER)


@pytest.fixture
def coordinator(convention):
    return UserFactory(organization=convention.association, role=Role.COORDINATOR)


@pytest.fixture
def document(convention, manager):
    return add_convention_document(
        convention=convention, user=manager, kind=ConventionDocument.Kind.SIGNED_COPY, file=checked(upload(pdf()))
    )


def page(convention):
    return reverse("partners:convention", args=[convention.public_id])


def url(document, name="convention_document"):
    return reverse(f"partners:{name}", args=[document.convention.public_id, document.public_id])


def add(client, convention, file, kind="SIGNED_COPY"):
    return client.post(
        reverse("partners:add_convention_document", args=[convention.public_id]), {"kind": kind, "file": file}
    )


def kept_files():
    return {
        f"documents/{folder}/{name}"
        for folder in storage.listed("documents")[0]
        for name in storage.listed(f"documents/{folder}")[1]
    }


@time_machine.travel("2026-11-12 10:00", tick=False)
def test_a_manager_gives_a_signed_copy_and_both_parties_read_it(client, convention, manager, coordinator):
    client.force_login(manager)
    given = upload(pdf(), "avenant de M. Physalis, expulsion.exe", "text/html")

    response = add(client, convention, given)

    assert response.url == page(convention)
    for reader in (manager, coordinator):
        client.force_login(reader)
        document = ConventionDocument.objects.get()
        assert url(document) in client.get(page(convention)).content.decode()
        file = client.get(url(document))
        assert (file.status_code, file.getvalue()) == (200, pdf())
        assert {name: file.headers[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")} == {
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="convention-signee-2026-11-12.pdf"',
            "Cache-Control": "no-store, private",
        }
        assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_the_name_that_was_given_is_kept_nowhere(document):
    [name] = kept_files()

    assert name == document.stored_name
    assert len(name) == len("documents/ab/") + 32
    assert "Physalis" not in str(vars(document))


def test_the_same_file_sent_twice_is_kept_once_and_another_of_its_kind_beside(client, convention, manager):
    client.force_login(manager)
    other = picture("JPEG")

    for data in (pdf(), pdf(), other, other):
        assert add(client, convention, upload(data), "AMENDMENT").status_code == 302

    assert ConventionDocument.objects.count() == len(kept_files()) == 2


def test_what_is_refused_is_said_at_its_field_and_kept_nowhere(client, convention, manager):
    client.force_login(manager)

    response = add(client, convention, upload(b"<html>", "convention.pdf"))

    assert response.context["form"].errors["file"] == [
        "Ce fichier est une page web\u00a0: donnez un PDF, une photo JPEG ou PNG, ou un document Word (.docx)."
    ]
    assert (ConventionDocument.objects.count(), kept_files()) == (0, set())


def test_a_document_somewhat_too_large_is_told_by_how_much(client, convention, manager, settings):
    client.force_login(manager)

    response = add(client, convention, upload(bytes(settings.DOCUMENT_MAX_BYTES + 1)))

    [error] = response.context["form"].errors["file"]
    assert error.startswith("Ce fichier fait 10,1\u00a0Mo, la limite est de 10\u00a0Mo")


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.ADVISER])
def test_others_of_the_landlord_read_and_give_nothing(client, convention, document, role):
    client.force_login(UserFactory(organization=convention.landlord, role=role))

    assert client.get(url(document)).status_code == 200
    assert add(client, convention, upload(pdf())).status_code == 403
    html = client.get(page(convention)).content.decode()
    assert "Ajouter une pièce" not in html
    assert url(document, "cancel_convention_document") not in html


def test_a_stranger_finds_neither_the_page_nor_the_file(client, convention, document):
    client.force_login(UserFactory(organization=ConventionFactory().association))

    assert [client.get(address).status_code for address in (page(convention), url(document))] == [404, 404]


def test_a_document_is_not_read_through_another_convention(client, manager, document):
    other = ConventionFactory(action=document.convention.action)
    client.force_login(manager)

    response = client.get(reverse("partners:convention_document", args=[other.public_id, document.public_id]))

    assert response.status_code == 404


def test_a_cancelled_document_is_struck_through_and_opens_no_more(client, manager, coordinator, document):
    client.force_login(manager)

    client.post(url(document, "cancel_convention_document"), {"reason": Mistake.OTHER, "note": "pages manquantes"})

    for reader in (manager, coordinator):
        client.force_login(reader)
        html = client.get(page(document.convention)).content.decode()
        assert "<del>Convention signée</del>" in html
        assert "autre motif (pages manquantes)." in html
        assert url(document) not in html
        assert client.get(url(document)).status_code == 404


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_what_the_storage_lost_or_altered_is_not_given(client, manager, document, damage, caplog):
    default_storage.delete(document.stored_name)
    if damage == "altered":
        default_storage.save(document.stored_name, ContentFile(pdf() + b"x"))
    client.force_login(manager)

    assert client.get(url(document)).status_code == 404
    said = {"missing": "is missing", "altered": "is not the one that was given"}[damage]
    assert f"the file of document {document.public_id} {said}" in caplog.messages


def test_a_row_that_is_not_written_leaves_no_file(convention, manager, monkeypatch):
    def fail(**columns):
        raise RuntimeError

    monkeypatch.setattr(ConventionDocument.objects, "create", fail)

    with pytest.raises(RuntimeError):
        add_convention_document(
            convention=convention, user=manager, kind="OTHER", file=checked(upload(picture("JPEG")))
        )

    assert kept_files() == set()


def test_the_file_of_a_row_rolled_back_later_goes_the_next_day(convention, manager, document):
    with transaction.atomic():
        add_convention_document(convention=convention, user=manager, kind="OTHER", file=checked(upload(pdf())))
        transaction.set_rollback(True)
    assert len(kept_files()) == 2

    assert forget_orphans() == 0
    assert forget_orphans(timezone.now() + datetime.timedelta(days=2)) == 1

    assert kept_files() == {document.stored_name}


def test_the_file_of_a_cancelled_document_goes_a_month_later(manager, document):
    cancel_convention_document(document=document, user=manager, reason=Mistake.TWICE)
    month = datetime.timedelta(days=CORRECTION_DAYS)

    assert forget_orphans(timezone.now() + month - datetime.timedelta(minutes=1)) == 0
    assert forget_orphans(timezone.now() + month + datetime.timedelta(minutes=1)) == 1
    assert kept_files() == set()


def test_the_files_of_another_database_are_left_alone(document, monkeypatch):
    monkeypatch.setattr(storage, "MOST_ORPHANS", 1)
    for name in ("ab/1", "cd/2"):
        default_storage.save(f"documents/{name}", ContentFile(b"x"))
    before = kept_files()

    with pytest.raises(WrongStorageError, match="2 fichiers sans document"):
        forget_orphans(timezone.now() + datetime.timedelta(days=2))

    assert kept_files() == before


def test_orphans_are_forgotten_in_time(document, capsys):
    default_storage.save("documents/ab/1", ContentFile(b"x"))

    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        call_command("recurring")

    assert "Fichiers que plus rien ne donne, effacés\u00a0: 1." in capsys.readouterr().out
    assert kept_files() == {document.stored_name}


@time_machine.travel("2026-11-12 10:00", tick=False)
def test_the_sheet_says_what_the_convention_commits_to(client, convention, coordinator):
    client.force_login(coordinator)

    response = client.get(reverse("partners:convention_sheet", args=[convention.public_id]))

    assert response.headers["Content-Disposition"] == 'attachment; filename="fiche-de-convention-2026-11-12.pdf"'
    text = " ".join(PdfReader(io.BytesIO(response.getvalue())).pages[0].extract_text().split())
    for words in (
        convention.landlord.name,
        convention.association.name,
        convention.action.programme.name,
        long_date(convention.starts_on),
        long_date(convention.ends_on),
        f"tous les {convention.visit_interval_days} jours",
        f"sous {convention.answer_delay_days} jours",
        "Éditée le 12 novembre 2026",
    ):
        assert " ".join(words.split()) in text
