"""The last page of the form: every answer in words, and what it costs."""

from collections.abc import Callable

from portal.errors import PortalError
from portal.shared.money import format_euro
from portal.web.citizen.form.desk import Desk
from portal.web.components.review import ReviewAnswer, ReviewSection, SumLine


def review_sections(desk: Desk, address: Callable[[str], str]) -> list[ReviewSection]:
    """Each step's answers in words, with the way back to that step."""
    return [
        ReviewSection(
            title=section.title,
            href=address(section.step_id),
            answers=[ReviewAnswer(row.label, row.text) for row in section.rows],
        )
        for section in desk.review()
    ]


def sums_of(desk: Desk) -> tuple[list[SumLine], str, bool]:
    """Lines and sum of the fee as words, and whether there is one to pay."""
    try:
        fee = desk.fee()
    except PortalError:
        return [], "", False
    lines = [SumLine(line.label, format_euro(line.total_cents)) for line in fee.lines]
    return lines, format_euro(fee.total_cents), fee.total_cents > 0
