"""The page of a landlord's import: given, read, confirmed once, followed, given up."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.roles import Role
from tenancies.models import Dwelling, StockImport
from tenancies.stock import imports
from tenancies.stock.imports import QuestionsLeftError
from tenancies.stock.rpls.importing import FileNotWholeError
from tenancies.stock.rpls.results import Result
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.tenancies.stock.rpls.files import SIREN, legal
from tests.tenancies.stock.rpls.spoiling import open_rows, places
from tests.tenancies.stock.rpls.test_workbooks import workbook

State = StockImport.State


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def manager(db):
    landlord = OrganizationFactory(is_landlord=True, siren=SIREN)
    return UserFactory(organization=landlord, role=Role.MANAGER)


def upload(*dwellings, content=None):
    return SimpleUploadedFile("stock.txt", legal(*dwellings).read() if content is None else content)


@pytest.fixture
def previewed(manager):
    """`previewed({…}, …)`: an import read and waiting for its confirmation."""

    def previewed(*dwellings):
        stock_import = imports.receive_file(user=manager, file=upload(*dwellings))
        stock_import.refresh_from_db()
        assert stock_import.state == State.PREVIEWED
        return stock_import

    return previewed


def url(name, stock_import):
    return reverse(f"tenancies:{name}", args=[stock_import.public_id])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_file_is_read_before_anything_changes(manager, signed_in):
    client = signed_in(manager)

    response = client.post(reverse("tenancies:stock_import_create"), {"file": upload({}, {}, {"NBPIECE": "12"})})

    stock_import = StockImport.objects.get()
    assert response.url == url("stock_import", stock_import)
    assert (stock_import.state, stock_import.created_count, stock_import.refused_count) == (State.PREVIEWED, 2, 1)
    assert Dwelling.objects.count() == 0
    page = client.get(response.url)
    assert "Rien n’est encore changé." in page.content.decode()
    assert "Position 24 (nombre de pièces)" in page.content.decode()


def test_confirming_imports_and_forgets_the_file(manager, signed_in, previewed):
    stock_import = previewed({}, {})
    stored = stock_import.stored_file
    assert default_storage.exists(stored)

    with_callbacks(lambda: signed_in(manager).post(url("stock_import_confirm", stock_import)))

    stock_import.refresh_from_db()
    assert (stock_import.state, stock_import.applied_at is not None) == (State.APPLIED, True)
    assert Dwelling.objects.count() == 2
    assert stock_import.stored_file == ""
    assert not default_storage.exists(stored)


def test_confirming_forgets_no_file_of_another_landlord(manager, signed_in, previewed):
    elsewhere = StockImport.objects.create(
        landlord=OrganizationFactory(is_landlord=True), file_name="autre.txt", stored_file="autre", refused_file="refus"
    )

    with_callbacks(lambda: signed_in(manager).post(url("stock_import_confirm", previewed({}))))

    elsewhere.refresh_from_db()
    assert (elsewhere.stored_file, elsewhere.refused_file) == ("autre", "refus")


def with_callbacks(act):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return act()


def test_second_click_imports_nothing_more(manager, signed_in, previewed):
    stock_import = previewed({})
    client = signed_in(manager)
    client.post(url("stock_import_confirm", stock_import))
    applied_at = StockImport.objects.get().applied_at

    response = client.post(url("stock_import_confirm", stock_import))

    assert said(response)[-1] == "Cet import a changé d’état entre-temps\u00a0: voici où il en est."
    assert Dwelling.objects.count() == 1
    assert StockImport.objects.get().applied_at == applied_at


def test_discarding_changes_nothing_and_deletes_the_files(manager, signed_in, previewed):
    stock_import = previewed({}, {"NBPIECE": "12"})
    stored = (stock_import.stored_file, stock_import.refused_file)
    assert all(default_storage.exists(name) for name in stored)

    with_callbacks(lambda: signed_in(manager).post(url("stock_import_discard", stock_import)))

    stock_import.refresh_from_db()
    assert (stock_import.state, Dwelling.objects.count()) == (State.DISCARDED, 0)
    assert not any(default_storage.exists(name) for name in stored)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04rest", "Ce classeur ne peut être lu"),
        (b"Nom;Prenom\nA;B\n", "Il manque la commune"),
        (legal({}, siren="732829320").read(), "un autre organisme"),
    ],
)
def test_file_that_is_no_stock_of_ours_fails_with_the_reason(manager, signed_in, content, reason):
    client = signed_in(manager)

    response = client.post(reverse("tenancies:stock_import_create"), {"file": upload(content=content)}, follow=True)

    stock_import = StockImport.objects.get()
    assert stock_import.state == State.FAILED
    assert reason in stock_import.failure
    assert "Ce fichier n’a pas pu être lu." in response.content.decode()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "Choisissez un fichier."),
        ({"file": SimpleUploadedFile("stock.csv", b"")}, "Ce fichier est vide."),
        ({"file": SimpleUploadedFile("stock.csv", b"x" * 2_000_000)}, "Ce fichier dépasse 1"),
    ],
)
def test_form_says_what_is_wrong_with_the_file(manager, signed_in, settings, files, reason):
    client = signed_in(manager)
    settings.IMPORT_MAX_BYTES = 2_000_000 if "dépasse" not in reason else 1_999_999
    if "dépasse" in reason:
        # The limit on the request's own length is the same and answers first.
        assert client.post(reverse("tenancies:stock_import_create"), files).status_code == 413
        return

    response = client.post(reverse("tenancies:stock_import_create"), files)

    assert reason in response.content.decode()
    assert StockImport.objects.count() == 0


def test_one_file_at_a_time(manager, signed_in, previewed):
    waiting = previewed({})
    client = signed_in(manager)

    response = client.post(reverse("tenancies:stock_import_create"), {"file": upload({})})

    assert said(response) == ["Un fichier attend déjà\u00a0: confirmez-le ou abandonnez-le avant d’en donner un autre."]
    assert list(StockImport.objects.all()) == [waiting]


def test_preview_is_read_again_when_the_stock_changed_since(manager, previewed):
    stock_import = previewed({})
    StockImport.objects.create(
        landlord=manager.organization, file_name="other.csv", state=State.APPLIED, applied_at=timezone.now()
    )

    first_preview = stock_import.previewed_at

    imports.confirm(stock_import=stock_import, user=manager)

    stock_import.refresh_from_db()
    assert (stock_import.state, stock_import.attempt, Dwelling.objects.count()) == (State.PREVIEWED, 2, 0)
    assert stock_import.previewed_at > first_preview


def test_missing_dwellings_leave_the_stock_only_when_asked(manager, signed_in, previewed):
    imports.confirm(stock_import=previewed({}, {}), user=manager)
    imports.confirm(stock_import=previewed({}), user=manager)
    assert Dwelling.objects.in_stock().count() == 2
    stock_import = previewed({})
    client = signed_in(manager)
    page = client.get(url("stock_import", stock_import)).content.decode()
    assert "le logement absent du fichier\u00a0: 1 à Les Mazades (Toulouse)" in page

    client.post(url("stock_import_confirm", stock_import), {"withdraw_missing": "on"})

    assert Dwelling.objects.in_stock().count() == 1
    assert StockImport.objects.get(pk=stock_import.pk).withdrawn_count == 1


def test_withdrawal_is_neither_offered_nor_done_when_the_file_may_not_be_whole(manager, signed_in, previewed):
    imports.confirm(stock_import=previewed({}, {}), user=manager)
    stock_import = previewed({}, {"NBPIECE": "12"})
    client = signed_in(manager)
    assert 'name="withdraw_missing"' not in client.get(url("stock_import", stock_import)).content.decode()

    with pytest.raises(FileNotWholeError):
        imports.confirm(stock_import=stock_import, user=manager, withdraw_missing=True)
    client.post(url("stock_import_confirm", stock_import), {"withdraw_missing": "on"})

    assert Dwelling.objects.in_stock().count() == 2


@pytest.fixture
def suspicious(manager, previewed):
    """An import that would rewrite a column, waiting for an answer."""
    dwellings = [{"NUMAPPT": str(rank)} for rank in range(6)]
    imports.confirm(stock_import=previewed(*dwellings), user=manager)
    return previewed(*(dwelling | {"SURFHAB": "99"} for dwelling in dwellings))


def test_question_of_the_preview_must_be_answered(manager, signed_in, suspicious):
    client = signed_in(manager)
    page = client.get(url("stock_import", suspicious)).content.decode()
    assert "«\u00a0surface habitable (m²)\u00a0» de 6 logements sur 6" in page

    response = client.post(url("stock_import_confirm", suspicious))

    assert "Dites si c’est le fichier qui a raison." in response.content.decode()
    with pytest.raises(QuestionsLeftError):
        imports.confirm(stock_import=suspicious, user=manager)
    suspicious.refresh_from_db()
    assert suspicious.state == State.PREVIEWED


@pytest.mark.parametrize(("answer", "state", "area"), [("YES", State.APPLIED, 99), ("NO", State.DISCARDED, 62)])
def test_answer_goes_on_or_gives_the_file_up(manager, signed_in, suspicious, answer, state, area):
    signed_in(manager).post(url("stock_import_confirm", suspicious), {"REWRITING": answer})

    suspicious.refresh_from_db()
    assert suspicious.state == state
    assert set(Dwelling.objects.values_list("living_area_m2", flat=True)) == {area}


def test_question_that_arises_after_the_preview_stops_the_import(manager, previewed):
    imports.confirm(stock_import=previewed(*({} for _ in range(6))), user=manager)
    stock_import = previewed(*({} for _ in range(6)))
    assert stock_import.questions == []
    Dwelling.objects.update(living_area_m2=30)

    imports.confirm(stock_import=stock_import, user=manager)

    stock_import.refresh_from_db()
    assert (stock_import.state, stock_import.failure) == (State.PREVIEWED, imports.CHANGED_SINCE)
    assert [question["kind"] for question in stock_import.questions] == ["REWRITING"]
    assert set(Dwelling.objects.values_list("living_area_m2", flat=True)) == {30}


def test_refused_lines_are_downloaded(manager, signed_in, previewed):
    stock_import = previewed({}, {"NBPIECE": "12"})

    response = signed_in(manager).get(url("stock_import_refused", stock_import))

    content = b"".join(response.streaming_content).decode("utf-8")
    assert content.startswith("\ufeff2026;")
    assert "écrivez le nombre de pièces principales" in content
    assert response["Content-Disposition"].startswith('attachment; filename="lignes-refusees-')


def test_refused_lines_of_a_workbook_are_downloaded_as_one(manager, signed_in):
    """And given again as they were downloaded, refused once more."""
    rows = open_rows(3)
    rows[2][places(rows)["NBPIECE"]] = "12"
    content = workbook(rows).getvalue()
    for _ in range(2):
        stock_import = imports.receive_file(user=manager, file=upload(content=content))
        stock_import.refresh_from_db()
        assert stock_import.refused_count == 1
        response = signed_in(manager).get(url("stock_import_refused", stock_import))
        assert response["Content-Disposition"].endswith('.xlsx"')
        content = b"".join(response.streaming_content)
        imports.discard(stock_import=stock_import, user=manager)


def test_import_without_refused_lines_has_none_to_download(manager, signed_in, previewed):
    assert signed_in(manager).get(url("stock_import_refused", previewed({}))).status_code == 404


def busy(manager, state, *, silent_for):
    stock_import = StockImport.objects.create(
        landlord=manager.organization,
        author=manager,
        file_name="stock.txt",
        stored_file=default_storage.save("imports/test.txt", upload({})),
        state=state,
        lines_read=5000,
        lines_total=100_000,
    )
    StockImport.objects.update(heartbeat_at=timezone.now() - datetime.timedelta(seconds=silent_for))
    return stock_import


def test_progress_is_shown_and_followed(manager, signed_in):
    stock_import = busy(manager, State.READING, silent_for=3)

    page = signed_in(manager).get(url("stock_import", stock_import)).content.decode()

    assert "5\u202f000&nbsp;lignes lues sur 100\u202f000." in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "js/follow-progress.js" in page


@pytest.mark.parametrize(("state", "after", "dwellings"), [("READING", "PREVIEWED", 0), ("APPLYING", "APPLIED", 1)])
def test_dead_job_is_started_again_and_its_first_attempt_is_void(manager, signed_in, state, after, dwellings):
    stock_import = busy(manager, state, silent_for=600)
    client = signed_in(manager)
    page = client.get(url("stock_import", stock_import)).content.decode()
    assert "Le travail s’est arrêté." in page

    client.post(url("stock_import_start_again", stock_import))

    stock_import.refresh_from_db()
    assert (stock_import.state, stock_import.attempt, Dwelling.objects.count()) == (after, 2, dwellings)
    job = imports.read_file if state == "READING" else imports.apply_file
    job.call(stock_import.pk, 1)
    assert Dwelling.objects.count() == dwellings


def test_job_at_work_is_not_started_again(manager):
    stock_import = busy(manager, State.APPLYING, silent_for=10)

    with pytest.raises(TransitionNotAllowedError):
        imports.start_again(stock_import=stock_import, user=manager)


def test_job_given_up_while_it_reads_writes_nothing(manager, monkeypatch):
    stock_import = busy(manager, State.READING, silent_for=1)

    def give_up(**options):
        imports.discard(stock_import=stock_import, user=manager)
        options["progress"](1, 1)

    monkeypatch.setattr(imports, "import_stock", give_up)
    imports.read_file.call(stock_import.pk, 1)

    stock_import.refresh_from_db()
    assert stock_import.state == State.DISCARDED


def test_import_that_breaks_can_be_confirmed_again(manager, previewed, monkeypatch):
    stock_import = previewed({})

    def fail(**options):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(imports, "import_stock", fail)
        imports.confirm(stock_import=stock_import, user=manager)
    stock_import.refresh_from_db()
    assert (stock_import.state, stock_import.failure) == (State.PREVIEWED, imports.INTERRUPTED)

    imports.confirm(stock_import=stock_import, user=manager)
    stock_import.refresh_from_db()
    assert (stock_import.state, stock_import.failure, Dwelling.objects.count()) == (State.APPLIED, "", 1)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("move", "allowed"), [("confirm", ["PREVIEWED"]), ("discard", ["READING", "PREVIEWED"])])
def test_moves_are_possible_from_their_states_only(manager, state, move, allowed):
    now = timezone.now()
    applied_at = now if state in (State.APPLIED, State.UNDOING, State.UNDONE) else None
    undone_at = now if state == State.UNDONE else None
    stock_import = busy(manager, State.READING, silent_for=1)
    StockImport.objects.update(state=state, applied_at=applied_at, undone_at=undone_at, previewed_at=now)

    if state in allowed:
        getattr(imports, move)(stock_import=stock_import, user=manager)
    else:
        with pytest.raises(TransitionNotAllowedError):
            getattr(imports, move)(stock_import=stock_import, user=manager)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_only_managers_import(role, manager, signed_in, previewed):
    stock_import = previewed({})
    is_association = role in (Role.SOCIAL_WORKER, Role.COORDINATOR)
    organization = OrganizationFactory() if is_association else manager.organization
    user = UserFactory(role=role, organization=organization)
    client = signed_in(user)

    assert client.get(reverse("tenancies:stock_imports")).status_code == 403
    assert client.get(reverse("tenancies:stock_import_create")).status_code == 403
    assert client.get(url("stock_import", stock_import)).status_code == 403
    assert client.get(url("stock_import_refused", stock_import)).status_code == 403
    for name in ("stock_import_confirm", "stock_import_discard", "stock_import_start_again"):
        assert client.post(url(name, stock_import)).status_code == 403
    with pytest.raises(RightMissingError):
        imports.receive_file(user=user, file=upload({}))
    with pytest.raises(RightMissingError):
        imports.confirm(stock_import=stock_import, user=user)


def test_import_of_another_landlord_is_not_found(signed_in, previewed):
    stock_import = previewed({}, {"NBPIECE": "12"})
    stranger = UserFactory(organization=OrganizationFactory(is_landlord=True), role=Role.MANAGER)
    client = signed_in(stranger)

    assert client.get(url("stock_import", stock_import)).status_code == 404
    assert client.get(url("stock_import_refused", stock_import)).status_code == 404
    assert client.post(url("stock_import_confirm", stock_import)).status_code == 404
    assert "stock.txt" not in client.get(reverse("tenancies:stock_imports")).content.decode()


def test_moves_are_posts(manager, signed_in, previewed):
    stock_import = previewed({})
    client = signed_in(manager)

    for name in ("stock_import_confirm", "stock_import_discard", "stock_import_start_again"):
        assert client.get(url(name, stock_import)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_the_same_at_any_length(manager, signed_in, count, django_assert_num_queries):
    for rank in range(count):
        StockImport.objects.create(
            landlord=manager.organization,
            author=UserFactory(organization=manager.organization, role=Role.MANAGER),
            file_name=f"stock{rank}.txt",
            state=State.DISCARDED,
        )
    client = signed_in(manager)
    client.get(reverse("tenancies:stock_imports"))

    with django_assert_num_queries(4):
        assert client.get(reverse("tenancies:stock_imports")).status_code == 200


@pytest.mark.parametrize("act", ["confirm", "start_again"])
def test_a_job_begins_at_the_first_line(manager, previewed, monkeypatch, act):
    stock_import = previewed({}, {}) if act == "confirm" else busy(manager, State.READING, silent_for=600)
    begun = []
    monkeypatch.setattr(imports, "run", lambda reading, **options: begun.append(reading.lines_read) or Result())

    getattr(imports, act)(stock_import=stock_import, user=manager)

    assert begun == [0]


def test_a_long_name_of_a_file_is_cut_to_what_is_kept(manager, tmp_path):
    file = tmp_path / ("s" * 250)
    file.write_bytes(legal({}).read())

    call_command("import_rpls", str(file), f"--landlord={SIREN}")

    assert StockImport.objects.get().file_name == "s" * 200
