import pytest

from housing_support.common import numbers


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1\u00a0seconde"),
        (1, "1\u00a0seconde"),
        (1.2, "2\u00a0secondes"),
        (90, "90\u00a0secondes"),
        (91, "2\u00a0minutes"),
        (120, "2\u00a0minutes"),
        (121, "3\u00a0minutes"),
        (5400, "90\u00a0minutes"),
        (5401, "2\u00a0heures"),
        (7200, "2\u00a0heures"),
        (7201, "3\u00a0heures"),
        (3600 * 1000, "1\u202f000\u00a0heures"),
    ],
)
def test_a_wait_is_never_told_too_short(seconds, words):
    assert numbers.a_while(seconds) == words


@pytest.mark.parametrize(("number", "words"), [(0, "0\u00a0jour"), (1, "1\u00a0jour"), (2, "2\u00a0jours")])
def test_days_agree_with_their_number(number, words):
    assert numbers.days(number) == words
