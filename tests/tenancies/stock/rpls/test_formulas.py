import pytest

from tenancies.stock.rpls.formulas import given_back, harmless

NARROW = ["=1+1", "+33", "-2", "@A1", "\t=1", "\r=1", " =1", "\u00a0=1", "\u202f\u2003=1", "\u200b=1", "\ufeff =1"]
FORMULAS = [*NARROW, "＝1", " ＋1", "﹣1", "＠A1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_made_a_text_and_comes_back_as_it_was(text):
    assert harmless(text) == f"'{text}"
    assert given_back(harmless(text)) == text


@pytest.mark.parametrize("text", ["", " ", "'", "'Orée", "12 rue des Lilas", "L'Union", "1=1", "«\u00a0=\u00a0»"])
def test_another_text_stays_as_it_is(text):
    assert (harmless(text), given_back(text)) == (text, text)
