"""The poster that hangs at the counter: its code and its words lead to the same place."""

import re

import pytest
import segno

from portal.catalogue import load_catalogue
from portal.documents import Poster, poster, qr_svg
from portal.municipalities import municipality_by_slug
from tests.support.documents import SENT_AT, opened, tags_of, text_of

TOWN = municipality_by_slug("papenburg")
HOME = "https://papenburg.example/"


def words(document: bytes) -> str:
    printed = text_of(document).replace("\u00a0", " ").replace("\u200b", "")
    return " ".join(printed.split())


def test_it_invites_into_the_portal():
    text = words(poster(Poster(TOWN, HOME), SENT_AT))
    for expected in ("Stadt Papenburg", "Ihr Rathaus ist auch online für Sie da",
                     "papenburg.example", "Telefon 04961 0000-0"):  # fmt: skip
        assert expected in text
    assert "https" not in text


def test_it_invites_to_one_service_and_says_what_that_costs():
    offer = load_catalogue().offer(TOWN, "geburtsurkunde")
    about = Poster(TOWN, f"{HOME}leistungen/geburtsurkunde/", offer)
    text = words(poster(about, SENT_AT, demo=True))
    for expected in ("Geburtsurkunde", "papenburg.example/leistungen/geburtsurkunde",
                     "Gebühr: 15,00 €", "Online beantragen", "Vorführung"):  # fmt: skip
        assert expected in text


@pytest.mark.parametrize("slug", ["abfall", "kfz-zulassung", "personalausweis"])
def test_what_cannot_be_ordered_here_is_not_promised(slug: str):
    offer = load_catalogue().offer(TOWN, slug)
    promised = "Online beantragen" in words(poster(Poster(TOWN, HOME, offer), SENT_AT))
    assert offer is not None
    assert promised == offer.orderable


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("a3", 842)])
def test_it_is_one_page_of_the_paper_asked_for(paper, width):
    long = load_catalogue().offer(TOWN, "melderegisterauskunft-erweitert")
    for offer in (None, long):
        document = opened(poster(Poster(TOWN, HOME, offer, paper), SENT_AT))
        assert [round(float(page.mediabox.width)) for page in document.pages] == [width]


def test_it_can_be_read_aloud():
    document = poster(Poster(TOWN, HOME), SENT_AT)
    assert document == poster(Poster(TOWN, HOME), SENT_AT)
    assert b"pdfuaid:part" in opened(document).trailer["/Root"]["/Metadata"].get_data()
    assert "Figure" in tags_of(document)


def test_the_drawing_is_the_code_of_the_whole_address():
    code = segno.make(HOME, error="q", micro=False)
    drawn = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", qr_svg(HOME))
        for step in range(int(width))
    }
    assert drawn == {
        (x + 4, y + 4) for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    }
