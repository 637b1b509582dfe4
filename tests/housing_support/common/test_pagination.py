import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.pagination import capped_count, compiled_page, extent, keyset_page
from partners.models import User
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

KEY = ("last_name", "pk")


@compiled
def colleagues(user):
    return User.objects.filter(organization=user.organization_id)


def page_of(url, key=KEY, **options):
    return keyset_page(User.objects.all(), key=key, request=RequestFactory().get(url), **options)


def walk(url, **options):
    """Every page from `url` on, as lists of rows."""
    pages = []
    while url:
        page = page_of(url, **options)
        pages.append(page.rows)
        url = page.next_url
    return pages


def test_pages_give_each_row_once_in_order():
    organization = OrganizationFactory()
    names = ["Blanc", "Aubry", "Blanc", "Carle", "Blanc"]
    users = [UserFactory(organization=organization, last_name=name) for name in names]

    pages = walk("/?role=x", size=2)

    assert [[user.pk for user in rows] for rows in pages] == [
        [users[1].pk, users[0].pk],
        [users[2].pk, users[4].pk],
        [users[3].pk],
    ]


def test_descending_pages_keep_microseconds():
    start = timezone.now()
    users = [UserFactory(date_joined=start + datetime.timedelta(microseconds=n)) for n in range(4)]

    pages = walk("/", key=("-date_joined", "-pk"), size=1)

    assert [rows[0].pk for rows in pages] == [user.pk for user in reversed(users)]


def test_address_keeps_the_filters_and_hides_the_last_row():
    UserFactory(last_name="Belkacem")
    UserFactory(last_name="Belkacem")

    page = page_of("/?role=x", size=1)

    assert page.next_url.startswith("/?role=x&after=")
    assert "elkacem" not in page.next_url
    assert page.first_url == ""
    assert page_of(page.next_url, size=1).first_url == "/?role=x"


@pytest.mark.parametrize("after", ["abc", "é", "gAAAA", "%00"])
def test_illegible_position_gives_the_first_page(after):
    user = UserFactory()

    assert page_of(f"/?after={after}").rows == [user]


def test_count_stops_at_its_cap():
    UserFactory.create_batch(3)

    assert capped_count(User.objects.all(), cap=3) == (3, False)
    assert capped_count(User.objects.all(), cap=2) == (2, True)


@pytest.mark.parametrize("size", [1, 3])
def test_any_page_costs_two_queries(size, django_assert_num_queries):
    UserFactory.create_batch(5)
    url = page_of("/", size=size).next_url

    with django_assert_num_queries(2):
        page_of(url, size=size)


def test_mixed_directions_are_refused():
    with pytest.raises(ValueError, match="one direction"):
        page_of("/", key=("last_name", "-pk"))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_a_compiled_page_is_the_same_page(size):
    """Its rows, its count and whether it goes on, from the first page to the last, whole or not."""
    reader, *_ = UserFactory.create_batch(4, organization=OrganizationFactory())
    url = "/?role=x"
    read = []

    while url:
        request = RequestFactory().get(url)
        page = compiled_page(colleagues, reader, key=KEY, request=request, size=size)
        ordinary = keyset_page(colleagues(reader), key=KEY, request=request, size=size)
        assert (page.rows, page.first_url) == (ordinary.rows, ordinary.first_url)
        assert (page.count, page.is_capped) == (ordinary.count, False)
        assert bool(page.next_url) == bool(ordinary.next_url)
        read += page.rows
        url = page.next_url

    assert {user.pk for user in read} == set(colleagues(reader).values_list("pk", flat=True))
    assert len(read) == 4


@pytest.mark.parametrize(("rows", "counted"), [(2, (2, False)), (3, (2, True)), (4, (2, True))])
def test_the_count_of_a_compiled_page_stops_at_the_cap(rows, counted, monkeypatch):
    monkeypatch.setattr("housing_support.common.pagination.COUNT_CAP", 2)
    reader, *_ = UserFactory.create_batch(rows, organization=OrganizationFactory())

    page = compiled_page(colleagues, reader, key=KEY, request=RequestFactory().get("/"), size=1)

    assert (page.count, page.is_capped) == counted


def test_a_compiled_page_is_counted_unless_told_otherwise():
    reader = UserFactory()
    request = RequestFactory().get("/")

    assert compiled_page(colleagues, reader, key=KEY, request=request).count == 1
    assert compiled_page(colleagues, reader, key=KEY, request=request, with_count=False).count is None


def test_a_page_that_is_not_counted_tells_nothing_of_a_cap():
    page = page_of("/", with_count=False)

    assert (page.count, page.is_capped) == (None, False)


def test_no_page_of_a_list_that_is_not_counted_is():
    reader, *_ = UserFactory.create_batch(3, organization=OrganizationFactory())
    options = {"key": KEY, "size": 1, "with_count": False}
    first = compiled_page(colleagues, reader, request=RequestFactory().get("/"), **options)

    second = compiled_page(colleagues, reader, request=RequestFactory().get(first.next_url), **options)

    assert (second.count, second.is_capped) == (None, False)


@pytest.mark.parametrize(
    ("count", "words"), [(20, ""), (21, "20 sur 21"), (1000, "20 sur 1\u202f000"), (1001, "20 sur plus de 1\u202f000")]
)
def test_a_list_that_is_cut_says_of_how_many(count, words):
    assert extent(20, count) == words
