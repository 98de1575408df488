"""Bookings as a CSV file that German spreadsheets and treasury programs open as it is.

Semicolons, decimal comma, UTF-8 with a byte order mark, lines end as RFC 4180 says. What a cell
says can never be a formula (OWASP: CSV injection).
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

HEADINGS = (
    "Kommune",
    "Tag",
    "Vorgang",
    "Betrag in Euro",
    "Haushaltsstelle",
    "Kassenzeichen",
    "Leistung",
    "Aktenzeichen",
    "Zahlungsart",
    "Referenz beim Zahlungsdienst",
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class CsvRow:
    """One booking in words; `cents` is negative for what went back."""

    municipality: str
    day: date
    state: str
    cents: int
    booking_account: str
    kassenzeichen: str
    title: str
    reference: str
    method: str
    provider_reference: str


def write_bookings(rows: Iterable[CsvRow]) -> bytes:
    """The file, with a line of headings."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(_cells(row) for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def plain_amount(cents: int) -> str:
    """-123450 -> '-1234,50': no dots, no sign of the currency."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros},{rest:02}"


def harmless(words: str) -> str:
    """The same words, never a formula: what begins like one gets an apostrophe before it."""
    shown = words.lstrip(" ")
    return f"'{words}" if shown.startswith(_BEGINS_A_FORMULA) else words


def _cells(row: CsvRow) -> tuple[str, ...]:
    return (
        harmless(row.municipality),
        row.day.strftime("%d.%m.%Y"),
        harmless(row.state),
        plain_amount(row.cents),
        *map(
            harmless,
            (
                row.booking_account,
                row.kassenzeichen,
                row.title,
                row.reference,
                row.method,
                row.provider_reference,
            ),
        ),
    )
