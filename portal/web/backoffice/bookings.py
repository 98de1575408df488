"""The payments of the town served: which, when, how much, and what that is on each day."""

from dataclasses import dataclass

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import InvalidField, PortalError
from portal.payments.status import METHOD_LABELS
from portal.personnel import services_of
from portal.shared.clock import BERLIN
from portal.shared.money import format_euro
from portal.web.form_data import texts_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.booking_lines import BookingLine, DaySums
from portal.workflow.bookings import STATE_WORDS, Bookings, Search, list_bookings, this_month

_REFUNDS = "/verwaltung/zahlungen/erstattungen/"


@dataclass(frozen=True)
class Line:
    """A line of the table, in words."""

    key: str
    kassenzeichen: str
    refund_href: str
    title: str
    hint: str
    amount: str
    state: str
    day: str
    method: str


@dataclass(frozen=True)
class Day:
    """The sums of a day, in words."""

    day: str
    paid: str
    refunded: str
    net: str


@dataclass(frozen=True)
class Choice:
    """Something to choose."""

    key: str
    words: str


class BookingList(rx.State):
    """The list, as far as it is shown."""

    since: str = ""
    until: str = ""
    status: str = "booked"
    method: str = ""
    service: str = ""
    text: str = ""
    wrong_since: str = ""
    wrong_until: str = ""
    service_choices: list[Choice] = []
    lines: list[Line] = []
    days: list[Day] = []
    paid: str = ""
    refunded: str = ""
    net: str = ""
    found: int = 0
    page_number: int = 1
    pages: int = 1
    refusal: str = ""
    drawing: int = 0
    allowed: bool = True
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """This month until today; who comes back finds the filters as they were."""
        visit = await visit_of(self)
        if visit.municipality:
            offered = services_of(visit.municipality.slug)
            self.service_choices = [Choice(slug, name) for slug, name in offered]
        if not self.since:
            usual = this_month()
            self.since, self.until = usual.since, usual.until
        await self._show(visit)
        self.drawing += 1
        self.ready = True

    @rx.event
    @staff
    async def search(self, form_data: FormData) -> None:
        """ "Anzeigen"."""
        typed = {name: str(value)[:100] for name, value in texts_of(form_data).items()}
        self.since, self.until = typed.get("von", ""), typed.get("bis", "")
        self.status, self.method = typed.get("stand", ""), typed.get("zahlungsart", "")
        self.service, self.text = typed.get("leistung", ""), typed.get("suche", "").strip()
        self.page_number = 1
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def turn(self, by: int) -> None:
        """The next or the previous page."""
        self.page_number = max(1, self.page_number + by)
        await self._show(await visit_of(self))

    async def _show(self, visit: Visit) -> None:
        self.wrong_since = self.wrong_until = self.refusal = ""
        if visit.scope is None:
            return
        try:
            found = await list_bookings(services(), visit.scope, self._asked(), self.page_number)
        except InvalidField as fault:
            self.wrong_since = fault.message if fault.field == "von" else ""
            self.wrong_until = fault.message if fault.field == "bis" else ""
            self._tell(Bookings.nothing())
        except PortalError as fault:
            self.refusal, self.allowed = fault.message, False
            self._tell(Bookings.nothing())
        else:
            self.allowed = True
            self._tell(found)

    def _asked(self) -> Search:
        return Search(self.since, self.until, self.status, self.method, self.service, self.text)

    def _tell(self, found: Bookings) -> None:
        self.lines = [_line(line) for line in found.lines]
        self.days = [_day(one) for one in found.days]
        self.paid = format_euro(found.sums.paid_cents)
        self.refunded = format_euro(found.sums.refunded_cents)
        self.net = format_euro(found.sums.net_cents)
        self.found = found.sums.lines
        self.page_number, self.pages = found.page, found.pages


def _line(line: BookingLine) -> Line:
    return Line(
        key=str(line.id),
        kassenzeichen=line.kassenzeichen or "ohne Kassenzeichen",
        refund_href=f"{_REFUNDS}?kassenzeichen={line.kassenzeichen}" if line.kassenzeichen else "",
        title=line.title or "Ohne Zuordnung",
        hint=line.reference,
        amount=format_euro(line.cents),
        state=STATE_WORDS[line.state],
        day=f"{line.at.astimezone(BERLIN):%d.%m.%Y}",
        method=METHOD_LABELS.get(line.method, line.method),
    )


def _day(one: DaySums) -> Day:
    return Day(
        day=f"{one.day:%d.%m.%Y}",
        paid=format_euro(one.sums.paid_cents),
        refunded=format_euro(one.sums.refunded_cents),
        net=format_euro(one.sums.net_cents),
    )
