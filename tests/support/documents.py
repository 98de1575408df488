"""PDFs as their readers find them."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from page import ValidationReport, validate_pdf_bytes
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from portal.applications.tables import Submission
from portal.cases.tables import Case
from portal.shared import clock

DIN_91379 = Path(__file__).parents[2] / "tools" / "assets" / "din91379.txt"
SENT_AT = datetime(2026, 11, 20, 20, 14, tzinfo=UTC)
NOBODY = UUID(int=0)
TWO_COPIES = [
    {"label": "Erste Urkunde", "quantity": 1, "unit_cents": 1500, "total_cents": 1500},
    {"label": "Jede weitere", "quantity": 1, "unit_cents": 750, "total_cents": 750},
]


def an_answer(text: str, label: str = "Geburtsname") -> dict[str, str]:
    """A row of a submission's review."""
    return {"label": label, "text": text, "path": "", "element_id": ""}


def a_submission(*answers: dict[str, str], **facts: Any) -> Submission:
    """A birth certificate with these answers in one step; nothing of it is stored."""
    return Submission(
        application_id=NOBODY, number=1, municipality="papenburg", account_id=NOBODY,
        service="geburtsurkunde", definition={}, answers={}, trust_level="basic",
        review=[{"step_id": "a", "title": "Person im Register", "rows": list(answers)}],
        **{
            "title": "Geburtsurkunde", "applicant_name": "Zoë Łuczak-Ørsted",
            "fee_lines": TWO_COPIES, "total_cents": 2250, **facts,
        },
    )  # fmt: skip


def a_case() -> Case:
    """Its case, opened on a Friday evening."""
    return Case(
        reference="PAP-2026-000123", municipality="papenburg", application_id=NOBODY,
        submission_id=NOBODY, account_id=NOBODY, service="geburtsurkunde", title="Geburtsurkunde",
        applicant_name="Zoë Łuczak-Ørsted", status="received", due_on=clock.today(),
        opened_at=SENT_AT,
    )  # fmt: skip


def opened(document: bytes) -> PdfReader:
    """The document in a reader that knows nothing of how it was made."""
    return PdfReader(io.BytesIO(document))


def text_of(document: bytes) -> str:
    """What a reader copies out of all pages; where a long word may break is not shown."""
    pages = (page.extract_text() for page in opened(document).pages)
    return "\n".join(pages).replace("\u200b", "")


def tags_of(document: bytes) -> list[str]:
    """The structure that a screen reader follows: the names of its elements, in order."""
    root = opened(document).trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    return _tags(root)


def barriers_in(document: bytes) -> list[str]:
    """What a validator of PDF/UA-1 (ISO 14289-1) that nobody here wrote finds wrong."""
    return [f"{one.rule_id}: {one.message}" for one in _checked(document).failures]


def _checked(document: bytes) -> ValidationReport:
    report = validate_pdf_bytes(document, profile="ua1")
    assert report.rules.total > 100, "the whole standard was looked at"
    return report


def _tags(element: Any) -> list[str]:
    element = element.get_object()
    if isinstance(element, ArrayObject):
        return [tag for child in element for tag in _tags(child)]
    if not isinstance(element, DictionaryObject):
        return []
    own = [str(element["/S"]).lstrip("/")] if "/S" in element else []
    return own + (_tags(element["/K"]) if "/K" in element else [])


def characters_of_the_standard(kind: str) -> list[str]:
    """The characters and sequences of DIN 91379 under the heading `kind`."""
    lines = DIN_91379.read_text(encoding="utf-8").splitlines()
    return lines[lines.index(f"# {kind}") + 1].split()
