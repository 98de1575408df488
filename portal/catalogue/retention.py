"""How long a case is kept after it was closed: the town's word, else the service's, else usual.

The months are content, to be checked by each municipality's archive and data protection officer:
the usual ones follow common file plans, ten years where a tax notice hangs on it (AO § 147).
"""

from collections.abc import Mapping
from datetime import date

from portal.catalogue.catalogue import service_by_slug
from portal.catalogue.categories import CategoryKey
from portal.errors import NotFound
from portal.municipalities import Municipality

USUAL_MONTHS: Mapping[CategoryKey, int] = {
    CategoryKey.FAMILY: 24,
    CategoryKey.HOME: 24,
    CategoryKey.ANIMALS: 120,
    CategoryKey.BUSINESS: 60,
    CategoryKey.VEHICLE: 24,
    CategoryKey.PAPERS: 24,
    CategoryKey.FESTIVITIES: 24,
    CategoryKey.WASTE: 12,
    CategoryKey.REPORT: 12,
}
LONGEST_USUAL = max(USUAL_MONTHS.values())
"""For a service that has left the content."""


def retention_months(municipality: Municipality, slug: str) -> int:
    """Months after closing."""
    entry = municipality.offers.get(slug)
    if entry is not None and entry.retention is not None:
        return entry.retention
    try:
        service = service_by_slug(slug)
    except NotFound:
        return LONGEST_USUAL
    return service.retention or USUAL_MONTHS[service.category]


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError
