"""What staff could not open is refused at once, in words that say what to do."""

import asyncio
import zlib

import pytest

from portal.errors import InvalidInput
from portal.files.inspection import require_readable
from portal.files.recognition import media_type_of
from tests.support.uploads import HEIC, JPEG, PDF, PNG, a_heic, a_jpeg, a_pdf, a_png, streamed


def look_at(content: bytes, max_pages: int = 3) -> None:
    kind = media_type_of(content[:32])
    assert kind is not None
    asyncio.run(require_readable(kind, streamed(content, 50_000), max_pages))


@pytest.mark.parametrize(
    "content",
    [
        JPEG,
        PNG,
        HEIC,
        PDF,
        a_jpeg(12000, 9000, comment=b"108 megapixels"),
        a_jpeg(comment=b"x" * 60_000),
        JPEG[:2] + b"\xff" * 9 + JPEG[3:],
        a_heic(brand=b"mif1"),
        a_pdf(3),
        a_pdf(2, owner_password="nur gegen Änderungen"),
        b"%PDF-1.4\n" + PDF.replace(b"%PDF-1.3", b"% a second header") + b"\n\n",
    ],
)
def test_what_people_send_can_be_opened(content: bytes) -> None:
    look_at(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a_jpeg(20_000, 20_000), "120 Megapixel"),
        (a_png(60_000, 60_000), "120 Megapixel"),
        (a_heic(60_000, 60_000), "120 Megapixel"),
        (a_jpeg(0, 10), "beschädigt"),
        (JPEG[:12], "beschädigt"),
        (b"\xff\xd8" + b"\xff" * 3_000_000, "beschädigt"),
        (b"\xff\xd8" + b"\xff\xfe\x00\x02" * 1_000_000, "beschädigt"),
        (b"\xff\xd8\xff\xd9", "beschädigt"),
        (PNG[:20], "beschädigt"),
        (HEIC[:60], "beschädigt"),
        (HEIC[:24] + b"\x7f\xff\xff\xffmeta", "beschädigt"),
        (HEIC[:24] + b"\x00\x00\x00\x02free" * 100, "beschädigt"),
        (a_pdf(4), "höchstens 3"),
        (a_pdf(password="geheim"), "Passwort"),
        (PDF[: len(PDF) // 2], "beschädigt"),
        (b"%PDF-1.7 kein PDF", "beschädigt"),
    ],
)
def test_what_nobody_could_open_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        look_at(content)


def test_a_page_tree_that_lies_about_its_number_is_counted_all_the_same() -> None:
    with pytest.raises(InvalidInput, match="höchstens 3"):
        look_at(a_pdf(9).replace(b"/Count 9", b"/Count 1"))


def test_a_form_that_only_one_program_shows_is_refused() -> None:
    dynamic = PDF.replace(b"/Type /Catalog", b"/Type /Catalog /NeedsRendering true")
    assert dynamic != PDF
    with pytest.raises(InvalidInput, match="Als PDF speichern"):
        look_at(dynamic)


@pytest.mark.parametrize(
    "where",
    [
        "/OpenAction << /S /Launch /F (calc.exe) >>",
        "/OpenAction << /S /GoTo /Next [<< /S /Launch /F (calc.exe) >>] >>",
        "/AA << /WC << /S /Launch /F (calc.exe) >> >>",
        "/AA [1 2] /OpenAction << /S /Launch /F (calc.exe) >>",
    ],
)
def test_a_pdf_that_starts_programs_is_refused(where: str) -> None:
    starting = PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + where.encode())
    assert starting != PDF
    with pytest.raises(InvalidInput, match="ein Programm starten"):
        look_at(starting)


def test_a_link_in_a_pdf_that_starts_programs_is_refused_and_odd_actions_are_not() -> None:
    link = b"/Type /Page /Annots [<< /Subtype /Link /A << /S /Launch /F (calc.exe) >> >>]"
    with pytest.raises(InvalidInput, match="ein Programm starten"):
        look_at(PDF.replace(b"/Type /Page\n", link + b"\n"))
    for odd in (b"/OpenAction 7", b"/AA [1 2]", b"/OpenAction [3 0 R /Fit]"):
        look_at(PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + odd))


def test_a_pdf_without_an_end_costs_little() -> None:
    unfolds = zlib.compress(bytes(150_000_000), 9)
    tree = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    stream = b"<< /Type /ObjStm /N 9 /First 9 /Filter /FlateDecode /Length %d >>" % len(unfolds)
    objects = (tree, tree, b"<< /Type /Catalog /Pages 2 0 R >>", stream)
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, part) for n, part in enumerate(objects, 1))
    endless = b"%PDF-1.7\n" + body + b"trailer << /Root 3 0 R >>\n%%EOF"
    with pytest.raises(InvalidInput, match="beschädigt"):
        look_at(endless)
