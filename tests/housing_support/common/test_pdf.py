"""Papers that a screen reader reads, made of data that no template takes for its own words."""

import datetime
import io

from pypdf import PdfReader

from housing_support.common.pdf import render

AT = datetime.datetime(2026, 11, 12, 10, 0, 0, 123456, tzinfo=datetime.UTC)


def paper(*facts, at=AT):
    sections = [{"title": "Parties", "facts": facts}]
    data = {"title": "Fiche", "about": "UCRM", "edited": "Éditée le 12 novembre 2026", "sections": sections}
    return render("convention_sheet.typ", data, at=at)


def read(written):
    return PdfReader(io.BytesIO(written))


def test_what_a_person_wrote_is_text_and_never_the_source():
    typed = '#panic("x") *gras* #import "/etc/passwd": * $x$ \\ @nom <b> "guillemets" { } [ ] // fin'

    text = read(paper(("Association", typed))).pages[0].extract_text()

    assert typed in text


def test_a_paper_is_tagged_in_french_and_says_its_title():
    written = read(paper(("Association", "Épicéa, œuvre n°\u00a01")))

    root = written.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    assert written.metadata.title == "Fiche"
    assert "Épicéa, œuvre n°" in written.pages[0].extract_text()


def test_the_same_data_and_moment_give_the_same_bytes():
    assert paper(("Fin", "le 31 décembre")) == paper(("Fin", "le 31 décembre"))
    assert paper(("Fin", "le 31 décembre")) != paper(("Fin", "le 31 décembre"), at=AT + datetime.timedelta(days=1))


def test_a_long_paper_goes_on_and_counts_its_pages():
    written = read(paper(*[(f"Terme {rank}", "une ligne") for rank in range(120)]))

    assert len(written.pages) > 1
    assert f"page 2 sur {len(written.pages)}" in written.pages[1].extract_text()
