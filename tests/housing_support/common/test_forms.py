import datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms

from housing_support.common.forms import DayField, MomentField, moment_text

PARIS = ZoneInfo("Europe/Paris")
FIRST, LAST = datetime.date(2026, 10, 1), datetime.date(2026, 12, 31)


class StayForm(forms.Form):
    begins_on = DayField(bounds=lambda: (FIRST, LAST))
    seen_at = MomentField(bounds=lambda: (FIRST, LAST))


def test_day_and_moment_are_drawn_as_the_browser_wants_them():
    form = StayForm(
        initial={
            "begins_on": datetime.date(2026, 11, 2),
            "seen_at": datetime.datetime(2026, 11, 2, 13, 5, tzinfo=datetime.UTC),
        }
    )

    assert str(form["begins_on"]) == (
        '<input type="date" name="begins_on" autocomplete="off" value="2026-11-02" min="2026-10-01" max="2026-12-31"'
        ' required id="id_begins_on">'
    )
    assert str(form["seen_at"]) == (
        '<input type="datetime-local" name="seen_at" autocomplete="off" value="2026-11-02T14:05"'
        ' min="2026-10-01T00:00" max="2026-12-31T23:59" required id="id_seen_at">'
    )


@pytest.mark.parametrize(
    ("begins_on", "seen_at"), [("2026-11-02", "2026-11-02T14:05"), ("02/11/2026", "02/11/2026 14:05")]
)
def test_what_the_browser_or_a_hand_writes_is_read(begins_on, seen_at):
    form = StayForm({"begins_on": begins_on, "seen_at": seen_at})

    assert form.is_valid()
    assert form.cleaned_data == {
        "begins_on": datetime.date(2026, 11, 2),
        "seen_at": datetime.datetime(2026, 11, 2, 14, 5, tzinfo=PARIS),
    }


def test_moment_as_text_is_that_of_the_clock_on_the_wall():
    assert moment_text(datetime.datetime(2026, 7, 2, 13, 5, tzinfo=datetime.UTC)) == "2026-07-02T15:05"
