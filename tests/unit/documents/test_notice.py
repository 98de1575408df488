"""Letters and notices: what is typed is text, however odd or long it is."""

from uuid import uuid4

import pytest

from portal.cases.notice_tables import Notice
from portal.cases.tables import Case
from portal.catalogue import service_by_slug
from portal.catalogue.catalogue import takes_orders
from portal.documents.notice import notice_pdf
from portal.municipalities import (
    Municipality,
    OfferEntry,
    all_municipalities,
    municipality_by_slug,
)
from portal.shared import clock
from tests.support.documents import NOBODY, opened, tags_of, text_of

ADDRESS = ["Zoë Łuczak-Ørsted", "Hauptkanal links 12a", "26871 Papenburg"]
MARKUP = (
    '#image("/etc/passwd")', "#sys.inputs", '#eval("1")', "$x^2$", "*fett*", "_kursiv_", "`code`",
    "<marke>", "@verweis", "// nichts", "/* nichts */", "= Titel", "- Liste", "#{", "]", "\\#",
    "{aktenzeichen}",
)  # fmt: skip
LONG = "Donaudampfschifffahrts" * 40


def a_notice(body: str = "Guten Tag", title: str = "Bescheid", remedy: str = "Klage") -> Notice:
    return Notice(
        case_id=NOBODY, municipality="papenburg", account_id=NOBODY, number=1, template="x",
        kind="notice", title=title, body=body, remedy=remedy, drafted_by=NOBODY,
        issued_at=clock.now(),
    )  # fmt: skip


def the_letter(notice: Notice, address: list[str] = ADDRESS) -> bytes:
    case = Case(
        reference="PAP-2026-000001", municipality="papenburg", application_id=uuid4(),
        submission_id=uuid4(), account_id=NOBODY, service="geburtsurkunde", title="Urkunde",
        applicant_name="Zoë", status="in_progress", due_on=clock.today(),
    )  # fmt: skip
    return notice_pdf(notice, case, address, clock.now())


def test_markup_in_names_reasons_and_remedy_is_printed_as_it_was_typed() -> None:
    everything = "\n".join(MARKUP)
    letter = the_letter(
        a_notice(everything, "#let x = 1 *Bescheid*", everything), [*MARKUP, *ADDRESS]
    )
    printed = text_of(letter)
    for words in MARKUP:
        assert printed.count(words) >= 3, words
    assert "#let x = 1 *Bescheid*" in printed
    assert tags_of(letter).count("H1") <= 2, "a line that looks like a heading is none"


def test_words_longer_than_the_line_stay_on_the_page() -> None:
    letter = the_letter(a_notice(LONG, LONG[:200]), [LONG[:120], *ADDRESS])
    assert max(len(line) for line in text_of(letter).splitlines()) < 120


def test_a_long_address_stands_over_nothing() -> None:
    heights: dict[str, float] = {}

    def note(words: str, page: list[float], line: list[float], *_font: object) -> None:
        for wanted in ("Letzte Zeile", "Aktenzeichen"):
            if wanted in words:
                heights[wanted] = page[5] + page[3] * line[5]

    letter = the_letter(a_notice(), ["Name " * 60, "Zusatz " * 60, "Straße 1", "Letzte Zeile"])
    opened(letter).pages[0].extract_text(visitor_text=note)
    assert heights["Letzte Zeile"] - heights["Aktenzeichen"] > 8, heights


def test_a_service_may_have_a_legal_remedy_of_its_own() -> None:
    town = municipality_by_slug("papenburg")
    own = OfferEntry(modes=("form",), legal_remedy="Widerspruch beim Amt.")
    special = town.model_copy(update={"offers": {**town.offers, "hund-anmelden": own}})
    assert special.remedy_for("hund-anmelden") == "Widerspruch beim Amt."
    assert special.remedy_for("gewerbeanmeldung") == town.legal_remedy != ""


@pytest.mark.parametrize("town", all_municipalities(), ids=lambda town: town.slug)
def test_whoever_issues_a_notice_names_the_court_that_decides(town: Municipality) -> None:
    """About the registers of civil status an Amtsgericht does (PStG §§ 49, 50)."""
    for slug in (slug for slug, entry in town.offers.items() if takes_orders(entry)):
        service = service_by_slug(slug)
        remedy = town.remedy_for(slug, service.remedy)
        is_register = any("PStG" in basis for basis in service.legal_basis)
        assert ("Amtsgericht" if is_register else "Verwaltungsgericht") in remedy, slug


def test_a_long_reason_goes_over_pages() -> None:
    letter = the_letter(a_notice("\n\n".join(["Ein Absatz der Begründung. " * 40] * 8)))
    assert len(opened(letter).pages) >= 3
