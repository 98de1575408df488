"""The last page of the form: every answer in words, and what it costs."""

from collections.abc import Callable

from portal.catalogue import load_catalogue
from portal.errors import PortalError
from portal.fees import OnSiteFee
from portal.municipalities import municipality_by_slug
from portal.shared.money import format_euro
from portal.web.citizen.form.desk import Desk
from portal.web.components.review import ReviewAnswer, ReviewSection, SumLine


def review_sections(desk: Desk, address: Callable[[str], str]) -> list[ReviewSection]:
    """Each step's answers in words, with the way back to that step."""
    return [
        ReviewSection(
            title=section.title,
            href=address(section.step_id),
            answers=[ReviewAnswer(row.label, row.text, row.proven) for row in section.rows],
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


def paid_on_site(desk: Desk) -> str:
    """How much is paid at the office, in words; "" where nothing is."""
    application = desk.application
    here = municipality_by_slug(application.host_municipality)
    offer = load_catalogue().offer(here, application.service, application.municipality)
    if offer is None or not isinstance(offer.fee, OnSiteFee):
        return ""
    return offer.fee.words
