"""Any table as a CSV file that German spreadsheets open as it is (see bookings_csv)."""

import csv
import io
from collections.abc import Iterable, Sequence

from portal.documents.bookings_csv import harmless


def write_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file, with a line of headings. No cell can be a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
