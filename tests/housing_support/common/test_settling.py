from django import forms

from housing_support.common.forms import Form
from housing_support.common.settling import CHANGED, Pending, SettlingMixin, ended_in_words

VISIT = Pending("Suivi de l’UCRM", "il prend fin")
MEETING = Pending("Rencontre du 2 décembre", "elle est annulée")


class ClosingForm(SettlingMixin, Form):
    reason = forms.CharField()


def sent(pending, **settles):
    return ClosingForm({"reason": "Parti"} | settles, pending=pending)


def test_what_was_shown_is_what_is_ended():
    shown = ClosingForm(pending=[VISIT]).pending_digest

    form = sent([VISIT], settles=shown)

    assert form.is_valid()
    assert form.cleaned_data == {"reason": "Parti"}


def test_what_waits_since_is_shown_first():
    shown = ClosingForm(pending=[VISIT]).pending_digest

    form = sent([VISIT, MEETING], settles=shown)

    assert form.non_field_errors() == [CHANGED]


def test_a_form_that_showed_nothing_is_not_held_to_it():
    assert sent([VISIT]).is_valid()


def test_what_ended_is_told_once_it_is_done():
    assert ended_in_words([]) == ""
    assert ended_in_words([VISIT]) == "Prend fin\u00a0: suivi de l’UCRM."
    assert ended_in_words([VISIT, MEETING]) == "Prennent fin\u00a0: suivi de l’UCRM, rencontre du 2 décembre."
