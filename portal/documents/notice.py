"""A letter or notice of the town hall as a PDF (tagged, PDF/UA-1)."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from portal.applications.corrections import form_sent
from portal.applications.tables import Submission
from portal.cases.notice_tables import Notice
from portal.cases.tables import Case
from portal.documents.letterhead import letterhead
from portal.documents.rendering import render
from portal.errors import PortalError
from portal.forms.definition import AddressElement
from portal.forms.structure import outline
from portal.municipalities import municipality_by_slug
from portal.persistence.sealed_columns import is_readable
from portal.shared import clock

REMEDY_TITLE = "Rechtsbehelfsbelehrung"
DRAFT = "Entwurf – noch nicht ausgestellt"


def notice_pdf(
    notice: Notice, case: Case, address: Sequence[str], at: datetime, *, demo: bool = False
) -> bytes:
    """The letter, dated `at`; a draft says that it is one. Its words are data, never markup."""
    town = municipality_by_slug(case.authority)
    content = letterhead(town, notice.title, f"{case.reference} · {town.full_name}", demo)
    if notice.issued_at is None:
        content["notice"] = DRAFT
    content |= {
        "address": list(address),
        "place": f"{town.address.city}, {clock.long_date(at.astimezone(clock.BERLIN).date())}",
        "reference": f"Aktenzeichen: {case.reference}",
        "paragraphs": [part.strip() for part in notice.body.split("\n\n") if part.strip()],
        "remedy_title": REMEDY_TITLE if notice.remedy else "",
        "remedy": notice.remedy,
        "sender_line": f"{town.full_name}, {town.address.in_one_line}",
        "signature": f"{town.full_name}. Dieses Schreiben wurde elektronisch erstellt und ist ohne"
        " Unterschrift gültig.",
    }
    return render("notice", content, at)


def in_one(pdfs: Sequence[bytes]) -> bytes:
    """Several documents one after another, each beginning on a sheet of its own when printed on
    both sides. Raises ValueError for none."""
    if not pdfs:
        raise ValueError("nothing to print")
    writer = PdfWriter()
    for content in pdfs:
        reader = PdfReader(BytesIO(content))
        for page in reader.pages:
            writer.add_page(page)
        if len(reader.pages) % 2:
            writer.add_blank_page()
    whole = BytesIO()
    writer.write(whole)
    return whole.getvalue()


def postal_address(case: Case, submission: Submission) -> tuple[str, ...]:
    """Name and address for the window of an envelope (DIN 5008): the applicant's address in the
    answers, else the first one; the name alone where there is none."""
    if not is_readable(submission.answers):
        return (case.applicant_name,)
    try:
        form = form_sent(submission)
    except PortalError:
        return (case.applicant_name,)
    places = [node for node in outline(form) if isinstance(node.element, AddressElement)]
    places.sort(key=lambda node: getattr(node.element, "prefill", "") != "applicant.address")
    for node in places:
        lines = _lines(submission.answers, node.path)
        if lines:
            return (case.applicant_name, *lines)
    return (case.applicant_name,)


def _lines(answers: dict[str, object], path: str) -> tuple[str, ...]:
    def part(name: str) -> str:
        return str(answers.get(f"{path}.{name}", "") or "").strip()

    street = f"{part('street')} {part('house_number')}".strip()
    city = f"{part('postcode')} {part('city')}".strip()
    if not (street and city):
        return ()
    return tuple(filter(None, (part("addition"), street, city, part("country"))))
