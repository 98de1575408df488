"""The treasurer's view: what was paid to one municipality and what went back, day by day.

Who leads the office there sees it; who leads it for some services sees those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit
from portal.documents.bookings_csv import CsvRow, write_bookings
from portal.errors import InvalidField
from portal.identity.desks import desk_of
from portal.municipalities import municipality_by_slug
from portal.payments.status import METHOD_LABELS
from portal.persistence.database import Scope, system_scope
from portal.shared import clock
from portal.workflow.booking_lines import (
    BOOKED,
    DECLINED,
    FAILED,
    OPEN,
    PAID,
    REFUNDED,
    RETURNING,
    UNCLEAR,
    BookingLine,
    DaySums,
    Sums,
    Wanted,
    find_lines,
    sum_up,
    sums_by_day,
)
from portal.workflow.services import Services
from portal.workflow.treasury_entry import ENTER_MONEY

ROWS_ON_A_PAGE = 50
LONGEST_PERIOD = timedelta(days=366)
EARLIEST = date(2000, 1, 1)
CHOICES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("booked", "Bezahlt oder erstattet", BOOKED),
    ("paid", "Bezahlt", (PAID,)),
    ("refunded", "Erstattet", (REFUNDED,)),
    ("returning", "Erstattung unterwegs", (RETURNING,)),
    ("unclear", "Erstattung zu klären", (UNCLEAR,)),
    ("open", "Noch nicht bezahlt", (OPEN,)),
    ("failed", "Nicht zustande gekommen", (FAILED, DECLINED)),
    ("all", "Alles", ()),
)
"""What can be chosen: key, words, states."""
_STATES = {key: states for key, _words, states in CHOICES}
STATE_WORDS = {
    PAID: "Bezahlt",
    REFUNDED: "Erstattet",
    RETURNING: "Erstattung unterwegs",
    UNCLEAR: "Erstattung zu klären",
    OPEN: "Noch nicht bezahlt",
    FAILED: "Nicht bezahlt",
    DECLINED: "Nicht erstattet",
}


@dataclass(frozen=True)
class Search:
    """The filters as they were typed; days as 'YYYY-MM-DD'."""

    since: str
    until: str
    status: str = "booked"
    method: str = ""
    service: str = ""
    text: str = ""


@dataclass(frozen=True)
class Bookings:
    """One page of lines, the sums over all pages, and those of each day. `page` begins at 1."""

    lines: Sequence[BookingLine]
    sums: Sums
    days: Sequence[DaySums]
    page: int
    pages: int

    @classmethod
    def nothing(cls) -> "Bookings":
        """Not one line."""
        return cls((), Sums(), (), 1, 1)


@dataclass(frozen=True)
class BookingsFile:
    """A CSV file: its name and its bytes."""

    name: str
    content: bytes


def this_month() -> Search:
    """From the first of the month until today."""
    today = clock.today()
    return Search(today.replace(day=1).isoformat(), today.isoformat())


async def list_bookings(
    services: Services, clerk: Scope, search: Search, page: int = 1
) -> Bookings:
    """What matches. Raises SignInRequired, NotAllowed, InvalidField ("von", "bis")."""
    async with services.database.transaction(system_scope()) as session:
        wanted = await _wanted(session, clerk, search)
        sums = await sum_up(session, wanted)
        pages = max(1, -(-sums.lines // ROWS_ON_A_PAGE))
        page = min(max(page, 1), pages)
        start = (page - 1) * ROWS_ON_A_PAGE
        lines = await find_lines(session, wanted, start=start, most=ROWS_ON_A_PAGE)
        days = await sums_by_day(session, wanted)
    return Bookings(lines, sums, days, page, pages)


async def export_bookings(services: Services, clerk: Scope, search: Search) -> BookingsFile:
    """All that matches, as CSV; recorded. Raises as `list_bookings`."""
    async with services.database.transaction(system_scope()) as session:
        wanted = await _wanted(session, clerk, search)
        lines = await find_lines(session, wanted)
        period = f"{wanted.since}_{wanted.until}"
        await audit.record(session, clerk, "bookings_exported", f"bookings:{period}")
    name = f"zahlungen_{clerk.municipality}_{period}.csv"
    town = municipality_by_slug(clerk.municipality).full_name
    return BookingsFile(name, write_bookings([_csv_row(town, line) for line in lines]))


async def lead_here(session: AsyncSession, clerk: Scope) -> frozenset[str] | None:
    """The services whose money the clerk answers for in the own town; None for all.

    Raises SignInRequired, NotAllowed. What neighbours delegated stays with their treasury.
    """
    desk = await desk_of(session, clerk, *ENTER_MONEY)
    own = next(part for part in desk.parts if part.municipality == clerk.municipality)
    return own.services


async def _wanted(session: AsyncSession, clerk: Scope, search: Search) -> Wanted:
    services = await lead_here(session, clerk)
    since, until = _day(search.since, "von"), _day(search.until, "bis")
    if until < since:
        raise InvalidField("bis", "Der letzte Tag liegt vor dem ersten.")
    if until - since > LONGEST_PERIOD:
        raise InvalidField("bis", "Bitte wählen Sie höchstens ein Jahr.")
    return Wanted(
        municipality=clerk.municipality,
        since=since,
        until=until,
        states=_STATES.get(search.status, BOOKED),
        method=search.method[:20],
        service=search.service[:60],
        text=search.text[:100],
        services=services,
    )


def _day(written: str, field: str) -> date:
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise InvalidField(field, "Bitte geben Sie einen Tag an.") from None
    if not EARLIEST <= day <= clock.today() + timedelta(days=1):
        raise InvalidField(field, "Bitte geben Sie einen Tag bis heute an.")
    return day


def _csv_row(town: str, line: BookingLine) -> CsvRow:
    return CsvRow(
        municipality=town,
        day=line.at.astimezone(clock.BERLIN).date(),
        state=STATE_WORDS[line.state],
        cents=line.cents,
        booking_account=line.booking_account,
        kassenzeichen=line.kassenzeichen,
        title=line.title,
        reference=line.reference,
        method=METHOD_LABELS.get(line.method, line.method),
        provider_reference=line.provider_reference,
    )
