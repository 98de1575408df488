"""A CSV that spreadsheets open as it is, and in which nothing is a formula."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from portal.documents.bookings_csv import CsvRow, harmless, plain_amount, write_bookings

ROW = CsvRow(
    municipality="Stadt Papenburg",
    day=date(2026, 11, 3),
    state="Erstattet",
    cents=-123450,
    booking_account="12207.331100",
    kassenzeichen="RF47PAP00000042",
    title="Geburtsurkunde; mit „Anführung“",
    reference="PAP-2026-00001",
    method="PayPal",
    provider_reference="pi_1",
)


def test_a_german_spreadsheet_reads_every_cell() -> None:
    content = write_bookings([ROW])
    assert content.startswith(b"\xef\xbb\xbfKommune;Tag;")
    _headings, row = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert row[:4] == ["Stadt Papenburg", "03.11.2026", "Erstattet", "-1234,50"]
    assert row[6] == "Geburtsurkunde; mit „Anführung“"


@pytest.mark.parametrize(
    "words", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n=1"]
)
def test_nothing_becomes_a_formula(words: str) -> None:
    assert harmless(words) == f"'{words}"
    content = write_bookings([replace(ROW, title=words)]).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1]
    assert row[6] == f"'{words}"


@pytest.mark.parametrize(
    ("cents", "written"), [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (100_000, "1000,00")]
)
def test_amounts_have_a_comma_and_no_dots(cents: int, written: str) -> None:
    assert plain_amount(cents) == written
