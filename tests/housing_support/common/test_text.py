import pytest
from django.core.exceptions import ValidationError

from housing_support.common.text import refuse_control_characters


@pytest.mark.parametrize("text", ["", "Deux loyers.", "Une\tligne\r\nune autre", "é\u00a0!"])
def test_ordinary_texts_pass(text):
    refuse_control_characters(text)


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x0c", "\x0e", "\x1f", "\x7f"])
def test_a_control_character_is_refused(character):
    with pytest.raises(ValidationError) as refused:
        refuse_control_characters(f"Deux{character}loyers")

    assert refused.value.code == "control_characters"
