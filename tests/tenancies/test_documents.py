"""The documents of a case file: for the readers that their author chose, each opening on record."""

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.documents.content import checked
from housing_support.common.mending import Mistake, Obstacle
from partners.roles import Role
from tenancies.models import CaseFileAccess, CaseFileDocument, Household
from tenancies.models.audience import Audience
from tenancies.services.documents import add_document, cancel_document
from tests.factories.tenancies import CaseFileDocumentFactory
from tests.files import pdf, picture, upload
from tests.tenancies.mending import ago, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def given(household):
    """`given(user, Audience.SHARED)`: a lease."""

    def given(user, audience):
        return add_document(
            household=household, user=user, audience=audience, kind="LEASE", file=checked(upload(pdf()))
        )

    return given


def list_of(household):
    return reverse("tenancies:household_documents", args=[household.public_id])


def url(document, act=""):
    return reverse(f"tenancies:document{act}", args=[document.household.public_id, document.public_id])


def add(client, household, **sent):
    given = {"audience": "SHARED", "kind": "INSURANCE", "file": upload(picture("JPEG"), "attestation Mme Physalis.jpg")}
    return client.post(reverse("tenancies:document_create", args=[household.public_id]), given | sent)


def test_a_worker_gives_a_photo_and_every_participant_opens_it(signed_in, household, worker, officer):
    client = signed_in(worker)

    response = add(client, household)

    assert said(response) == [
        "Document ajouté\u00a0: Attestation d’assurance. Qui le lit\u00a0: Tous les participants\u00a0: "
        "le bailleur et les associations du dossier."
    ]
    document = CaseFileDocument.objects.get()
    assert (document.author, document.organization) == (worker, worker.organization)
    for reader in (worker, officer):
        client = signed_in(reader)
        assert url(document) in client.get(list_of(household)).content.decode()
        file = client.get(url(document))
        day = timezone.localdate(document.recorded_at)
        assert file.headers["Content-Disposition"] == f'attachment; filename="attestation-d-assurance-{day}.jpg"'
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert file.headers["Cache-Control"] == "no-store, private"
        assert document.is_intact(file.getvalue())


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.SHARED, {Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER, Role.SOCIAL_WORKER, Role.COORDINATOR}),
        (Audience.SOCIAL, {Role.ADVISER, Role.SOCIAL_WORKER, Role.COORDINATOR}),
        (Audience.ORGANIZATION, {Role.SOCIAL_WORKER, Role.COORDINATOR}),
        (Audience.AUTHOR, set()),
    ],
)
def test_each_audience_lists_and_opens_it_and_nobody_else(
    signed_in, member, household, worker, given, audience, readers
):
    document = given(worker, audience)
    others = {role: member(role) for role in (*readers, Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER)}

    listed, opened = set(), set()
    for role, user in others.items():
        client = signed_in(user)
        if url(document) in client.get(list_of(household)).content.decode():
            listed.add(role)
        if client.get(url(document)).status_code == 200:
            opened.add(role)

    assert (listed, opened) == (readers, readers)
    assert signed_in(worker).get(url(document)).status_code == 200


def test_the_same_file_sent_twice_is_kept_once_and_for_other_readers_beside(signed_in, household, worker):
    client, photo = signed_in(worker), picture("JPEG")

    for audience in ("SHARED", "SHARED", "ORGANIZATION"):
        assert add(client, household, audience=audience, file=upload(photo)).status_code == 302

    audiences = CaseFileDocument.objects.order_by("pk").values_list("audience", flat=True)
    assert list(audiences) == ["SHARED", "ORGANIZATION"]


def test_opening_a_document_is_in_the_access_log(signed_in, household, officer, worker, given):
    document = given(worker, Audience.SHARED)

    signed_in(officer).get(url(document))

    kinds = CaseFileAccess.objects.filter(household=household, user=officer).values_list("kind", flat=True)
    assert set(kinds) == {CaseFileAccess.Kind.READ, CaseFileAccess.Kind.DOCUMENT}
    html = signed_in(worker).get(reverse("tenancies:household_access", args=[household.public_id])).content.decode()
    assert "Document ouvert" in html


def test_what_is_not_opened_leaves_no_line(signed_in, household, member, worker, given):
    document = given(worker, Audience.AUTHOR)
    adviser = member(Role.ADVISER)

    signed_in(adviser).get(url(document))

    assert not CaseFileAccess.objects.filter(user=adviser, kind=CaseFileAccess.Kind.DOCUMENT).exists()


def test_where_the_address_is_protected_a_file_opens_for_those_who_may_read_it(
    signed_in, member, household, officer, worker, given
):
    document = given(worker, Audience.SHARED)
    Household.objects.filter(pk=household.pk).update(is_protected=True)
    manager = member(Role.MANAGER)

    answers = {user: signed_in(user).get(url(document)).status_code for user in (officer, worker, manager)}

    assert answers == {officer: 200, worker: 200, manager: 403}
    html = signed_in(manager).get(list_of(household)).content.decode()
    assert url(document) not in html
    assert "<b>Bail</b>" in html


def test_a_document_is_not_opened_through_another_case_file(signed_in, household, officer):
    elsewhere = CaseFileDocumentFactory(household__landlord=household.landlord)

    response = signed_in(officer).get(reverse("tenancies:document", args=[household.public_id, elsewhere.public_id]))

    assert response.status_code == 404


def test_what_is_refused_is_said_at_its_field_and_the_choices_stay(signed_in, household, worker):
    response = add(signed_in(worker), household, file=upload(b"PK\x03\x04" + bytes(40), "bail.docx"))

    form = response.context["form"]
    assert list(form.errors) == ["file"]
    assert (form["audience"].value(), form["kind"].value()) == ("SHARED", "INSURANCE")
    assert not CaseFileDocument.objects.exists()


def test_its_author_corrects_what_it_is_and_who_reads_it(signed_in, member, household, worker, given):
    document = given(worker, Audience.SHARED)

    response = signed_in(worker).post(url(document, "_correct"), {"audience": "ORGANIZATION", "kind": "OTHER"})

    assert said(response) == [
        f"Le document est corrigé. Qui le lit\u00a0: Votre équipe\u00a0: {worker.organization.short_name}."
    ]
    html = signed_in(worker).get(list_of(household)).content.decode()
    assert "Autre document" in html
    assert f"par {worker.full_name}" in html
    assert signed_in(member(Role.ADVISER)).get(url(document)).status_code == 404


def test_a_coordinator_cancels_it_and_it_opens_no_more(signed_in, member, household, worker, given):
    document = given(worker, Audience.SHARED)
    client = signed_in(member(Role.COORDINATOR))

    response = client.post(url(document, "_cancel"), {"reason": Mistake.TWICE})

    assert said(response) == ["Le document est annulé\u00a0: il reste dans l’onglet, barré, et ne s’ouvre plus."]
    html = client.get(list_of(household)).content.decode()
    assert '<del>Bail</del> <span class="badge">Annulé</span>' in html
    assert "saisie deux fois." in html
    assert [signed_in(user).get(url(document)).status_code for user in (worker, member(Role.ADVISER))] == [404, 404]


def test_a_document_a_month_old_is_cancelled_not_corrected(signed_in, household, worker, given):
    document = given(worker, Audience.SHARED)
    CaseFileDocument.objects.update(recorded_at=ago(31))
    client = signed_in(worker)

    assert said(client.get(url(document, "_correct"))) == [Obstacle.TOO_LATE.label]
    assert client.get(url(document, "_cancel")).status_code == 200


def test_cancelling_it_twice_says_so(signed_in, worker, given):
    document = given(worker, Audience.SHARED)
    cancel_document(document=document, user=worker, reason=Mistake.TWICE)

    assert said(signed_in(worker).get(url(document, "_cancel"))) == [Obstacle.CANCELLED.label]


def test_the_history_tells_of_those_that_others_read_alone(signed_in, member, household, worker, given):
    given(worker, Audience.AUTHOR)
    page = reverse("tenancies:household_access", args=[household.public_id])
    assert "Document ajouté" not in signed_in(member(Role.ADVISER)).get(page).content.decode()

    given(worker, Audience.SHARED)

    assert "Document ajouté" in signed_in(member(Role.ADVISER)).get(page).content.decode()
