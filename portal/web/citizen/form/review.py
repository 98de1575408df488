"""The last page of the form: every answer in words, and what it costs."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from portal.catalogue import load_catalogue
from portal.errors import Conflict, PortalError
from portal.fees import OnSiteFee
from portal.municipalities import municipality_by_slug
from portal.shared.language import N_
from portal.shared.money import format_euro
from portal.web.citizen.form.desk import Desk
from portal.web.components.review import ReviewAnswer, ReviewSection, SumLine


class NotReviewed(Conflict):
    """What is to be sent is not what "Angaben prüfen" showed, or nothing was shown (OZG § 9a)."""

    message = N_(
        "Ihre Angaben oder die Gebühr haben sich inzwischen geändert. Bitte prüfen Sie noch "
        "einmal alles, bevor Sie absenden."
    )


def reviewed_terms(desk: Desk) -> str:
    """The same as long as the draft says and costs what it did when it was shown."""
    application = desk.application
    try:
        price = desk.price()
        cents = [price.full.total_cents, price.now.total_cents]
    except PortalError:
        cents = []
    terms = [str(application.id), application.definition_version, application.answers, cents]
    return hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()


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


@dataclass(frozen=True)
class Sums:
    """The fee in words: its lines, what is to be paid `now`, and the `deferred` sum about which the
    desk decides first ("" where no relief is asked for)."""

    lines: list[SumLine] = field(default_factory=list)
    now: str = ""
    is_due: bool = False
    deferred: str = ""


def sums_of(desk: Desk) -> Sums:
    """What the draft costs as it stands; empty while answers are missing."""
    try:
        price = desk.price()
    except PortalError:
        return Sums()
    lines = [SumLine(line.label, format_euro(line.total_cents)) for line in price.full.lines]
    deferred = format_euro(price.full.total_cents) if price.relief else ""
    now = price.now.total_cents
    return Sums(lines, format_euro(now), now > 0, deferred)


def paid_on_site(desk: Desk) -> str:
    """How much is paid at the office, in words; "" where nothing is."""
    application = desk.application
    here = municipality_by_slug(application.host_municipality)
    offer = load_catalogue().offer(here, application.service, application.municipality)
    if offer is None or not isinstance(offer.fee, OnSiteFee):
        return ""
    return offer.fee.words
