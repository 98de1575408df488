"""The copy of an application that the citizen may fetch after sending it (OZG § 9a)."""

from collections.abc import Mapping
from typing import Any

from portal.applications.tables import Submission
from portal.cases.tables import Case
from portal.documents.fee_lines import fee_lines_of, in_words
from portal.documents.letterhead import fact, letterhead
from portal.documents.rendering import moment, render
from portal.municipalities import municipality_by_slug
from portal.shared.money import format_euro


def copy_of_application(submission: Submission, case: Case, *, demo: bool = False) -> bytes:
    """Everything that was sent, as a PDF: every answer by step, file names, the fee.

    It is dated the moment of sending. `demo`: it says that it is a demonstration.
    """
    municipality = municipality_by_slug(case.municipality)
    title = f"Antrag: {submission.title}"
    content = letterhead(municipality, title, f"{case.reference} · Kopie des Antrags", demo)
    content |= {
        "facts": [
            fact("Aktenzeichen", case.reference),
            fact("Antrag von", submission.applicant_name),
            fact("Zuständig", municipality.full_name),
        ],
        "sentence": f"Dies ist eine Kopie Ihres Antrags. Gesendet am {moment(case.opened_at)}.",
        "parts": [
            {
                "title": part["title"],
                "answers": [fact(row["label"], _said(row)) for row in part["rows"]],
            }
            for part in submission.review
        ],
        "fees": in_words(fee_lines_of(submission.relief.get("fee_lines", submission.fee_lines))),
        "total": _total(submission),
    }
    return render("application_copy", content, case.opened_at)


def _total(submission: Submission) -> str:
    if not submission.relief:
        return format_euro(submission.total_cents)
    return f"{format_euro(submission.relief['full_cents'])}, Ermäßigung beantragt"


def _said(row: Mapping[str, Any]) -> str:
    """The answer, and who vouched for it."""
    return f"{row['text']} (vom Servicekonto bestätigt)" if row.get("proven") else str(row["text"])
