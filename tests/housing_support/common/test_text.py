import pytest
from django.http import QueryDict

from housing_support.common.text import visible, visible_input


@pytest.mark.parametrize("text", ["", "Deux loyers.", "Une\tligne\r\nune autre", "é\u00a0!", "Ærøskøbing 👍 ﷺ"])
def test_ordinary_texts_are_kept(text):
    assert visible(text) == text


@pytest.mark.parametrize("character", "\x00\x08\x0e\x1f\x7f\x9f\u00ad\u200b\u200d\u202e\u2060\u2800\u3164\ufeff")
def test_an_invisible_character_goes(character):
    assert visible(f"Deux{character} loyers") == "Deux loyers"
    assert visible(character * 3) == ""


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_rare_end_of_line_is_one(end):
    assert visible(f"Deux{end}loyers") == "Deux\nloyers"


def test_input_is_made_visible_names_included_and_passwords_left_alone():
    data = QueryDict(mutable=True)
    data.setlist("re\0asons", ["AR\0REARS", "FAMILY"])
    data["password"] = "mot\u200bde passe"

    assert dict(visible_input(data).lists()) == {"reasons": ["ARREARS", "FAMILY"], "password": ["mot\u200bde passe"]}
