"""A moment is worded by the clocks of here, whatever the day or the hour of the database."""

import datetime

import pytest

from housing_support.common.dates import long_moment, short_moment


# Around midnight, and at both changes of the clocks, whose hours do not exist or come twice.
@pytest.mark.parametrize(
    ("written", "short", "long"),
    [
        ("2024-03-30 23:20", "dim. 31 mars 2024, 0 h 20", "31 mars 2024, 0 h 20"),
        ("2024-03-31 01:10", "dim. 31 mars 2024, 3 h 10", "31 mars 2024, 3 h 10"),
        ("2024-10-26 22:50", "dim. 27 oct. 2024, 0 h 50", "27 octobre 2024, 0 h 50"),
        ("2024-10-27 00:35", "dim. 27 oct. 2024, 2 h 35", "27 octobre 2024, 2 h 35"),
        ("2024-10-27 01:35", "dim. 27 oct. 2024, 2 h 35", "27 octobre 2024, 2 h 35"),
        ("2024-12-31 23:00", "mer. 1er janv. 2025, 0 h 00", "1er janvier 2025, 0 h 00"),
    ],
)
def test_a_moment_is_worded_by_the_clocks_of_here(written, short, long):
    moment = datetime.datetime.fromisoformat(f"{written}+00:00")

    assert (short_moment(moment).replace("\u00a0", " "), long_moment(moment).replace("\u00a0", " ")) == (short, long)
