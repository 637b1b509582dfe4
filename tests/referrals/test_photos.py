"""The photo that a caretaker joins to a door: read by two sides of one act, and by nobody else."""

import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.documents.content import checked
from referrals.forms.doors import CHOOSE_AGAIN
from referrals.models import Referral, ReferralPhoto
from referrals.services.photos import keep_photo
from tenancies.models import CaseFileAccess
from tests.factories.referrals import ReferralFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ResidenceFactory
from tests.files import pdf, picture, upload

pytestmark = pytest.mark.django_db
GPS, LATITUDE = 0x8825, {1: "N", 2: (43.0, 36.0, 16.0)}


@pytest.fixture
def door(landlord):
    return DwellingFactory(residence=ResidenceFactory(landlord=landlord), door="12", floor="3")


@pytest.fixture
def photo(caretaker, door):
    referral = ReferralFactory(reported=True, author=caretaker, dwelling=door)
    return keep_photo(referral, user=caretaker, file=checked(upload(picture())))


def sent(door, file=None, **changes):
    said = {"place": f"DOOR-{door.public_id}", "reasons": ["UPKEEP"], "facts": "Porte fendue.", "urgency": "NORMAL"}
    return said | ({"photo": file} if file else {}) | changes


def url_of(photo, name="referrals:photo"):
    return reverse(name, args=[photo.referral.public_id, photo.public_id])


def test_photo_goes_with_the_report_without_where_it_was_taken(signed_in, caretaker, door):
    exif = Image.Exif()
    exif[GPS] = LATITUDE
    taken = picture("JPEG", exif=exif)
    assert Image.open(io.BytesIO(taken)).getexif().get_ifd(GPS)
    client = signed_in(caretaker)

    client.post(reverse("referrals:report_door", args=[door.public_id]), sent(door, upload(taken, "M. Physalis.jpg")))

    photo = ReferralPhoto.objects.get()
    assert (photo.referral, photo.author) == (Referral.objects.get(), caretaker)
    assert not Image.open(default_storage.open(photo.stored_name)).getexif().get_ifd(GPS)
    response = client.get(url_of(photo))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="photo-')


@pytest.mark.parametrize(
    ("file", "changes", "errors"),
    [
        (pdf(), {}, {"photo": ["Ce fichier n’est pas une photo\u00a0: donnez une image JPEG ou PNG."]}),
        (picture(), {"reasons": []}, {"reasons": ["Choisissez au moins un motif."], "photo": [CHOOSE_AGAIN]}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(signed_in, caretaker, door, file, changes, errors):
    url = reverse("referrals:report_door", args=[door.public_id])

    form = signed_in(caretaker).post(url, sent(door, upload(file), **changes)).context["form"]

    assert form.errors == errors
    assert form["facts"].value() == "Porte fendue."
    assert not Referral.objects.exists()
    assert not ReferralPhoto.objects.exists()


def test_advisers_read_it_and_those_of_rent_do_not(signed_in, photo, adviser, officer, manager, household):
    page = reverse("referrals:detail", args=[photo.referral.public_id])
    assertContains(signed_in(adviser).get(page), url_of(photo))
    for user in (officer, manager):
        assertNotContains(signed_in(user).get(page), "photos/")
        assert signed_in(user).get(url_of(photo)).status_code == 404
    assert signed_in(adviser).get(url_of(photo)).status_code == 200
    assert not CaseFileAccess.objects.exists()

    Referral.objects.update(household=household)

    assert signed_in(adviser).get(url_of(photo)).status_code == 200
    assert CaseFileAccess.objects.get().kind == CaseFileAccess.Kind.DOCUMENT


def test_nobody_but_its_author_reads_it_once_it_may_tell_where_a_protected_household_lives(
    signed_in, photo, adviser, caretaker, landlord
):
    Referral.objects.update(household=HouseholdFactory(landlord=landlord, is_protected=True))

    assert signed_in(adviser).get(url_of(photo)).status_code == 404
    assertNotContains(signed_in(adviser).get(reverse("referrals:detail", args=[photo.referral.public_id])), "photos/")
    assert signed_in(caretaker).get(url_of(photo)).status_code == 200


def test_it_is_taken_away_in_the_open(signed_in, photo, adviser, caretaker):
    signed_in(adviser).post(url_of(photo, "referrals:cancel_photo"), {"reason": "WRONG_FACTS"})

    photo.refresh_from_db()
    assert (photo.cancelled_by, photo.cancellation) == (adviser, "WRONG_FACTS")
    for user in (adviser, caretaker):
        assert signed_in(user).get(url_of(photo)).status_code == 404
        page = signed_in(user).get(reverse("referrals:detail", args=[photo.referral.public_id]))
        assertContains(page, "Retirée")
