import uuid

from django.test.utils import override_script_prefix
from django.urls import reverse

from housing_support.common.links import page_url, row_urls


def test_urls_of_rows_are_those_of_reverse():
    first, second = uuid.uuid4(), uuid.uuid4()
    url_of = row_urls("tenancies:household")

    assert [url_of(first), url_of(second)] == [reverse("tenancies:household", args=[one]) for one in (first, second)]


def test_urls_follow_the_prefix_of_the_site():
    public_id = uuid.uuid4()
    with override_script_prefix("/passerelle/"):
        assert row_urls("tenancies:household")(public_id).startswith("/passerelle/households/")
        assert page_url("tenancies:households") == "/passerelle/households/"
    assert page_url("tenancies:households") == reverse("tenancies:households")
